/** Every transition of a month, killed at any of its requests and run again, ends as one that nobody disturbed. */
import { describe, expect, it } from 'vitest';
import { reopen } from '../../functions/keep-periods/reopen.ts';
import type { Month } from '../../shared/domain/period.ts';
import {
  ADVANCE_STEPS,
  type AdvanceDeps,
  advancePeriods,
  markDueOpenings,
  openingPeriod,
} from '../../shared/jobs/advance-period.ts';
import { SETTLING_STEPS } from '../../shared/jobs/settle-month.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { participant, programme } from '../support/programmes.ts';
import { KilledError, type SmallProvince, smallProvince, versionOf } from './small-province.ts';

const UNTIL = '2026-12-20';
/** So that a reckoning is cut off between its parts, too. */
const IN_PAIRS = { ...ADVANCE_STEPS, settling: { ...SETTLING_STEPS, organizationsAPart: 2 } };
const UNTIL_OVER = '2026-12-20T17:00:00.000Z';

/** Exports by the time at which they were called for, as in life: a later one is another one. */
const depsOf = ({ deps }: SmallProvince): AdvanceDeps => ({
  ...deps,
  newExportId: (organization, month, now) => `${organization}_${month}_${now}`,
});

/** By the clock, until there is nothing left to do. */
async function advance(province: SmallProvince): Promise<void> {
  const deps = depsOf(province);
  await markDueOpenings(deps);
  while ((await advancePeriods(deps, IN_PAIRS)) > 0);
}

async function close({ registry, control }: SmallProvince, month: Month): Promise<void> {
  const state = await registry.period(month);
  if (state === null) throw new RangeError(`${month} is not open`);
  const closing = { ...state, status: 'closing', closingAt: control.now } as const;
  await registry.putPeriod({ ...closing, revision: state.revision + 1 }, aNote());
}

async function reopenForOne(province: SmallProvince): Promise<void> {
  const { registry, deps } = province;
  const plan = await registry.planRow('a', '2026-10');
  const period = await registry.period('2026-10');
  if (plan === null || period === null) throw new RangeError('October is not there');
  await reopen({ registry, now: deps.now }, { plan, period }, { until: UNTIL, reason: 'Bão', subject: 'o' });
}

async function openProvince(): Promise<SmallProvince> {
  const province = await smallProvince();
  await province.registry.putPeriod(openingPeriod('2026-10', province.control.now), aNote());
  await advance(province);
  return province;
}

/** October and November closed and exported, December open, October's figures about to change November's. */
async function closedProvince(): Promise<SmallProvince> {
  const province = await openProvince();
  province.at('2026-12-11T00:00:00.000Z');
  await advance(province);
  for (const month of ['2026-10', '2026-11']) {
    for (const cell of ['b', 'c']) await province.accept(cell, month);
    await close(province, month);
    await advance(province);
  }
  return province;
}

async function reopenedProvince(): Promise<SmallProvince> {
  const province = await closedProvince();
  await reopenForOne(province);
  await province.accept('a');
  province.at(UNTIL_OVER);
  return province;
}

/**
 * Everything that is stored, but for revisions of months: a later one that is to be settled again and is told so twice
 * has one more of them.
 */
async function endOf({ registry, scorecards }: SmallProvince) {
  const page = { bound: '2', newestFirst: false, limit: 1_000 } as const;
  const periods = await registry.periods();
  const audit = await Promise.all(periods.map(({ month }) => registry.audit(month, page)));
  return {
    periods: periods.map(({ revision: _, ...period }) => period),
    plans: registry.allPlanRows(),
    rows: scorecards.all(),
    exports: await registry.pendingExports(),
    reopenings: registry.allReopenings(),
    // The tree and what a test wrote was entered under notes without entries.
    audit: audit
      .flat()
      .filter(({ entries }) => entries.length > 0)
      .map(({ at, by, entries }) => ({ at, by, entries: entries.map(({ revision: _, ...entry }) => entry) })),
  };
}

