/**
 * Signs that a record was copied or cannot well be true. A flagged record is accepted and counts like any other: a
 * flag asks somebody to look, and never touches points or grades. The bounds are this project's own.
 */

import type { Flag } from './flag.ts';
import { type MeetingRecord, meetingBegins, membersRequired } from './meeting.ts';
import type { CriterionScore } from './scorecard.ts';

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

/** What two meetings hardly ever share in every figure; null where too little is known to tell. */
function fingerprint({ startedAt, endedAt, members, discussion, resolution }: MeetingRecord): string | null {
  const { speakers, opinions } = discussion;
  if (speakers === null || opinions === null) return null;
  const { present, absentExcused, absentUnexcused, total, exempt, temporaryOut, temporaryIn } = members;
  return JSON.stringify([
    [startedAt, endedAt],
    [total, exempt, temporaryOut, temporaryIn, present, absentExcused, absentUnexcused],
    [speakers, opinions, discussion.proposals],
    [resolution.tasksAssigned, resolution.membersAssigned],
  ]);
}

/** The meetings at the end of the list that hold the condition without a break. */
const running = (
  meetings: readonly FlaggedMeeting[],
  holds: (meeting: FlaggedMeeting) => boolean,
): readonly FlaggedMeeting[] => meetings.slice(meetings.findLastIndex((meeting) => !holds(meeting)) + 1);

/**
 * @param meetings the regular meetings of the year so far without a gap up to this one, the last; ascending
 * @param criteria of this one's sheet, as scored
 */
export function flagsOf(
  meetings: readonly FlaggedMeeting[],
  criteria: readonly CriterionScore[],
): readonly Flag[] {
  const last = meetings.at(-1);
  if (last === undefined) return [];
  const print = fingerprint(last.record);
  const same = print === null ? [] : running(meetings, ({ record }) => fingerprint(record) === print);
  const full = running(
    meetings,
    ({ record, fullMarks }) => fullMarks && record.members.present === membersRequired(record),
  );
  const gap = gapOf(criteria);
  const runs = [
    { code: 'same-counts', run: same, least: SAME_RUNNING },
    { code: 'always-full', run: full, least: FULL_RUNNING },
  ] as const;
  return [
    ...runs.flatMap(({ code, run: [first, ...more], least }) =>
      first === undefined || more.length + 1 < least
        ? []
        : [{ code, since: meetingBegins(first.record), running: more.length + 1 }],
    ),
    ...(100 * Math.abs(gap.self - gap.counted) >= FAR_PERCENT * gap.max && gap.max > 0
      ? [{ code: 'self-far-from-facts', since: meetingBegins(last.record), ...gap } as const]
      : []),
  ];
}

function gapOf(criteria: readonly CriterionScore[]) {
  const sums = { self: 0, counted: 0, max: 0 };
  for (const { points, self, max } of criteria) {
    if (points === null || self === null) continue;
    sums.self += self;
    sums.counted += points;
    sums.max += max;
  }
  return sums;
}
