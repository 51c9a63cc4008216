import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addArrays, fromArray, type Measures, toArray } from '../../../shared/domain/criteria/measures.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { foldCommittee } from '../../../shared/domain/scorecards/roll-up.ts';
import {
  FOLD_VERSION,
  type LiveRow,
  type ScoreRow,
  TOP,
} from '../../../shared/domain/scorecards/scorecard.ts';
import { scorecardOfMonth, sumPeriod } from '../../../shared/domain/scorecards/scorecard-view.ts';
import { committeePlanRow, meetingRecord, meetingRevision, planRow } from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';

const live = (rows: readonly ScoreRow[]): LiveRow => {
  const [row] = rows;
  if (row === undefined || row.tombstone) throw new Error('no live row first');
  return row;
};

function leaf(plan: PlanRow, record = meetingRecord(), onTime = true): LiveRow {
  const { organization, month } = plan;
  return live(
    foldOwnRows({
      organization,
      fromMonth: month,
      events: [meetingRevision({ organization, month, record, onTime })],
      plans: [plan],
      criteriaSets: [BINH_THUAN],
    }),
  );
}

const silent = (plan: PlanRow): LiveRow =>
  live(
    foldOwnRows({
      organization: plan.organization,
      fromMonth: plan.month,
      events: [],
      plans: [plan],
      criteriaSets: [BINH_THUAN],
    }),
  );

const committee = (rows: readonly ScoreRow[], plan: PlanRow = committeePlanRow()): ScoreRow[] =>
  foldCommittee({
    committee: plan.organization,
    month: plan.month,
    rows,
    plan,
    criteriaSet: BINH_THUAN,
  });

const cell = (n: number, parts: Partial<PlanRow> = {}) => planRow({ organization: `to-${n}`, ...parts });

describe("a committee's row", () => {
  // 100, 95 (attendance 18/21) and 97.5 (one absent without reason) points
  const poor = meetingRecord({ members: { present: 18, absentExcused: 3 }, resolution: { votesFor: 18 } });
  const absent = meetingRecord({ members: { absentExcused: 1, absentUnexcused: 1 } });
  const rows = [leaf(cell(1)), leaf(cell(2), poor, false), leaf(cell(3), absent)];

  it('sums its partition and grades the mean of the graded, gates left to single meetings', () => {
    const row = live(committee(rows));
    // (10000 + 9500 + 9750) / 3 = 9750; Tốt although one of the three is Khá by its gate
    expect(row).toMatchObject({
      parent: 'huyen',
      organization: 'dang-uy-1',
      points: 9750,
      grade: 'tot',
      status: 'late',
      criteria: [],
      gatesFailed: [],
    });
    expect(fromArray(row.measures)).toMatchObject({
      expected: 3,
      reported: 3,
      onTime: 2,
      late: 1,
      membersRequired: 63,
      membersPresent: 56,
      graded: 3,
      pointsSum: 29_250,
      tot: 2,
      kha: 1,
      heldPartYear: 3,
    } satisfies Partial<Measures>);
    expect(row.criterionSums.slice(0, 3)).toEqual([
      { set: 'binh-thuan', id: 'agenda', graded: 3, pointsSum: 5400, fullPoints: 3 },
      { set: 'binh-thuan', id: 'assignments', graded: 3, pointsSum: 1500, fullPoints: 3 },
      // 20 + 15 + 20
      { set: 'binh-thuan', id: 'attendance', graded: 3, pointsSum: 5500, fullPoints: 2 },
    ]);
  });

  it('rounds its mean half to even', () => {
    const withPoints = (n: number, pointsSum: number): LiveRow => ({
      ...leaf(cell(n)),
      measures: toArray({ expected: 1, reported: 1, graded: 1, pointsSum }),
    });
    expect(live(committee([withPoints(1, 9000), withPoints(2, 8999)])).points).toBe(9000); // 8999.5
    expect(live(committee([withPoints(1, 9000), withPoints(2, 9001)])).points).toBe(9000); // 9000.5
    expect(live(committee([withPoints(1, 1), withPoints(2, 2), withPoints(3, 2)])).points).toBe(2); // 1.67
  });

  it('counts every watermark, tombstones too, and no figure of a tombstone', () => {
    const { profile, status, measures, criteria, criterionSums, points, grade, gatesFailed, ...stamp } = leaf(
      cell(4),
    );
    const gone: ScoreRow = { ...stamp, tombstone: true, watermark: 1000, asOf: '2026-12-01T00:00:00.000Z' };
    const own = live(
      foldOwnRows({
        organization: 'dang-uy-1',
        fromMonth: '2026-10',
        events: [],
        plans: [committeePlanRow({ version: 7 })],
        criteriaSets: [],
      }),
    );
    const row = live(committee([...rows, gone, own], committeePlanRow({ version: 7 })));
    // each cell: 1 event + version 1 + FOLD_VERSION; its own row: version 7 + FOLD_VERSION
    const parts = 3 * (2 + FOLD_VERSION) + 1000 + (7 + FOLD_VERSION);
    expect(row.watermark).toBe(parts + 7 + FOLD_VERSION);
    expect(row.asOf).toBe('2026-12-01T00:00:00.000Z');
    expect(row.measures).toEqual(live(committee(rows)).measures);
    expect(row.criterionSums).toEqual(live(committee(rows)).criterionSums);
  });

  it('is as bad as its worst part', () => {
    const awaiting = silent(cell(5));
    const overdue = silent(cell(6, { duePassed: true }));
    const exempt = silent(cell(7, { meets: 'none' }));
    const status = (...parts: ScoreRow[]) => live(committee(parts)).status;
    expect(status(...rows, awaiting, overdue)).toBe('overdue');
    expect(status(...rows, awaiting)).toBe('awaiting');
    expect(status(leaf(cell(1)), exempt)).toBe('reported');
    expect(status(exempt)).toBe('exempt');
    expect(status()).toBe('exempt');
  });

  it('without a graded meeting has neither points nor grade', () => {
    expect(live(committee([silent(cell(1))]))).toMatchObject({ points: null, grade: null });
  });

  it('stands under its parent, under TOP for the root, and as tombstones under former parents', () => {
    const moved = committee(rows, committeePlanRow({ formerParents: ['quan', 'thi-xa'] }));
    const { watermark, asOf } = live(moved);
    expect(moved.slice(1)).toEqual(
      ['quan', 'thi-xa'].map((parent) => ({
        parent,
        month: '2026-10',
        organization: 'dang-uy-1',
        watermark,
        foldVersion: FOLD_VERSION,
        asOf,
        tombstone: true,
      })),
    );
    const root = committeePlanRow({ organization: 'tinh', parent: null, kind: 'province' });
    expect(live(committee(rows, root)).parent).toBe(TOP);
  });

  it('is not folded for what is not planned, or is no committee', () => {
    const asked = { committee: 'dang-uy-1', month: '2026-10', rows };
    expect(foldCommittee({ ...asked, plan: null, criteriaSet: null })).toEqual([]);
    expect(foldCommittee({ ...asked, plan: planRow(), criteriaSet: BINH_THUAN })).toEqual([]);
    expect(() => foldCommittee({ ...asked, plan: committeePlanRow(), criteriaSet: null })).toThrow(TypeError);
  });
});

