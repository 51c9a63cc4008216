/**
 * Signs that a record was copied or cannot well be true. A flagged record is accepted and counts like any other: a
 * flag asks somebody to look, and never touches points or grades. The bounds are this project's own.
 */

import type { CriterionScore } from '../criteria/criterion-score.ts';
import { type MeetingRecord, meetingBegins, membersRequired } from '../events/meeting.ts';
import { type Flag, NO_RUNS, type Run, type Runs } from './flag.ts';

/** A regular meeting that is owed and held, as far as flags look at it. */
export type FlaggedMeeting = {
  readonly record: MeetingRecord;
  /** Whether the cell gave itself full points in every criterion of the sheet in force. */
  readonly fullMarks: boolean;
};

/** Two months alike are chance, three a habit. */
export const SAME_RUNNING = 3;
export const FULL_RUNNING = 4;
/** Percent of the criteria's most points. */
export const FAR_PERCENT = 15;

/** FNV-1a's. */
const FNV = { start: 0x81_1c_9d_c5, prime: 0x01_00_01_93 };

/** 32 bits of a text: a December's row carries it, which has no room for the text. */
const digest = (text: string): string => {
  const hash = [...text].reduce(
    (sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), FNV.prime),
    FNV.start,
  );
  return (hash >>> 0).toString(36);
};

/** What two meetings hardly ever share in every figure; null where too little is known to tell. */
function fingerprint({ startedAt, endedAt, members, discussion, resolution }: MeetingRecord): string | null {
  const { speakers, opinions } = discussion;
  if (speakers === null || opinions === null) return null;
  const { present, absentExcused, absentUnexcused, total, exempt, temporaryOut, temporaryIn } = members;
  return digest(
    [
      ...[startedAt, endedAt],
      ...[total, exempt, temporaryOut, temporaryIn, present, absentExcused, absentUnexcused],
      ...[speakers, opinions, discussion.proposals ?? '-'],
      ...[resolution.tasksAssigned ?? '-', resolution.membersAssigned ?? '-'],
    ].join(' '),
  );
}

/**
 * The run at the end of the list whose meetings hold the condition; where all of them do, it goes on from the run that
 * `before` tells of.
 */
function runOf(
  meetings: readonly FlaggedMeeting[],
  holds: (meeting: FlaggedMeeting) => boolean,
  before: Run | null,
): Run | null {
  const [first, ...more] = meetings.slice(meetings.findLastIndex((meeting) => !holds(meeting)) + 1);
  if (first === undefined) return null;
  const running = more.length + 1;
  if (before === null || running < meetings.length) return { since: meetingBegins(first.record), running };
  return { since: before.since, running: before.running + running };
}

/**
 * @param meetings regular meetings owed and held without a gap, ascending
 * @param before how the meetings before these went on, where there is no gap between
 */
export function runsOf(meetings: readonly FlaggedMeeting[], before: Runs): Runs {
  const last = meetings.at(-1);
  if (last === undefined) return before;
  const print = fingerprint(last.record);
  const same =
    print === null
      ? null
      : runOf(
          meetings,
          ({ record }) => fingerprint(record) === print,
          before.same?.print === print ? before.same : null,
        );
  return {
    same: print === null || same === null ? null : { ...same, print },
    full: runOf(
      meetings,
      ({ record, fullMarks }) => fullMarks && record.members.present === membersRequired(record),
      before.full,
    ),
  };
}

/**
 * @param meetings the regular meetings of the year so far without a gap up to this one, the last; ascending
 * @param criteria of this one's sheet, as scored
 * @param runs of these meetings, and of the year before where there is no gap since
 */
export function flagsOf(
  meetings: readonly FlaggedMeeting[],
  criteria: readonly CriterionScore[],
  runs: Runs = runsOf(meetings, NO_RUNS),
): readonly Flag[] {
  const last = meetings.at(-1);
  if (last === undefined) return [];
  const gap = gapOf(criteria);
  const found = [
    { code: 'same-counts', run: runs.same, least: SAME_RUNNING },
    { code: 'always-full', run: runs.full, least: FULL_RUNNING },
  ] as const;
  return [
    ...found.flatMap(({ code, run, least }) =>
      run === null || run.running < least ? [] : [{ code, since: run.since, running: run.running }],
    ),
    ...(100 * Math.abs(gap.self - gap.counted) >= FAR_PERCENT * gap.max && gap.max > 0
      ? [{ code: 'self-far-from-facts', since: meetingBegins(last.record), ...gap } as const]
      : []),
  ];
}

function gapOf(criteria: readonly CriterionScore[]) {
  const sums = { self: 0, counted: 0, max: 0 };
  for (const { points, self, max, known } of criteria) {
    // What stands in for an unknown fact is far from none.
    if (points === null || self === null || !known) continue;
    sums.self += self;
    sums.counted += points;
    sums.max += max;
  }
  return sums;
}
