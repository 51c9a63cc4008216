/** A new item of the attention list as an event on the bus; docs/events.md describes it. */
import * as z from 'zod';
import { type Announcement, announcementId, markOf } from '../domain/attention/announcement.ts';
import { attentionItem } from './attention.ts';
import { month, organizationId } from './primitives.ts';

export const EVENT_SOURCE = 'nennep';
export const ATTENTION_DETAIL_TYPE = 'Attention';

/** Fields may be added under the same version; what is there keeps its meaning. */
export const attentionEvent = z.object({
  version: z.literal(1),
  id: z.string(),
  path: z.array(organizationId).min(1),
  period: month,
  ...attentionItem.shape,
});
export type AttentionEvent = z.output<typeof attentionEvent>;

export const attentionEventOf = (announcement: Announcement): AttentionEvent => {
  const { month: period, path, text, ...item } = announcement;
  const id = announcementId(markOf(announcement));
  return attentionEvent.parse({ version: 1, id, path, period, text, ...item });
};
