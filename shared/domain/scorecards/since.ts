/** The times of what an own row asks to look at; `since-when.ts` tells them. */
import type { Instant } from '../period.ts';

/** Each null where nothing of its kind is so. */
export type Since = {
  /** The beginning of the meeting that was not held on the day laid down. */
  readonly offSchedule: Instant | null;
  /** When the committee said that the record goes back. */
  readonly returned: Instant | null;
  /** The end, exclusive, of the day by which it asked for the amendment. */
  readonly amendBy: Instant | null;
  /** The end, exclusive, of the earliest day by which a finding that is open is to be put right. */
  readonly remedyBy: Instant | null;
};

/** By when the earliest finding that is open at an organization, or below it, is to be put right; null where none is. */
export const remedyByOf = (row: {
  readonly since?: Pick<Since, 'remedyBy'>;
  readonly remedyBy?: Instant;
}): Instant | null => row.remedyBy ?? row.since?.remedyBy ?? null;
