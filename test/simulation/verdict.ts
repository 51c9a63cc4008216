/** Whether a world that has come to rest shows the truth. */
import { isDeepStrictEqual } from 'node:util';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { fromArray, MEASURES } from '../../shared/domain/criteria/measures.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { FOLD_VERSION, type LiveRow, type ScoreRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { byYear, sweepMonths } from '../../shared/jobs/sweep.ts';
import { type Counted, recount } from '../support/recount.ts';
import { currentCode, nextVersionOf, OPINIONS_COUNT_IN_NEXT } from './code.ts';
import { simulatedScorer } from './criteria.ts';
import { faultsOfProgrammes } from './verdict-programmes.ts';
import { sweepStepsOf } from './work.ts';
import type { World } from './world.ts';

/** Everything that is wrong with what readers see; empty if nothing is. */
export async function faultsOf(world: World): Promise<string[]> {
  return [
    ...(await faultsOfPlans(world)),
    ...(world.published.length === 0 ? [] : await faultsOfProgrammes(world)),
    ...faultsOfRows(world),
    ...faultsOfSums(world),
    ...world.setbacks,
  ];
}

/**
 * Plan rows say what the roster and the criteria say by now: of a month that is closed, too, since nothing is accepted
 * any more that would change it.
 */
async function faultsOfPlans(world: World): Promise<string[]> {
  const { registry } = world.stores;
  const faults: string[] = [];
  for (const { month, status, duePassed, settled, reopenings } of await registry.periods()) {
    if (status === 'opening' || status === 'closing') faults.push(`${month} is still ${status}`);
    if (status === 'closed' && (!settled || reopenings.length > 0)) faults.push(`${month} is not settled`);
    if (status !== 'open' && status !== 'closed') continue;
    for (const organization of registry.allOrganizations()) {
      const row = registry.allPlanRows().find((p) => p.organization === organization && p.month === month);
      const version = await standing(world, organization, month);
      if (version === undefined || version.closed) {
        if (row?.exists === true)
          faults.push(`plan ${organization} ${month}: exists, by the roster it does not`);
        continue;
      }
      const path = await pathOf(world, organization, month);
      const want = {
        path,
        parent: version?.parent ?? null,
        handbook: version?.handbook ?? false,
        criteriaSet: await setInForce(world, path, month),
        // Programmes have due dates of their own.
        ...(world.published.length === 0 ? { duePassed } : {}),
        duties: await owedAt(world, organization, month),
      };
      for (const [part, value] of Object.entries(want)) {
        const is = part === 'duties' ? row?.duties.map(({ id }) => id) : row?.[part as keyof PlanRow];
        if (!isDeepStrictEqual(is, value))
          faults.push(
            `plan ${organization} ${month}: ${part} is ${show(is)}, the roster says ${show(value)}`,
          );
      }
    }
  }
  return faults;
}

const show = (value: unknown): string => JSON.stringify(value) ?? 'not there';

async function standing(world: World, organization: string, month: Month) {
  const history = await world.stores.registry.organization(organization);
  return history?.versions.findLast(({ from }) => from <= month);
}

/** Ids of the duties to attend it that fall due, ascending. */
async function owedAt(world: World, organization: string, month: Month): Promise<string[]> {
  const { registry } = world.stores;
  const assigned = await Promise.all(registry.allOrganizations().map((id) => registry.dutiesBy(id)));
  return assigned
    .flat()
    .filter(({ attends }) => attends === organization)
    .filter(({ from, until }) => from <= month && (until === null || until >= month))
    .filter(({ every }) => every === 'month' || ['03', '06', '09', '12'].includes(month.slice(5)))
    .map(({ id }) => id)
    .sort();
}

/** The nearest organization's latest adoption. */
async function setInForce(world: World, path: readonly string[], month: Month) {
  const { registry } = world.stores;
  for (const id of path.toReversed()) {
    const adoptions = (await registry.organization(id))?.bindings.criteria ?? [];
    const set = adoptions.findLast(({ from }) => from <= month)?.criteriaSet;
    if (set !== undefined && set !== null) return set;
  }
  return { id: 'simulated', revision: 1 };
}

async function pathOf(world: World, organization: string, month: Month): Promise<string[]> {
  const parent = (await standing(world, organization, month))?.parent ?? null;
  return parent === null ? [organization] : [...(await pathOf(world, parent, month)), organization];
}

