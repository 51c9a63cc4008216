/** Whose rows of an earlier export are, together, the figures of an organization that others were merged into. */
import pMap from 'p-map';
import { askOnce } from '../domain/ask-once.ts';
import type { EarlierPeriod } from '../domain/exports/earlier-periods.ts';
import type { ComparedOrganization } from '../domain/exports/export-changes.ts';
import type { ScorecardEntry } from '../domain/exports/export-tables.ts';
import type { Month } from '../domain/period.ts';
import { type OrganizationHistory, versionAt } from '../domain/planning/organization-history.ts';
import { type HistoryOf, rosterPath } from '../domain/planning/roster-path.ts';
import { forebearsThroughout } from '../domain/planning/succession.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { OrganizationRegistry } from '../ports/registry.ts';
import { readDescent } from './read-descent.ts';

const AT_ONCE = 8;

export type Placed = Pick<ScorecardEntry, 'organization' | 'path'>;

/** The export that is made: who is in it, and the months of its period. */
export type Made = { readonly places: readonly Placed[]; readonly months: readonly Month[] };

/**
 * Who was there, is gone, and of whom an organization comes, by the rule of the comparison: asked of those that a
 * report shows by name, and of those that were not there themselves.
 */
export async function readFamilies(
  registry: Pick<OrganizationRegistry, 'organization'>,
  { places, months: asked }: Made,
  { rows, months }: Pick<EarlierPeriod, 'rows'> & { readonly months: readonly Month[] },
): Promise<ReadonlyMap<OrganizationId, readonly OrganizationId[]>> {
  const shown = (places[0]?.path.length ?? 0) + 1;
  const named = places
    .filter(({ organization, path }) => path.length <= shown || !rows.has(organization))
    .map(({ organization }) => organization);
  const histories = await readDescent(registry, named);
  const historyOf = (id: OrganizationId) => histories.get(id);
  const read = askOnce(async (id: OrganizationId) => histories.get(id) ?? registry.organization(id));
  const present = new Set(places.map(({ organization }) => organization));
  const families = new Map<OrganizationId, readonly OrganizationId[]>();
  for (const organization of named) {
    const until = asked.at(-1) ?? '';
    const gone = forebearsThroughout(organization, months, until, historyOf).filter(
      (id) => id !== organization && rows.has(id) && isGone(historyOf(id), asked, present.has(id)),
    );
    if (gone.length === 0) continue;
    const family = [organization, ...gone].flatMap((id) => rows.get(id) ?? []);
    families.set(organization, await countedOnce(read, family));
  }
  return families;
}

/**
 * One that went within the period, before its last month, still has a line of its own there, if it is in the export;
 * who closed before has none but of nothing, in months that were open when the closing was ordered.
 */
function isGone(
  history: OrganizationHistory | undefined,
  asked: readonly Month[],
  isPresent: boolean,
): boolean {
  if (history === undefined) return !isPresent;
  const lived = asked.filter((month) => versionAt(history, month) !== null);
  return lived.length === 0 || (!isPresent && !lived.includes(asked.at(-1) ?? ''));
}

/**
 * Without whoever stood below another of them, whose row holds theirs already. None of them where one did so in some
 * months and not in others: a row cannot be divided.
 */
async function countedOnce(
  historyOf: HistoryOf,
  family: readonly ComparedOrganization[],
): Promise<OrganizationId[]> {
  const monthsOfEach = new Map(
    family.map(({ organization, months }) => [organization, new Set(months.map(([month]) => month))]),
  );
  const counted: OrganizationId[] = [];
  for (const { organization, path } of family) {
    const months = [...(monthsOfEach.get(organization) ?? [])];
    const within = await pMap(
      months,
      async (month) =>
        (await aboveIn(historyOf, { organization, month, path })).some((id) =>
          monthsOfEach.get(id)?.has(month),
        ),
      { concurrency: AT_ONCE },
    );
    if (within.every((is) => !is)) counted.push(organization);
    else if (!within.every((is) => is)) return [];
  }
  return counted;
}

/** Who stood above an organization in a month, by the roster; one that is not in it stood where its row says. */
const aboveIn = async (
  historyOf: HistoryOf,
  { organization, month, path }: Placed & { readonly month: Month },
): Promise<readonly OrganizationId[]> =>
  ((await rosterPath(historyOf, organization, month)) ?? path).slice(0, -1);
