import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArray, type Measures, toArray } from '../../../shared/domain/criteria/measures.ts';
import type { MeetingRevision } from '../../../shared/domain/events/meeting.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import {
  criteriaSetsNeeded,
  foldOwnRows,
  type OwnRowInputs,
} from '../../../shared/domain/scorecards/own-row.ts';
import { FOLD_VERSION, type LiveRow, type ScoreRow } from '../../../shared/domain/scorecards/scorecard.ts';
import {
  bareMeetingRecord,
  committeePlanRow,
  meetingRecord,
  meetingRevision,
  planRow,
  withdrawal,
} from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { anyRecord, withSomeUnknown } from '../events/record-arbitraries.ts';

const fold = (parts: Partial<OwnRowInputs> = {}): ScoreRow[] =>
  foldOwnRows({
    organization: 'to-1',
    fromMonth: '2026-10',
    events: [],
    plans: [planRow()],
    criteriaSets: [BINH_THUAN],
    ...parts,
  });

function liveRow(rows: readonly ScoreRow[], month = '2026-10'): LiveRow {
  const row = rows.find((one) => one.month === month && !one.tombstone);
  if (row === undefined || row.tombstone) throw new Error(`no row of ${month}`);
  return row;
}

const october = (parts: Partial<OwnRowInputs> = {}): LiveRow => liveRow(fold(parts));
const measures = (row: LiveRow): Partial<Measures> =>
  Object.fromEntries(Object.entries(fromArray(row.measures)).filter(([, value]) => value !== 0));