/** Each organization's row stands under its parent alone and shows what a recount gives. */
function faultsOfRows(world: World): string[] {
  const wanted = new Map<string, Counted>();
  for (const counted of recount(
    world.stores.events.all(),
    world.stores.registry.allPlanRows(),
    simulatedScorer,
  ).values())
    wanted.set(`${counted.parent ?? TOP}#${counted.month}/${counted.organization}`, counted);
  const shown = new Map<string, LiveRow>();
  for (const row of world.stores.scorecards.all())
    if (!row.tombstone && row.parent !== row.organization)
      shown.set(`${row.parent}#${row.month}/${row.organization}`, row);
  const faults: string[] = [];
  for (const key of shown.keys()) if (!wanted.has(key)) faults.push(`row ${key} should not be seen`);
  for (const [key, counted] of wanted) {
    const row = shown.get(key);
    if (row === undefined) faults.push(`row ${key} is missing`);
    else faults.push(...faultsOfRow(row, counted, world).map((fault) => `row ${key}: ${fault}`));
  }
  return faults;
}

function faultsOfRow(row: LiveRow, counted: Counted, world: World): string[] {
  const isNew = world.deployed === 'new';
  const measures = fromArray(row.measures);
  const wanted = {
    ...counted.measures,
    opinions: counted.measures.opinions * (isNew ? OPINIONS_COUNT_IN_NEXT : 1),
  };
  const faults: string[] = [];
  const compare = (name: string, is: unknown, want: unknown) => {
    if (!isDeepStrictEqual(is, want)) faults.push(`${name} is ${show(is)}, recounted ${show(want)}`);
  };
  for (const name of MEASURES) compare(name, measures[name], wanted[name]);
  compare('status', row.status, counted.status);
  compare('points', row.points, counted.points);
  compare('grade', row.grade, counted.grade);
  compare('foldVersion', row.foldVersion, FOLD_VERSION + (isNew ? 1 : 0));
  const sums = row.criterionSums.map((sum) => [
    `${sum.set} ${sum.id}`,
    [sum.graded, sum.pointsSum, sum.fullPoints],
  ]);
  if (row.profile.kind !== 'cell') compare('criteria', Object.fromEntries(sums), counted.criteria);
  else compare('planned', row.planned, plannedFor(world, row));
  return faults;
}

/** What was last said of the day of a cell's meeting. */
const plannedFor = (world: World, { organization, month }: LiveRow) =>
  world.stores.events
    .all()
    .filter(
      (event) => event.type === 'schedule' && event.organization === organization && event.month === month,
    )
    .toSorted((a, b) => b.revision - a.revision)
    .map(({ record }) => record)[0];

/** The root accounts for every accepted revision; a final export left none out, and nothing changed after it. */
function faultsOfSums(world: World): string[] {
  const faults: string[] = [];
  for (const row of world.stores.scorecards.all()) {
    if (row.parent !== TOP || row.tombstone) continue;
    const accepted = world.acknowledged.get(row.month) ?? 0;
    const { revisions } = fromArray(row.measures);
    if (revisions !== accepted)
      faults.push(`root ${row.month}: ${revisions} revisions, accepted ${accepted}`);
  }
  for (const [month, final] of world.finals) {
    const accepted = world.acknowledged.get(month) ?? 0;
    if (final.revisions !== accepted)
      faults.push(`export ${month}: ${final.revisions} revisions, accepted ${accepted}`);
    const plans = world.stores.registry.allPlanRows().filter((row) => row.month === month);
    if (!isDeepStrictEqual(plans, final.plans)) faults.push(`plan rows of ${month} changed after its export`);
    const rows = world.stores.scorecards.all().filter((row) => row.month === month);
    // New code counts closed months anew, too.
    if (world.deployed === 'old' && !isDeepStrictEqual(rows.map(shownBy), final.rows.map(shownBy)))
      faults.push(`figures of ${month} changed after its export`);
  }
  return faults;
}

const shownBy = (row: ScoreRow) =>
  row.tombstone
    ? `${row.parent}/${row.organization}`
    : [row.parent, row.organization, row.status, row.points, row.grade, row.measures, row.criterionSums];

/** A sweep over the same events and plan rows into an empty table gives the very same rows, tombstones and all. */
export async function faultsOfReplay(world: World): Promise<string[]> {
  const scorecards = memoryScorecardStore();
  const code = world.deployed === 'new' ? nextVersionOf(currentCode) : currentCode;
  const months = (await world.stores.registry.periods()).map(({ month }) => month);
  for (const year of byYear(months))
    await sweepMonths({ ...world.deps(), scorecards }, world.root, year, sweepStepsOf(code));
  const kept = world.stores.scorecards.all();
  const replayed = scorecards.all();
  return kept.flatMap((row, i) =>
    isDeepStrictEqual(row, replayed[i]) ? [] : [`replay: ${show(replayed[i])} instead of ${show(row)}`],
  );
}
