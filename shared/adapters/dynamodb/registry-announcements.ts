/** Which items of the attention list were told: one item each. */
import * as z from 'zod';
import { ATTENTION_CODES } from '../../domain/attention/attention-words.ts';
import type { AnnouncementRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { instant, month, organizationId } from './field-schemas.ts';
import { announcementKey } from './keys.ts';
import { parseItem } from './parse.ts';
import { batchGet, ifAbsent, putIf } from './requests.ts';

const storedMark = z.object({
  type: z.literal('announcement'),
  organization: organizationId,
  month,
  code: z.enum(ATTENTION_CODES),
  occasion: instant.nullable(),
});

export const dynamoAnnouncementRegistry = (table: Table): AnnouncementRegistry => ({
  async announced(marks) {
    const items = await batchGet(table, marks.map(announcementKey));
    return items.map((item) => {
      const { type: _, ...mark } = parseItem('announcement', storedMark, item);
      return mark;
    });
  },
  putAnnounced: (mark) => putIf(table, { ...announcementKey(mark), type: 'announcement', ...mark }, ifAbsent),
});
