/** Structural equality of plain JSON values. */

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal as JSON: the order of an object's keys does not matter, that of a list's items does. */
export function equalValues(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => equalValues(item, b[i]));
  }
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalValues(a[key], b[key]))
  );
}

/**
 * Whether `after` differs from `before` at most in facts that were unknown: a null became a value, or a key
 * that was absent appeared. Lists count as one value.
 */
export function fillsUnknownOnly(before: unknown, after: unknown): boolean {
  if (before === null || before === undefined) return true;
  if (!isObject(before) || !isObject(after)) return equalValues(before, after);
  return Object.keys(before).every(
    (key) => before[key] === null || (Object.hasOwn(after, key) && fillsUnknownOnly(before[key], after[key])),
  );
}
