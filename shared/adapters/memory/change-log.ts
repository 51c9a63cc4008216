/** The change log in memory. */
import { type Logged, subjectId } from '../../domain/log/change.ts';
import type { ChangeLog, LogPage } from '../../ports/change-log.ts';
import { type MemoryOptions, MemoryTable } from './table.ts';

type Stored =
  | { readonly type: 'settled'; readonly through: number }
  | { readonly type: 'first'; readonly page: number }
  | { readonly type: 'page'; readonly page: LogPage }
  | { readonly type: 'subject'; readonly logged: Logged };

const PAGES = 'LOG';
const digits = (page: number): string => String(page).padStart(12, '0');

export function memoryChangeLog(options: MemoryOptions = {}): ChangeLog {
  const table = new MemoryTable<Stored>(options, () => {});
  const throughOf = (stored: Stored | null) => (stored?.type === 'settled' ? stored.through : 0);
  const firstOf = (stored: Stored | null) => (stored?.type === 'first' ? stored.page : 0);
  const loggedOf = (stored: Stored | null) => (stored?.type === 'subject' ? stored.logged : null);
  return {
    settled: async () => throughOf(await table.get('SETTLED', 'SETTLED')),
    async logged(subjects) {
      const found = await table.getMany(subjects.map((one) => ['SUBJECT', subjectId(one)] as const));
      return found.map(loggedOf);
    },
    async append(page) {
      const { stored } = await table.write({
        pk: PAGES,
        sk: digits(page.page),
        value: { type: 'page', page },
        allowed: (there) => there === null,
      });
      return stored ? 'stored' : 'lost';
    },
    async settle(known, through) {
      for (const logged of known)
        await table.write({
          pk: 'SUBJECT',
          sk: subjectId(logged),
          value: { type: 'subject', logged },
          allowed: (stored) => (loggedOf(stored)?.page ?? -1) < logged.page,
        });
      await table.write({
        pk: 'SETTLED',
        sk: 'SETTLED',
        value: { type: 'settled', through },
        allowed: (stored) => throughOf(stored) < through,
      });
    },
    async pages(first, most) {
      const all = await table.query(PAGES);
      const from = all
        .flatMap((stored) => (stored.type === 'page' ? [stored.page] : []))
        .filter(({ page }) => page >= first);
      const gap = from.findIndex(({ page }, i) => page !== first + i);
      return from.slice(0, gap === -1 ? most : Math.min(gap, most));
    },
    first: async () => firstOf(await table.get('FIRST', 'FIRST')),
    async forget(before) {
      await table.write({
        pk: 'FIRST',
        sk: 'FIRST',
        value: { type: 'first', page: before },
        allowed: (stored) => firstOf(stored) < before,
      });
      const all = await table.query(PAGES);
      const below = all.flatMap((stored) =>
        stored.type === 'page' && stored.page.page < before ? [stored.page.page] : [],
      );
      for (const page of below) await table.write({ pk: PAGES, sk: digits(page), value: null });
      return below.length;
    },
  };
}
