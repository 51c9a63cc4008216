import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriteriaSet } from '../../shared/domain/criteria.ts';
import { fromArray } from '../../shared/domain/measures.ts';
import type { MeetingRecord } from '../../shared/domain/meeting.ts';
import { foldOwnRows } from '../../shared/domain/own-row.ts';
import { foldCommittee } from '../../shared/domain/roll-up.ts';
import type { LiveRow, ScoreRow } from '../../shared/domain/scorecard.ts';
import { committeePlanRow, meetingRecord, meetingRevision, planRow } from '../support/records.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { anyMetSheet, anySheet, withSelfScore } from './criteria-set-arbitraries.ts';
import { presetSet } from './preset-sets.ts';
import { anyRecord, withSomeUnknown } from './record-arbitraries.ts';

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
        const { graded, pointsSum, fullScoreSum, compared, comparedFullSum } = fromArray(
          cellBy(set, record).measures,
        );
        expect(fullScoreSum).toBe(graded * set.total);
        expect(pointsSum).toBeLessThanOrEqual(fullScoreSum);
        expect(comparedFullSum).toBe(compared * set.total);
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

  it('adds up over sheets of 6, 8 and 100 points', () => {
    const rows = ['hoai-duc-11', 'van-quan', 'binh-thuan'].map((id, i) =>
      cellBy(presetSet(id), meetingRecord(), `to-${i}`),
    );
    expect(fromArray(committeeOf(rows).measures)).toMatchObject({
      graded: 3,
      fullScoreSum: 600 + 800 + 10_000,
    });
  });
});
