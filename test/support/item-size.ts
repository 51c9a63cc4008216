/**
 * The size that DynamoDB bills an item by, in bytes (Developer Guide, "DynamoDB item sizes and formats"): names
 * and strings in UTF-8, numbers one byte for two significant digits and one more, true, false and null one byte,
 * binaries their bytes, three bytes for each list or map and one for each element or pair.
 */
export function itemSize(item: Readonly<Record<string, unknown>>): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + valueSize(value), 0);
}

const utf8 = (text: string): number => Buffer.byteLength(text, 'utf8');

function valueSize(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return utf8(value);
  if (typeof value === 'number') return numberSize(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce<number>((sum, part) => sum + 1 + valueSize(part), 3);
  if (typeof value === 'object')
    return Object.entries(value).reduce((sum, [name, part]) => sum + 1 + utf8(name) + valueSize(part), 3);
  throw new TypeError(`DynamoDB stores no ${typeof value}`);
}

function numberSize(value: number): number {
  const digits = String(Math.abs(value)).replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (value < 0 ? 1 : 0);
}
