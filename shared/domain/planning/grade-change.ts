/** What another criteria set does to an organization's month: where it stands, where it would stand, which way that is. */
import { annualGradeOf } from '../criteria/annual.ts';
import type { AnnualGrade } from '../criteria/criteria.ts';
import { GRADES, type Grade } from '../criteria/grade.ts';
import { fromArray } from '../criteria/measures.ts';
import { comparableMean, percentOfFull } from '../criteria/sheets-used.ts';
import type { Kind, OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import type { ComparableMean } from '../scorecards/mean-sum.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';

/** Points and grade are null while ungraded, and over several sheets. */
export type Standing = ComparableMean & {
  readonly criteriaSet: CriteriaSetRef;
  /** Of the year so far; null of a committee, and where the set grades no years. */
  readonly annual: AnnualGrade | null;
};

/** What is told of a month: `mixed` is a mean over several sheets, which has no grade that says anything. */
export type ToldGrade = Grade | 'mixed' | null;

/** `other`: graded or ungraded by the new set alone, over several sheets by one of the two, or on another scale. */
export type Direction = 'down' | 'up' | 'other';

export type GradeChange = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly kind: Kind;
  /** Null: the month's grade stays. */
  readonly direction: Direction | null;
  /** Null: the year's grade stays. */
  readonly annualDirection: Direction | null;
  readonly before: Standing;
  readonly after: Standing;
};

/** How many organizations went from one grade of the month to another, or kept it; null: ungraded. */
export type GradePair = {
  readonly before: ToldGrade;
  readonly after: ToldGrade;
  readonly organizations: number;
};

const ORDER: readonly ToldGrade[] = [...GRADES, 'mixed', null];

/** The same pair once, best grades first, ungraded last. */
export function addPairs(...lists: readonly (readonly GradePair[])[]): GradePair[] {
  const rank = (grade: ToldGrade) => ORDER.indexOf(grade);
  const byPair = Map.groupBy(lists.flat(), ({ before, after }) => `${before} ${after}`);
  return [...byPair.values()]
    .flatMap((pairs) => {
      const [first] = pairs;
      if (first === undefined) return [];
      return [{ ...first, organizations: pairs.reduce((sum, { organizations: n }) => sum + n, 0) }];
    })
    .toSorted((a, b) => rank(a.before) - rank(b.before) || rank(a.after) - rank(b.after));
}

/** Each organization of the pairs in one of them. */
export type DirectionCounts = Readonly<Record<Direction | 'same' | 'mixed' | 'ungraded', number>>;

export function countPairs(pairs: readonly GradePair[]): DirectionCounts {
  const wayOf = ({ before, after }: GradePair) =>
    directionOf(before, after) ?? (before === null ? 'ungraded' : before === 'mixed' ? 'mixed' : 'same');
  const count = (wanted: keyof DirectionCounts) =>
    pairs.reduce((sum, pair) => sum + (wayOf(pair) === wanted ? pair.organizations : 0), 0);
  return {
    up: count('up'),
    down: count('down'),
    same: count('same'),
    mixed: count('mixed'),
    ungraded: count('ungraded'),
    other: count('other'),
  };
}

/** How many go which way. */
export const countDirections = (directions: readonly (Direction | null)[]): Record<Direction, number> => {
  const count = (wanted: Direction) => directions.filter((direction) => direction === wanted).length;
  return { up: count('up'), down: count('down'), other: count('other') };
};

/** Of met / not met sets, which have a scale of their own. */
const MET: ReadonlySet<Grade> = new Set<Grade>(['dat', 'khong-dat']);

export const toldGrade = ({ mixedSheets, grade }: Pick<Standing, 'mixedSheets' | 'grade'>): ToldGrade =>
  mixedSheets ? 'mixed' : grade;

export function directionOf(before: ToldGrade, after: ToldGrade): Direction | null {
  if (before === after) return null;
  if (before === null || after === null || before === 'mixed' || after === 'mixed') return 'other';
  if (MET.has(before) !== MET.has(after)) return 'other';
  return GRADES.indexOf(after) < GRADES.indexOf(before) ? 'up' : 'down';
}

export const gradeChange = (
  { organization, name, kind }: Pick<GradeChange, 'organization' | 'name' | 'kind'>,
  before: Standing,
  after: Standing,
): GradeChange => ({
  ...{ organization, name, kind },
  direction: directionOf(toldGrade(before), toldGrade(after)),
  annualDirection: directionOf(before.annual, after.annual),
  ...{ before, after },
});

/** Where a row of a month puts an organization; `annual` says something of a cell's alone. */
export function standingOf({ profile, points, grade, measures, ...row }: LiveRow): Standing {
  const figures = fromArray(measures);
  const mixedSheets = row.mixedSheets ?? false;
  return {
    criteriaSet: profile.criteriaSet,
    ...comparableMean({ points, grade, mixedSheets }),
    percentOfFull: percentOfFull(figures),
    mixedSheets,
    annual: annualGradeOf(figures),
  };
}

const RANKS: readonly (Direction | null)[] = ['down', 'up', 'other', null];

/** Down first, then up, then other, then those of whom only the year changes; each ascending by organization. */
export const downFirst = (a: GradeChange, b: GradeChange): number =>
  RANKS.indexOf(a.direction) - RANKS.indexOf(b.direction) || (a.organization < b.organization ? -1 : 1);