/** Rows of cells, some of them silent or not owed. */
const leaves = fc
  .array(
    fc.record({
      record: fc.option(anyRecord.chain(withSomeUnknown)),
      onTime: fc.boolean(),
      duePassed: fc.boolean(),
      owed: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      version: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 8 },
  )
  .map((cells) =>
    cells.map(({ record, onTime, duePassed, owed, version }, i) => {
      const plan = cell(i, { duePassed, version, ...(owed ? {} : { meets: 'none' }) });
      return record === null ? silent(plan) : leaf(plan, record, onTime);
    }),
  );

describe('any rows', () => {
  it('give the same committee row in whatever order they come', () => {
    const shuffled = leaves.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    );
    fc.assert(
      fc.property(shuffled, ([rows, other]) => {
        expect(committee(other)).toEqual(committee(rows));
      }),
    );
  });

  it('give the same figures however they are grouped into committees', () => {
    const grouped = leaves.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.array(fc.nat({ max: 2 }), { minLength: rows.length, maxLength: rows.length }),
      ),
    );
    fc.assert(
      fc.property(grouped, ([rows, group]) => {
        const between = [0, 1, 2].map((g) =>
          live(
            committee(
              rows.filter((_, i) => group[i] === g),
              committeePlanRow({ organization: `dang-uy-${g}` }),
            ),
          ),
        );
        const district = committeePlanRow({ organization: 'huyen', parent: 'tinh', kind: 'district' });
        const deep = live(committee(between, district));
        const flat = live(committee(rows, district));
        const { watermark: _, asOf: __, ...figures } = flat;
        expect(deep).toMatchObject(figures);
        expect(deep.measures).toEqual(rows.reduce((sum, row) => addArrays(sum, row.measures), toArray({})));
        // whole numbers only; each criterion's mean within what the graded could have
        expect(deep.measures.every(Number.isSafeInteger)).toBe(true);
        const { expected, reported, awaiting, overdue, graded } = fromArray(deep.measures);
        expect(reported + awaiting + overdue).toBe(expected);
        for (const sum of deep.criterionSums) expect(sum.graded).toBe(graded);
      }),
    );
  });

  it('raise the watermark whenever one of theirs rises', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.integer({ min: 1, max: 5 }), (rows, which, by) => {
        fc.pre(rows.length > 0);
        const risen = rows.map((row, i) =>
          i === which % rows.length ? { ...row, watermark: row.watermark + by } : row,
        );
        expect(live(committee(risen)).watermark).toBe(live(committee(rows)).watermark + by);
      }),
    );
  });
});

