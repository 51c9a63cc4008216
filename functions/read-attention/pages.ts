/** Pages of what the rows of a subtree say, cut short where too many partitions would have to be read. */
import * as z from 'zod';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { LiveRow } from '../../shared/domain/scorecards/scorecard.ts';
import { type Place, visitRows, type Walk } from '../../shared/jobs/visit-rows.ts';
import { decodeCursor, encodeCursor } from '../../shared/runtime/cursor.ts';

/** Partitions that one page reads before it stops: about two seconds. */
const MOST_PARTITIONS = 64;

const place = z.array(z.string()).min(2);
/** Behind every code: the row is done. */
const ROW_DONE = '~';

type Page<Item> = { items: Item[]; next: string | null };

/** @param itemsOf ascending by `code` */
export async function pageOfRows<Item extends { readonly code: string }>(
  walk: Walk,
  top: PlanRow,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  itemsOf: (row: LiveRow) => readonly Item[],
): Promise<Page<Item>> {
  const after = decodeCursor<Place>(cursor, place);
  const items: Item[] = [];
  let done: Place = [];
  for await (const visited of visitRows(walk, top, after ?? [])) {
    const [from = ''] = visited.rest;
    for (const item of itemsOf(visited.row).filter(({ code }) => code > from)) {
      if (items.length === limit) return { items, next: encodeCursor(done) };
      items.push(item);
      done = [...visited.place, item.code];
    }
    done = [...visited.place, ROW_DONE];
    if (visited.partitions > MOST_PARTITIONS) return { items, next: encodeCursor(done) };
  }
  return { items, next: null };
}
