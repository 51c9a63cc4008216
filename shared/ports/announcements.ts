/** Where new items of the attention list are told to other programs. */
import type { Announcement } from '../domain/attention/announcement.ts';

/** The most that one call takes. */
export const ANNOUNCEMENTS_AT_ONCE = 10;

/**
 * @param announcements at most ANNOUNCEMENTS_AT_ONCE
 * @returns of each, in order, whether it was taken; one that was not may be sent again. An error may not mean that
 *   none was.
 */
export type Announce = (announcements: readonly Announcement[]) => Promise<readonly boolean[]>;
