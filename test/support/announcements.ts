import type { Announcement } from '../../shared/domain/attention/announcement.ts';

/** A report that is due soon in cell cb-1. */
export const announcement = (parts: Partial<Announcement> = {}): Announcement => ({
  organization: 'cb-1',
  month: '2026-10',
  path: ['tinh-a', 'huyen-b', 'db-c', 'cb-1'],
  name: 'Chi bộ 1',
  kind: 'cell',
  code: 'due-soon',
  text: {
    vi: 'Chưa báo cáo, hạn cuối ngày 10/11/2026.',
    en: 'Not reported yet; due by the end of 2026-11-10.',
  },
  since: null,
  dueAt: '2026-11-10T17:00:00.000Z',
  ...parts,
});
