/** Marks of attention items told, in memory. */
import type { AnnouncementMark } from '../../domain/attention/announcement.ts';
import type { Registry } from '../../ports/registry.ts';
import { isKind, type Table } from './stored-item.ts';

const announcementPlace = ({ organization, month, code, occasion }: AnnouncementMark) =>
  [`ANNOUNCED#${organization}`, `${month}#${code}#${occasion ?? ''}`] as const;

export const announcementPart = (table: Table): Pick<Registry, 'announced' | 'putAnnounced'> => ({
  async announced(marks) {
    const found = await table.getMany(marks.map(announcementPlace));
    return found.filter(isKind('announcement')).map(({ mark }) => mark);
  },
  async putAnnounced(mark) {
    const [pk, sk] = announcementPlace(mark);
    const { stored } = await table.write({
      pk,
      sk,
      value: { type: 'announcement', mark },
      allowed: (standing) => standing === null,
    });
    return stored ? 'stored' : 'lost';
  },
});
