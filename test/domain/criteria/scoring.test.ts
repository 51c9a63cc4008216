import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CriteriaSet, Criterion } from '../../../shared/domain/criteria/criteria.ts';
import { gradeFor, pointsByRule, scoreMeeting } from '../../../shared/domain/criteria/scoring.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { bareMeetingRecord, correctedTo, meetingRecord, planRow } from '../../support/records.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';
import { BINH_THUAN } from './binh-thuan.ts';

const plan = planRow();

const pointsOf = (record: MeetingRecord, id: string, set: CriteriaSet = BINH_THUAN) =>
  scoreMeeting(set, record, plan).criteria.find((criterion) => criterion.id === id)?.points;

describe('binh-thuan, worked by hand', () => {
  it('gives full points to a meeting with nothing missing', () => {
    // 19/21 = 90.476 % ≥ 90 %; nobody absent without reason; 190 min ≥ 90; 9/19 = 47.4 % ≥ 40 %;
    // 5/5 tasks with a deadline; 4/4 done: 15 + 20 + 5 + 18 + 2 + 10 + 10 + 5 + 5 + 5 + 5 = 100
    const score = scoreMeeting(BINH_THUAN, meetingRecord(), plan);
    expect(score).toMatchObject({ points: 10_000, grade: 'tot', gatesFailed: [] });
    expect(score.criteria.map(({ id, points }) => [id, points])).toEqual([
      ['preparation', 1500],
      ['attendance', 2000],
      ['discipline', 500],
      ['agenda', 1800],
      ['order', 200],
      ['duration', 1000],
      ['opinions', 1000],
      ['minutes', 500],
      ['resolution', 500],
      ['assignments', 500],
      ['follow-up', 500],
    ]);
  });

  it('keeps 95 points at Khá when attendance is short of full', () => {
    // 18/21 = 85.71 %: 15 of 20 points, all else full: 95 ≥ 90, but the gate asks for all 20
    const record = meetingRecord({
      members: { present: 18, absentExcused: 3 },
      resolution: { votesFor: 18 },
    });
    expect(scoreMeeting(BINH_THUAN, record, plan)).toMatchObject({
      points: 9500,
      grade: 'kha',
      gatesFailed: ['attendance'],
    });
  });

  it('names every criterion whose gate kept the grade down, and none below the gate', () => {
    // 80 min: 7 of 10; 7/19 = 36.8 %: 7 of 10: 100 − 3 − 3 = 94
    const two = meetingRecord({ endedAt: '20:50', discussion: { speakers: 7 } });
    expect(scoreMeeting(BINH_THUAN, two, plan)).toMatchObject({
      points: 9400,
      grade: 'kha',
      gatesFailed: ['duration', 'opinions'],
    });
    // besides, no minutes (−5) and no full agenda (−2): 87 is Khá by its points, no gate is asked
    const more = meetingRecord({
      endedAt: '20:50',
      discussion: { speakers: 7 },
      minutesComplete: false,
      agenda: { currentAffairs: false },
    });
    expect(scoreMeeting(BINH_THUAN, more, plan)).toMatchObject({
      points: 8700,
      grade: 'kha',
      gatesFailed: [],
    });
  });

  it.each([
    [10_000, 'tot'],
    [9000, 'tot'],
    [8999, 'kha'],
    [7000, 'kha'],
    [6999, 'trung-binh'],
    [5000, 'trung-binh'],
    [4999, 'kem'],
    [0, 'kem'],
  ])('grades %i hundredths as %s', (points, grade) => {
    expect(gradeFor(BINH_THUAN, points)).toBe(grade);
  });

  it.each([
    [18, 20, 2000], // 90 % exactly
    [17, 20, 1500], // 85 % exactly
    [169, 200, 1000], // 84.5 %
    [8, 10, 1000],
    [7, 10, 500],
    [6, 10, 0],
    [89_999, 100_000, 1500], // a hair below 90 %
  ])('attendance %i of %i gives %i', (present, required, points) => {
    const record = meetingRecord({
      members: {
        total: required,
        exempt: 0,
        temporaryOut: 0,
        present,
        absentExcused: required - present,
        official: null,
      },
      discussion: { speakers: 1 },
      resolution: { votesFor: 1 },
    });
    expect(pointsOf(record, 'attendance')).toBe(points);
  });

  it.each([
    ['21:00', 1000], // 90 minutes
    ['20:59', 700],
    ['20:45', 700],
    ['20:44', 400],
    ['20:30', 400],
    ['20:29', 0],
  ])('a meeting from 19:30 to %s gives %i for its duration', (endedAt, points) => {
    expect(pointsOf(meetingRecord({ endedAt }), 'duration')).toBe(points);
  });

  it('deducts for each absence without reason, never below 0', () => {
    const absent = (absentUnexcused: number) => meetingRecord({ members: { absentUnexcused } });
    expect([0, 1, 2, 3].map((n) => pointsOf(absent(n), 'discipline'))).toEqual([500, 250, 0, 0]);
  });

  it('rounds a proportional share half to even', () => {
    const done = (n: number, tasks: number) => meetingRecord({ previousResolution: { tasks, done: n } });
    expect(pointsOf(done(1, 3), 'follow-up')).toBe(167); // 166.67
    expect(pointsOf(done(1, 16), 'follow-up')).toBe(31); // 31.25
    expect(pointsOf(done(1, 8), 'follow-up')).toBe(62); // 62.5 → even
    expect(pointsOf(done(3, 8), 'follow-up')).toBe(188); // 187.5 → even
    expect(pointsOf(done(0, 0), 'follow-up')).toBe(500); // nothing was left over
  });

  it('counts the committee as having met where there is none', () => {
    const record = meetingRecord({ preparation: { committeeMet: null } });
    expect(scoreMeeting(BINH_THUAN, record, plan).points).toBeNull();
    expect(scoreMeeting(BINH_THUAN, record, planRow({ hasCommittee: false })).points).toBe(10_000);
  });
});

