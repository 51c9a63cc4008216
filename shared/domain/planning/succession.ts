/**
 * Whom an organization is compared with in an earlier month: itself, if it was there, and whoever has been merged
 * into it, or it has been split from, since.
 */
import { type Month, previousMonth } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import { type OrganizationHistory, versionAt } from './organization-history.ts';

export type Forebear = {
  readonly organization: OrganizationId;
  /** Its figures stand for more than what became of them here: others carry on a part, or it goes on itself. */
  readonly shared: boolean;
};

export type HistoriesOf = (id: OrganizationId) => OrganizationHistory | undefined;

/**
 * @param month the earlier month
 * @param until the last month of what is compared; what was named later does not count
 * @param historyOf of the organization, everybody it descends from ({@link namedBy}) and their successors
 * @returns ascending by id
 */
export function forebearsIn(
  organization: OrganizationId,
  month: Month,
  until: Month,
  historyOf: HistoriesOf,
): Forebear[] {
  const reached = joinsSince(organization, month, until, historyOf);
  return [...reached]
    .map(([id, joined]) => ({
      organization: id,
      shared:
        (id !== organization && goesOn(historyOf(id), joined)) ||
        (historyOf(id)?.successors ?? []).some(
          (heir) => !reached.has(heir) && carriesOn(historyOf, { heir, id, after: month, until }),
        ),
    }))
    .sort((a, b) => (a.organization < b.organization ? -1 : 1));
}

/**
 * Forebears in each of the months in which they were there: what they did in them all together counts wholly. Of one
 * that was split within those months a part would count, and no sum of its months tells it.
 * @param months of an earlier period
 */
export function forebearsThroughout(
  organization: OrganizationId,
  months: readonly Month[],
  until: Month,
  historyOf: HistoriesOf,
): OrganizationId[] {
  const monthsOfEach = new Map<OrganizationId, Set<Month>>();
  for (const month of months)
    for (const { organization: id } of forebearsIn(organization, month, until, historyOf))
      monthsOfEach.set(id, (monthsOfEach.get(id) ?? new Set()).add(month));
  return [...monthsOfEach].flatMap(([id, counted]) => {
    const history = historyOf(id);
    const isWhole = months.every(
      (month) => counted.has(month) || history === undefined || versionAt(history, month) === null,
    );
    return isWhole ? [id] : [];
  });
}

/** Whom it comes of, each with the last month in which it joined: who left and came back brings all it took in. */
function joinsSince(
  organization: OrganizationId,
  month: Month,
  until: Month,
  historyOf: HistoriesOf,
): Map<OrganizationId, Month> {
  const joined = new Map([[organization, until]]);
  const heirs = [organization];
  for (const heir of heirs)
    for (const { predecessor, from } of namedBy(historyOf(heir), historyOf)) {
      const isKnown = month < from && from <= (joined.get(heir) ?? '');
      if (!isKnown || from <= (joined.get(predecessor) ?? '')) continue;
      joined.set(predecessor, from);
      heirs.push(predecessor);
    }
  return joined;
}

/**
 * Whom an organization names as predecessors, each with the month from which it first does, and once more with the
 * month in which that one closes, if a version of that month names it: what was split off took the rest in.
 */
export function namedBy(
  history: OrganizationHistory | undefined,
  historyOf: HistoriesOf,
): { readonly predecessor: OrganizationId; readonly from: Month }[] {
  const named = new Set<OrganizationId>();
  return (history?.versions ?? []).flatMap(({ from, predecessors, closed }) =>
    predecessors.flatMap((predecessor) => {
      const takesInRest = !closed && closesIn(historyOf(predecessor), from);
      if (named.has(predecessor) && !takesInRest) return [];
      named.add(predecessor);
      return [{ predecessor, from }];
    }),
  );
}

const closesIn = (history: OrganizationHistory | undefined, month: Month): boolean =>
  history !== undefined &&
  versionAt(history, month) === null &&
  versionAt(history, previousMonth(month)) !== null;

const goesOn = (history: OrganizationHistory | undefined, month: Month): boolean =>
  history !== undefined && versionAt(history, month) !== null;

const carriesOn = (
  historyOf: HistoriesOf,
  {
    heir,
    id,
    after,
    until,
  }: {
    readonly heir: OrganizationId;
    readonly id: OrganizationId;
    readonly after: Month;
    readonly until: Month;
  },
): boolean =>
  namedBy(historyOf(heir), historyOf).some(
    ({ predecessor, from }) => predecessor === id && after < from && from <= until,
  );
