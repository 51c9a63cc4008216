/** A figure of a seed programme, and how figures are worked out and written as the sources print them. */
import type { Bilingual } from '../actors.ts';
import { type Card, type Evidence, MissingEvidenceError } from './evidence.ts';

/**
 * `printed` stands in the source to the digit; `reconstructed` was worked out so that what is printed holds; `ours` is
 * this project's choice where the source is silent.
 */
export type Basis = 'printed' | 'reconstructed' | 'ours';

export type Figure = {
  /** One of its seed. */
  readonly id: string;
  readonly basis: Basis;
  readonly what: Bilingual;
  /** As the source writes it, to its last digit. */
  readonly says: string;
  readonly read: (evidence: Evidence) => Promise<string>;
};

export type SeedFigures = {
  /** The source, and what in it does not add up or is not held. */
  readonly title: Bilingual;
  readonly remarks: readonly Bilingual[];
  readonly figures: readonly Figure[];
};

type Told = readonly [id: string, vi: string, en: string, says: string, read: Figure['read']];
const figureOf =
  (basis: Basis) =>
  (...[id, vi, en, says, read]: Told): Figure => ({ id, basis, what: { vi, en }, says, read });
export const printed = figureOf('printed');
export const reconstructed = figureOf('reconstructed');
export const ours = figureOf('ours');

const whole = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 });
/** 7.406 */
export const written = (n: number): string => whole.format(n);

/** `part` of `all` in percent with so many decimals, rounded half up in integers: 93,5 %. */
export function percent(part: number, all: number, decimals: number): string {
  if (all === 0) return '–';
  const scale = 10 ** decimals;
  const units = Math.floor((2 * part * 100 * scale + all) / (2 * all));
  return `${(units / scale).toFixed(decimals).replace('.', ',')} %`;
}

/** @throws MissingEvidenceError where the scorecard has no such measure */
export function measure({ measures, organization }: Card, name: string): number {
  const value = measures[name];
  if (value === undefined) throw new MissingEvidenceError(`no measure ${name} of ${organization}`);
  return value;
}

type Of = (name: string) => number;
/** A figure of one scorecard. */
export const ofCard =
  (organization: string, period: string) =>
  (read: (of: Of) => string): Figure['read'] =>
  async (evidence) => {
    const card = await evidence.card(organization, period);
    return read((name) => measure(card, name));
  };

/** 100 % only where it is the whole of it: one missing of 362 would be rounded away. */
export const allOf = (part: number, whole: number): string =>
  part === whole && whole > 0 ? '100 %' : `${written(part)}/${written(whole)}`;
export const all = (part: string, whole: string) => (of: Of) => allOf(of(part), of(whole));
export const counted = (part: string, all: string) => (of: Of) => `${written(of(part))}/${written(of(all))}`;
export const number = (name: string) => (of: Of) => written(of(name));
/** What the source says if it holds, else the share that there is. */
export const above = (part: string, all: string, low: number) => (of: Of) =>
  of(part) * 100 > low * of(all) ? `> ${low} %` : percent(of(part), of(all), 2);
export const atLeast = (part: string, all: string, low: number) => (of: Of) =>
  atLeastOf(of(part), of(all), low);
export const atLeastOf = (part: number, all: number, low: number): string =>
  all > 0 && part * 100 >= low * all ? `≥ ${low} %` : percent(part, all, 2);
export const within = (part: string, all: string, low: number, high: number) => (of: Of) =>
  of(all) > 0 && of(part) * 100 >= low * of(all) && of(part) * 100 <= high * of(all)
    ? `${low}–${high} %`
    : percent(of(part), of(all), 2);

export const sum = (numbers: readonly (number | null | undefined)[]): number =>
  numbers.reduce<number>((total, n) => total + (n ?? 0), 0);
export const countOf = <T>(values: readonly T[], value: T): number =>
  values.filter((one) => one === value).length;
