/** Rules of the tree that look at plan rows: within an opened month a row stays what it rests on. */
import { violation } from '../../shared/contracts/field-errors.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { HistoryOf } from '../../shared/domain/planning/roster-path.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { RuleViolation } from '../../shared/domain/rule-violation.ts';
import type { PlanRegistry } from '../../shared/ports/registry.ts';
import { type Content, standingIn } from './roster-draft.ts';

type PlanRows = Pick<PlanRegistry, 'planRow'>;

/** The months' rows as they are, and the roster as it would be: other lines of one order count as well. */
export type Trees = {
  readonly rows: PlanRows;
  readonly historyOf: HistoryOf;
  /** By it a row may still be made that is not there yet, or not as the roster has it. */
  readonly storedHistoryOf: HistoryOf;
  /** Is told every organization whose place the judgement rests on. */
  readonly restsOn: (id: OrganizationId) => void;
};

/**
 * What a version may not do in a month that was opened before: two committees change places, and somebody come below
 * what the month has as a cell, whose row holds no parts though the roster calls it a committee by now.
 * @param until the first month that another version of it speaks of
 */
export async function openedMonthViolations(
  candidate: Content & { readonly until: Month },
  trees: Trees,
  periods: readonly PeriodState[],
): Promise<RuleViolation[]> {
  const { parent, closed, from, until } = candidate;
  if (parent === null || closed) return [];
  const opened = periods.filter(({ month, status }) => from <= month && month < until && status !== 'closed');
  for (const { month } of opened) {
    const row = await trees.rows.planRow(parent, month);
    if (row !== null && !isCommittee(row.kind)) return [stillCell(month)];
    if (await changesPlaces(candidate, parent, month, trees)) return [changedPlaces(month)];
  }
  return [];
}

/**
 * A committee's row in a month rests on the rows in its partition, and those of organizations that stood there
 * before are there as tombstones. If `P`, which stood below `Q`, took `Q` below itself, each would rest on the other
 * and their watermarks would rise for ever. So a new parent must not stand, nor have stood in that month, below the
 * organization. What is a committee in the month's row stays one there, whatever the roster calls it by now.
 */
async function changesPlaces(
  { organization, kind }: Content,
  parent: OrganizationId,
  month: Month,
  trees: Trees,
): Promise<boolean> {
  const versions = (await trees.historyOf(organization))?.versions ?? [];
  if (![kind, ...versions.map((version) => version.kind)].some(isCommittee)) return false;
  const row = await trees.rows.planRow(organization, month);
  return isCommittee(row?.kind ?? kind) && goesUpTo(parent, organization, month, trees);
}

/** Whether rows of `below` go, or went in this month, or will go by the roster, up to `above`. */
async function goesUpTo(
  below: OrganizationId,
  above: OrganizationId,
  month: Month,
  { rows, historyOf, storedHistoryOf, restsOn }: Trees,
): Promise<boolean> {
  const reached = new Set([below]);
  for (const id of reached) {
    if (id === above) return true;
    restsOn(id);
    // The row last: what is moved between the two is known by the counter that came with the history.
    const history = await historyOf(id);
    const plan = await rows.planRow(id, month);
    const versions = [standingIn(history, month), standingIn(await storedHistoryOf(id), month)];
    // Who is closed keeps its row where it stood, whatever place the closing names.
    const standing = versions.filter((one) => one?.closed === false);
    const parents = [...(plan?.formerParents ?? []), plan?.parent, ...standing.map((one) => one?.parent)];
    for (const up of parents) if (up != null) reached.add(up);
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

const stillCell = (month: Month): RuleViolation =>
  violation(
    '/parent',
    'parent-is-committee',
    `Trong tháng ${month}, đã mở từ trước, cấp trên này vẫn là chi bộ hoặc bộ phận; loại mới có hiệu lực từ tháng chưa mở. Hãy chuyển từ tháng đó.`,
    `In ${month}, which was open before, the parent is still a cell or a body; its new kind counts from a month that is not open yet. Place it there from that month on.`,
  );
