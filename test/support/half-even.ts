/** The rounding of the contract once more, apart from the code under test. */

/** Rounded to the nearest whole number, a half to the even one; exact, as a fraction of whole numbers. */
export function halfEven(sum: number, count: number): number {
  const below = Math.floor(sum / count);
  const twiceRest = 2 * (sum - below * count);
  if (twiceRest === count) return below % 2 === 0 ? below : below + 1;
  return twiceRest > count ? below + 1 : below;
}
