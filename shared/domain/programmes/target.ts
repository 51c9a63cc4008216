/** Measurable targets of a programme: sums of the contract's measures against a bound. All arithmetic is exact. */
import type { Bilingual } from '../bilingual.ts';
import type { Measure, Measures } from '../criteria/measures.ts';

/** At least one is set. Hundredths: of a percent for a share, of one for a mean; whole numbers for a count. */
export type Bounds = {
  readonly atLeast: number | null;
  readonly above: number | null;
  readonly atMost: number | null;
};

export type Target = {
  /** Tells the targets of a programme apart. */
  readonly id: string;
  readonly title: Bilingual;
  readonly bounds: Bounds;
} & (
  | {
      /** A part of a whole, or how much comes on one. */
      readonly kind: 'share' | 'mean';
      /** Measures whose sum is the numerator… */
      readonly of: readonly Measure[];
      /** …and the denominator. */
      readonly outOf: readonly Measure[];
    }
  | { readonly kind: 'count'; readonly of: readonly Measure[] }
);

export type TargetKind = Target['kind'];

/** What a figure is against a target. */
export type TargetValue = {
  readonly numerator: number;
  /** Null of a count. */
  readonly denominator: number | null;
  /** In the unit of the bounds, rounded away from them, so that what is missed never reads as met; null over 0. */
  readonly value: number | null;
  /** Null where there is nothing to measure. */
  readonly met: boolean | null;
  /** How much more (or, over a most, less) of the numerator would have met it; 0 if it is met. */
  readonly short: number;
};

/** How much one whole is in the unit of the bounds. */
export const SCALE: Readonly<Record<TargetKind, number>> = { share: 10_000, mean: 100, count: 1 };

const COMPARED: Bilingual = { vi: 'buổi có đủ hai bảng điểm', en: 'meetings with both sheets' };

/** Sums of percents (in hundredths), and of how many each is the sum. A share of the two is their mean percent. */
const PERCENTS: ReadonlyMap<Measure, { readonly of: Measure; readonly meetings: Bilingual }> = new Map([
  ['percentSum', { of: 'graded', meetings: { vi: 'buổi đã xếp loại', en: 'graded meetings' } }],
  ['gapPercentSum', { of: 'compared', meetings: COMPARED }],
  ['comparedSelfPercentSum', { of: 'compared', meetings: COMPARED }],
  ['comparedSuperiorPercentSum', { of: 'compared', meetings: COMPARED }],
]);

/** A sum of percents is nothing but the numerator of its own mean. */
export function misusesPercents(target: Target): boolean {
  const measures = target.kind === 'count' ? target.of : [...target.of, ...target.outOf];
  return measures.some((name) => PERCENTS.has(name)) && percentMeanOf(target) === null;
}

/** Of what meetings a target's figure is the mean percent; null where it is none. */
function percentMeanOf(target: Target): Bilingual | null {
  if (target.kind !== 'share' || target.of.length !== 1 || target.outOf.length !== 1) return null;
  const [sum] = target.of;
  const percents = sum === undefined ? undefined : PERCENTS.get(sum);
  return percents !== undefined && percents.of === target.outOf[0] ? percents.meetings : null;
}

const floorDiv = (a: bigint, b: bigint): bigint => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);
const ceilDiv = (a: bigint, b: bigint): bigint => -floorDiv(-a, b);

const sumOf = (names: readonly Measure[], measures: Measures): number =>
  names.reduce((sum, name) => sum + measures[name], 0);

/** The least and the most numerator that meets the bounds over a denominator. */
function allowed({ atLeast, above, atMost }: Bounds, denominator: bigint, scale: bigint) {
  const least = [
    ...(atLeast === null ? [] : [ceilDiv(BigInt(atLeast) * denominator, scale)]),
    ...(above === null ? [] : [floorDiv(BigInt(above) * denominator, scale) + 1n]),
  ].reduce((most, one) => (one > most ? one : most), 0n);
  return { least, most: atMost === null ? null : floorDiv(BigInt(atMost) * denominator, scale) };
}