describe('a reported month', () => {
  it('has every measure of its meeting', () => {
    const record = meetingRecord({
      members: { absentExcused: 1, absentUnexcused: 1, repeatedAbsences: 1 },
      rescheduleReason: 'superior',
      selfScore: { attendance: 2000, minutes: 450 },
    });
    const row = october({ events: [meetingRevision({ record })] });
    // 24 members, 2 exempt, 1 away: 21 required, 19 + 1 + 1; 19:30 to 22:40 is 190 minutes.
    // 100 points less 2.5 for the absence without reason: 97.5, Tốt as the gate does not ask for discipline.
    expect(measures(row)).toEqual({
      revisions: 1,
      expected: 1,
      reported: 1,
      onTime: 1,
      regular: 1,
      rescheduled: 1,
      membersTotal: 24,
      membersExempt: 2,
      membersRequired: 21,
      membersPresent: 19,
      absentExcused: 1,
      absentUnexcused: 1,
      repeatedAbsences: 1,
      discussionKnown: 1,
      speakers: 9,
      opinions: 12,
      proposals: 2,
      minutesHeld: 190,
      atLeast90Minutes: 1,
      onSchedule: 1,
      preparationKnown: 1,
      preparationComplete: 1,
      documentsDistributed: 1,
      agendaKnown: 1,
      agendaComplete: 1,
      stepsInOrder: 1,
      minutesKnown: 1,
      minutesComplete: 1,
      resolutionKnown: 1,
      resolutionsAdopted: 1,
      tasksAssigned: 5,
      tasksWithDeadline: 5,
      membersAssigned: 18,
      workingMembers: 15,
      workingAssigned: 15,
      previousTasks: 4,
      previousTasksDone: 4,
      handbookExpected: 1,
      handbookScheduled: 1,
      handbookRollTaken: 1,
      handbookResolutionPosted: 1,
      graded: 1,
      pointsSum: 9750,
      fullScoreSum: 10_000,
      percentSum: 9750,
      tot: 1,
      selfScored: 1,
      selfPointsSum: 2450,
      heldPartYear: 1,
    } satisfies Partial<Measures>);
    expect(row).toMatchObject({
      parent: 'dang-uy-1',
      organization: 'to-1',
      status: 'reported',
      points: 9750,
      grade: 'tot',
      gatesFailed: [],
      criterionSums: [],
      profile: { name: 'Chi bộ thôn 1', kind: 'cell', unit: 'residential' },
    });
    expect(row.criteria).toHaveLength(BINH_THUAN.criteria.length);
  });

  it('counts what is unknown as 0, and as not known', () => {
    const row = october({ events: [meetingRevision({ record: bareMeetingRecord() })] });
    expect(measures(row)).toEqual({
      revisions: 1,
      expected: 1,
      reported: 1,
      onTime: 1,
      regular: 1,
      membersTotal: 24,
      membersExempt: 2,
      membersRequired: 21,
      membersPresent: 19,
      absentExcused: 2,
      minutesHeld: 190,
      atLeast90Minutes: 1,
      onSchedule: 1,
      handbookExpected: 1,
      heldPartYear: 1,
    });
    expect(row).toMatchObject({ points: null, grade: null, gatesFailed: [] });
    expect(row.criteria.map(({ known }) => known)).toContain(false);
  });

  it('takes the committee as having met where there is none, and the handbook only where it is used', () => {
    const events = [meetingRevision({ record: meetingRecord({ preparation: { committeeMet: null } }) })];
    const plans = [planRow({ hasCommittee: false, handbook: false })];
    expect(measures(october({ events, plans }))).toMatchObject({
      preparationKnown: 1,
      preparationComplete: 1,
    });
    expect(measures(october({ events, plans }))).not.toHaveProperty('handbookExpected');
    expect(measures(october({ events, plans }))).not.toHaveProperty('handbookScheduled');
    expect(measures(october({ events }))).not.toHaveProperty('preparationKnown');
  });

  it('is long enough from 90 minutes on, and its discussion known when both its counts are', () => {
    const held = (endedAt: string, opinions: number | null) =>
      fromArray(
        october({
          events: [meetingRevision({ record: meetingRecord({ endedAt, discussion: { opinions } }) })],
        }).measures,
      );
    expect(held('21:00', 12)).toMatchObject({ minutesHeld: 90, atLeast90Minutes: 1, discussionKnown: 1 });
    expect(held('20:59', null)).toMatchObject({
      minutesHeld: 89,
      atLeast90Minutes: 0,
      discussionKnown: 0,
      speakers: 9,
    });
  });

  it('is judged by the day that a programme asks for, else by the month', () => {
    const onDay = (heldOn: string, dayRule: PlanRow['dayRule']) =>
      fromArray(
        october({
          events: [meetingRevision({ record: meetingRecord({ heldOn, rescheduleReason: 'other' }) })],
          plans: [planRow({ dayRule })],
        }).measures,
      ).onSchedule;
    const secondTuesday = { week: 2, weekday: 2 };
    // October 2026 begins on a Thursday: its Tuesdays are the 6th and the 13th
    expect(onDay('2026-10-13', secondTuesday)).toBe(1);
    expect(onDay('2026-10-06', secondTuesday)).toBe(0);
    expect(onDay('2026-11-10', secondTuesday)).toBe(0);
    expect(onDay('2026-10-01', { week: 1, weekday: 4 })).toBe(1);
    expect(onDay('2026-10-04', { week: 1, weekday: 7 })).toBe(1);
    expect(onDay('2026-11-01', null)).toBe(0);
    expect(onDay('2026-10-31', null)).toBe(1);
  });

  it('of a quarterly cell is on schedule wherever in the quarter it lies, and on the programme’s day of that month', () => {
    const held = (heldOn: string, dayRule: { week: number; weekday: number } | null = null) =>
      fromArray(
        liveRow(
          fold({
            events: [
              meetingRevision({
                month: '2026-12',
                record: meetingRecord({ heldOn, rescheduleReason: heldOn > '2027' ? 'other' : null }),
              }),
            ],
            plans: [planRow({ month: '2026-12', meets: 'quarterly', dayRule })],
          }),
          '2026-12',
        ).measures,
      );
    for (const day of ['2026-10-01', '2026-10-20', '2026-12-31'])
      expect(held(day)).toMatchObject({ reported: 1, onSchedule: 1 });
    expect(held('2027-01-05')).toMatchObject({ reported: 1, onSchedule: 0 });
    const secondTuesday = { week: 2, weekday: 2 };
    expect(held('2026-11-10', secondTuesday).onSchedule).toBe(1);
    expect(held('2026-11-03', secondTuesday).onSchedule).toBe(0);
  });

  it('is what its newest revision says', () => {
    const events = [
      meetingRevision({ revision: 2, record: meetingRecord({ endedAt: '20:30' }), onTime: false }),
      meetingRevision({ revision: 1 }),
    ];
    const row = october({ events });
    expect(row.status).toBe('late');
    expect(measures(row)).toMatchObject({ revisions: 2, reported: 1, late: 1, regular: 1, minutesHeld: 60 });
    expect(measures(row)).not.toHaveProperty('onTime');
  });
});

