import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { CriterionScore } from '../../../shared/domain/criteria/criterion-score.ts';
import { NO_RUNS } from '../../../shared/domain/scorecards/flag.ts';
import {
  FAR_PERCENT,
  type FlaggedMeeting,
  FULL_RUNNING,
  flagsOf,
  runsOf,
  SAME_RUNNING,
} from '../../../shared/domain/scorecards/flags.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { foldCommittee } from '../../../shared/domain/scorecards/roll-up.ts';
import {
  bareMeetingRecord,
  committeePlanRow,
  meetingRecord,
  meetingRevision,
  planRow,
} from '../../support/records.ts';
import { presetSet } from '../criteria/preset-sets.ts';

const codes = (meetings: readonly FlaggedMeeting[], criteria: readonly CriterionScore[] = []) =>
  flagsOf(meetings, criteria).map(({ code }) => code);
const times = (n: number, meeting: FlaggedMeeting) => Array.from({ length: n }, () => meeting);
const plain = { record: meetingRecord(), fullMarks: false };
const other = { record: meetingRecord({ discussion: { opinions: 13 } }), fullMarks: false };
const full = (opinions: number) => ({
  record: meetingRecord({ members: { present: 21, absentExcused: 0 }, discussion: { opinions } }),
  fullMarks: true,
});
const scored = (self: number | null, points: number | null): CriterionScore => ({
  id: 'one',
  points,
  max: 10_000,
  self,
  superior: null,
  known: true,
});

it('flags the same counts from the third meeting running on', () => {
  fc.assert(
    fc.property(fc.nat({ max: 11 }), fc.nat({ max: 11 }), (before, same) => {
      const meetings = [...times(before, other), ...times(same, plain)];
      const expected = same === 0 ? before : same;
      expect(codes(meetings).includes('same-counts')).toBe(expected >= SAME_RUNNING);
    }),
  );
});

it('takes unknown figures for no sign, and another day for none against it', () => {
  expect(codes(times(6, { record: bareMeetingRecord(), fullMarks: false }))).toEqual([]);
  const days = ['13', '14', '15'].map((day) => ({
    record: meetingRecord({ heldOn: `2026-10-${day}` }),
    fullMarks: false,
  }));
  expect(codes(days)).toEqual(['same-counts']);
});

it('takes a list in two parts, as two years, for one', () => {
  const meeting = fc.constantFrom(plain, other, full(12), full(13), {
    record: bareMeetingRecord(),
    fullMarks: false,
  });
  const list = fc.array(meeting, { maxLength: 6 });
  fc.assert(
    fc.property(list, list, list, (first, second, third) => {
      const inParts = [first, second, third].reduce((runs, part) => runsOf(part, runs), NO_RUNS);
      expect(inParts).toEqual(runsOf([...first, ...second, ...third], NO_RUNS));
    }),
  );
});

it('says since which meeting a run goes on', () => {
  const on = (day: number, opinions: number) => ({
    record: meetingRecord({ heldOn: `2026-10-${10 + day}`, startedAt: '06:30', discussion: { opinions } }),
    fullMarks: false,
  });
  // 06:30 in Vietnam is still the day before in UTC.
  expect(flagsOf([on(0, 3), on(1, 4), on(2, 4), on(3, 4)], [])).toEqual([
    { code: 'same-counts', since: '2026-10-10T23:30:00.000Z', running: 3 },
  ]);
  expect(flagsOf([on(0, 3), on(1, 4)], [scored(10_000, 0)])).toMatchObject([
    { code: 'self-far-from-facts', since: '2026-10-10T23:30:00.000Z' },
  ]);
});

it('flags everybody present and full marks for months', () => {
  const months = Array.from({ length: FULL_RUNNING }, (_, i) => full(i));
  const since = '2026-10-13T12:30:00.000Z';
  expect(flagsOf(months, [])).toEqual([{ code: 'always-full', since, running: FULL_RUNNING }]);
  expect(codes(months.slice(1))).toEqual([]);
  expect(codes([...months, other])).toEqual([]);
});

it('flags a self score far from what counts, in either direction, by the criteria known in both alone', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.nat({ max: 10_000 }), (self, points) => {
      const far = Math.abs(self - points) >= FAR_PERCENT * 100;
      expect(codes([plain], [scored(self, points)])).toEqual(far ? ['self-far-from-facts'] : []);
    }),
  );
  expect(codes([plain], [scored(10_000, null), scored(null, 0)])).toEqual([]);
  // What stands in for an unknown fact neither makes the gap nor hides it.
  expect(codes([plain], [{ ...scored(10_000, 0), known: false }])).toEqual([]);
  const fallenBack = { ...scored(10_000, 10_000), known: false };
  expect(codes([plain], [scored(10_000, 8_000), fallenBack])).toEqual(['self-far-from-facts']);
  expect(codes([], [scored(10_000, 0)])).toEqual([]);
});

it('is folded into the row of its month, and counted in the rows above', () => {
  const months = ['2026-08', '2026-09', '2026-10'];
  const plans = months.map((month) => planRow({ month }));
  const rows = foldOwnRows({
    organization: 'to-1',
    fromMonth: '2026-08',
    plans,
    events: [
      ...months.map((month) => meetingRevision({ month, record: meetingRecord({ heldOn: `${month}-13` }) })),
      {
        ...meetingRevision({ month: '2026-09' }),
        type: 'schedule',
        withdrawn: false,
        record: { plannedOn: '2026-09-15', plannedAt: null, theme: null },
      },
    ],
    criteriaSets: [presetSet('binh-thuan')],
  }).flatMap((row) => (row.tombstone ? [] : [row]));
  expect(rows.map(({ flags }) => flags)).toEqual([
    undefined,
    undefined,
    [{ code: 'same-counts', since: '2026-08-13T12:30:00.000Z', running: 3 }],
  ]);
  expect(rows.map(({ planned }) => planned?.plannedOn)).toEqual([undefined, '2026-09-15', undefined]);
  const [committee] = foldCommittee({
    committee: 'dang-uy-1',
    month: '2026-10',
    rows: rows.slice(2),
    plan: committeePlanRow({ month: '2026-10' }),
    criteriaSet: presetSet('binh-thuan'),
  });
  expect(committee).toMatchObject({ flagged: 1 });
});
