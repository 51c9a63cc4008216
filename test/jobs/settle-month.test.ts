/** The reckoning of a closed month goes on where it was cut off, and counts nothing that a newer state of it needs again. */
import { beforeEach, describe, expect, it } from 'vitest';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import {
  ADVANCE_STEPS,
  type AdvanceDeps,
  advancePeriod,
  openingPeriod,
} from '../../shared/jobs/advance-period.ts';
import {
  OvertakenError,
  SETTLING_STEPS,
  type SettlingSteps,
  settleMonth,
  UnaccountedRevisionsError,
} from '../../shared/jobs/settle-month.ts';
import { SWEEP_STEPS, sweepMonths } from '../../shared/jobs/sweep.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { KilledError, MONTH, type SmallProvince, smallProvince, versionOf } from './small-province.ts';

const PAIRS: SettlingSteps = { ...SETTLING_STEPS, organizationsAPart: 2 };
const IN_PAIRS = { ...ADVANCE_STEPS, settling: PAIRS };

/** October, sealed and closed, cut off before its reckoning; `a`, `b` and `c` have reported, and no row has heard of it. */
async function closedProvince(): Promise<SmallProvince> {
  const province = await smallProvince();
  await province.registry.putPeriod(openingPeriod(MONTH, province.control.now), aNote());
  await advancePeriod(province.deps, MONTH);
  for (const cell of ['a', 'b', 'c']) await province.accept(cell);
  await moveOn(province, { status: 'closing', closingAt: province.control.now });
  const { steps } = counting(() => {
    throw new KilledError('before the reckoning');
  });
  const cutOff = advancePeriod(province.deps, MONTH, { ...ADVANCE_STEPS, settling: steps });
  await expect(cutOff).rejects.toThrow(KilledError);
  return province;
}

async function moveOn({ registry }: SmallProvince, change: object): Promise<void> {
  const state = await stateOf({ registry });
  await registry.putPeriod({ ...state, ...change, revision: state.revision + 1 }, aNote());
}

async function stateOf({ registry }: Pick<SmallProvince, 'registry'>) {
  const state = await registry.period(MONTH);
  if (state === null) throw new RangeError('October is not there');
  return state;
}

const settle = async (province: SmallProvince, deps: AdvanceDeps = province.deps, steps = PAIRS) =>
  settleMonth(deps, 'r', await stateOf(province), steps);

const revisionsOfRoot = ({ scorecards }: SmallProvince) =>
  scorecards
    .all()
    .flatMap((row) =>
      row.parent === TOP && row.month === MONTH && !row.tombstone ? [fromArray(row.measures).revisions] : [],
    );

const partsOf = async ({ registry }: SmallProvince) => (await registry.reckoning(MONTH))?.parts;

/** With the folds of own rows counted, and what they do first. */
function counting(first: (organization: string) => Promise<void> | void = () => undefined) {
  const scored: string[] = [];
  const score: SettlingSteps['folds']['score'] = async (deps, organization, from) => {
    scored.push(organization);
    await first(organization);
    return SWEEP_STEPS.score(deps, organization, from);
  };
  const steps: SettlingSteps = { ...PAIRS, folds: { ...SWEEP_STEPS, score } };
  return { scored, steps };
}

let province: SmallProvince;
beforeEach(async () => {
  province = await closedProvince();
});

describe('a run that is cut off', () => {
  it('folds nobody again whose part is noted, wherever it is cut off', async () => {
    province.killAt(null);
    await settle(province);
    const { requests } = province.control;
    const wanted = province.scorecards.all();
    for (let nth = 1; nth <= requests; nth += 1) {
      const cut = await closedProvince();
      cut.killAt(nth);
      await expect(settle(cut), `request ${nth} of ${requests}`).rejects.toThrow(KilledError);
      cut.killAt(null);
      const noted = (await partsOf(cut))?.filter(({ done }) => done !== null).length ?? 0;
      const { scored, steps } = counting();
      await settle(cut, cut.deps, steps);
      expect(scored, `request ${nth} of ${requests}`).toHaveLength(6 - 2 * noted);
      expect(cut.scorecards.all()).toEqual(wanted);
    }
  });

  it('is gone on with for about the rest of the requests, and for the walk alone at the end', async () => {
    province.killAt(null);
    await settle(province);
    const whole = province.control.requests;
    province.killAt(null);
    await settle(province);
    // The state of the month, six entries of the roster, the plan rows in one, the notes, three requests for each committee, the root's row.
    expect(province.control.requests).toBe(1 + 6 + 1 + 1 + 3 * 3 + 1);
    // And for everybody events, plan rows, stored rows and the count; what differs is put, each part noted.
    expect(whole).toBeGreaterThan(province.control.requests + 4 * 6);
  });

  it('leaves a part to be done again unless all its rows stand', async () => {
    const { steps } = counting((organization) => {
      if (organization === 'c') throw new KilledError('at c');
    });
    await expect(settle(province, province.deps, steps)).rejects.toThrow(KilledError);
    expect((await partsOf(province))?.map(({ done }) => done?.revisions ?? null)).toEqual([2, null, null]);
  });
});