describe('the status of a month', () => {
  const withdrawn = [meetingRevision(), withdrawal({ revision: 2 })];
  it.each<[string, Partial<OwnRowInputs>, string, Partial<Measures>]>([
    ['nothing yet', {}, 'awaiting', { awaiting: 1 }],
    ['nothing, past due', { plans: [planRow({ duePassed: true })] }, 'overdue', { overdue: 1 }],
    ['withdrawn', { events: withdrawn }, 'withdrawn', { awaiting: 1, revisions: 2 }],
    [
      'withdrawn, past due',
      { events: withdrawn, plans: [planRow({ duePassed: true })] },
      'overdue',
      { overdue: 1, revisions: 2 },
    ],
    [
      'raised again too late',
      { events: [...withdrawn, meetingRevision({ revision: 3, onTime: false })] },
      'late',
      { late: 1, reported: 1, revisions: 3 },
    ],
    ['not owed', { plans: [planRow({ meets: 'none' })] }, 'exempt', {}],
    [
      'reported, and no longer owed',
      { events: [meetingRevision()], plans: [planRow({ exists: false, expected: false })] },
      'exempt',
      { revisions: 1 },
    ],
    ['of a body', { plans: [planRow({ kind: 'body', meets: 'none' })] }, 'exempt', {}],
  ])('%s', (_, parts, status, figures) => {
    const row = october(parts);
    expect(row.status).toBe(status);
    const counted = ['reported', 'onTime', 'late', 'awaiting', 'overdue', 'revisions'] as const;
    const all = fromArray(row.measures);
    const none = { reported: 0, onTime: 0, late: 0, awaiting: 0, overdue: 0, revisions: 0 };
    expect(Object.fromEntries(counted.map((name) => [name, all[name]]))).toEqual({ ...none, ...figures });
    expect(all.regular).toBe(all.reported);
  });

  it('of a withdrawn meeting leaves nothing but its revisions', () => {
    expect(measures(october({ events: withdrawn }))).toEqual({
      revisions: 2,
      expected: 1,
      awaiting: 1,
      handbookExpected: 1,
      heldPartYear: 1,
    });
    expect(october({ events: withdrawn }).criteria).toEqual([]);
  });
});

describe('thematic and extraordinary meetings', () => {
  const thematic = (date: string, revision = 1): MeetingRevision =>
    meetingRevision({
      key: `thematic-${date}`,
      month: date.slice(0, 7),
      revision,
      record: meetingRecord({ heldOn: date, theme: 'Rừng' }),
    });

  it('are counted beside the regular one, and never stand in for it', () => {
    const events = [
      thematic('2026-10-20'),
      thematic('2026-10-21'),
      meetingRevision({ key: 'extraordinary-2026-10-22', record: meetingRecord({ heldOn: '2026-10-22' }) }),
      thematic('2026-10-23'),
      withdrawal({ key: 'thematic-2026-10-23', revision: 2 }),
    ];
    expect(measures(october({ events }))).toEqual({
      revisions: 5,
      expected: 1,
      awaiting: 1,
      thematic: 2,
      extraordinary: 1,
      thematicRequired: 42,
      thematicPresent: 38,
      handbookExpected: 1,
      heldPartYear: 1,
    });
  });

  it('meet the obligation of the quarter in its last month, whenever in the quarter they were held', () => {
    const plans = ['2026-09', '2026-10', '2026-11', '2026-12'].map((month) =>
      planRow({ month, thematicOwed: month === '2026-12' }),
    );
    const inDecember = (events: MeetingRevision[]) => {
      const all = fromArray(liveRow(fold({ events, plans }), '2026-12').measures);
      return [all.thematicExpected, all.thematicMet, all.thematic];
    };
    expect(inDecember([])).toEqual([1, 0, 0]);
    expect(inDecember([thematic('2026-10-20')])).toEqual([1, 1, 0]);
    expect(inDecember([thematic('2026-12-20')])).toEqual([1, 1, 1]);
    expect(inDecember([thematic('2026-09-20')])).toEqual([1, 0, 0]);
    expect(
      inDecember([thematic('2026-10-20'), withdrawal({ key: 'thematic-2026-10-20', revision: 2 })]),
    ).toEqual([1, 0, 0]);
    const october = fromArray(liveRow(fold({ events: [thematic('2026-10-20')], plans }), '2026-10').measures);
    expect([october.thematicExpected, october.thematicMet, october.thematic]).toEqual([0, 0, 1]);
  });
});

