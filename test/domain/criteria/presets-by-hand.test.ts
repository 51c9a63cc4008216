/** Each preset's golden cases, worked by hand from what the preset says; the arithmetic stands beside them. */
import { describe, expect, it } from 'vitest';
import { sheetOf } from '../../../shared/domain/criteria/criteria.ts';
import { gradeFor, scoreMeeting } from '../../../shared/domain/criteria/scoring.ts';
import type { Scores } from '../../../shared/domain/criteria/superior-sheet.ts';
import type { MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import { averageOf } from '../../../shared/domain/scorecards/roll-up.ts';
import { bareMeetingRecord, correctedTo, meetingRecord, planRow } from '../../support/records.ts';
import { presetSet } from './preset-sets.ts';

const plan = planRow();

/** `present` of `required`, the others absent with a reason. */
const roll = (present: number, required: number) => ({
  total: required,
  exempt: 0,
  temporaryOut: 0,
  present,
  absentExcused: required - present,
});

const NOTHING_PREPARED = {
  secretaryPrepared: false,
  committeeMet: false,
  documentsDistributed: false,
  draftResolution: false,
};
const EMPTY_AGENDA = {
  rollCallAnnounced: false,
  programmeAdopted: false,
  currentAffairs: false,
  previousMonthReviewed: false,
  nextMonthTasks: false,
  studyAndExample: false,
  criticismAndSelfCriticism: false,
  discussed: false,
  concluded: false,
};

describe('hd12-2018', () => {
  const set = presetSet('hd12-2018');
  type Parts = Parameters<typeof meetingRecord>[0];
  const score = (parts: Parts = {}, superior: Scores = {}, on = plan) =>
    scoreMeeting(set, meetingRecord({ selfScore: { principles: 100 }, ...parts }), on, correctedTo(superior));
  const failed = (parts: Parts) =>
    score(parts)
      .criteria.filter(({ points }) => points !== 100)
      .map(({ id }) => id);

  it('is met by a meeting with nothing missing: 12 of 12', () => {
    // 19 of 21 = 90.5 % > 85 %; 9 of 19 speak = 47.4 % ≥ 40 %; 190 minutes; 4 of 4 tasks done
    expect(score()).toMatchObject({ points: 1200, grade: 'dat', gatesFailed: [] });
  });

  it.each<[string, Parts, string]>([
    [
      '85 % is not above 85 %: 17 of 20',
      { members: roll(17, 20), discussion: { speakers: 7 } },
      'attendance',
    ],
    ['one absent without reason', { members: { absentExcused: 1, absentUnexcused: 1 } }, 'attendance'],
    ['one absent more than 3 times running', { members: { repeatedAbsences: 1 } }, 'attendance'],
    ['no draft', { preparation: { draftResolution: false } }, 'draft-resolution'],
    ['steps out of order', { stepsInOrder: false }, 'order-and-content'],
    ['no current affairs', { agenda: { currentAffairs: false } }, 'order-and-content'],
    ['no criticism', { agenda: { criticismAndSelfCriticism: false } }, 'criticism'],
    ['7 of 19 = 36.8 % speak', { discussion: { speakers: 7 } }, 'speakers'],
    ['89 minutes', { endedAt: '20:59' }, 'duration'],
    ['3 of 4 tasks done', { previousResolution: { done: 3 } }, 'follow-up'],
  ])('is not met by 11 of 12: %s', (_, parts, criterion) => {
    expect(failed(parts)).toEqual([criterion]);
    expect(score(parts)).toMatchObject({ points: 1100, grade: 'khong-dat' });
  });

  it.each<[string, Parts]>([
    ['86 % is above 85 %: 18 of 21 = 85.7 %', { members: { present: 18, absentExcused: 3 } }],
    ['90 minutes', { endedAt: '21:00' }],
    ['40 % speak: 8 of 20', { members: roll(20, 20), discussion: { speakers: 8 } }],
    ['nothing left over from the last resolution', { previousResolution: { tasks: 0, done: 0 } }],
    // 37 members, 15 exempt, 1 away: 21 required all the same
    ['exempt members are left out of the rate', { members: { total: 37, exempt: 15 } }],
  ])('is met: %s', (_, parts) => {
    expect(score(parts)).toMatchObject({ points: 1200, grade: 'dat' });
  });

  it('counts the committee as having met where there is none', () => {
    const parts = { preparation: { committeeMet: null } };
    expect(score(parts)).toMatchObject({ points: null, grade: null });
    expect(score(parts, {}, planRow({ hasCommittee: false }))).toMatchObject({ points: 1200, grade: 'dat' });
  });

  it('takes the principles from the superior, else from the cell', () => {
    expect(score({}, { principles: 0 })).toMatchObject({ points: 1100, grade: 'khong-dat' });
    expect(score({ selfScore: { principles: 0 } }, { principles: 100 })).toMatchObject({ grade: 'dat' });
    expect(score({ selfScore: null })).toMatchObject({ points: null, grade: null });
  });

  it('knows of a bare record what its needed facts say, and grades nothing', () => {
    const bare = scoreMeeting(set, bareMeetingRecord(), plan);
    expect(bare).toMatchObject({ points: null, grade: null });
    expect(bare.criteria.filter(({ known }) => known).map(({ id }) => id)).toEqual(['duration']);
  });

  it('lets a committee read how many criteria are met on average', () => {
    // 12 + 12 + 11 of 12 in three cells: 35 / 3 = 11.67
    expect(averageOf({ graded: 3, pointsSum: 3500 }, set)).toEqual({ points: 1167, grade: 'khong-dat' });
    expect(averageOf({ graded: 3, pointsSum: 3600 }, set)).toEqual({ points: 1200, grade: 'dat' });
  });
});

describe('phu-tho-bloc', () => {
  const set = presetSet('phu-tho-bloc');
  const quality = (points: number) => ({ selfScore: { 'discussion-quality': points } });
  const score = (record: MeetingRecord, superior: Scores = {}) =>
    scoreMeeting(set, record, plan, correctedTo(superior));
  const pointsOf = (record: MeetingRecord, id: string) =>
    score(record).criteria.find((one) => one.id === id)?.points;

  it('has the groups printed', () => {
    expect(set.groups.map(({ id, points }) => [id, points])).toEqual([
      ['preparation', 1500],
      ['attendance', 2000],
      ['conduct', 4500],
      ['conclusion', 2000],
    ]);
  });

  it('gives full points to a meeting with nothing missing', () => {
    const full = score(meetingRecord(quality(500)));
    expect(full).toMatchObject({ points: 10_000, grade: 'tot' });
    // 15 + 20 + (18 + 5 + 7 + 10 + 5) + (4 + 5 + 5 + 6)
    expect(full.criteria.map(({ points }) => points)).toEqual([
      1500, 2000, 1800, 500, 700, 1000, 500, 400, 500, 500, 600,
    ]);
  });

  it('adds up a middling meeting: Khá', () => {
    // 16 of 21 = 76.2 %: 10 of 20; 80 minutes: 5 of 7; 5 of 16 speak = 31.3 %: 7 of 10; 3 of 5 tasks with a
    // deadline: 3 of 5; 3 of 4 done: 4.5 of 6; quality 4 of 5: 100 − 10 − 2 − 3 − 2 − 1.5 − 1 = 80.5
    const record = meetingRecord({
      ...quality(400),
      members: { present: 16, absentExcused: 5 },
      discussion: { speakers: 5 },
      endedAt: '20:50',
      resolution: { votesFor: 16, tasksWithDeadline: 3 },
      previousResolution: { done: 3 },
    });
    expect(score(record)).toMatchObject({ points: 8050, grade: 'kha' });
  });

  it('adds up a bad meeting: Trung bình, and Kém', () => {
    // nothing prepared, nothing of the agenda: 100 − 15 − 18 = 67
    const idle = { ...quality(500), preparation: NOTHING_PREPARED, agenda: EMPTY_AGENDA };
    expect(score(meetingRecord(idle))).toMatchObject({ points: 6700, grade: 'trung-binh' });
    // besides 10 of 21 came (47.6 %: 0 of 20); 4 of 10 spoke, which is 40 %: 47
    const empty = { ...idle, members: { present: 10, absentExcused: 11 }, discussion: { speakers: 4 } };
    expect(score(meetingRecord({ ...empty, resolution: { votesFor: 10 } }))).toMatchObject({
      points: 4700,
      grade: 'kem',
    });
  });

  it.each([
    [18, 20, 2000], // 90 %
    [179, 200, 1500], // 89.5 %
    [171, 200, 1500], // 85.5 %
    [17, 20, 1000], // 85 % is not above 85 %
    [15, 20, 1000], // 75 %
    [10, 20, 500], // 50 %
    [9, 20, 0],
  ])('attendance %i of %i gives %i', (present, required, points) => {
    expect(pointsOf(meetingRecord({ members: roll(present, required) }), 'attendance')).toBe(points);
  });

  it('lets the self score stand in for a fact that is not known', () => {
    const selfScore = { 'discussion-quality': 500, minutes: 300 };
    const record = meetingRecord({ minutesComplete: null, selfScore });
    expect(score(record)).toMatchObject({ points: 9900, grade: 'tot' });
    expect(score(record).criteria.find(({ id }) => id === 'minutes')).toMatchObject({
      points: 300,
      self: 300,
      known: false,
    });
    // once the fact is known the self score says nothing
    expect(pointsOf({ ...record, minutesComplete: false }, 'minutes')).toBe(0);
    expect(score(meetingRecord({ minutesComplete: null, ...quality(500) }))).toMatchObject({ points: null });
  });

  it('lets a superior confirm or correct the quality that the cell gave itself', () => {
    const record = meetingRecord(quality(500));
    expect(score(record, { 'discussion-quality': 500 }).points).toBe(10_000);
    expect(score(record, { 'discussion-quality': 200 })).toMatchObject({ points: 9700, grade: 'tot' });
  });
});

describe('nghe-an-08', () => {
  const set = presetSet('nghe-an-08');
  const principles = (points: number) => ({ selfScore: { principles: points } });
  const regular = (record: MeetingRecord) => scoreMeeting(set, record, plan);
  const thematic = (record: MeetingRecord, superior: Scores = {}) => {
    const sheet = sheetOf(set, 'thematic');
    if (sheet === null) throw new Error('no thematic sheet');
    return scoreMeeting(sheet, record, plan, correctedTo(superior));
  };

  it('has the groups printed, on both sheets', () => {
    const printed = [
      ['preparation', 2000],
      ['attendance', 1000],
      ['conduct', 4500],
      ['principles', 1500],
      ['conclusion', 1000],
    ];
    for (const sheet of [set, set.thematic]) {
      expect(sheet?.groups.map(({ id, points }) => [id, points])).toEqual(printed);
    }
  });

  it.each([
    [8000, 'tot'],
    [7999, 'kha'],
    [7000, 'kha'],
    [6999, 'trung-binh'],
    [5000, 'trung-binh'],
    [4999, 'kem'],
  ])('grades %i hundredths as %s', (points, grade) => {
    expect(gradeFor(set, points)).toBe(grade);
  });

  it('gives full points to a regular meeting with nothing missing', () => {
    const full = regular(meetingRecord(principles(1000)));
    expect(full).toMatchObject({ points: 10_000, grade: 'tot' });
    // 20 + (7 + 3) + (16 + 8 + 6 + 10 + 5) + (5 + 10) + (3 + 3 + 4)
    expect(full.criteria.map(({ points }) => points)).toEqual([
      2000, 700, 300, 1600, 800, 600, 1000, 500, 500, 1000, 300, 300, 400,
    ]);
  });

  it('is Tốt from 80 on, where others ask 90', () => {
    const unprepared = (points: number) =>
      regular(meetingRecord({ ...principles(points), preparation: NOTHING_PREPARED }));
    expect(unprepared(1000)).toMatchObject({ points: 8000, grade: 'tot' });
    expect(unprepared(999)).toMatchObject({ points: 7999, grade: 'kha' });
  });

  it('adds up a middling regular meeting: Trung bình', () => {
    // no draft: −5; 17 of 20 = 85 %, not above: 5 of 7; one without reason: 2 of 3; two points of the agenda
    // missing: −4; held in November: −4; 75 minutes: 4 of 6; 6 of 17 = 35.3 % speak: 7 of 10; no criticism: −5;
    // principles 8 of 10; 2 of 5 tasks with a deadline: 1.20 of 3; 1 of 3 done: 1.33 of 4
    // 100 − 5 − 2 − 1 − 4 − 4 − 2 − 3 − 5 − 2 − 1.80 − 2.67 = 67.53
    const record = meetingRecord({
      ...principles(800),
      heldOn: '2026-11-02',
      rescheduleReason: 'other',
      members: { ...roll(17, 20), absentExcused: 2, absentUnexcused: 1 },
      preparation: { draftResolution: false },
      agenda: { currentAffairs: false, studyAndExample: false, criticismAndSelfCriticism: false },
      endedAt: '20:45',
      discussion: { speakers: 6 },
      resolution: { form: 'conclusion', tasksWithDeadline: 2 },
      previousResolution: { tasks: 3, done: 1 },
    });
    expect(regular(record)).toMatchObject({ points: 6753, grade: 'trung-binh' });
  });

  it('scores a thematic meeting by its own sheet', () => {
    // 9 of 19 = 47.4 % speak: 10 of 14; all else full: 96
    const full = thematic(meetingRecord({ ...principles(1500), theme: 'Rừng' }));
    expect(full).toMatchObject({ points: 9600, grade: 'tot' });
    expect(full.criteria.map(({ id, points }) => [id, points])).toEqual([
      ['preparation', 2000],
      ['attendance', 700],
      ['discipline', 300],
      ['theme', 2000],
      ['duration', 600],
      ['opinions', 1000],
      ['minutes', 500],
      ['principles', 1500],
      ['resolution', 500],
      ['assignments', 500],
    ]);
  });

  it('adds up a middling thematic meeting, and asks nothing that only a regular one has', () => {
    // theme not discussed: −9; 50 minutes: 0 of 6; 10 of 14 for speakers; the superior gives 10 of 15 for the
    // principles; no resolution: −5; no tasks: −5: 100 − 9 − 6 − 4 − 5 − 5 − 5 = 66
    const record = meetingRecord({
      ...principles(1500),
      theme: 'Rừng',
      agenda: { discussed: false, previousMonthReviewed: null, currentAffairs: null },
      stepsInOrder: null,
      previousResolution: { tasks: null, done: null },
      endedAt: '20:20',
      resolution: { form: 'none', tasksAssigned: 0, tasksWithDeadline: 0 },
    });
    expect(thematic(record, { principles: 1000 })).toMatchObject({ points: 6600, grade: 'trung-binh' });
    expect(regular(record)).toMatchObject({ points: null, grade: null });
  });

  it('does not score extraordinary meetings', () => {
    expect(sheetOf(set, 'extraordinary')).toBeNull();
  });
});

it.each(['hd12-2018', 'phu-tho-bloc', 'nghe-an-08'])('%s says what is printed and what is ours', (id) => {
  const { source } = presetSet(id);
  expect(source.vi).toMatch(/^Theo .*[Ll]à của dự án này:/);
  expect(source.en).toMatch(/^From .*This project's own:/);
});
