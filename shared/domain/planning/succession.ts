/**
 * Whom an organization is compared with in an earlier month: itself, if it was there, and whoever has been merged
 * into it, or it has been split from, since.
 */
import type { Month } from '../period.ts';
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
  const reached = new Map<OrganizationId, Month>([[organization, until]]);
  for (const [heir, known] of reached)
    for (const { predecessor, from } of namedBy(historyOf(heir)))
      if (month < from && from <= known && !reached.has(predecessor)) reached.set(predecessor, from);
  return [...reached]
    .map(([id, joined]) => ({
      organization: id,
      shared:
        (id !== organization && goesOn(historyOf(id), joined)) ||
        (historyOf(id)?.successors ?? []).some(
          (heir) => !reached.has(heir) && carriesOn(historyOf(heir), id, month, until),
        ),
    }))
    .sort((a, b) => (a.organization < b.organization ? -1 : 1));
}

/** Whom an organization names as predecessors, each with the month from which it first does. */
export function namedBy(
  history: OrganizationHistory | undefined,
): { readonly predecessor: OrganizationId; readonly from: Month }[] {
  const first = new Map<OrganizationId, Month>();
  for (const { from, predecessors } of history?.versions ?? [])
    for (const predecessor of predecessors) if (!first.has(predecessor)) first.set(predecessor, from);
  return [...first].map(([predecessor, from]) => ({ predecessor, from }));
}

const goesOn = (history: OrganizationHistory | undefined, month: Month): boolean =>
  history !== undefined && versionAt(history, month) !== null;

const carriesOn = (
  heir: OrganizationHistory | undefined,
  id: OrganizationId,
  after: Month,
  until: Month,
): boolean =>
  namedBy(heir).some(({ predecessor, from }) => predecessor === id && after < from && from <= until);
