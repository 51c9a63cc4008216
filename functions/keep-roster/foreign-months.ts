/** Whose an organization is in the months from which something is said of it. */
import { notFound } from '../../shared/contracts/problem.ts';
import type { Month } from '../../shared/domain/period.ts';
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';

/** Whether the organization at the end of the path is the caller's. */
export type MayHold = (path: readonly OrganizationId[]) => boolean;

/**
 * Who gives an organization away from a month on must not have it back, and who gets it does not reach back.
 * @throws Refusal 404 unless the organization is there and the caller's in each of the months
 */
export async function refuseForeignIn(months: readonly Month[], asked: Held): Promise<void> {
  if (!(await isHeldIn(months, asked))) throw notFound();
}

type Held = {
  readonly organization: OrganizationId;
  readonly historyOf: HistoryOf;
  readonly mayHold: MayHold;
};

export async function isHeldIn(
  months: readonly Month[],
  { organization, historyOf, mayHold }: Held,
): Promise<boolean> {
  for (const month of new Set(months)) {
    const path = await rosterPath(historyOf, organization, month);
    if (path === null || !mayHold(path)) return false;
  }
  return true;
}
