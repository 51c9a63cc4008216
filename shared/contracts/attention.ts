/** What needs attention, and which meetings are planned, as they go over the wire. */
import * as z from 'zod';
import { ATTENTION_CODES } from '../domain/attention/attention-words.ts';
import { KINDS } from '../domain/roster/organization.ts';
import {
  bilingual,
  cursor,
  instant,
  limit,
  listOf,
  localDate,
  month,
  name,
  organizationId,
  timeOfDay,
} from './primitives.ts';

export const monthQuery = z.strictObject({ period: month });
export const monthPageQuery = z.strictObject({ period: month, limit, cursor: cursor.optional() });

export const attentionItem = z
  .strictObject({
    organization: organizationId,
    name: z.string(),
    kind: z.enum(KINDS),
    code: z.enum(ATTENTION_CODES),
    text: bilingual.meta({ description: 'What is so, with its figures, and what to do' }),
    since: instant
      .nullable()
      .meta({ description: 'Since when, told by the data; null for what is due soon' }),
    dueAt: instant.nullable().meta({ description: 'Until when, exclusive; null where nothing is due' }),
  })
  .meta({ id: 'AttentionItem' });
export const attentionList = listOf(attentionItem);

export const plannedMeeting = z
  .strictObject({
    organization: organizationId,
    name: z.string(),
    period: month,
    plannedOn: localDate,
    plannedAt: timeOfDay.nullable(),
    theme: name(300).nullable(),
  })
  .meta({ id: 'PlannedMeeting' });
export const plannedMeetings = listOf(plannedMeeting);
