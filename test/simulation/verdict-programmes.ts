/** Whether plan rows and progress show what programmes ask and what was done about it. */
import { isDeepStrictEqual } from 'node:util';
import { MEASURES, type Measure } from '../../shared/domain/criteria/measures.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { followProgrammes } from '../../shared/jobs/programme-figures.ts';
import { recount } from '../support/recount.ts';
import { askedOf } from './asked.ts';
import { simulatedScorer } from './criteria.ts';
import type { World } from './world.ts';

const show = (value: unknown): string => JSON.stringify(value) ?? 'not there';

/** Plan rows say what the programmes ask by now; when a record is due was stamped, and stays. */
export async function faultsOfProgrammes(world: World): Promise<string[]> {
  const periods = await world.stores.registry.periods();
  const state = world.rulesState();
  const faults: string[] = [];
  for (const row of world.stores.registry.allPlanRows()) {
    const { organization, month } = row;
    const may = world.dueDatesOf(row);
    if (!may.has(row.dueAt))
      faults.push(`plan ${organization} ${month}: due ${row.dueAt}, none of ${show([...may])}`);
    const closingAt = periods.find((period) => period.month === month)?.closingAt ?? null;
    const { dueAt: _, ...asked } = askedOf(state, organization, month);
    const want = { ...asked, duePassed: row.dueAt <= (closingAt ?? world.now()) };
    for (const [part, value] of Object.entries(want)) {
      const is = row[part as keyof PlanRow];
      if (!isDeepStrictEqual(is, value))
        faults.push(`plan ${organization} ${month}: ${part} is ${show(is)}, asked for ${show(value)}`);
    }
  }
  return [...faults, ...(await faultsOfProgress(world))];
}

/** Of the months opened so far, over whoever took part in each and stands below nobody who did. */
async function faultsOfProgress(world: World): Promise<string[]> {
  const { registry, scorecards } = world.stores;
  const months = (await registry.periods()).map(({ month }) => month);
  const figures = await followProgrammes({ registry }, world.root, '2026', months);
  for (const month of months) {
    const rows = scorecards.all().flatMap((row) => (row.tombstone || row.month !== month ? [] : [row]));
    const standing = rows.filter(({ parent, organization }) => parent === TOP || parent !== organization);
    // Kinds of unit, which own rows are for, are not held here.
    figures.addMonth(
      month,
      standing.map((row) => ({ row, path: [], ownRow: null })),
    );
  }
  const shown = figures.progress().map(({ id, revision, targets }) => ({
    programme: `${id} ${revision}`,
    figures: targets.map(({ value }) => [value.numerator, value.denominator]),
  }));
  const wanted = progressOf(world);
  return isDeepStrictEqual(shown, wanted) ? [] : [`progress is ${show(shown)}, recounted ${show(wanted)}`];
}

function progressOf(world: World) {
  const plans = world.stores.registry.allPlanRows();
  const counted = recount(world.stores.events.all(), plans, simulatedScorer);
  const lastMonth =
    plans
      .map(({ month }) => month)
      .sort()
      .at(-1) ?? '';
  return [...new Set(world.published.map(({ id }) => id))].sort().flatMap((id) => {
    const begun = world.published.filter((one) => one.id === id && one.from <= lastMonth);
    const inForce = begun.sort((a, b) => a.revision - b.revision).at(-1);
    const takes = (plan: PlanRow) => plan.programmes.includes(id);
    const highest = plans.filter((plan) => takes(plan) && !standsBelow(plan, plans.filter(takes)));
    if (inForce === undefined || highest.length === 0) return [];
    const sum = (names: readonly Measure[]) =>
      highest
        .flatMap(({ organization, month }) => counted.get(`${organization} ${month}`) ?? [])
        .reduce((total, { measures }) => total + names.reduce((part, name) => part + measures[name], 0), 0);
    return [
      {
        programme: `${id} ${inForce.revision}`,
        figures: inForce.targets.map((one) => [
          sum(one.of),
          one.kind === 'count' ? null : sum(one.outOf.filter((name) => MEASURES.includes(name))),
        ]),
      },
    ];
  });
}

/** Whether somebody above it in the month, however far, is among them. */
const standsBelow = ({ organization, month, path }: PlanRow, others: readonly PlanRow[]): boolean =>
  others.some(
    (above) =>
      above.month === month && above.organization !== organization && path.includes(above.organization),
  );
