import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArray, type Measures } from '../../../shared/domain/criteria/measures.ts';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import type { YearBefore } from '../../../shared/domain/scorecards/handed-on.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import type { LiveRow } from '../../../shared/domain/scorecards/scorecard.ts';
import {
  factsRevision,
  finding,
  inspectionRevision,
  remedyRevision,
  reviewRevision,
} from '../../support/inspections.ts';
import { committeePlanRow, meetingRecord, meetingRevision, planRow } from '../../support/records.ts';
import { presetSet } from '../criteria/preset-sets.ts';

const NGHE_AN = presetSet('nghe-an-08');
const criteriaSet = { id: NGHE_AN.id, revision: NGHE_AN.revision };
/** Every criterion at its most but the one of principles, which a superior decides. */
const SELF = Object.fromEntries(NGHE_AN.criteria.map(({ id, max }) => [id, max]));
const SUM_OF_SELF = NGHE_AN.criteria.reduce((sum, { max }) => sum + max, 0);

const plans = (...parts: readonly Partial<PlanRow>[]) =>
  (parts.length === 0 ? [{}] : parts).map((each) => planRow({ criteriaSet, ...each }));

function rows(events: readonly StoredEvent[], of: readonly PlanRow[] = plans()): LiveRow[] {
  const [{ organization = '', month = '' } = {}] = of;
  return foldOwnRows({ organization, fromMonth: month, events, plans: of, criteriaSets: [NGHE_AN] }).flatMap(
    (row) => (row.tombstone ? [] : [row]),
  );
}
const measuresOf = (row: LiveRow | undefined): Measures => fromArray(row?.measures ?? []);
const regular = meetingRevision({ record: meetingRecord({ selfScore: SELF }) });

describe('an inspected month', () => {
  it('counts each kind, its proposals and findings, also without a record', () => {
    const [row] = rows([
      inspectionRevision({ proposals: 2, findings: [finding(), finding({ n: 2, remedyDue: null })] }),
      inspectionRevision({ proposals: 1 }, { key: '2026-10-14-inspection-huyen' }),
      inspectionRevision({}, { key: '2026-10-15-supervision-huyen' }),
      inspectionRevision(null, { key: '2026-10-15-supervision-huyen', revision: 2 }),
    ]);
    expect(measuresOf(row)).toMatchObject({
      revisions: 4,
      attendances: 1,
      inspections: 1,
      supervisions: 0,
      inspectionProposals: 3,
      findings: 2,
      findingsOpen: 2,
      findingsOverdue: 0,
      superiorScored: 0,
      awaiting: 1,
    });
    expect(row?.basis?.withdrawn).toEqual([{ key: '2026-10-15-supervision-huyen', revision: 2 }]);
  });

  it('is scored by the superior where the set lets a superior decide, and compares the two sheets', () => {
    const scores = { ...SELF, principles: 700 };
    const [row] = rows([regular, inspectionRevision({ conclusion: 'corrected', scores })]);
    expect(row?.criteria.find(({ id }) => id === 'principles')).toMatchObject({
      points: 700,
      self: SELF.principles,
      superior: 700,
    });
    const gap = (SELF.principles ?? 0) - 700;
    expect(measuresOf(row)).toMatchObject({
      superiorScored: 1,
      superiorPointsSum: SUM_OF_SELF - gap,
      compared: 1,
      absoluteGapSum: gap,
      gapPercentSum: gap,
      // A sheet of 100 points: the percent is the points.
      comparedSelfPercentSum: SUM_OF_SELF,
      comparedSuperiorPercentSum: SUM_OF_SELF - gap,
    });
  });

  it('compares nothing while one of the sheets is incomplete', () => {
    const [row] = rows([
      regular,
      inspectionRevision({ conclusion: 'corrected', scores: { principles: 700 } }),
    ]);
    expect(measuresOf(row)).toMatchObject({
      superiorScored: 1,
      superiorPointsSum: 700,
      compared: 0,
      absoluteGapSum: 0,
      gapPercentSum: 0,
      comparedSelfPercentSum: 0,
      comparedSuperiorPercentSum: 0,
    });
  });

  it('counts no points of criteria that the set in force does not ask for', () => {
    const other = { 'of-another-set': 400 };
    const [row] = rows([
      meetingRevision({ record: meetingRecord({ selfScore: { ...SELF, ...other } }) }),
      inspectionRevision({ conclusion: 'corrected', scores: { ...SELF, ...other } }),
    ]);
    expect(measuresOf(row)).toMatchObject({
      selfPointsSum: SUM_OF_SELF,
      superiorPointsSum: SUM_OF_SELF,
      compared: 1,
    });
    const [none] = rows([
      meetingRevision({ record: meetingRecord({ selfScore: other }) }),
      inspectionRevision({ conclusion: 'corrected', scores: other }),
    ]);
    expect(measuresOf(none)).toMatchObject({ selfScored: 0, selfPointsSum: 0, superiorScored: 0 });
  });

  it('counts the answer to the record as it stands, and no other', () => {
    const returned = reviewRevision({ decision: 'returned', reason: 'Thiếu biên bản', dueOn: '2026-11-05' });
    expect(measuresOf(rows([regular, returned])[0])).toMatchObject({ reviewed: 1, returned: 1, reported: 1 });
    const amended = meetingRevision({ revision: 2, record: meetingRecord() });
    expect(measuresOf(rows([regular, returned, amended])[0])).toMatchObject({ reviewed: 0, returned: 0 });
  });

  it('has an own row of a committee count its inspections, too', () => {
    const committee = committeePlanRow({ criteriaSet });
    const [row] = rows(
      [inspectionRevision({ meeting: null, findings: [finding()] }, { organization: 'dang-uy-1' })],
      [committee],
    );
    expect(measuresOf(row)).toMatchObject({ revisions: 1, attendances: 1, findings: 1, findingsOpen: 1 });
    expect(row).toMatchObject({ parent: 'dang-uy-1', status: 'exempt' });
  });

  it('counts facts as accepted revisions and as nothing else', () => {
    const [with_] = rows([regular, factsRevision()]);
    const [without] = rows([regular]);
    expect(with_?.points).toBe(without?.points);
    expect({ ...measuresOf(with_), revisions: 1 }).toEqual(measuresOf(without));
    expect(with_?.basis?.otherRevisions).toBe(1);
  });
});

