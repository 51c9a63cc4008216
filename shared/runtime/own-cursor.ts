/**
 * A cursor goes on with the list that gave it, asked in the same way: by another one's it would leave items out
 * without a word. So the list's mark goes before the position. It is no secret and gives no right.
 */
import { createHash } from 'node:crypto';
import { violation } from '../contracts/field-errors.ts';
import { validation } from '../contracts/problem.ts';
import type { Route } from '../contracts/route.ts';
import type { PlainAnswer } from './api-response.ts';

type Question = {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
};

const MARK_LENGTH = 8;

/** Of everything that is asked but how much and from where. */
export function markOf({ id }: Pick<Route, 'id'>, { params, query, body }: Question): string {
  const { cursor: _, limit: __, ...asked } = query;
  return createHash('sha256')
    .update(JSON.stringify([id, params, asked, body]))
    .digest('base64url')
    .slice(0, MARK_LENGTH);
}

const hasCursor = ({ query }: Pick<Route, 'query'>): boolean => 'cursor' in query.shape;

/**
 * The question with the bare position for a cursor.
 * @throws Refusal 422 for a cursor of another list, or of this one asked in another way
 */
export function withOwnCursor<Asked extends Question>(
  route: Pick<Route, 'id' | 'query'>,
  asked: Asked,
): Asked {
  const { cursor } = asked.query;
  if (!hasCursor(route) || typeof cursor !== 'string') return asked;
  if (cursor.startsWith(markOf(route, asked)))
    return { ...asked, query: { ...asked.query, cursor: cursor.slice(MARK_LENGTH) } };
  throw validation([
    violation(
      '/cursor',
      'cursor-of-this-list',
      'Con trỏ này không phải của danh sách này với đúng các điều kiện này. Hãy dùng giá trị "next" của trang trước và giữ nguyên địa chỉ, điều kiện lọc, cách sắp xếp; hoặc bắt đầu lại không có cursor.',
      'The cursor is not one of this list asked in this way. Use the "next" of the page before with the same address, filters and sort; or begin again without one.',
    ),
  ]);
}

/** The answer with a `next` that this list alone goes on with. */
export function withMarkedNext(
  route: Pick<Route, 'id' | 'query'>,
  asked: Question,
  answer: PlainAnswer,
): PlainAnswer {
  const { body } = answer;
  if (!hasCursor(route) || typeof body !== 'object' || body === null) return answer;
  if (!('next' in body) || typeof body.next !== 'string') return answer;
  return { ...answer, body: { ...body, next: markOf(route, asked) + body.next } };
}
