import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriteriaSet } from '../../../shared/domain/criteria/criteria.ts';
import { fromArray } from '../../../shared/domain/criteria/measures.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { foldCommittee } from '../../../shared/domain/scorecards/roll-up.ts';
import type { LiveRow, ScoreRow } from '../../../shared/domain/scorecards/scorecard.ts';
import { scorecardOfMonth, sumPeriod } from '../../../shared/domain/scorecards/scorecard-view.ts';
import { halfEven } from '../../support/half-even.ts';
import { committeePlanRow, meetingRecord, meetingRevision, planRow } from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { anyMetSheet, anySheet, withSelfScore } from '../criteria/criteria-set-arbitraries.ts';
import { presetSet } from '../criteria/preset-sets.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';

const liveOf = (rows: readonly ScoreRow[]): LiveRow => {
  const [row] = rows;
  if (row === undefined || row.tombstone) throw new Error('no live row first');
  return row;
};

/** A cell's October by a set. */
function cellBy(set: CriteriaSet, record: MeetingRecord, organization = 'to-1'): LiveRow {
  const plan = planRow({ organization, criteriaSet: { id: set.id, revision: set.revision } });
  return liveOf(
    foldOwnRows({
      organization,
      fromMonth: plan.month,
      events: [meetingRevision({ organization, month: plan.month, record })],
      plans: [plan],
      criteriaSets: [set],
    }),
  );
}

const committeeOf = (rows: readonly LiveRow[]): LiveRow =>
  liveOf(
    foldCommittee({
      committee: 'dang-uy-1',
      month: '2026-10',
      rows,
      plan: committeePlanRow(),
      criteriaSet: BINH_THUAN,
    }),
  );

const anyMeeting = fc.oneof(anySheet, anyMetSheet).chain((sheet) => {
  const { annual: _, ...base } = BINH_THUAN;
  const set: CriteriaSet = { ...base, ...sheet };
  const record = anyRecord.chain(withSomeUnknown).chain((one) => withSelfScore(one, set));
  return record.map((one) => ({ set, record: one }));
});

describe('the full score of a graded meeting', () => {
  it('is the total of its sheet, whatever was unknown, and never less than its points', () => {
    fc.assert(
      fc.property(anyMeeting, ({ set, record }) => {
        const { graded, pointsSum, fullScoreSum, percentSum } = fromArray(cellBy(set, record).measures);
        expect(fullScoreSum).toBe(graded * set.total);
        expect(pointsSum).toBeLessThanOrEqual(fullScoreSum);
        expect(percentSum).toBe(graded === 0 ? 0 : halfEven(pointsSum * 10_000, set.total));
      }),
    );
  });

  it('is not reached by an unknown fact that the set counts as zero, and not counted where there is no grade', () => {
    const unknown = meetingRecord({ minutesComplete: null });
    const lenient: CriteriaSet = {
      ...BINH_THUAN,
      criteria: BINH_THUAN.criteria.map((one) => ({ ...one, whenUnknown: 'zero' as const })),
    };
    const { graded, pointsSum, fullScoreSum } = fromArray(cellBy(lenient, unknown).measures);
    expect([graded, fullScoreSum]).toEqual([1, 10_000]);
    expect(pointsSum).toBeLessThan(10_000);
    const strict: CriteriaSet = {
      ...BINH_THUAN,
      criteria: BINH_THUAN.criteria.map((one) => ({ ...one, whenUnknown: 'ungraded' as const })),
    };
    expect(fromArray(cellBy(strict, unknown).measures)).toMatchObject({ graded: 0, fullScoreSum: 0 });
  });
});

describe('a committee over several sheets', () => {
  // 21 required of whom 19 present: 90.5 %
  const good = meetingRecord();
  const bare = meetingRecord({ resolution: { form: 'none', tasksAssigned: 0, tasksWithDeadline: 0 } });
  const mixed = [
    cellBy(presetSet('hoai-duc-11'), good, 'to-1'),
    cellBy(presetSet('van-quan'), bare, 'to-2'),
    cellBy(BINH_THUAN, good, 'to-3'),
  ];
  const percents = mixed.map(({ measures }) => fromArray(measures).percentSum);

  it('adds up what its sheets of 6, 8 and 100 points bring, and every meeting counts alike', () => {
    const card = scorecardOfMonth(committeeOf(mixed), ['tinh', 'dang-uy-1']);
    expect(card.measures).toMatchObject({ graded: 3, fullScoreSum: 600 + 800 + 10_000 });
    expect(new Set(percents).size).toBeGreaterThan(1);
    expect(card.percentOfFull).toBe(
      halfEven(
        percents.reduce((sum, one) => sum + one, 0),
        3,
      ),
    );
  });

  it('says that its sheets are mixed and which they are, and keeps points and grade as agreed', () => {
    const row = committeeOf(mixed);
    const card = scorecardOfMonth(row, ['tinh', 'dang-uy-1']);
    expect(row.mixedSheets).toBe(true);
    expect(card).toMatchObject({
      mixedSheets: true,
      scoredBy: ['binh-thuan', 'hoai-duc-11', 'van-quan'],
      points: halfEven(card.measures.pointsSum, 3),
      grade: 'kem',
    });
  });

  it('is mixed by one sheet that is not its own, by another total of its own, and by nothing ungraded', () => {
    const other = committeeOf([cellBy(presetSet('nghe-an-08'), { ...good, selfScore: {} })]);
    expect(other.mixedSheets).toBe(fromArray(other.measures).graded === 0 ? undefined : true);
    expect(committeeOf([cellBy(presetSet('van-quan'), good)]).mixedSheets).toBe(true);
    const shorter: CriteriaSet = { ...BINH_THUAN, total: 9_000 };
    expect(committeeOf([cellBy(shorter, good)]).mixedSheets).toBe(true);
    expect(committeeOf([cellBy(BINH_THUAN, good)])).not.toHaveProperty('mixedSheets');
    expect(committeeOf([])).not.toHaveProperty('mixedSheets');
  });

  it('of one sheet of 100 points has the percent that it has points', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const rows = records.map((record, i) => cellBy(BINH_THUAN, record, `to-${i}`));
        const card = scorecardOfMonth(committeeOf(rows), ['tinh', 'dang-uy-1']);
        expect(card.percentOfFull).toBe(card.points);
        expect(card.mixedSheets).toBe(false);
      }),
    );
  });

  it('says of a year of a cell that changed its sheet that it is mixed, of each month that it is not', () => {
    const months = [
      { ...cellBy(presetSet('van-quan'), good), month: '2026-10' },
      { ...cellBy(BINH_THUAN, good), month: '2026-11' },
    ];
    const year = sumPeriod('2026', months, { path: ['tinh', 'to-1'], criteriaSet: BINH_THUAN });
    expect(year).toMatchObject({ mixedSheets: true, scoredBy: ['binh-thuan', 'van-quan'] });
    expect(months.map((row) => scorecardOfMonth(row, ['tinh', 'to-1']).mixedSheets)).toEqual([false, false]);
    expect(
      sumPeriod('2026', months.slice(1), { path: ['tinh', 'to-1'], criteriaSet: BINH_THUAN }),
    ).toMatchObject({ mixedSheets: false, scoredBy: ['binh-thuan'] });
  });
});
