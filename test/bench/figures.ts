/** What a run comes to: figures with their noise, printed as one table. */

/** One number, with its range over `of` repetitions where it was measured more than once. */
export type Value = {
  readonly name: string;
  /** The median of the repetitions, or the one measurement, or a count. */
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly of?: number;
};

export type Figure = { readonly part: string; readonly figure: string; readonly values: readonly Value[] };

/**
 * The smallest value that at least the share `q` of all is not above.
 * @param q 0 < q ≤ 1
 * @throws RangeError for an empty list
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const found = sorted[Math.ceil(q * sorted.length) - 1];
  if (found === undefined) throw new RangeError('No quantile of nothing.');
  return found;
}

/** Median and range of repeated measurements. */
export const spread = (name: string, values: readonly number[]): Value => ({
  name,
  value: quantile(values, 0.5),
  min: Math.min(...values),
  max: Math.max(...values),
  of: values.length,
});

/** p50 and p99 of single observations. */
export const distribution = (name: string, values: readonly number[]): Value[] => [
  { name: `${name} p50`, value: quantile(values, 0.5), of: values.length },
  { name: `${name} p99`, value: quantile(values, 0.99), of: values.length },
];

const exact = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const rounded = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const written = (n: number): string => (Math.abs(n) >= 100 ? exact : rounded).format(n);

const valueText = ({ name, value, min, max }: Value): string =>
  min === undefined || max === undefined
    ? `${name} ${written(value)}`
    : `${name} ${written(value)} (${written(min)}–${written(max)})`;

/** One line a figure: the part of the bench, what was measured, and median (least–most) of each value. */
export function table(figures: readonly Figure[]): string {
  const width = (of: (figure: Figure) => string) => Math.max(0, ...figures.map((one) => of(one).length));
  const partWidth = width(({ part }) => part);
  const figureWidth = width(({ figure }) => figure);
  return figures
    .map(({ part, figure, values }) =>
      [part.padEnd(partWidth), figure.padEnd(figureWidth), values.map(valueText).join(', ')].join('  '),
    )
    .join('\n');
}