describe('unknown facts', () => {
  it('leave the meeting ungraded and say which criteria are not known', () => {
    const score = scoreMeeting(BINH_THUAN, meetingRecord({ minutesComplete: null }), plan);
    expect(score).toMatchObject({ points: null, grade: null, gatesFailed: [] });
    expect(score.criteria.filter(({ known }) => !known)).toEqual([
      { id: 'minutes', points: null, max: 500, self: null, superior: null, known: false },
    ]);
  });

  it('leave what rests on the needed facts known', () => {
    const known = scoreMeeting(BINH_THUAN, bareMeetingRecord(), plan).criteria.filter((one) => one.known);
    expect(known.map(({ id }) => id)).toEqual(['attendance', 'discipline', 'duration']);
  });

  it('do not matter where no points ride on them', () => {
    const rule: Criterion['rule'] = {
      type: 'checklist',
      checks: [
        { check: 'minutesComplete', points: 500 },
        { check: 'stepsInOrder', points: 0 },
      ],
    };
    expect(pointsByRule({ rule, max: 500 }, meetingRecord({ stepsInOrder: null }), plan)).toBe(500);
  });

  const whenUnknown = (value: Criterion['whenUnknown']): CriteriaSet => ({
    ...BINH_THUAN,
    criteria: BINH_THUAN.criteria.map((criterion) => ({ ...criterion, whenUnknown: value })),
  });

  it('fall back on the self score where the set says so', () => {
    const record = meetingRecord({ minutesComplete: null, selfScore: { minutes: 400 } });
    const score = scoreMeeting(whenUnknown('self'), record, plan);
    expect(score).toMatchObject({ points: 9900, grade: 'kha', gatesFailed: ['minutes'] });
    expect(score.criteria.find(({ id }) => id === 'minutes')).toMatchObject({ known: false, self: 400 });
    const unscored = scoreMeeting(whenUnknown('self'), meetingRecord({ minutesComplete: null }), plan);
    expect(unscored.points).toBeNull();
  });

  it('count 0 where the set says so, a checklist losing the unknown items alone', () => {
    const record = meetingRecord({ agenda: { discussed: null, concluded: null }, minutesComplete: null });
    // 100 − 2 × 2 − 5
    expect(scoreMeeting(whenUnknown('zero'), record, plan).points).toBe(9100);
  });

  it('once told, never change what was known, nor lower a total that counted them 0', () => {
    fc.assert(
      fc.property(
        anyRecord.chain((full) => fc.tuple(fc.constant(full), withSomeUnknown(full))),
        ([full, part]) => {
          for (const set of [BINH_THUAN, whenUnknown('zero')]) {
            const before = scoreMeeting(set, part, plan);
            const after = scoreMeeting(set, full, plan);
            before.criteria.forEach((criterion, i) => {
              if (criterion.known) expect(after.criteria[i]).toEqual(criterion);
              expect(after.criteria[i]?.points).toBeGreaterThanOrEqual(criterion.points ?? 0);
            });
            if (before.points !== null) expect(after.points).toBeGreaterThanOrEqual(before.points);
          }
        },
      ),
    );
  });
});

describe('a share above the whole', () => {
  it('brings no more than full points', () => {
    const rule: Criterion['rule'] = { type: 'share-linear', share: 'workingAssigned', whenEmpty: 'zero' };
    const record = meetingRecord({ members: { working: 10 }, resolution: { workingAssigned: 12 } });
    expect(pointsByRule({ rule, max: 500 }, record, plan)).toBe(500);
  });
});

