/** The change log in memory. */
import { type Change, type Logged, subjectId } from '../../domain/change.ts';
import type { ChangeLog } from '../../ports/change-log.ts';
import { type MemoryOptions, MemoryTable, type MemoryWrite } from './table.ts';

type Stored =
  | { readonly type: 'length'; readonly length: number }
  | { readonly type: 'page'; readonly page: number; readonly changes: readonly Change[] }
  | { readonly type: 'subject'; readonly logged: Logged };

const PAGES = 'LOG';
const digits = (page: number): string => String(page).padStart(12, '0');

export function memoryChangeLog(options: MemoryOptions = {}): ChangeLog {
  const table = new MemoryTable<Stored>(options, () => {});
  const lengthOf = (stored: Stored | null) => (stored?.type === 'length' ? stored.length : 0);
  const loggedOf = (stored: Stored | null) => (stored?.type === 'subject' ? stored.logged : null);
  return {
    length: async () => lengthOf(await table.get('LENGTH', 'LENGTH')),
    async logged(subjects) {
      const found = await table.getMany(subjects.map((one) => ['SUBJECT', subjectId(one)] as const));
      return found.map(loggedOf);
    },
    async append({ page, changes, known }) {
      const seen = new Map(known.flatMap((one) => (one === null ? [] : [[subjectId(one), one.page]])));
      const last = new Map(changes.map((change) => [subjectId(change), change]));
      const subjects = [...last].map(([id, { from: _, leftPath: __, at: ___, by: ____, ...rest }]) => ({
        pk: 'SUBJECT',
        sk: id,
        value: { type: 'subject', logged: { ...rest, page } } as const,
        allowed: (stored: Stored | null) => loggedOf(stored)?.page === seen.get(id),
      }));
      const writes: MemoryWrite<Stored>[] = [
        {
          pk: 'LENGTH',
          sk: 'LENGTH',
          value: { type: 'length', length: page + 1 },
          allowed: (stored) => lengthOf(stored) === page,
        },
        { pk: PAGES, sk: digits(page), value: { type: 'page', page, changes } },
        ...subjects,
      ];
      return (await table.write(...writes)).stored ? 'stored' : 'lost';
    },
    async pages(first, most) {
      const all = await table.query(PAGES);
      return all
        .flatMap((stored) => (stored.type === 'page' ? [{ page: stored.page, changes: stored.changes }] : []))
        .filter(({ page }) => page >= first)
        .slice(0, most);
    },
  };
}
