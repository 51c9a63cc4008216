/**
 * Annual classification of organizations, a process of its own beside the grades of meetings: how many of how many
 * were assessed, what came out, and whether more are called excellent than the rule allows.
 */
import { CLASSIFICATIONS, type Classification } from './annual-facts.ts';
import type { Bilingual } from './criteria.ts';
import type { Known } from './meeting.ts';
import type { Kind, OrganizationId, Unit } from './organization.ts';
import { largestRemainderShares } from './shares.ts';

/**
 * How many of comparable organizations under one superior may be excellent. Hướng dẫn 21-HD/BTCTW (2019) counts
 * against those rated `tot`; other rules against those rated `tot` or better.
 */
export type ExcellenceCap = {
  /** At most this share, in hundredths of a percent. */
  readonly share: number;
  readonly of: 'tot' | 'tot-or-better';
};

/** A cap with its name and where it comes from. */
export type NamedCap = ExcellenceCap & {
  readonly id: string;
  readonly title: Bilingual;
  readonly source: Bilingual;
};

/** What one organization's year was classified as; null: not assessed (yet). */
export type Classified = {
  readonly organization: OrganizationId;
  readonly superior: OrganizationId;
  readonly kind: Kind;
  readonly unit: Unit;
  readonly classification: Known<Classification>;
};

export type Distribution = {
  readonly total: number;
  /** The denominator of every share. */
  readonly assessed: number;
  /** Best first. */
  readonly levels: readonly {
    readonly classification: Classification;
    readonly count: number;
    /** In tenths of a percent; by largest remainder, so that they add up to 1,000 unless nobody is assessed. */
    readonly share: number;
  }[];
};

/** Comparable organizations: of one kind and kind of unit, under one superior. */
export type ComparableGroup = Distribution & {
  readonly superior: OrganizationId;
  readonly kind: Kind;
  readonly unit: Unit;
  readonly excellent: number;
  /** What the cap counts against. */
  readonly capBase: number;
  /** A warning, no refusal: the excellent ones are more than the cap's share of its base. */
  readonly overCap: boolean;
};

const TENTHS = 1_000;
const WHOLE = 10_000;

export function distributionOf(of: readonly Pick<Classified, 'classification'>[]): Distribution {
  const counts = CLASSIFICATIONS.map(
    (one) => of.filter(({ classification }) => classification === one).length,
  );
  const shares = largestRemainderShares(counts, TENTHS);
  return {
    total: of.length,
    assessed: counts.reduce((sum, count) => sum + count, 0),
    levels: CLASSIFICATIONS.map((classification, i) => ({
      classification,
      count: counts[i] ?? 0,
      share: shares[i] ?? 0,
    })),
  };
}

/** Exactly the share is within the cap; with nobody in the base, any excellent one is over it. */
export const isOverCap = (excellent: number, capBase: number, { share }: ExcellenceCap): boolean =>
  excellent * WHOLE > share * capBase;

/** Every group of comparable organizations, ascending by superior, kind and unit. */
export function comparableGroups(of: readonly Classified[], cap: ExcellenceCap): ComparableGroup[] {
  const groups = Map.groupBy(of, ({ superior, kind, unit }) => `${superior} ${kind} ${unit}`);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, members]) => {
      const [first] = members;
      if (first === undefined) return [];
      const { superior, kind, unit } = first;
      const count = (wanted: Classification) =>
        members.filter(({ classification }) => classification === wanted).length;
      const excellent = count('xuat-sac');
      const capBase = count('tot') + (cap.of === 'tot' ? 0 : excellent);
      const overCap = isOverCap(excellent, capBase, cap);
      return [{ superior, kind, unit, ...distributionOf(members), excellent, capBase, overCap }];
    });
}
