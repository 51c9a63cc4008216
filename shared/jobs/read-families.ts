/** Whose rows of an earlier export are, together, the figures of an organization that others were merged into. */
import pMap from 'p-map';
import { askOnce } from '../domain/ask-once.ts';
import type { EarlierPeriod } from '../domain/exports/earlier-periods.ts';
import { type ComparedOrganization, figureOf } from '../domain/exports/export-changes.ts';
import type { ScorecardEntry } from '../domain/exports/export-tables.ts';
import type { Month } from '../domain/period.ts';
import { type OrganizationHistory, versionAt } from '../domain/planning/organization-history.ts';
import { type HistoryOf, rosterPath } from '../domain/planning/roster-path.ts';
import { forebearsThroughout } from '../domain/planning/succession.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { OrganizationRegistry } from '../ports/registry.ts';
import { readDescent } from './read-descent.ts';

const AT_ONCE = 8;

export type Placed = Pick<ScorecardEntry, 'organization' | 'path'> & {
  /** Whether it is there at the end of the period, and meets, or a meeting was owed in it by anybody below it. */
  readonly owes: boolean;
};

/** The export that is made: who is in it, and the opened months of its period, ascending. */
export type Made = { readonly places: readonly Placed[]; readonly opened: readonly Month[] };

/**
 * Who was there, is gone, and of whom an organization comes, by the rule of the comparison: asked of those that a
 * report shows by name, of those that were not there themselves, and of whoever carries on for one below that is gone.
 */
export async function readFamilies(
  registry: Pick<OrganizationRegistry, 'organization'>,
  { places, opened }: Made,
  { rows, months }: Pick<EarlierPeriod, 'rows'> & { readonly months: readonly Month[] },
): Promise<ReadonlyMap<OrganizationId, readonly OrganizationId[]>> {
  const shown = (places[0]?.path.length ?? 0) + 1;
  const heirs = await heirsOfIdle(registry, places, rows);
  const named = places
    .filter(
      ({ organization, path }) => path.length <= shown || !rows.has(organization) || heirs.has(organization),
    )
    .map(({ organization }) => organization);
  const histories = await readDescent(registry, named);
  const historyOf = (id: OrganizationId) => histories.get(id);
  const read = askOnce(async (id: OrganizationId) => histories.get(id) ?? registry.organization(id));
  const present = new Set(places.map(({ organization }) => organization));
  const families = new Map<OrganizationId, readonly OrganizationId[]>();
  for (const organization of named) {
    const forebears = forebearsThroughout(organization, months, opened.at(-1) ?? '', historyOf);
    const fates = Map.groupBy(
      forebears.filter((id) => id !== organization && wasThere(historyOf(id), months, rows.has(id))),
      (id) => fateOf(historyOf(id), opened, present.has(id)),
    );
    const gone = fates.get('gone') ?? [];
    if (gone.length === 0 && !fates.has('told-itself')) continue;
    const isWhole = !fates.has('told-itself') && gone.every((id) => rows.has(id));
    const family = [organization, ...gone].flatMap((id) => rows.get(id) ?? []);
    families.set(organization, isWhole ? await countedOnce(read, family) : []);
  }
  return families;
}

/** In any of the months; one that the roster does not know was there if it has a row. */
const wasThere = (
  history: OrganizationHistory | undefined,
  months: readonly Month[],
  hasRow: boolean,
): boolean => (history === undefined ? hasRow : months.some((month) => versionAt(history, month) !== null));

/**
 * Whoever carries on, from one to the next, for those that owed meetings then, and owe none any more: so nobody else's
 * roster needs reading to find who took others in.
 */
async function heirsOfIdle(
  registry: Pick<OrganizationRegistry, 'organization'>,
  places: readonly Placed[],
  rows: EarlierPeriod['rows'],
): Promise<ReadonlySet<OrganizationId>> {
  const owing = new Set(places.filter(({ owes }) => owes).map(({ organization }) => organization));
  const idle = [...rows.values()]
    .filter((row) => figureOf(row, 'expected') > 0 && !owing.has(row.organization))
    .map(({ organization }) => organization);
  const heirs = new Set<OrganizationId>();
  for (let asked = idle; asked.length > 0; ) {
    const found = await pMap(asked, (id) => registry.organization(id), { concurrency: AT_ONCE });
    const fresh = new Set(
      found.flatMap((history) => history?.successors ?? []).filter((id) => !heirs.has(id)),
    );
    for (const id of fresh) heirs.add(id);
    asked = [...fresh].filter((id) => !owing.has(id));
  }
  return heirs;
}

/**
 * What became of one that was there. Who went within the period, before its last month, still has a line of its own in
 * the export, if it is there; who closed before has none but of nothing, in months that were open when the closing was
 * ordered.
 */
function fateOf(
  history: OrganizationHistory | undefined,
  opened: readonly Month[],
  isPresent: boolean,
): 'gone' | 'told-itself' | 'goes-on' {
  if (history === undefined) return isPresent ? 'goes-on' : 'gone';
  const lived = opened.filter((month) => versionAt(history, month) !== null);
  if (lived.length > 0 && lived.at(-1) === opened.at(-1)) return 'goes-on';
  return lived.length > 0 && isPresent ? 'told-itself' : 'gone';
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
  { organization, month, path }: Pick<Placed, 'organization' | 'path'> & { readonly month: Month },
): Promise<readonly OrganizationId[]> =>
  ((await rosterPath(historyOf, organization, month)) ?? path).slice(0, -1);