const transitions: readonly {
  readonly name: string;
  readonly prepare: () => Promise<SmallProvince>;
  readonly work: (province: SmallProvince) => Promise<void>;
  /** Of the notes that the transition leaves in the audit, at least. */
  readonly notes: number;
}[] = [
  {
    name: 'opening',
    prepare: async () => {
      const province = await smallProvince();
      await province.registry.putPeriod(openingPeriod('2026-10', province.control.now), aNote());
      return province;
    },
    work: advance,
    notes: 1,
  },
  {
    name: 'marking and opening what is due',
    prepare: async () => {
      const province = await openProvince();
      province.at('2026-11-26T17:00:00.000Z');
      return province;
    },
    work: advance,
    notes: 5,
  },
  {
    name: 'passing three due dates, each where it holds',
    prepare: async () => {
      const province = await smallProvince();
      for (const [id, organization, dueDay] of [
        ['early', 'a', 5],
        ['late', 'b', 15],
      ] as const) {
        const asks = programme({ id, organization: 'r', dueDay, participants: [participant(organization)] });
        await province.registry.putProgramme(asks, { participants: [], dueDays: [] }, aNote());
      }
      await province.registry.putPeriod(openingPeriod('2026-10', province.control.now), aNote());
      await advance(province);
      return province;
    },
    work: async (province) => {
      for (const day of ['05', '10', '15']) {
        province.at(`2026-11-${day}T17:00:00.000Z`);
        await advance(province);
      }
    },
    notes: 3,
  },
  {
    name: 'closing and the order of the final export',
    prepare: async () => {
      const province = await openProvince();
      for (const cell of ['a', 'b', 'c']) await province.accept(cell);
      province.at('2026-11-11T00:00:00.000Z');
      await advance(province);
      await close(province, '2026-10');
      return province;
    },
    work: advance,
    notes: 3,
  },
  {
    name: 'closing over changes that are accepted and planned for nobody yet',
    prepare: async () => {
      const province = await openProvince();
      for (const cell of ['a', 'b', 'c']) await province.accept(cell);
      await province.rewrite('p', '2026-10', { parent: 'q' });
      await province.rewrite('c', '2026-10', { closed: true });
      await enterVersion(province.registry, versionOf('n', 'cell', 'p'));
      const asks = programme({ organization: 'r', thematic: true, participants: [participant('p')] });
      await province.registry.putProgramme(asks, { participants: [], dueDays: [] }, aNote());
      await close(province, '2026-10');
      return province;
    },
    work: advance,
    notes: 3,
  },
  { name: 'opening again for one', prepare: closedProvince, work: reopenForOne, notes: 1 },
  {
    name: 'the end of that, with the later months settled and exported anew',
    prepare: reopenedProvince,
    work: advance,
    notes: 3,
  },
];

describe.each(transitions)('$name', ({ prepare, work, notes }) => {
  it('comes to the same end wherever it is killed and run again', async () => {
    const undisturbed = await prepare();
    const found = await endOf(undisturbed);
    undisturbed.killAt(null);
    await work(undisturbed);
    const { requests } = undisturbed.control;
    const wanted = await endOf(undisturbed);
    expect(wanted.audit.length).toBeGreaterThanOrEqual(found.audit.length + notes);
    for (let nth = 1; nth <= requests; nth += 1) {
      const province = await prepare();
      province.killAt(nth);
      await expect(work(province), `request ${nth} of ${requests}`).rejects.toThrow();
      province.killAt(null);
      await work(province);
      expect(await endOf(province), `request ${nth} of ${requests}`).toEqual(wanted);
    }
  });

  it('does nothing when it is done again, not even in versions', async () => {
    const province = await prepare();
    await work(province);
    const done = await endOf(province);
    await work(province);
    expect(await endOf(province)).toEqual(done);
  });

  it('comes to the same end when two run at once', async () => {
    const alone = await prepare();
    await work(alone);
    const province = await prepare();
    await Promise.all([work(province), work(province)]);
    expect(await endOf(province)).toEqual(await endOf(alone));
  });
});

it('is killed indeed', async () => {
  const province = await openProvince();
  province.killAt(1);
  await expect(advancePeriods(depsOf(province))).rejects.toThrow(KilledError);
});
