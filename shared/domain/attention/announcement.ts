/** What of the attention list is told to other programs, each item once. */
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { AttentionItem } from './attention.ts';
import type { AttentionCode } from './attention-words.ts';

/** Names an item of the list: of an organization and month, each code is there once at most at a time. */
export type AnnouncementMark = {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly code: AttentionCode;
  /** Since when, of what somebody may decide anew in the same month: a reopening. Null of all else, told but once. */
  readonly occasion: Instant | null;
};

export type Announcement = AttentionItem & {
  readonly month: Month;
  /** From the province down to the organization itself, as the rows of the month have it. */
  readonly path: readonly OrganizationId[];
};

export const markOf = ({ organization, month, code, since }: Announcement): AnnouncementMark => ({
  organization,
  month,
  code,
  occasion: code === 'reopened' ? since : null,
});

/** The same whenever the item is told: by it a listener knows what it has heard. */
export const announcementId = ({ organization, month, code, occasion }: AnnouncementMark): string =>
  [organization, month, code, ...(occasion === null ? [] : [occasion])].join('/');
