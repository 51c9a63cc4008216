import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allPresetCriteriaSets } from '../../../shared/adapters/presets/criteria-sets.ts';
import { annualGrade, countGrades } from '../../../shared/domain/criteria/annual.ts';
import type { AnnualRule, CriteriaSet } from '../../../shared/domain/criteria/criteria.ts';
import type { Grade } from '../../../shared/domain/criteria/grade.ts';
import { fromArray } from '../../../shared/domain/criteria/measures.ts';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import { criteriaSetsNeeded, foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { explainYear } from '../../../shared/domain/scorecards/year-explanation.ts';
import { meetingRecord, meetingRevision, planRow, withdrawal } from '../../support/records.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';
import { BINH_THUAN } from './binh-thuan.ts';
import { presetSet } from './preset-sets.ts';

const PHU_THO = presetSet('phu-tho-bloc');
const yearOf = (set: CriteriaSet, ...grades: Grade[]) => annualGrade(set, countGrades(set, grades));
const times = (count: number, grade: Grade): Grade[] => Array<Grade>(count).fill(grade);

describe('the year by phu-tho-bloc, worked by hand', () => {
  it.each<[string, Grade[], Grade | null]>([
    ['7 Tốt and 5 Khá: all at least Khá, 7 Tốt', [...times(7, 'tot'), ...times(5, 'kha')], 'tot'],
    ['6 Tốt and 6 Khá: one Tốt short', [...times(6, 'tot'), ...times(6, 'kha')], 'kha'],
    ['11 Tốt and a Trung bình: not every one Khá', [...times(11, 'tot'), 'trung-binh'], 'kha'],
    ['12 Trung bình: every one Trung bình', times(12, 'trung-binh'), 'kha'],
    ['11 Tốt and a Kém: 11 of 12 are more than half', [...times(11, 'tot'), 'kem'], 'trung-binh'],
    ['7 Khá and 5 Kém: 7 of 12 are more than half', [...times(7, 'kha'), ...times(5, 'kem')], 'trung-binh'],
    ['6 Tốt and 6 Kém: half is not more than half', [...times(6, 'tot'), ...times(6, 'kem')], 'kem'],
    ['12 Kém', times(12, 'kem'), 'kem'],
    ['7 Tốt alone, five months missing or ungraded', times(7, 'tot'), 'tot'],
    ['6 Tốt by June: the seventh is still to come', times(6, 'tot'), 'kha'],
    ['one Kém by January', ['kem'], 'kem'],
    ['nothing graded', [], null],
  ])('%s', (_, grades, grade) => {
    expect(yearOf(PHU_THO, ...grades)).toBe(grade);
  });
});

describe('the year by every other preset', () => {
  const others = allPresetCriteriaSets().filter(({ id }) => id !== PHU_THO.id);

  it.each(others.map((set) => [set.id, set] as const))(
    '%s is not graded: its source has no annual rule',
    (_, set) => {
      expect(set.annual).toBeUndefined();
      for (const { grade } of set.thresholds) expect(yearOf(set, ...times(12, grade))).toBeNull();
    },
  );

  it('leaves eight of the nine', () => {
    expect(others.map(({ id }) => id).toSorted()).toEqual([
      ...['binh-thuan', 'hd12-2018', 'hoai-duc-11', 'lam-dong-bloc', 'nghe-an-08', 'sa-pa-47', 'tua-chua'],
      'van-quan',
    ]);
  });
});

describe('an annual rule', () => {
  const ruled = (...annual: AnnualRule): CriteriaSet => ({ ...BINH_THUAN, annual });
  const rest = { grade: 'kem', when: [] } as const;

  it('may ask a share, of the meetings graded', () => {
    const twoThirds = ruled({ grade: 'tot', when: [{ type: 'share', grade: 'tot', atLeast: 6666 }] }, rest);
    expect(yearOf(twoThirds, 'tot', 'tot', 'kem')).toBe('tot');
    expect(yearOf(twoThirds, 'tot', 'kem')).toBe('kem');
    const half = ruled({ grade: 'tot', when: [{ type: 'share', grade: 'tot', atLeast: 5000 }] }, rest);
    expect(yearOf(half, 'tot', 'kem')).toBe('tot');
  });

  it('leaves aside grades that the set does not have', () => {
    const every = ruled({ grade: 'tot', when: [{ type: 'every', grade: 'kha' }] }, rest);
    expect(yearOf(every, 'khong-dat', 'dat', 'kha')).toBe('tot');
    expect(yearOf(every, 'khong-dat', 'dat')).toBeNull();
  });

  it('is no rule where there is none', () => {
    expect(yearOf(BINH_THUAN, 'tot', 'tot')).toBeNull();
  });

  it('never gives a worse year for a better meeting', () => {
    const order = PHU_THO.thresholds.map(({ grade }) => grade);
    const grade = fc.constantFrom(...order);
    fc.assert(
      fc.property(fc.array(grade, { maxLength: 11 }), grade, grade, (others, a, b) => {
        const [better, worse] = order.indexOf(a) < order.indexOf(b) ? [a, b] : [b, a];
        const rank = (one: Grade) => order.indexOf(yearOf(PHU_THO, ...others, one) ?? 'kem');
        expect(rank(better)).toBeLessThanOrEqual(rank(worse));
      }),
    );
  });
});

const MONTHS = Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`);
const ref = ({ id, revision }: CriteriaSet) => ({ id, revision });
const planOf = (month: string, parts: Partial<PlanRow> = {}) =>
  planRow({ month, criteriaSet: ref(PHU_THO), ...parts });

/** Full points, the discussion's quality by self score: 100. */
const good = (month: string): MeetingRecord =>
  meetingRecord({ heldOn: `${month}-13`, selfScore: { 'discussion-quality': 500 } });
/** No full minutes (−4), 80 minutes (−2), 5 of 19 speak (−6), no tasks (−5), no quality (−5): 78. */
const fair = (month: string): MeetingRecord => ({
  ...good(month),
  endedAt: '20:50',
  minutesComplete: false,
  discussion: { speakers: 5, opinions: 5, proposals: 0 },
  resolution: { ...good(month).resolution, tasksAssigned: 0, tasksWithDeadline: 0 },
  selfScore: { 'discussion-quality': 0 },
});
/** Nothing of the agenda (−18), nothing prepared (−15) and no resolution (−5) besides: 40. */
const poor = (month: string): MeetingRecord => ({
  ...fair(month),
  agenda: {
    rollCallAnnounced: false,
    programmeAdopted: false,
    currentAffairs: false,
    previousMonthReviewed: false,
    nextMonthTasks: false,
    studyAndExample: false,
    criticismAndSelfCriticism: false,
    discussed: false,
    concluded: false,
  },
  preparation: {
    secretaryPrepared: false,
    committeeMet: false,
    documentsDistributed: false,
    draftResolution: false,
  },
  resolution: { ...fair(month).resolution, form: 'none' },
});
const ungraded = (month: string): MeetingRecord => ({ ...good(month), selfScore: null });

type Fold = { readonly events: readonly StoredEvent[]; readonly plans?: readonly PlanRow[]; from?: string };

/** By month, the classes of the year that count 1. */
function years({ events, plans = MONTHS.map((month) => planOf(month)), from = '2026-01' }: Fold) {
  const rows = foldOwnRows({
    organization: 'to-1',
    fromMonth: from,
    events,
    plans,
    criteriaSets: [PHU_THO, BINH_THUAN, presetSet('hd12-2018')],
  });
  return rows.flatMap((row) => {
    if (row.tombstone) return [];
    const { yearTot, yearKha, yearTrungBinh, yearKem } = fromArray(row.measures);
    return [[row.month.slice(5), yearTot, yearKha, yearTrungBinh, yearKem].join(' ')];
  });
}

const events = (...records: ((month: string) => MeetingRecord | null)[]): StoredEvent[] =>
  records.flatMap((recordOf, i) => {
    const month = MONTHS[i] ?? '';
    const record = recordOf(month);
    return record === null ? [] : [meetingRevision({ month, record })];
  });

describe('each month of a year', () => {
  it('has the year so far: Khá until the seventh Tốt', () => {
    expect(years({ events: events(...Array(12).fill(good)) })).toEqual([
      ...['01 0 1 0 0', '02 0 1 0 0', '03 0 1 0 0', '04 0 1 0 0', '05 0 1 0 0', '06 0 1 0 0'],
      ...['07 1 0 0 0', '08 1 0 0 0', '09 1 0 0 0', '10 1 0 0 0', '11 1 0 0 0', '12 1 0 0 0'],
    ]);
  });

  it('counts nobody before the first graded meeting, and then lasts through months without one', () => {
    const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
    const none = () => null;
    expect(years({ events: events(none, ungraded, fair) })).toEqual(
      months.map((month) => (month < '03' ? `${month} 0 0 0 0` : `${month} 0 1 0 0`)),
    );
  });

  it('falls with a meeting that is poor, and stands again once it is amended', () => {
    const held = events(good, poor, good);
    expect(years({ events: held }).slice(0, 4)).toEqual([
      '01 0 1 0 0',
      '02 0 0 0 1', // 1 of 2 is not more than half
      '03 0 0 1 0', // 2 of 3 are
      '04 0 0 1 0',
    ]);
    const amended = meetingRevision({ month: '2026-02', revision: 2, record: good('2026-02') });
    expect(years({ events: [...held, amended] })[1]).toBe('02 0 1 0 0');
    const withdrawn = withdrawal({ month: '2026-02', revision: 2 });
    expect(years({ events: [...held, withdrawn] })[1]).toBe('02 0 1 0 0');
  });

  it('leaves out meetings that are not owed, of other kinds, and of other years', () => {
    const plans = MONTHS.map((month) => planOf(month, { expected: month !== '2026-01' }));
    const besides = [
      meetingRevision({ month: '2026-02', key: 'extraordinary-2026-02-20', record: poor('2026-02') }),
      meetingRevision({ month: '2025-12', record: poor('2025-12') }),
    ];
    expect(years({ events: [...events(poor, good), ...besides], plans }).slice(0, 2)).toEqual([
      '01 0 0 0 0',
      '02 0 1 0 0',
    ]);
  });

  it('is graded by the set of its own month, the year by the rule of the last', () => {
    const plans = MONTHS.map((month) =>
      planOf(month, { criteriaSet: ref(month < '2026-03' ? BINH_THUAN : PHU_THO) }),
    );
    // ungraded by phu-tho-bloc, which asks for a self score; 100 points and Tốt by binh-thuan
    const held = events(ungraded, ungraded, fair);
    expect(years({ events: held, plans }).slice(0, 4)).toEqual([
      '01 0 0 0 0', // binh-thuan grades no years
      '02 0 0 0 0',
      '03 0 1 0 0',
      '04 0 1 0 0',
    ]);
    const fromMet = MONTHS.map((month) =>
      planOf(month, { criteriaSet: ref(month < '2026-03' ? presetSet('hd12-2018') : PHU_THO) }),
    );
    // met / not met cannot be compared with the four grades
    expect(years({ events: events(poor, poor, fair), plans: fromMet }).slice(2, 4)).toEqual([
      '03 0 1 0 0',
      '04 0 1 0 0',
    ]);
  });

  it('is graded by what each month knew of the cell', () => {
    // without a cell committee in January, its meeting first counts as met; with one it would be unknown
    const plans = MONTHS.map((month) => planOf(month, { hasCommittee: month > '2026-01' }));
    const record = good('2026-01');
    const untold = { ...record, preparation: { ...record.preparation, committeeMet: null } };
    const held = [meetingRevision({ month: '2026-01', record: untold })];
    expect(years({ events: held, plans }).slice(0, 2)).toEqual(['01 0 1 0 0', '02 0 1 0 0']);
  });

  it('rests on the earlier grades in one order, and only where a rule asks for them', () => {
    const gradesBefore = (set: CriteriaSet) => {
      const rows = foldOwnRows({
        organization: 'to-1',
        fromMonth: '2026-04',
        events: events(poor, fair, good),
        plans: MONTHS.slice(0, 4).map((month) => planOf(month, { criteriaSet: ref(set) })),
        criteriaSets: [set],
      });
      return rows.flatMap((row) => (row.tombstone ? [] : [row.basis?.gradedBefore]));
    };
    expect(gradesBefore(PHU_THO)).toEqual([['tot', 'kha', 'kem']]);
    expect(gradesBefore(BINH_THUAN)).toEqual([undefined]);
  });

  it('stays with a cell that is closed in the course of the year', () => {
    const plans = MONTHS.map((month) =>
      planOf(month, { expected: month < '2026-04', exists: month < '2026-04' }),
    );
    expect(years({ events: events(good, good, good), plans }).at(-1)).toBe('12 0 1 0 0');
  });

  it('says the same whatever the order of events, and from whichever month the fold starts', () => {
    const record = fc
      .tuple(anyRecord.chain(withSomeUnknown), fc.integer({ min: 0, max: 500 }))
      .map(([one, quality]): MeetingRecord => ({ ...one, selfScore: { 'discussion-quality': quality } }));
    const history = fc
      .array(fc.array(record, { maxLength: 2 }), { minLength: 12, maxLength: 12 })
      .map((year) =>
        year.flatMap((revisions, i) =>
          revisions.map((one, n) =>
            meetingRevision({ month: MONTHS[i] ?? '', revision: n + 1, record: one }),
          ),
        ),
      );
    fc.assert(
      fc.property(
        history.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          const whole = years({ events: all });
          expect(years({ events: shuffled })).toEqual(whole);
          expect(years({ events: all, from: '2026-07' })).toEqual(whole.slice(6));
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('the explanation of a year', () => {
  const setOf = ({ id }: { id: string }) => presetSet(id);
  const plans = MONTHS.map((month) => planOf(month));

  it('names the meetings that count, what each grade asks, and what of it holds', () => {
    const held = [...events(good, ungraded, poor, fair), withdrawal({ month: '2026-05', revision: 2 })];
    expect(explainYear('2026-06', plans, held, setOf)).toMatchObject({
      upTo: '2026-06',
      criteriaSet: { id: 'phu-tho-bloc', revision: 1 },
      grade: 'trung-binh',
      meetings: [
        { month: '2026-01', revision: 1, points: 10_000, grade: 'tot', counts: true },
        { month: '2026-03', points: 4000, grade: 'kem', counts: true },
        { month: '2026-04', points: 7800, grade: 'kha', counts: true },
      ],
      grades: [
        { grade: 'tot', conditions: [{ holds: false }, { holds: false }] },
        { grade: 'kha', conditions: [{ holds: false }] },
        { grade: 'trung-binh', conditions: [{ holds: true }] },
        { grade: 'kem', rule: { vi: 'Còn lại: Kém.' }, conditions: [] },
      ],
    });
  });

  it('says which meetings cannot be compared', () => {
    const mixed = [planOf('2026-01', { criteriaSet: ref(presetSet('hd12-2018')) }), planOf('2026-02')];
    const record = { ...good('2026-01'), selfScore: { principles: 100 } };
    const held = [meetingRevision({ month: '2026-01', record }), ...events(() => null, good)];
    expect(explainYear('2026-02', mixed, held, setOf)).toMatchObject({
      grade: 'kha',
      meetings: [
        { month: '2026-01', grade: 'dat', counts: false },
        { month: '2026-02', grade: 'tot', counts: true },
      ],
    });
  });

  it('leaves out what was not owed', () => {
    const exempt = MONTHS.map((month) => planOf(month, { expected: month > '2026-01' }));
    expect(explainYear('2026-02', exempt, events(poor, good), setOf)?.meetings).toMatchObject([
      { month: '2026-02' },
    ]);
  });

  it('is none where nothing is planned or the set grades no years', () => {
    expect(explainYear('2027-01', plans, [], setOf)).toBeNull();
    const binhThuan = [planOf('2026-01', { criteriaSet: ref(BINH_THUAN) })];
    expect(explainYear('2026-01', binhThuan, events(good), setOf)).toBeNull();
  });

  it('agrees with the row', () => {
    const grade = fc.constantFrom(good, fair, poor, ungraded, () => null);
    fc.assert(
      fc.property(fc.array(grade, { minLength: 1, maxLength: 12 }), (held) => {
        const all = events(...held);
        const upTo = MONTHS[held.length - 1] ?? '';
        const classes = ['tot', 'kha', 'trung-binh', 'kem'];
        const found = years({ events: all })[held.length - 1]?.split(' ').slice(1) ?? [];
        expect(explainYear(upTo, plans, all, setOf)?.grade ?? undefined).toBe(classes[found.indexOf('1')]);
      }),
    );
  });
});

it('every set of the year may be asked for', () => {
  const plans = [planOf('2026-01', { criteriaSet: ref(BINH_THUAN) }), planOf('2026-02')];
  expect(criteriaSetsNeeded(plans, '2026-02')).toEqual([ref(BINH_THUAN), ref(PHU_THO)]);
});