describe('findings', () => {
  const found = inspectionRevision({
    findings: [finding({ remedyDue: '2026-10-31' }), finding({ n: 2, remedyDue: '2026-11-15' })],
  });
  const twoMonths = (octoberPast: boolean, novemberPast: boolean) =>
    plans({ month: '2026-10', duePassed: octoberPast }, { month: '2026-11', duePassed: novemberPast });
  const stocks = (of: readonly LiveRow[]) =>
    of.map((row) => [measuresOf(row).findingsOpen, measuresOf(row).findingsOverdue]);

  it('are overdue when the month is past due, else when they were due before it began', () => {
    expect(stocks(rows([found], twoMonths(false, false)))).toEqual([
      [2, 0],
      [2, 1],
    ]);
    expect(stocks(rows([found], twoMonths(true, true)))).toEqual([
      [2, 1],
      [2, 2],
    ]);
  });

  it('stay open in the month that did not know of their remedy', () => {
    const later = remedyRevision({ remediedOn: '2026-11-03' }, { month: '2026-11' });
    expect(stocks(rows([found, later], twoMonths(true, false)))).toEqual([
      [2, 1],
      [1, 0],
    ]);
    expect(stocks(rows([found, remedyRevision()], twoMonths(true, false)))).toEqual([
      [1, 0],
      [1, 0],
    ]);
  });

  it('stay open over the end of the year, until they are put right, and open again if that is withdrawn', () => {
    const ofYear = (year: string, events: readonly StoredEvent[], before: YearBefore | null) =>
      foldOwnRows({
        organization: 'to-1',
        fromMonth: `${year}-01`,
        events,
        plans: plans(...['01', '11', '12'].map((n) => ({ month: `${year}-${n}` }))),
        before,
        criteriaSets: [NGHE_AN],
      }).flatMap((row) => (row.tombstone ? [] : [row]));
    const handedOnBy = (of: readonly LiveRow[]): YearBefore => {
      const december = of.at(-1);
      if (december?.handedOn === undefined) throw new Error('nothing is handed on');
      return { ...december, handedOn: december.handedOn };
    };
    const first = ofYear('2026', [{ ...found, month: '2026-11' }], null);
    const key = '2026-11/2026-10-13-attendance-huyen/1';
    const remedy = (revision: number, withdrawn: boolean, month: string): StoredEvent => {
      const told = remedyRevision({}, { month, revision, key });
      return withdrawn ? { ...told, withdrawn, record: null } : told;
    };
    const second = ofYear('2027', [remedy(1, false, '2027-11')], handedOnBy(first));
    expect(stocks(second)).toEqual([
      [2, 2],
      [1, 1],
      [1, 1],
    ]);
    // Overdue since the earliest day that is past, whichever year is asked.
    expect([...first, ...second].map((row) => row.since?.remedyBy?.slice(0, 10) ?? null)).toEqual([
      null,
      ...['2026-10-31', '2026-10-31', '2026-10-31', '2026-11-15', '2026-11-15'],
    ]);
    const third = ofYear('2028', [remedy(2, true, '2028-12')], handedOnBy(second));
    expect(stocks(third)).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ]);
    // Nothing more was told of the one put right in 2027: 2029 knows the other alone.
    const quiet = ofYear('2028', [], handedOnBy(second));
    expect(handedOnBy(quiet).handedOn.findings).toMatchObject([{ n: 2, remedied: false }]);
    expect(quiet.every((row) => row.watermark > 0 && row.asOf >= found.recordedAt)).toBe(true);
  });

  it('go with their inspection when it is withdrawn', () => {
    const gone = inspectionRevision(null, { revision: 2 });
    expect(stocks(rows([found, remedyRevision(), gone], twoMonths(true, true)))).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});

it('comes out the same in whichever order record, inspections, reviews and remedies arrived', () => {
  const events: StoredEvent[] = [
    regular,
    inspectionRevision({ conclusion: 'corrected', scores: { principles: 700 }, findings: [finding()] }),
    inspectionRevision({ conclusion: 'confirmed' }, { key: '2026-10-14-attendance-huyen' }),
    inspectionRevision({ conclusion: 'confirmed' }, { key: '2026-10-14-attendance-huyen', revision: 2 }),
    reviewRevision({ scores: { principles: 100 } }),
    remedyRevision(),
    factsRevision(),
  ];
  const expected = rows(events);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(rows(shuffled)).toEqual(expected);
    }),
  );
});
