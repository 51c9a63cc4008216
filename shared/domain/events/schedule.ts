/** The planned day of a regular meeting: what is said before it is held. Never part of a figure or a grade. */
import type { LocalDate } from '../period.ts';
import type { Revision } from './revision.ts';

export type Schedule = {
  readonly plannedOn: LocalDate;
  /** `HH:MM`; null while only the day is settled. */
  readonly plannedAt: string | null;
  /** What the meeting is about; at most 300 characters, no names. */
  readonly theme: string | null;
};

/** Its key is always {@link SCHEDULE_KEY}: one regular meeting a month is planned. */
export type ScheduleRevision = Revision<'schedule', Schedule>;
export const SCHEDULE_KEY = 'regular';
