/** Opaque positions of lists. A cursor holds where to go on and nothing else: no authority follows from it. */
import type * as z from 'zod';
import { violation } from '../contracts/field-errors.ts';
import { type Refusal, validation } from '../contracts/problem.ts';

/** The sort key of an item: parts compared one after the other. */
export type Position = readonly (string | number)[];

const encode = (position: Position): string =>
  Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The position, or null without a cursor.
 * @throws Refusal 422 for anything that this list never gave out.
 */
export function decodeCursor<P extends Position>(
  cursor: string | undefined,
  schema: z.ZodType<P>,
  pointer = '/cursor',
): P | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(decode(cursor));
  if (parsed.success && encode(parsed.data) === cursor) return parsed.data;
  throw lostCursor(pointer);
}

/** 422 for a cursor that this list never gave out, or that leads nowhere any more. */
export const lostCursor = (pointer = '/cursor'): Refusal =>
  validation([
    violation(
      pointer,
      'cursor',
      'Con trỏ trang không hợp lệ. Hãy dùng đúng giá trị "next" của trang trước, hoặc bắt đầu lại không có cursor.',
      'The cursor is malformed. Use the "next" of the page before as it is, or begin again without one.',
    ),
  ]);

export const encodeCursor = encode;

/** Part by part: numbers by value, texts by code unit. */
export function comparePositions(a: Position, b: Position): number {
  for (const [i, part] of a.entries()) {
    const other = b[i];
    if (other === undefined || part === other) continue;
    return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** The page of a list that is held whole, ascending by `positionOf`: what stands behind the cursor. */
export function pageAfter<Item, P extends Position>(
  ascending: readonly Item[],
  positionOf: (item: Item) => P,
  schema: z.ZodType<P>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  compare: (a: P, b: P) => number = comparePositions,
): { items: Item[]; next: string | null } {
  const after = decodeCursor(cursor, schema);
  const rest = after === null ? ascending : ascending.filter((item) => compare(positionOf(item), after) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rest.length > limit && last !== undefined ? encode(positionOf(last)) : null };
}