describe('several gates', () => {
  const gated = (...gates: CriteriaSet['gates'][number][]): CriteriaSet => ({ ...BINH_THUAN, gates });
  const noMinutes = meetingRecord({ minutesComplete: false });

  it('leave the lowest grade that any of them asks for, whatever their order', () => {
    const toKha = { grade: 'tot', fullPointsIn: ['minutes'], otherwise: 'kha' } as const;
    const toKem = { grade: 'tot', fullPointsIn: ['minutes'], otherwise: 'kem' } as const;
    for (const set of [gated(toKha, toKem), gated(toKem, toKha)]) {
      expect(scoreMeeting(set, noMinutes, plan)).toMatchObject({ grade: 'kem', gatesFailed: ['minutes'] });
    }
  });

  it('ask in turn: the grade fallen to has its own', () => {
    const set = gated(
      { grade: 'tot', fullPointsIn: ['minutes'], otherwise: 'kha' },
      { grade: 'kha', fullPointsIn: ['duration', 'minutes'], otherwise: 'trung-binh' },
    );
    expect(scoreMeeting(set, noMinutes, plan)).toMatchObject({
      grade: 'trung-binh',
      gatesFailed: ['minutes'],
    });
  });

  it('never raise, even where a malformed set says so', () => {
    const set = gated({ grade: 'kha', fullPointsIn: ['minutes'], otherwise: 'tot' });
    // 100 − 5 − 10 (30 minutes) = 85
    const record = meetingRecord({ minutesComplete: false, endedAt: '20:00' });
    expect(scoreMeeting(set, record, plan)).toMatchObject({ points: 8500, grade: 'kha', gatesFailed: [] });
  });
});

describe('who decides', () => {
  const decided = (decidedBy: Criterion['decidedBy']): CriteriaSet => ({
    ...BINH_THUAN,
    criteria: BINH_THUAN.criteria.map((criterion) =>
      criterion.id === 'agenda' ? { ...criterion, decidedBy, rule: { type: 'self' } } : criterion,
    ),
  });
  const record = meetingRecord({ selfScore: { agenda: 1600 } });

  it('is the self score, or a superior before it', () => {
    expect(pointsOf(record, 'agenda', decided('self'))).toBe(1600);
    expect(pointsOf(record, 'agenda', decided('superior-else-self'))).toBe(1600);
    const score = scoreMeeting(decided('superior-else-self'), record, plan, correctedTo({ agenda: 1200 }));
    expect(score.criteria.find(({ id }) => id === 'agenda')).toMatchObject({
      points: 1200,
      self: 1600,
      superior: 1200,
      known: true,
    });
    expect(score.points).toBe(9400);
  });

  it('never is the self score where facts decide', () => {
    expect(pointsOf(record, 'agenda')).toBe(1800);
  });
});

describe('every record', () => {
  it('gets whole points within each criterion and the total, and the grade of its points or a lower one', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const score = scoreMeeting(BINH_THUAN, record, plan);
        for (const { points, max } of score.criteria) {
          expect(Number.isSafeInteger(points)).toBe(true);
          expect(points).toBeGreaterThanOrEqual(0);
          expect(points).toBeLessThanOrEqual(max);
        }
        expect(score.points).toBe(
          score.criteria.reduce((sum, { points }) => sum + (points ?? Number.NaN), 0),
        );
        const order = BINH_THUAN.thresholds.map(({ grade }) => grade);
        const byPoints = gradeFor(BINH_THUAN, score.points ?? Number.NaN);
        expect(score.grade).not.toBeNull();
        expect(byPoints).not.toBeNull();
        if (score.grade === null || byPoints === null) return;
        expect(order.indexOf(score.grade)).toBeGreaterThanOrEqual(order.indexOf(byPoints));
        expect(score.gatesFailed.length > 0).toBe(score.grade !== byPoints);
      }),
    );
  });

  it('does not lose points by one more present in place of one absent', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const { present, absentExcused, absentUnexcused } = record.members;
        fc.pre(absentExcused + absentUnexcused > 0);
        const came =
          absentUnexcused > 0
            ? { present: present + 1, absentUnexcused: absentUnexcused - 1 }
            : { present: present + 1, absentExcused: absentExcused - 1 };
        const better = { ...record, members: { ...record.members, ...came } };
        for (const id of ['attendance', 'discipline']) {
          expect(pointsOf(better, id)).toBeGreaterThanOrEqual(pointsOf(record, id) ?? Number.NaN);
        }
      }),
    );
  });
});
