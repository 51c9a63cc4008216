/**
 * Annual classification of organizations, a process of its own beside the grades of meetings: how many of how many
 * were assessed, what came out, and whether more are called excellent than the rule allows.
 */
import type { Bilingual } from '../bilingual.ts';
import { CLASSIFICATIONS, type Classification } from '../events/annual-facts.ts';
import type { Known } from '../events/meeting.ts';
import type { Kind, OrganizationId, Unit } from '../roster/organization.ts';
import { largestRemainderShares } from '../shares.ts';

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

/** How many, and of them how many of each class, in the order of {@link CLASSIFICATIONS}. */
export type Tally = { readonly total: number; readonly counts: readonly number[] };

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
export type ClassifiedGroup = Distribution & {
  readonly superior: OrganizationId;
  readonly kind: Kind;
  readonly unit: Unit;
};

export type ComparableGroup = ClassifiedGroup & {
  readonly excellent: number;
  /** What the cap counts against. */
  readonly capBase: number;
  /** A warning, no refusal: the excellent ones are more than the cap's share of its base. */
  readonly overCap: boolean;
};

const TENTHS = 1_000;
const WHOLE = 10_000;

export const NO_TALLY: Tally = { total: 0, counts: CLASSIFICATIONS.map(() => 0) };

export const tallyOf = (of: readonly Pick<Classified, 'classification'>[]): Tally => ({
  total: of.length,
  counts: CLASSIFICATIONS.map((one) => of.filter(({ classification }) => classification === one).length),
});

export const addTallies = (a: Tally, b: Tally): Tally => ({
  total: a.total + b.total,
  counts: a.counts.map((count, i) => count + (b.counts[i] ?? 0)),
});

export function distributionOf({ total, counts }: Tally): Distribution {
  const shares = largestRemainderShares(counts, TENTHS);
  return {
    total,
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

/** What a cap counts against: those rated `tot`, or `tot` or better. */
export const capBaseOf = ({ levels }: Pick<Distribution, 'levels'>, { of }: ExcellenceCap): number => {
  const count = (wanted: Classification) =>
    levels.find(({ classification }) => classification === wanted)?.count ?? 0;
  return count('tot') + (of === 'tot' ? 0 : count('xuat-sac'));
};

/** A group before anything is made of it, so that it can be counted bit by bit. */
export type GroupTally = Pick<Classified, 'superior' | 'kind' | 'unit'> & { readonly tally: Tally };

/** Who is compared with whom. */
export const groupKey = ({ superior, kind, unit }: Pick<Classified, 'superior' | 'kind' | 'unit'>): string =>
  `${superior} ${kind} ${unit}`;

export const tallyGroups = (of: readonly Classified[]): GroupTally[] =>
  addGroups(of.map(({ superior, kind, unit, ...one }) => ({ superior, kind, unit, tally: tallyOf([one]) })));

/** The same group once, ascending by superior, kind and unit. */
export const addGroups = (of: readonly GroupTally[]): GroupTally[] =>
  [...Map.groupBy(of, groupKey)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : [{ ...first, tally: others.reduce((sum, { tally }) => addTallies(sum, tally), first.tally) }],
    );

const groupOf = ({ tally, ...group }: GroupTally): ClassifiedGroup => ({
  ...group,
  ...distributionOf(tally),
});

/** Ascending by superior, kind and unit. */
export const groupsOf = (of: readonly Classified[]): ClassifiedGroup[] => tallyGroups(of).map(groupOf);

/** Each group put to the cap. */
export const cappedGroups = (of: readonly GroupTally[], cap: ExcellenceCap): ComparableGroup[] =>
  of.map(groupOf).map((group) => {
    const excellent = group.levels.find(({ classification }) => classification === 'xuat-sac')?.count ?? 0;
    const capBase = capBaseOf(group, cap);
    return { ...group, excellent, capBase, overCap: isOverCap(excellent, capBase, cap) };
  });
