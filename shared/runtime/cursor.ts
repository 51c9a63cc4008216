/** Opaque positions of lists. A cursor holds where to go on and nothing else: no authority follows from it. */
import type { z } from 'zod';
import { violation } from '../contracts/field-errors.ts';
import { validation } from '../contracts/problem.ts';

export const encodeCursor = (position: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(position), 'utf8').toString('base64url');

function decoded(cursor: string): unknown {
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
export function decodeCursor<Position>(
  cursor: string | undefined,
  position: z.ZodType<Position>,
): Position | null {
  if (cursor === undefined) return null;
  const parsed = position.safeParse(decoded(cursor));
  if (parsed.success) return parsed.data;
  throw validation([
    violation(
      '/cursor',
      'cursor',
      'Con trỏ trang không hợp lệ. Hãy dùng đúng giá trị "next" của trang trước, hoặc bắt đầu lại không có cursor.',
      'The cursor is malformed. Use the "next" of the page before as it is, or begin again without one.',
    ),
  ]);
}
