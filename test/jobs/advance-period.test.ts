import { describe, expect, it } from 'vitest';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import { newOrder } from '../../shared/domain/exports/export.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import {
  AdvanceError,
  advancePeriod,
  advancePeriods,
  markDueOpenings,
  openingPeriod,
} from '../../shared/jobs/advance-period.ts';
import { UnaccountedRevisionsError } from '../../shared/jobs/settle-month.ts';
import { aNote } from '../support/audited.ts';
import { participant, programme } from '../support/programmes.ts';
import { KilledError, MONTH, type SmallProvince, smallProvince } from './small-province.ts';

const DUE = '2026-11-10T17:00:00.000Z';

const open = async (province: SmallProvince, month = MONTH) => {
  await province.registry.putPeriod(openingPeriod(month, province.control.now), aNote());
  await advancePeriod(province.deps, month);
};

const close = async ({ registry, control }: SmallProvince) => {
  const state = await registry.period(MONTH);
  if (state === null) throw new RangeError('Nothing to close');
  const { revision } = state;
  await registry.putPeriod(
    { ...state, status: 'closing', closingAt: control.now, revision: revision + 1 },
    aNote(),
  );
};

const revisionsOfRoot = ({ scorecards }: SmallProvince) =>
  scorecards
    .all()
    .filter((row) => row.parent === TOP && row.month === MONTH)
    .map((row) => (row.tombstone ? null : fromArray(row.measures).revisions));

describe('opening', () => {
  it('writes the plan rows of the whole tree, then is open', async () => {
    const province = await smallProvince();
    await open(province);
    expect(await province.registry.period(MONTH)).toMatchObject({ status: 'open', revision: 2, dueAt: DUE });
    expect(province.registry.allPlanRows()).toHaveLength(6);
    expect(await advancePeriod(province.deps, MONTH)).toBe(0);
  });

  it('marks every month that is due after the last one known, and none where none was ever opened', async () => {
    const province = await smallProvince();
    expect(await markDueOpenings(province.deps)).toEqual([]);
    await open(province, '2026-08');
    province.at('2026-10-26T16:59:59.999Z');
    expect(await markDueOpenings(province.deps)).toEqual(['2026-09', '2026-10']);
    province.at('2026-10-26T17:00:00.000Z');
    expect(await markDueOpenings(province.deps)).toEqual(['2026-11']);
    expect(await markDueOpenings(province.deps)).toEqual([]);
  });

  it('is written down as nobody’s doing', async () => {
    const province = await smallProvince();
    await open(province, '2026-08');
    province.at('2026-09-20T00:00:00.000Z');
    await markDueOpenings(province.deps);
    await advancePeriod(province.deps, '2026-08');
    const page = { bound: '2', newestFirst: false, limit: 10 } as const;
    const months = ['2026-08', '2026-09', '2026-10'];
    const told = (await Promise.all(months.map((month) => province.registry.audit(month, page)))).flat();
    // The tree that it begins with was entered under notes without entries.
    const notes = told.filter(({ entries }) => entries.length > 0);
    expect(new Set(notes.map(({ by }) => by))).toEqual(new Set([null]));
    expect(notes.flatMap(({ entries }) => entries).map(({ month, to }) => [month, to])).toEqual(
      expect.arrayContaining([
        ['2026-08', { status: 'open' }],
        ['2026-08', { duePassed: true }],
        ['2026-09', expect.objectContaining({ status: 'opening' })],
      ]),
    );
  });
});

