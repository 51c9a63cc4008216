/** Exact integer arithmetic: no float is ever stored or summed. */

/**
 * `numerator / denominator` rounded to the nearest integer, a half to the even one.
 * Both are integers ≥ 0 below 2^53, the denominator ≥ 1.
 */
export function roundHalfEven(numerator: number, denominator: number): number {
  const rest = numerator % denominator;
  const quotient = (numerator - rest) / denominator;
  const twice = 2 * rest;
  const up = twice > denominator || (twice === denominator && quotient % 2 === 1);
  return up ? quotient + 1 : quotient;
}
