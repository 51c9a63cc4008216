/** What an order would change by closing whose offices attend others: their duties end with them. */
import pMap from 'p-map';
import type { Month } from '../../shared/domain/period.ts';
import { closedFrom, type OrganizationHistory } from '../../shared/domain/planning/organization-history.ts';
import { type HistoryOf, rosterPath } from '../../shared/domain/planning/roster-path.ts';
import { type Duty, endedFrom } from '../../shared/domain/roster/duty.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { DutyRegistry } from '../../shared/ports/registry.ts';

const AT_ONCE = 8;

export type DutiesOnPaper = {
  /** The roster as `historyOf` has it, without the duties that end. */
  readonly historyOf: HistoryOf;
  /** Who would be attended no more, and from which month on. */
  readonly attended: readonly { readonly organization: OrganizationId; readonly from: Month }[];
};

/**
 * @param versions what the order would write
 * @param top only who stands below it is told: others are not the caller's
 */
export async function dutiesOnPaper(
  registry: Pick<DutyRegistry, 'dutiesBy'>,
  historyOf: HistoryOf,
  versions: readonly OrganizationVersion[],
  top: OrganizationId,
): Promise<DutiesOnPaper> {
  const closing = [...new Set(versions.filter(({ closed }) => closed).map((one) => one.organization))];
  const endedBy = async (organization: OrganizationId) => {
    const history = await historyOf(organization);
    const from = history && closedFrom(history);
    if (from === null) return [];
    const ended = endedFrom(await registry.dutiesBy(organization), from);
    const isBelow = async ({ attends }: Duty) =>
      (await rosterPath(historyOf, attends, from))?.includes(top) === true;
    return pMap(ended, async (duty) => ({ duty, from, isTold: await isBelow(duty) }), {
      concurrency: AT_ONCE,
    });
  };
  const ended = (await pMap(closing, endedBy, { concurrency: AT_ONCE })).flat();
  const byId = new Map(ended.map(({ duty }) => [duty.id, duty]));
  return {
    historyOf: async (id) => withDuties(await historyOf(id), byId),
    attended: ended
      .filter(({ isTold }) => isTold)
      .map(({ duty: { attends }, from }) => ({ organization: attends, from })),
  };
}

function withDuties(
  history: OrganizationHistory | null,
  ended: ReadonlyMap<string, Duty>,
): OrganizationHistory | null {
  if (history === null || ended.size === 0) return history;
  const duties = history.bindings.duties.map((duty) => ended.get(duty.id) ?? duty);
  return { ...history, bindings: { ...history.bindings, duties } };
}