describe('the due date', () => {
  it('passes for each programme on its own day, and in the period with the last of them', async () => {
    const province = await smallProvince();
    const asks = (id: string, organization: string, dueDay: number) =>
      province.registry.putProgramme(
        programme({ id, organization: 'r', dueDay, participants: [participant(organization)] }),
        {
          participants: [],
          dueDays: [],
        },
        aNote(),
      );
    await asks('early', 'a', 5);
    await asks('late', 'b', 15);
    await open(province);
    const passed = () =>
      province.registry
        .allPlanRows()
        .filter(({ duePassed }) => duePassed)
        .map(({ organization }) => organization);
    const everybody = province.registry.allPlanRows().map(({ organization }) => organization);
    province.at('2026-11-05T17:00:00.000Z');
    expect(await advancePeriod(province.deps, MONTH)).toBe(1);
    expect(passed()).toEqual(['a']);
    expect(await advancePeriod(province.deps, MONTH)).toBe(0);
    province.at(DUE);
    expect(await advancePeriod(province.deps, MONTH)).toBe(1);
    expect(passed()).toEqual(everybody.filter((id) => id !== 'b'));
    expect((await province.registry.period(MONTH))?.duePassed).toBe(false);
    province.at('2026-11-15T17:00:00.000Z');
    expect(await advancePeriod(province.deps, MONTH)).toBe(1);
    expect(passed()).toEqual(everybody);
    expect((await province.registry.period(MONTH))?.duePassed).toBe(true);
    expect(await advancePeriod(province.deps, MONTH)).toBe(0);
  });

  it('does not wait for a day that a later revision asks of later months', async () => {
    const province = await smallProvince();
    const asks = { id: 'later', organization: 'r', participants: [participant('a')] };
    const first = programme({ ...asks, dueDay: null });
    await province.registry.putProgramme(first, { participants: [], dueDays: [] }, aNote());
    await open(province);
    const later = programme({ ...asks, dueDay: 20, from: '2026-12', revision: 2 });
    await province.registry.putProgramme(later, { participants: ['a'], dueDays: [] }, aNote());
    province.at(DUE);
    expect(await advancePeriod(province.deps, MONTH)).toBe(1);
    expect(await province.registry.period(MONTH)).toMatchObject({ duePassed: true });
  });

  it('passes in every plan row, then in the period, and not a moment early', async () => {
    const province = await smallProvince();
    await open(province);
    province.at('2026-11-10T16:59:59.999Z');
    expect(await advancePeriod(province.deps, MONTH)).toBe(0);
    province.at(DUE);
    expect(await advancePeriod(province.deps, MONTH)).toBe(1);
    expect(await province.registry.period(MONTH)).toMatchObject({ status: 'open', duePassed: true });
    expect(province.registry.allPlanRows().every(({ duePassed }) => duePassed)).toBe(true);
  });

  it('passes everywhere although the closing was marked half way', async () => {
    const province = await smallProvince();
    await open(province);
    province.at(DUE);
    province.killAt(20);
    await expect(advancePeriod(province.deps, MONTH)).rejects.toThrow(KilledError);
    province.killAt(null);
    const passed = () => province.registry.allPlanRows().filter(({ duePassed }) => duePassed).length;
    expect(passed()).toBeGreaterThan(0);
    expect(passed()).toBeLessThan(6);
    await close(province);
    await advancePeriod(province.deps, MONTH);
    expect(passed()).toBe(6);
  });
});

