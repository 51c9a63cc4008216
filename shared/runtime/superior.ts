/** Who comes from above: an organization that the caller speaks for as an officer, and never the one it comes to. */
import { violation } from '../contracts/field-errors.ts';
import { notFound, validation } from '../contracts/problem.ts';
import type { Month } from '../domain/period.ts';
import type { Role } from '../domain/roster/access.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { AccessGuard, Caller } from './access.ts';

export type SuperiorAsked = {
  readonly superior: OrganizationId;
  /** JSON pointer of it in what was sent. */
  readonly pointer: string;
  /** The organization that is inspected or answered, in the month. */
  readonly plan: PlanRow;
  /** A month that is asked where the superior has no place in that one, or none that is the caller's. */
  readonly orIn?: Month;
  readonly caller: Caller;
  readonly guard: AccessGuard;
  readonly roles: readonly Role[];
};

/**
 * @throws Refusal 404 where the superior has no place in the month (or in `orIn`) or is not the caller's there; 422
 * where it is the organization itself or stands below it
 */
export async function refuseUnlessSuperior(
  registry: Pick<PlanRegistry, 'planRow'>,
  { superior, pointer, plan, orIn, caller, guard, roles }: SuperiorAsked,
): Promise<void> {
  const isIt = superior === plan.organization;
  const theirs = (row: PlanRow | null) =>
    row?.exists === true && guard.allows(caller, roles, row.path) ? row : null;
  const then = theirs(isIt ? plan : await registry.planRow(superior, plan.month));
  const row = then ?? (orIn === undefined ? null : theirs(await registry.planRow(superior, orIn)));
  if (row === null) throw notFound();
  // A committee's own bodies (its inspection team, its organizing board) look at it, too.
  const isOwnBody = row.kind === 'body' && row.parent === plan.organization;
  if (isOwnBody || !row.path.includes(plan.organization)) return;
  throw validation([
    violation(
      pointer,
      'superior-from-above',
      'Tổ chức kiểm tra, giám sát, xem xét báo cáo không thể là chính tổ chức đó hoặc cấp dưới của nó.',
      'Who inspects or answers cannot be the organization itself or one below it.',
    ),
  ]);
}
