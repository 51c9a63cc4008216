/** Since when what a row asks to look at has been so: told by its own events, whenever it is asked. */
import { openRemedyDays } from '../events/findings.ts';
import type { Finding } from '../events/inspection.ts';
import { type MeetingRecord, meetingBegins } from '../events/meeting.ts';
import type { ReviewRevision } from '../events/review.ts';
import { addDays, type Instant, type LocalDate, startOfDay } from '../period.ts';
import type { InspectionOfMonth } from './inspection-measures.ts';
import type { Since } from './since.ts';

export type SinceInputs = {
  /** The regular meeting of the month where it was held on another day; null otherwise. */
  readonly offSchedule: Pick<MeetingRecord, 'heldOn' | 'startedAt'> | null;
  /** What answers the regular meeting's record as it stands. */
  readonly review: ReviewRevision | null;
  /** Those of the year up to the month. */
  readonly inspections: readonly Pick<InspectionOfMonth, 'record' | 'remedied'>[];
  /** Findings of earlier years that are not put right. */
  readonly handedOn: readonly Pick<Finding, 'n' | 'remedyDue'>[];
};

const endOf = (day: LocalDate): Instant => startOfDay(addDays(day, 1));

/** Undefined where there is nothing to say. */
export function sinceOf(inputs: SinceInputs): Since | undefined {
  const { offSchedule, review, inspections, handedOn } = inputs;
  const [earliest] = [
    ...openRemedyDays(handedOn, []),
    ...inspections.flatMap(({ record, remedied }) => openRemedyDays(record.findings, remedied)),
  ].toSorted();
  const returned = review?.record?.decision === 'returned' ? review : null;
  const dueOn = returned?.record?.dueOn ?? null;
  const since: Since = {
    offSchedule: offSchedule && meetingBegins(offSchedule),
    returned: returned?.recordedAt ?? null,
    amendBy: dueOn && endOf(dueOn),
    remedyBy: earliest === undefined ? null : endOf(earliest),
  };
  return Object.values(since).every((one) => one === null) ? undefined : since;
}
