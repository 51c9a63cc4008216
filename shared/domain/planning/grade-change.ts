/** What another criteria set does to an organization's month: where it stands, where it would stand, which way that is. */
import { annualGradeOf } from '../criteria/annual.ts';
import type { AnnualGrade } from '../criteria/criteria.ts';
import { GRADES, type Grade } from '../criteria/grade.ts';
import { fromArray } from '../criteria/measures.ts';
import type { Kind, OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';

export type Standing = {
  readonly criteriaSet: CriteriaSetRef;
  /** In hundredths; null while ungraded. */
  readonly points: number | null;
  readonly grade: Grade | null;
  /** Of the year so far; null of a committee, and where the set grades no years. */
  readonly annual: AnnualGrade | null;
};

/** `other`: graded or ungraded by the new set alone, or on another scale. */
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
  readonly before: Grade | null;
  readonly after: Grade | null;
  readonly organizations: number;
};

/** The same pair once, best grades first, ungraded last. */
export function addPairs(...lists: readonly (readonly GradePair[])[]): GradePair[] {
  const rank = (grade: Grade | null) => (grade === null ? GRADES.length : GRADES.indexOf(grade));
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
export type DirectionCounts = Readonly<Record<Direction | 'same' | 'ungraded', number>>;

export function countPairs(pairs: readonly GradePair[]): DirectionCounts {
  const wayOf = ({ before, after }: GradePair) =>
    directionOf(before, after) ?? (before === null ? 'ungraded' : 'same');
  const count = (wanted: keyof DirectionCounts) =>
    pairs.reduce((sum, pair) => sum + (wayOf(pair) === wanted ? pair.organizations : 0), 0);
  return {
    up: count('up'),
    down: count('down'),
    same: count('same'),
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

export function directionOf(before: Grade | null, after: Grade | null): Direction | null {
  if (before === after) return null;
  if (before === null || after === null || MET.has(before) !== MET.has(after)) return 'other';
  return GRADES.indexOf(after) < GRADES.indexOf(before) ? 'up' : 'down';
}

export const gradeChange = (
  { organization, name, kind }: Pick<GradeChange, 'organization' | 'name' | 'kind'>,
  before: Standing,
  after: Standing,
): GradeChange => ({
  ...{ organization, name, kind },
  direction: directionOf(before.grade, after.grade),
  annualDirection: directionOf(before.annual, after.annual),
  ...{ before, after },
});

/** Where a cell's own row of a month puts it. */
export const standingOf = ({ profile, points, grade, measures }: LiveRow): Standing => ({
  ...{ criteriaSet: profile.criteriaSet, points, grade },
  annual: annualGradeOf(fromArray(measures)),
});

const RANKS: readonly (Direction | null)[] = ['down', 'up', 'other', null];

/** Down first, then up, then other, then those of whom only the year changes; each ascending by organization. */
export const downFirst = (a: GradeChange, b: GradeChange): number =>
  RANKS.indexOf(a.direction) - RANKS.indexOf(b.direction) || (a.organization < b.organization ? -1 : 1);
