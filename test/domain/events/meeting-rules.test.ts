import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillsUnknownOnly } from '../../../shared/domain/equality.ts';
import type { MeetingKey, MeetingRecord } from '../../../shared/domain/events/meeting.ts';
import {
  meetingViolations,
  type PlanFacts,
  planViolations,
  recordViolations,
} from '../../../shared/domain/events/meeting-rules.ts';
import { bareMeetingRecord, meetingRecord } from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';
import { anyRecord, withSomeUnknown } from './record-arbitraries.ts';

const facts: PlanFacts = { meets: 'monthly', criteria: BINH_THUAN.criteria };
const regular = { month: '2026-10', key: 'regular', today: '2026-11-05' };

const judge = (record: MeetingRecord, context: Partial<typeof regular> = {}, plan: Partial<PlanFacts> = {}) =>
  meetingViolations(record, { ...regular, ...context }, { ...facts, ...plan }).map(
    ({ pointer, rule }) => `${pointer} ${rule}`,
  );

describe('a record', () => {
  it('of the contract is accepted, and so is one with nothing known but what is needed', () => {
    expect(judge(meetingRecord({ selfScore: { attendance: 2000 } }))).toEqual([]);
    expect(judge(bareMeetingRecord())).toEqual([]);
  });

  it('made by the rules is accepted, whatever of it is unknown', () => {
    fc.assert(
      fc.property(anyRecord.chain(withSomeUnknown), (record) => {
        expect(judge(record)).toEqual([]);
      }),
    );
  });

  it.each<[string, MeetingRecord]>([
    // 24 − 2 − 1 = 21 required, 20 + 2 = 22 accounted for
    ['/members/present members-add-up', meetingRecord({ members: { present: 20 } })],
    [
      '/members/present members-add-up',
      meetingRecord({ members: { present: 18 }, resolution: { votesFor: 18 } }),
    ],
    ['/members/total left-out-within-total', meetingRecord({ members: { exempt: 30, temporaryIn: 28 } })],
    ['/discussion/speakers speakers-within-present', meetingRecord({ discussion: { speakers: 20 } })],
    ['/resolution/votesFor votes-within-present', meetingRecord({ resolution: { abstained: 1 } })],
    ['/resolution/votesFor votes-within-official', meetingRecord({ members: { official: 18 } })],
    [
      '/previousResolution/done done-within-tasks',
      meetingRecord({ previousResolution: { tasks: 3, done: 4 } }),
    ],
    [
      '/resolution/tasksWithDeadline deadlines-within-tasks',
      meetingRecord({ resolution: { tasksAssigned: 4 } }),
    ],
    // 24 of the cell, nobody here temporarily
    ['/members/official official-within-members', meetingRecord({ members: { official: 25 } })],
    [
      '/members/working working-within-members',
      meetingRecord({ members: { working: 25 }, resolution: { membersAssigned: null } }),
    ],
    [
      '/members/repeatedAbsences repeated-within-excused',
      meetingRecord({ members: { repeatedAbsences: 3 } }),
    ],
    [
      '/resolution/membersAssigned assigned-within-members',
      meetingRecord({ members: { working: null }, resolution: { membersAssigned: 25 } }),
    ],
    [
      '/resolution/workingAssigned working-assigned-within-working',
      meetingRecord({ resolution: { workingAssigned: 16 } }),
    ],
    [
      '/resolution/workingAssigned working-assigned-within-working',
      meetingRecord({
        members: { working: null },
        resolution: { membersAssigned: null, workingAssigned: 25 },
      }),
    ],
    [
      '/resolution/workingAssigned working-assigned-within-assigned',
      meetingRecord({ resolution: { membersAssigned: 14 } }),
    ],
    // 18 − 5 = 13 who do not work were given tasks, of 24 − 15 = 9
    [
      '/resolution/membersAssigned others-assigned-within-others',
      meetingRecord({ resolution: { workingAssigned: 5 } }),
    ],
    ['/endedAt ended-after-started', meetingRecord({ endedAt: '19:30' })],
    ['/selfScore/nope self-score-of-known-criterion', meetingRecord({ selfScore: { nope: 100 } })],
    ['/selfScore/minutes self-score-within-criterion', meetingRecord({ selfScore: { minutes: 501 } })],
  ])('breaks %s', (violation, record) => {
    expect(judge(record)).toEqual([violation]);
  });

  it('may have members abstain who are not official', () => {
    const record = meetingRecord({
      members: { official: 18 },
      resolution: { votesFor: 17, votesAgainst: 1, abstained: 1 },
    });
    expect(judge(record)).toEqual([]);
  });

  it('needs somebody who must attend', () => {
    const none = { official: null, working: null };
    const nobody = { total: 2, exempt: 2, temporaryOut: 0, present: 0, absentExcused: 0, ...none };
    const record = meetingRecord({
      members: nobody,
      discussion: { speakers: 0 },
      resolution: { votesFor: 0, membersAssigned: 0, workingAssigned: 0 },
    });
    expect(judge(record)).toEqual(['/members/total someone-required']);
  });

  it('cannot lie after today', () => {
    expect(judge(meetingRecord(), { today: '2026-10-12' })).toEqual(['/heldOn held-on-not-after-today']);
    expect(judge(meetingRecord(), { today: '2026-10-13' })).toEqual([]);
  });

  it('says in both languages what to do', () => {
    const [violation] = recordViolations(meetingRecord({ discussion: { speakers: 20 } }), regular);
    expect(violation?.vi).toContain('20');
    expect(violation?.vi).toContain('19');
    expect(violation?.en).toContain('(19)');
  });
});

