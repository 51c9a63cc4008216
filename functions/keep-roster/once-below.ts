/** Two committees may not change places within an opened month: the second rule of the tree that looks at plan rows. */
import { violation } from '../../shared/contracts/field-errors.ts';
import type { Month } from '../../shared/domain/period.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import type { Content } from './roster-draft.ts';

type PlanRows = Pick<PlanRegistry, 'planRow'>;

/**
 * A committee's row in a month rests on the rows in its partition, and those of organizations that stood there
 * before are there as tombstones. If `P`, which stood below `Q`, took `Q` below itself, each would rest on the other
 * and their watermarks would rise for ever. So a new parent must not stand, nor have stood in that month, below the
 * organization.
 * @param until the first month that another version of it speaks of
 */
export async function onceBelow(
  { organization, kind, parent, from, until, closed }: Content & { readonly until: Month },
  registry: PlanRows,
  periods: readonly PeriodState[],
): Promise<RuleViolation[]> {
  if (parent === null || closed || !isCommittee(kind)) return [];
  const months = periods.filter(({ month, status }) => from <= month && month < until && status !== 'closed');
  for (const { month } of months)
    if (await restsOn(parent, organization, month, registry)) return [changedPlaces(month)];
  return [];
}

/** Whether rows of `below` go, or went in this month, up to `above`. */
async function restsOn(
  below: OrganizationId,
  above: OrganizationId,
  month: Month,
  registry: PlanRows,
): Promise<boolean> {
  const reached = new Set([below]);
  for (const id of reached) {
    if (id === above) return true;
    const plan = await registry.planRow(id, month);
    if (plan === null) continue;
    for (const up of [...plan.formerParents, ...(plan.parent === null ? [] : [plan.parent])]) reached.add(up);
  }
  return false;
}

const changedPlaces = (month: Month): RuleViolation =>
  violation(
    '/parent',
    'not-once-below',
    `Trong tháng ${month} cấp trên này đang hoặc đã đứng dưới chính tổ chức này; hai tổ chức không đổi chỗ cho nhau trong một kỳ đã mở. Hãy chuyển từ tháng chưa mở.`,
    `In ${month} this parent stands, or stood, below the organization; two may not change places within an opened month. Move it from a month that is not open yet.`,
  );
