/** Items are parsed on reading: what this code could not have written must not reach the rules. */
import * as z from 'zod';
import type { Key } from './keys.ts';
import type { Item } from './requests.ts';

/** An item that does not have the form that its table should hold. Tells where, never what it holds. */
export class MalformedItemError extends Error {
  override readonly name = 'MalformedItemError';

  constructor(what: string, key: unknown, cause: z.ZodError) {
    const issues = cause.issues.map(
      ({ path, message }) => `${path.map(String).join('.') || 'item'}: ${message}`,
    );
    super(`Stored ${what} ${JSON.stringify(key)} is malformed: ${issues.join('; ')}`, { cause });
  }
}

const keySchema = z.object({ pk: z.string(), sk: z.string() });

/** @throws MalformedItemError for an item without string keys. */
export function keyOf(item: Item): Key {
  const key = keySchema.safeParse(item);
  if (!key.success) throw new MalformedItemError('item', null, key.error);
  return key.data;
}

/**
 * @param what what the item is, for the message: `plan row`
 * @throws MalformedItemError
 */
export function parseItem<T>(what: string, schema: z.ZodType<T>, item: Item): T {
  const result = schema.safeParse(item);
  if (!result.success) throw new MalformedItemError(what, { pk: item.pk, sk: item.sk }, result.error);
  return result.data;
}