describe('the day of a regular meeting', () => {
  const held = (
    heldOn: string,
    rescheduleReason: MeetingRecord['rescheduleReason'],
    plan: Partial<PlanFacts> = {},
  ) => judge(meetingRecord({ heldOn, rescheduleReason }), { today: '2027-01-31' }, plan);
  const near = ['/heldOn held-on-near-period'];
  const reason = ['/rescheduleReason reason-outside-period'];

  it('lies in the month, or up to 10 days beside it with a reason', () => {
    expect(held('2026-10-01', null)).toEqual([]);
    expect(held('2026-10-31', null)).toEqual([]);
    expect(held('2026-09-30', null)).toEqual(reason);
    expect(held('2026-11-01', null)).toEqual(reason);
    expect(held('2026-09-21', 'tet')).toEqual([]);
    expect(held('2026-11-10', 'election')).toEqual([]);
    expect(held('2026-09-20', 'tet')).toEqual(near);
    expect(held('2026-11-11', 'tet')).toEqual(near);
  });

  it('counts ten days beside any month, over the ends of years and Februaries', () => {
    const DAY = 86_400_000;
    const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
    const month = fc
      .tuple(fc.integer({ min: 2020, max: 2090 }), fc.integer({ min: 0, max: 11 }))
      .map(([year, index]) => ({ year, index }));
    fc.assert(
      fc.property(month, ({ year, index }) => {
        const first = Date.UTC(year, index, 1);
        const behind = Date.UTC(year, index + 1, 1);
        const context = { month: dayOf(first).slice(0, 7), today: '2099-12-31' };
        for (let at = first - 12 * DAY; at < behind + 12 * DAY; at += DAY) {
          const heldOn = dayOf(at);
          const without = judge(meetingRecord({ heldOn, rescheduleReason: null }), context);
          const withReason = judge(meetingRecord({ heldOn, rescheduleReason: 'tet' }), context);
          const isInside = first <= at && at < behind;
          const isBeside = first - 10 * DAY <= at && at < behind + 10 * DAY;
          expect(without, heldOn).toEqual(isInside ? [] : isBeside ? reason : near);
          expect(withReason, heldOn).toEqual(isBeside ? [] : near);
        }
      }),
      { numRuns: 30 },
    );
  });

  // First days of Tết: 29/01/2025, 17/02/2026, 06/02/2027, 26/01/2028.
  it.each([
    ['2025-01', '2025-02-10', '2025-02-11'],
    ['2026-02', '2026-01-22', '2026-01-21'],
    ['2027-02', '2027-03-10', '2027-03-11'],
    ['2028-01', '2027-12-22', '2027-12-21'],
    ['2028-02', '2028-03-10', '2028-03-11'],
    ['2027-12', '2028-01-10', '2028-01-11'],
  ])('lets Tết and the turn of the year move that of %s as far as %s', (month, last, tooFar) => {
    const heldAs = (heldOn: string, why: MeetingRecord['rescheduleReason']) =>
      judge(meetingRecord({ heldOn, rescheduleReason: why }), { month, today: '2028-12-31' });
    expect(heldAs(last, 'tet')).toEqual([]);
    expect(heldAs(last, null)).toEqual(reason);
    expect(heldAs(tooFar, 'tet')).toEqual(near);
  });

  it('of a quarterly organization lies anywhere in the quarter, or up to 10 days after it with a reason', () => {
    const quarterly = { meets: 'quarterly' } as const;
    const heldInDecember = (heldOn: string, rescheduleReason: MeetingRecord['rescheduleReason'] = null) =>
      judge(
        meetingRecord({ heldOn, rescheduleReason }),
        { month: '2026-12', today: '2027-01-31' },
        quarterly,
      );
    expect(heldInDecember('2026-10-01')).toEqual([]);
    expect(heldInDecember('2026-12-31')).toEqual([]);
    expect(heldInDecember('2026-09-30', 'other')).toEqual(near);
    expect(heldInDecember('2027-01-10')).toEqual(reason);
    expect(heldInDecember('2027-01-10', 'other')).toEqual([]);
    expect(heldInDecember('2027-01-11', 'other')).toEqual(near);
  });

  it('may carry a reason inside the month too', () => {
    expect(held('2026-10-20', 'disaster')).toEqual([]);
  });

  it('is no matter of the half that knows no plan row', () => {
    expect(recordViolations(meetingRecord({ heldOn: '2026-09-01' }), regular)).toEqual([]);
    expect(planViolations(meetingRecord({ discussion: { speakers: 20 } }), regular, facts)).toEqual([]);
  });
});

