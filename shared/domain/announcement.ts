/** What of the attention list is told to other programs, each item once. */
import type { AttentionItem } from './attention.ts';
import type { AttentionCode } from './attention-words.ts';
import type { OrganizationId } from './organization.ts';
import type { Month } from './period.ts';

/** Names an item of the list: of an organization and month, each code is there once at most. */
export type AnnouncementMark = {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly code: AttentionCode;
};

export type Announcement = AttentionItem &
  AnnouncementMark & {
    /** From the province down to the organization itself, as the rows of the month have it. */
    readonly path: readonly OrganizationId[];
  };

/** The same whenever the item is told: by it a listener knows what it has heard. */
export const announcementId = ({ organization, month, code }: AnnouncementMark): string =>
  `${organization}/${month}/${code}`;