/** A target against figures. */
export function judged(target: Target, measures: Measures): TargetValue {
  const numerator = sumOf(target.of, measures);
  const denominator = target.kind === 'count' ? null : sumOf(target.outOf, measures);
  if (denominator === 0) return { numerator, denominator, value: null, met: null, short: 0 };
  const scale = BigInt(percentMeanOf(target) === null ? SCALE[target.kind] : 1);
  const whole = BigInt(denominator ?? 1);
  const { least, most } = allowed(target.bounds, whole, scale);
  const missing = least - BigInt(numerator);
  const tooMuch = most === null ? 0n : BigInt(numerator) - most;
  const over = tooMuch > 0n;
  const scaled = BigInt(numerator) * scale;
  return {
    numerator,
    denominator,
    value: Number(over ? ceilDiv(scaled, whole) : floorDiv(scaled, whole)),
    met: missing <= 0n && !over,
    short: Number(over ? tooMuch : missing > 0n ? missing : 0n),
  };
}

/** Orders misses: the nearest to its target first, as a part of what was asked; of equals the smaller one. */
export function nearerMiss(a: TargetValue, b: TargetValue): number {
  const left = BigInt(a.short) * BigInt(b.denominator ?? 1);
  const right = BigInt(b.short) * BigInt(a.denominator ?? 1);
  if (left !== right) return left < right ? -1 : 1;
  return a.short - b.short;
}

const grouped = (value: number, mark: string): string => String(value).replace(/\B(?=(\d{3})+$)/g, mark);

/** `1.234,50` and `1,234.50` of hundredths. */
function decimals(hundredths: number, thousands: string, point: string): string {
  const whole = Math.floor(hundredths / 100);
  return `${grouped(whole, thousands)}${point}${String(hundredths % 100).padStart(2, '0')}`;
}

/**
 * `90,20 % (1.234 trên 1.368)`; a mean without the sign, a count alone. Of a mean percent it is said over how many
 * meetings: `83,33 % (bình quân 3 buổi đã xếp loại)`, for a sum of percents means nothing to anybody.
 */
export function valueInWords(target: Target, { numerator, denominator, value }: TargetValue): Bilingual {
  if (denominator === null) return { vi: grouped(numerator, '.'), en: grouped(numerator, ',') };
  if (value === null) return { vi: 'Không có số liệu để tính', en: 'Nothing to measure' };
  const meetings = percentMeanOf(target);
  if (meetings !== null)
    return {
      vi: `${decimals(value, '.', ',')} % (bình quân ${grouped(denominator, '.')} ${meetings.vi})`,
      en: `${decimals(value, ',', '.')} % (mean of ${grouped(denominator, ',')} ${meetings.en})`,
    };
  const sign = target.kind === 'share' ? ' %' : '';
  return {
    vi: `${decimals(value, '.', ',')}${sign} (${grouped(numerator, '.')} trên ${grouped(denominator, '.')})`,
    en: `${decimals(value, ',', '.')}${sign} (${grouped(numerator, ',')} of ${grouped(denominator, ',')})`,
  };
}

/** `từ 90,00 % trở lên`, `above 3.00`, `at most 5`; two bounds are joined. */
export function boundsInWords({
  kind,
  bounds: { atLeast, above, atMost },
}: Pick<Target, 'kind' | 'bounds'>): Bilingual {
  const sign = kind === 'share' ? ' %' : '';
  const vi = (bound: number) =>
    kind === 'count' ? grouped(bound, '.') : `${decimals(bound, '.', ',')}${sign}`;
  const en = (bound: number) =>
    kind === 'count' ? grouped(bound, ',') : `${decimals(bound, ',', '.')}${sign}`;
  const words = [
    ...(atLeast === null ? [] : [{ vi: `từ ${vi(atLeast)} trở lên`, en: `at least ${en(atLeast)}` }]),
    ...(above === null ? [] : [{ vi: `trên ${vi(above)}`, en: `above ${en(above)}` }]),
    ...(atMost === null ? [] : [{ vi: `không quá ${vi(atMost)}`, en: `at most ${en(atMost)}` }]),
  ];
  return { vi: words.map((one) => one.vi).join(', '), en: words.map((one) => one.en).join(', ') };
}

/** Whether a target is met. */
export const verdictInWords = (met: boolean | null): Bilingual =>
  met === null
    ? { vi: 'Không đánh giá', en: 'Not judged' }
    : met
      ? { vi: 'Đạt chỉ tiêu', en: 'Target met' }
      : { vi: 'Chưa đạt chỉ tiêu', en: 'Target missed' };