describe('thematic and extraordinary meetings', () => {
  const on = (key: MeetingKey, record: MeetingRecord) => judge(record, { key });

  it('are held on the day of their key, in the month', () => {
    const record = meetingRecord({ theme: 'Xây dựng nông thôn mới' });
    expect(on('thematic-2026-10-13', record)).toEqual([]);
    expect(on('thematic-2026-10-14', record)).toEqual(['/heldOn held-on-is-key-date']);
    const september = meetingRecord({ heldOn: '2026-09-30', theme: 'Rừng' });
    expect(on('thematic-2026-09-30', september)).toEqual(['/heldOn held-on-in-month']);
    expect(on('extraordinary-2026-10-13', meetingRecord())).toEqual([]);
  });

  it('name their theme if thematic, and only then', () => {
    expect(on('thematic-2026-10-13', meetingRecord())).toEqual(['/theme theme-of-thematic']);
    expect(on('extraordinary-2026-10-13', meetingRecord({ theme: 'Rừng' }))).toEqual([
      '/theme no-theme-of-extraordinary',
    ]);
    expect(judge(meetingRecord({ theme: 'Rừng' }))).toEqual([]);
  });
});

describe('an amendment that only fills in what was unknown', () => {
  it('is one for every record and any part of it', () => {
    fc.assert(
      fc.property(
        anyRecord.chain((full) => fc.tuple(fc.constant(full), withSomeUnknown(full))),
        ([full, part]) => {
          expect(fillsUnknownOnly(part, full)).toBe(true);
          // the way back forgets something, unless nothing was missing
          expect(fillsUnknownOnly(full, part)).toBe(JSON.stringify(full) === JSON.stringify(part));
        },
      ),
    );
  });

  it.each<[string, boolean, MeetingRecord, MeetingRecord]>([
    [
      'false is known, and changing it is no filling in',
      false,
      meetingRecord({ stepsInOrder: false }),
      meetingRecord({ stepsInOrder: true }),
    ],
    [
      '0 is known, and changing it is no filling in',
      false,
      meetingRecord({ previousResolution: { tasks: 0, done: null } }),
      meetingRecord({ previousResolution: { tasks: 4, done: null } }),
    ],
    ['a first self score', true, meetingRecord(), meetingRecord({ selfScore: { minutes: 500 } })],
    [
      'one more criterion scored',
      true,
      meetingRecord({ selfScore: { minutes: 500 } }),
      meetingRecord({ selfScore: { minutes: 500, agenda: 1800 } }),
    ],
    [
      'a self score changed',
      false,
      meetingRecord({ selfScore: { minutes: 500 } }),
      meetingRecord({ selfScore: { minutes: 400, agenda: 1800 } }),
    ],
    [
      'a self score dropped',
      false,
      meetingRecord({ selfScore: { minutes: 500, agenda: 1800 } }),
      meetingRecord({ selfScore: { minutes: 500 } }),
    ],
    ['another list', false, meetingRecord(), meetingRecord({ jointWith: ['to-2'] })],
    [
      'a fact told and another changed',
      false,
      meetingRecord({ minutesComplete: null }),
      meetingRecord({ heldOn: '2026-10-14' }),
    ],
  ])('%s: %s', (_, expected, before, after) => {
    expect(fillsUnknownOnly(before, after)).toBe(expected);
  });
});
