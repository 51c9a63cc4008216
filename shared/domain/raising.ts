/** What would have raised a meeting's grade: the fewest criteria that, brought to full points, reach a better one. */
import type { Sheet } from './criteria.ts';
import type { CriterionScore, Grade } from './scorecard.ts';
import { gradeOfScores } from './scoring.ts';

/** Full points in all of these criteria, everything else as it was, would have brought this grade. */
export type Raise = { readonly grade: Grade; readonly criteria: readonly string[] };

/** At most so many ways are named: more help nobody. */
const MOST_WAYS = 20;
/** Combinations that are looked through before one way, the largest gaps first, is taken for good. */
const MOST_TRIED = 20_000;

/**
 * The smallest sets of criteria, in the sheet's order; each is as small as the others. Empty where the meeting is
 * ungraded or no better grade is left. On a sheet with so many criteria that trying them all would take too long, one
 * way is named, which may not be a smallest.
 */
export function raisesOf(sheet: Sheet, scores: readonly CriterionScore[]): Raise[] {
  const now = gradeOfScores(sheet, scores)?.grade ?? null;
  if (now === null) return [];
  const short = scores.filter(({ points, max }) => points !== null && points < max);
  const reach = (raised: readonly CriterionScore[]): Raise | null => {
    const ids = new Set(raised.map(({ id }) => id));
    const then = scores.map((one) => (ids.has(one.id) ? { ...one, points: one.max } : one));
    const grade = gradeOfScores(sheet, then)?.grade ?? null;
    return grade !== null && isBetter(sheet, grade, now) ? { grade, criteria: [...ids] } : null;
  };
  let tried = 0;
  for (let size = 1; size <= short.length; size += 1) {
    const found: Raise[] = [];
    for (const raised of combinations(short, size)) {
      tried += 1;
      if (tried > MOST_TRIED) return [...found, ...largestGapsFirst(sheet, short, reach)].slice(0, 1);
      const way = reach(raised);
      if (way !== null && found.length < MOST_WAYS) found.push(way);
    }
    if (found.length > 0) return found;
  }
  return [];
}

function largestGapsFirst(
  { gates }: Sheet,
  short: readonly CriterionScore[],
  reach: (raised: readonly CriterionScore[]) => Raise | null,
): Raise[] {
  const gated = new Set(gates.flatMap(({ fullPointsIn }) => fullPointsIn));
  const gap = ({ id, points, max }: CriterionScore) => [gated.has(id) ? 1 : 0, max - (points ?? 0)] as const;
  const ordered = short.toSorted((a, b) => gap(b)[0] - gap(a)[0] || gap(b)[1] - gap(a)[1]);
  for (let size = 1; size <= ordered.length; size += 1) {
    const way = reach(ordered.slice(0, size));
    if (way !== null) return [way];
  }
  return [];
}

const isBetter = ({ thresholds }: Sheet, a: Grade, b: Grade): boolean => {
  const rank = (grade: Grade) => thresholds.findIndex((threshold) => threshold.grade === grade);
  return rank(a) < rank(b);
};

/** Every choice of `size` items, in their order. */
function* combinations<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let i = 0; i <= items.length - size; i += 1)
    for (const rest of combinations(items.slice(i + 1), size - 1)) yield [...items.slice(i, i + 1), ...rest];
}