describe('a scorecard', () => {
  it('of a month is the row with its path', () => {
    const row = leaf(cell(1));
    const card = scorecardOfMonth(row, ['tinh', 'huyen', 'dang-uy-1', 'to-1']);
    expect(card).toMatchObject({
      organization: 'to-1',
      name: 'Chi bộ thôn 1',
      kind: 'cell',
      unit: 'residential',
      period: '2026-10',
      parent: 'dang-uy-1',
      path: ['tinh', 'huyen', 'dang-uy-1', 'to-1'],
      status: 'reported',
      dueAt: '2026-11-10T17:00:00.000Z',
      criteriaSet: { id: 'binh-thuan', revision: 1 },
      points: 10_000,
      grade: 'tot',
    });
    expect(card.measures.membersPresent).toBe(19);
    const root = live(
      committee([row], committeePlanRow({ organization: 'tinh', parent: null, kind: 'province' })),
    );
    expect(scorecardOfMonth(root, ['tinh']).parent).toBeNull();
  });

  const month = (at: string, figures: Partial<Measures>, parts: Partial<LiveRow> = {}): LiveRow => ({
    ...leaf(cell(1, { month: at })),
    measures: toArray(figures),
    ...parts,
  });
  const last = { path: ['tinh', 'to-1'], criteriaSet: BINH_THUAN };

  it('of a quarter sums flows and takes stocks and year-to-date figures of the last month', () => {
    const months = [
      month('2026-10', {
        expected: 1,
        reported: 1,
        membersTotal: 24,
        graded: 1,
        pointsSum: 9000,
        heldUnder5: 1,
      }),
      month('2026-11', {
        expected: 1,
        reported: 1,
        membersTotal: 25,
        graded: 1,
        pointsSum: 8001,
        held5to8: 1,
      }),
      month(
        '2026-12',
        { expected: 1, reported: 1, late: 1, membersTotal: 26, held5to8: 1 },
        {
          parent: 'dang-uy-2',
          asOf: '2026-01-01T00:00:00.000Z',
        },
      ),
    ];
    const card = sumPeriod('2026-Q4', months, last);
    expect(card.measures).toMatchObject({
      expected: 3,
      reported: 3,
      membersTotal: 26,
      graded: 2,
      pointsSum: 17_001,
      heldUnder5: 0,
      held5to8: 1,
    });
    expect(card).toMatchObject({
      period: '2026-Q4',
      parent: 'dang-uy-2',
      status: 'late',
      points: 8500, // 8500.5, half to even
      grade: 'kha',
      criteria: [],
      gatesFailed: [],
      dueAt: '2027-01-10T17:00:00.000Z',
      asOf: '2026-10-13T16:00:00.000Z',
      watermark: months.reduce((sum, { watermark }) => sum + watermark, 0),
    });
  });

  it('of a longer period is as bad as its worst month', () => {
    const status = (...figures: Partial<Measures>[]) =>
      sumPeriod(
        '2026',
        figures.map((one, i) => month(`2026-0${i + 1}`, one)),
        last,
      ).status;
    expect(status({ expected: 1, overdue: 1 }, { expected: 1, awaiting: 1 })).toBe('overdue');
    expect(status({ expected: 1, reported: 1, late: 1 }, { expected: 1, awaiting: 1 })).toBe('awaiting');
    expect(status({ expected: 1, reported: 1 }, {})).toBe('reported');
    expect(status({}, {})).toBe('exempt');
  });

  it('needs an opened month', () => {
    expect(() => sumPeriod('2026-Q4', [], last)).toThrow(RangeError);
  });

  it('of a committee and a quarter is the same, months or cells summed first', () => {
    fc.assert(
      fc.property(fc.array(leaves, { minLength: 1, maxLength: 3 }), (months) => {
        const ofMonth = (rows: readonly LiveRow[], i: number) =>
          live(
            committee(
              rows.map((row) => ({ ...row, month: `2026-1${i}` })),
              committeePlanRow({ month: `2026-1${i}` }),
            ),
          );
        const card = sumPeriod('2026-Q4', months.map(ofMonth), last);
        const all = fromArray(months.flat().reduce((sum, row) => addArrays(sum, row.measures), toArray({})));
        expect(card.measures).toMatchObject({
          expected: all.expected,
          membersPresent: all.membersPresent,
          graded: all.graded,
          pointsSum: all.pointsSum,
          revisions: all.revisions,
        });
      }),
    );
  });
});
