/** The times of what an own row asks to look at; `since-when.ts` tells them. */
import type { Instant } from './period.ts';

/** Each null where nothing of its kind is so. */
export type Since = {
  /** The beginning of the meeting that was not held on the day laid down. */
  readonly offSchedule: Instant | null;
  /** When the committee said that the record goes back. */
  readonly returned: Instant | null;
  /** The end, exclusive, of the day by which it asked for the amendment. */
  readonly amendBy: Instant | null;
  /** The end, exclusive, of the earliest remedy day that is past. */
  readonly remediesOverdue: Instant | null;
};