describe('meetings held in the year so far', () => {
  const months = Array.from({ length: 12 }, (_, i) => `2026-${String(i + 1).padStart(2, '0')}`);
  const held = (count: number, plans: readonly PlanRow[] = months.map((month) => planRow({ month }))) => {
    const events = months.slice(0, count).map((month) => meetingRevision({ month }));
    const rows = foldOwnRows({
      organization: 'to-1',
      fromMonth: '2026-01',
      events,
      plans,
      criteriaSets: [BINH_THUAN],
    });
    return months.map((month) => {
      const row = rows.find((one) => one.month === month && !one.tombstone);
      if (row === undefined || row.tombstone) return 'no row';
      const { held12, held9to11, held5to8, heldUnder5, heldPartYear } = fromArray(row.measures);
      return [held12, held9to11, held5to8, heldUnder5, heldPartYear].join('');
    });
  };

  it('are classed by their number among those expected in every month', () => {
    expect(held(12)).toEqual([
      ...Array(4).fill('00010'),
      ...Array(4).fill('00100'),
      ...Array(3).fill('01000'),
      '10000',
    ]);
    expect(held(11).at(-1)).toBe('01000');
    expect(held(9).at(-1)).toBe('01000');
    expect(held(8).at(-1)).toBe('00100');
    expect(held(5).at(-1)).toBe('00100');
    expect(held(4).at(-1)).toBe('00010');
    expect(held(0).at(-1)).toBe('00010');
  });

  it('do not hold what was withdrawn', () => {
    const events = [
      ...['2026-01', '2026-02', '2026-03', '2026-04', '2026-05'].map((month) => meetingRevision({ month })),
      withdrawal({ month: '2026-05', revision: 2 }),
    ];
    const plans = months.map((month) => planRow({ month }));
    const december = liveRow(fold({ events, plans }), '2026-12');
    expect(fromArray(december.measures)).toMatchObject({ heldUnder5: 1, held5to8: 0 });
  });

  it('are set apart where some month was not owed, and not counted where none was', () => {
    const from = (first: string) =>
      months.filter((month) => month >= first).map((month) => planRow({ month }));
    expect(held(12, from('2026-02')).slice(0, 2)).toEqual(['no row', '00001']);
    const quarterly = months.map((month) => planRow({ month, meets: 'quarterly' }));
    expect(held(12, quarterly).slice(0, 4)).toEqual(['00000', '00000', '00001', '00001']);
  });
});

describe('the rows of one fold', () => {
  const plans = [
    planRow({ month: '2026-09', version: 4, plannedAt: '2026-08-26T17:00:00.000Z' }),
    planRow({ month: '2026-10', version: 2, formerParents: ['dang-uy-2', 'dang-uy-3'] }),
    planRow({ month: '2026-11', version: 1, parent: 'dang-uy-9', plannedAt: '2026-10-27T17:00:00.000Z' }),
    planRow({ month: '2025-12', version: 50 }),
  ];
  const events = [
    meetingRevision({ month: '2026-09', recordedAt: '2026-09-20T00:00:00.000Z' }),
    meetingRevision({ recordedAt: '2026-10-14T00:00:00.000Z' }),
    meetingRevision({ revision: 2, recordedAt: '2026-10-13T00:00:00.000Z' }),
    meetingRevision({ month: '2025-12' }),
  ];

  it('are its month and every later one, each under its parent and as tombstones under former ones', () => {
    const rows = fold({ events, plans });
    expect(rows.map(({ month, parent, tombstone }) => [month, parent, tombstone])).toEqual([
      ['2026-10', 'dang-uy-1', false],
      ['2026-10', 'dang-uy-2', true],
      ['2026-10', 'dang-uy-3', true],
      ['2026-11', 'dang-uy-9', false],
    ]);
  });

  it('carry the watermark and server time of every input of the year so far', () => {
    const stamps = fold({ events, plans, fromMonth: '2026-09' }).map(
      ({ month, watermark, foldVersion, asOf }) => ({ month, watermark, foldVersion, asOf }),
    );
    // September: 1 event + version 4; October: + 2 events + version 2; November: + version 1
    const octoberStamp = {
      month: '2026-10',
      watermark: 1 + 4 + 2 + 2 + FOLD_VERSION,
      foldVersion: FOLD_VERSION,
      asOf: '2026-10-14T00:00:00.000Z',
    };
    expect(stamps).toEqual([
      {
        month: '2026-09',
        watermark: 1 + 4 + FOLD_VERSION,
        foldVersion: FOLD_VERSION,
        asOf: '2026-09-20T00:00:00.000Z',
      },
      octoberStamp,
      octoberStamp,
      octoberStamp,
      {
        month: '2026-11',
        watermark: 1 + 4 + 2 + 2 + 1 + FOLD_VERSION,
        foldVersion: FOLD_VERSION,
        asOf: '2026-10-27T17:00:00.000Z',
      },
    ]);
  });

  it('of a committee stand in its own partition, without tombstones', () => {
    const plan = committeePlanRow({ formerParents: ['thi-xa'] });
    const rows = fold({ organization: 'dang-uy-1', plans: [plan] });
    expect(rows).toEqual([
      expect.objectContaining({
        parent: 'dang-uy-1',
        organization: 'dang-uy-1',
        tombstone: false,
        status: 'exempt',
        measures: toArray({}),
        watermark: 1 + FOLD_VERSION,
      }),
    ]);
  });

  it('may need the criteria sets of the whole year, and of no other', () => {
    const revisions = [1, 2, 2].map((revision, i) =>
      planRow({ month: `2026-0${i + 7}`, criteriaSet: { id: 'binh-thuan', revision } }),
    );
    const before = planRow({ month: '2025-12', criteriaSet: { id: 'binh-thuan', revision: 3 } });
    expect(criteriaSetsNeeded([...revisions, before], '2026-08')).toEqual([
      { id: 'binh-thuan', revision: 1 },
      { id: 'binh-thuan', revision: 2 },
    ]);
    expect(() =>
      fold({ fromMonth: '2026-09', plans: revisions, events: [meetingRevision({ month: '2026-09' })] }),
    ).toThrow('binh-thuan/2');
  });
});