describe('closing', () => {
  async function closingProvince() {
    const province = await smallProvince();
    await open(province);
    for (const cell of ['a', 'b', 'c']) await province.accept(cell);
    await province.accept('a', MONTH, 2);
    await close(province);
    return province;
  }

  it('waits for writes, closes, folds once more, and asks for the final export', async () => {
    const province = await closingProvince();
    expect(await advancePeriod(province.deps, MONTH)).toBe(2);
    const state = await province.registry.period(MONTH);
    expect(state).toMatchObject({ status: 'closed', settled: true, closedAt: province.control.now });
    expect(province.control.drains).toBe(1);
    expect(revisionsOfRoot(province)).toEqual([4]);
    const exportId = state?.finalExport ?? '';
    expect(await province.registry.export(exportId)).toMatchObject({
      kind: 'final',
      status: 'queued',
      organization: 'r',
      period: MONTH,
    });
    expect(province.jobs.noted).toEqual([{ job: 'publish-export', exportId }]);
  });

  describe('when an analyst orders the same files at this very moment', () => {
    const ordered = async (status: 'queued' | 'running') => {
      const province = await closingProvince();
      const registry = {
        ...province.registry,
        orderExport: async () => {
          throw new KilledError('before the order');
        },
      };
      await expect(advancePeriod({ ...province.deps, registry }, MONTH)).rejects.toThrow(KilledError);
      expect(await province.registry.period(MONTH)).toMatchObject({ settled: true });
      const wanted = { exportId: `r_${MONTH}_analyst`, organization: 'r', period: MONTH } as const;
      const order = newOrder(
        { ...wanted, kind: 'final', csv: 'plain', requestedBy: 'analyst' },
        province.control.now,
      );
      expect(await province.registry.orderExport(order, null, aNote())).toBe('stored');
      if (status === 'running') await province.registry.putExport({ ...order, status, revision: 2 });
      await advancePeriod(province.deps, MONTH);
      const pending = (await province.registry.pendingExports()).map(({ exportId }) => exportId);
      return { province, order, pending, state: await province.registry.period(MONTH) };
    };

    it('takes that order for its own, and nudges it', async () => {
      const { province, order, pending, state } = await ordered('queued');
      expect(pending).toEqual([order.exportId]);
      expect(state).toMatchObject({ finalExport: order.exportId });
      expect(province.jobs.noted).toEqual([{ job: 'publish-export', exportId: order.exportId }]);
      await advancePeriod(province.deps, MONTH);
      expect(await province.registry.period(MONTH)).toEqual(state);
    });

    it('makes one of its own where that has begun, and may have read what was before', async () => {
      const { order, pending, state } = await ordered('running');
      expect(pending).toHaveLength(2);
      expect(state?.finalExport).not.toBe(order.exportId);
    });
  });

  it('leaves no plan row to a planning job that read it before', async () => {
    const province = await smallProvince();
    await open(province);
    const old = await province.registry.planRow('a', MONTH);
    await close(province);
    await advancePeriod(province.deps, MONTH);
    if (old === null) throw new RangeError('Nothing is planned');
    const late = { ...old, parent: 'q', version: old.version + 1 };
    expect(await province.registry.putPlanRow(late)).toBe('lost');
  });

  it('nudges the export until it has begun, then leaves it', async () => {
    const province = await closingProvince();
    await advancePeriod(province.deps, MONTH);
    await advancePeriod(province.deps, MONTH);
    expect(province.jobs.noted).toHaveLength(2);
    const [queued] = await province.registry.pendingExports();
    if (queued === undefined) throw new RangeError('Nothing is queued');
    await province.registry.putExport({ ...queued, status: 'running', revision: 2 });
    await advancePeriod(province.deps, MONTH);
    expect(province.jobs.noted).toHaveLength(2);
    expect(await province.registry.pendingExports()).toHaveLength(1);
  });

  it('comes to the same end wherever it is killed and run again', async () => {
    const undisturbed = await closingProvince();
    undisturbed.killAt(null);
    await advancePeriod(undisturbed.deps, MONTH);
    const requests = undisturbed.control.requests;
    expect(requests).toBeGreaterThan(50);
    for (let nth = 1; nth <= requests; nth += 1) {
      const province = await closingProvince();
      province.killAt(nth);
      await expect(advancePeriod(province.deps, MONTH)).rejects.toThrow(KilledError);
      province.killAt(null);
      await advancePeriod(province.deps, MONTH);
      expect(province.scorecards.all()).toEqual(undisturbed.scorecards.all());
      expect(await province.registry.period(MONTH)).toEqual(await undisturbed.registry.period(MONTH));
      expect(await province.registry.pendingExports()).toEqual(await undisturbed.registry.pendingExports());
    }
  });

  it('does not settle a month whose figures leave out a revision, and says by how much', async () => {
    const province = await closingProvince();
    const scorecards = {
      ...province.scorecards,
      partition: async (parent: string, month: string) =>
        (await province.scorecards.partition(parent, month)).filter((row) => row.organization !== 'b'),
    };
    await expect(advancePeriod({ ...province.deps, scorecards }, MONTH)).rejects.toThrow(
      new UnaccountedRevisionsError(MONTH, 4, 3),
    );
    expect(await province.registry.period(MONTH)).toMatchObject({ status: 'closed', settled: false });
    expect(province.jobs.noted).toEqual([]);
  });

  it('notices the revisions of an organization that got lost from the tree', async () => {
    const province = await closingProvince();
    await province.events.append(
      Object.assign({}, (await province.events.latest(meetingAt('a', MONTH, 'regular'))) ?? undefined, {
        organization: 'q',
        revision: 1,
      }),
    );
    const isClosed = async () => (await province.registry.period(MONTH))?.status === 'closed';
    const registry = {
      ...province.registry,
      planRow: async (organization: string, month: string) =>
        organization === 'q' && (await isClosed()) ? null : province.registry.planRow(organization, month),
    };
    await expect(advancePeriod({ ...province.deps, registry }, MONTH)).rejects.toThrow(
      UnaccountedRevisionsError,
    );
  });

  it('does not hold up the other months', async () => {
    const province = await closingProvince();
    await province.registry.putPeriod(openingPeriod('2026-11', province.control.now), aNote());
    const scorecards = { ...province.scorecards, partition: async () => [] };
    await expect(advancePeriods({ ...province.deps, scorecards })).rejects.toThrow(AdvanceError);
    expect(await province.registry.period('2026-11')).toMatchObject({ status: 'open' });
  });
});