describe('what is noted', () => {
  it('counts no more once the state of the month is another one', async () => {
    await settle(province);
    await moveOn(province, {});
    await province.accept('a', MONTH, 2);
    const { scored, steps } = counting();
    await settle(province, province.deps, steps);
    expect(scored).toHaveLength(6);
    expect(revisionsOfRoot(province)).toEqual([4]);
  });

  it('is not added to by a slow run of a state before', async () => {
    const old = await stateOf(province);
    const { steps } = counting(async (organization) => {
      if (organization !== 'p') return;
      await moveOn(province, {});
      await settle(province);
    });
    await expect(settleMonth(province.deps, 'r', old, steps)).rejects.toThrow(OvertakenError);
    const noted = await province.registry.reckoning(MONTH);
    expect(noted?.periodRevision).toBe(old.revision + 1);
    await expect(settleMonth(province.deps, 'r', old, PAIRS)).rejects.toThrow(OvertakenError);
    expect(await province.registry.reckoning(MONTH)).toEqual(noted);
  });

  it('is what a run goes on with that another one has overtaken in the same state', async () => {
    let once = true;
    const { scored, steps } = counting(async (organization) => {
      if (organization !== 'a' || !once) return;
      once = false;
      await settle(province);
    });
    await settle(province, province.deps, steps);
    expect(scored.sort()).toEqual(['a', 'b']);
    expect(revisionsOfRoot(province)).toEqual([3]);
  });

  it('is thrown away where the figures do not agree, so that the next run begins anew', async () => {
    const withoutB = {
      ...province.scorecards,
      partition: async (parent: string, month: string) =>
        (await province.scorecards.partition(parent, month)).filter((row) => row.organization !== 'b'),
    };
    await expect(settle(province, { ...province.deps, scorecards: withoutB })).rejects.toThrow(
      UnaccountedRevisionsError,
    );
    expect((await partsOf(province))?.map(({ done }) => done)).toEqual([null, null, null]);
  });

  it('is of folds of the same version', async () => {
    await settle(province);
    const noted = await province.registry.reckoning(MONTH);
    if (noted === null) throw new RangeError('Nothing is noted');
    await province.registry.putReckoning({ ...noted, foldVersion: 1, revision: noted.revision + 1 });
    const { scored, steps } = counting();
    await settle(province, province.deps, steps);
    expect(scored).toHaveLength(6);
    const newer = { ...noted, foldVersion: 99, revision: noted.revision + 10 };
    const registry = { ...province.registry, reckoning: async () => newer };
    await expect(settle(province, { ...province.deps, registry })).rejects.toThrow('newer code');
  });
});

describe('who cannot be read', () => {
  it('keeps the month unsettled, and its part to be done again, and no other', async () => {
    const events: AdvanceDeps['events'] = {
      ...province.events,
      eventsOfYear: async (organization, year) => {
        if (organization === 'c') throw new TypeError('cannot be folded');
        return province.events.eventsOfYear(organization, year);
      },
    };
    const settling = advancePeriod({ ...province.deps, events }, MONTH, IN_PAIRS);
    await expect(settling).rejects.toThrow('c from 2026-10: cannot be folded');
    expect(await stateOf(province)).toMatchObject({ status: 'closed', settled: false });
    expect(revisionsOfRoot(province)).toEqual([2]);
    const { scored, steps } = counting();
    await advancePeriod(province.deps, MONTH, { ...IN_PAIRS, settling: steps });
    expect(scored.sort()).toEqual(['c', 'p']);
    expect(await stateOf(province)).toMatchObject({ settled: true });
    expect(revisionsOfRoot(province)).toEqual([3]);
  });

  it.each(['its plan row', 'its entry in the roster'])('by %s is folded once it can be', async (what) => {
    const malformed = new TypeError('Stored item is malformed');
    const isRow = what === 'its plan row';
    const registry: AdvanceDeps['registry'] = {
      ...province.registry,
      planRow: async (organization, month) => {
        if (organization === 'q' && isRow) throw malformed;
        return province.registry.planRow(organization, month);
      },
      planRows: async (asked) => {
        if (isRow && asked.some(({ organization }) => organization === 'q')) throw malformed;
        return province.registry.planRows(asked);
      },
      organization: async (id) => {
        if (id === 'q' && !isRow) throw malformed;
        return province.registry.organization(id);
      },
    };
    await expect(settle(province, { ...province.deps, registry })).rejects.toMatchObject({ unread: 1 });
    await settle(province);
    expect(revisionsOfRoot(province)).toEqual([3]);
    const { differed } = await sweepMonths(province.deps, 'r', [MONTH]);
    expect(differed).toBe(0);
  });

  it('and is nowhere below the root by its plan row is noticed all the same', async () => {
    await enterVersion(province.registry, versionOf('n', 'cell', 'q'));
    await province.accept('n');
    await expect(settle(province)).rejects.toThrow('Events holds 4 revisions, the root');
  });
});