describe('any history', () => {
  const history = fc.array(
    fc.oneof(
      anyRecord.chain(withSomeUnknown).map((record) => ({ record })),
      fc.constant({ record: null }),
    ),
    { maxLength: 5 },
  );
  const events = fc.tuple(history, history).map(([september, october]) =>
    [september, october].flatMap((revisions, i) =>
      revisions.map(({ record }, n) => {
        const parts = { month: `2026-${i === 0 ? '09' : '10'}`, revision: n + 1, onTime: n % 2 === 0 };
        return record === null ? withdrawal(parts) : meetingRevision({ ...parts, record });
      }),
    ),
  );
  const plans = fc
    .tuple(fc.boolean(), fc.boolean())
    .map(([duePassed, expected]) => [
      planRow({ month: '2026-09', duePassed: true }),
      planRow({ month: '2026-10', duePassed, expected }),
      planRow({ month: '2026-11', formerParents: ['dang-uy-2'] }),
    ]);

  it('gives the same rows in whatever order events and plan rows come', () => {
    const shuffled = fc
      .tuple(events, plans)
      .chain(([e, p]) =>
        fc.tuple(
          fc.constant([e, p] as const),
          fc.shuffledSubarray(e, { minLength: e.length }),
          fc.shuffledSubarray(p, { minLength: p.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([[e, p], e2, p2]) => {
        const fromMonth = '2026-09';
        expect(fold({ fromMonth, events: e2, plans: p2 })).toEqual(fold({ fromMonth, events: e, plans: p }));
      }),
    );
  });

  it('is conserved in whole numbers: expected = reported + awaiting + overdue, every revision counted', () => {
    fc.assert(
      fc.property(events, plans, (e, p) => {
        const rows = fold({ fromMonth: '2026-01', events: e, plans: p });
        let revisions = 0;
        for (const row of rows) {
          if (row.tombstone) continue;
          expect(row.measures.every(Number.isSafeInteger)).toBe(true);
          const all = fromArray(row.measures);
          expect(all.reported + all.awaiting + all.overdue).toBe(all.expected);
          expect(all.onTime + all.late).toBe(all.reported);
          expect(all.tot + all.kha + all.trungBinh + all.kem).toBe(all.graded);
          expect(all.membersPresent + all.absentExcused + all.absentUnexcused).toBe(all.membersRequired);
          expect(row.points !== null).toBe(all.graded === 1);
          revisions += all.revisions;
        }
        expect(revisions).toBe(e.length);
      }),
    );
  });

  it('says of a month the same, whichever earlier month the fold started from', () => {
    fc.assert(
      fc.property(events, plans, (e, p) => {
        const early = fold({ fromMonth: '2026-09', events: e, plans: p });
        const late = fold({ fromMonth: '2026-10', events: e, plans: p });
        expect(early.filter(({ month }) => month >= '2026-10')).toEqual(late);
      }),
    );
  });
});
