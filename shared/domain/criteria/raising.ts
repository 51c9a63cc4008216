/** What would have raised a meeting's grade: the fewest criteria that, brought to full points, reach a better one. */
import type { Gate, Sheet } from './criteria.ts';
import type { CriterionScore } from './criterion-score.ts';
import type { Grade } from './grade.ts';
import { gradeOfScores, lowerByGates } from './scoring.ts';

/** Full points in all of these criteria, everything else as it was, would have brought this grade. */
export type Raise = { readonly grade: Grade; readonly criteria: readonly string[] };

export type Raises = {
  /** Each is as small as the others, in the sheet's order. */
  readonly ways: readonly Raise[];
  /** Whether these are all of that size; else there are more than are named. */
  readonly all: boolean;
};

/** At most so many ways are named: more help nobody. */
const MOST_WAYS = 20;
/**
 * Choices looked at before the search is given up as not exhaustive. Only a sheet by which more points can bring a
 * lower grade (a gate that drops two grades where the next has none) makes it look at choices in vain.
 */
const MOST_TRIED = 5_000;

const NOTHING: Raises = { ways: [], all: true };

/** A criterion short of full points, and by how much. */
type Gap = { readonly id: string; readonly gap: number };

/** To pass these gates some criteria must be full; then the points must come to what a better grade needs. */
type Aim = {
  readonly forced: readonly Gap[];
  readonly others: readonly Gap[];
  /** Points that the others must bring. */
  readonly missing: number;
  /** Fewest criteria, forced ones among them, that do it. */
  readonly size: number;
};

/**
 * The smallest sets of criteria that raise the grade. None where the meeting is ungraded or has the best grade.
 *
 * Which gates are to be passed says which criteria must be full; of the others the largest gaps make the fewest. So
 * every choice of gates (12 at most) gives its fewest in one pass, and a way is followed only as long as the largest
 * gaps left can still bring what is missing: nothing is tried in vain, however many criteria a sheet has.
 */
export function raisesOf(sheet: Sheet, scores: readonly CriterionScore[]): Raises {
  const now = gradeOfScores(sheet, scores)?.grade ?? null;
  if (now === null) return NOTHING;
  const aims = aimsOf(sheet, scores, now);
  const fewest = Math.min(...aims.map((aim) => aim.size));
  const budget = { left: MOST_TRIED };
  for (let size = fewest; size <= scores.length && budget.left > 0; size += 1) {
    const ways = waysOf(sheet, scores, { aims: aims.filter((aim) => aim.size <= size), size, now, budget });
    if (ways.length > 0)
      return { ways: ways.slice(0, MOST_WAYS), all: ways.length <= MOST_WAYS && budget.left > 0 };
  }
  return { ways: [], all: budget.left > 0 };
}

type Search = {
  readonly aims: readonly Aim[];
  readonly size: number;
  readonly now: Grade;
  readonly budget: { left: number };
};

/** Of one size, in the sheet's order; one more than are named if there are more. */
function waysOf(
  sheet: Sheet,
  scores: readonly CriterionScore[],
  { aims, size, now, budget }: Search,
): Raise[] {
  const order = new Map(scores.map(({ id }, i) => [id, i]));
  const place = (id: string) => order.get(id) ?? 0;
  const ways = new Map<string, Raise>();
  for (const aim of aims) {
    for (const chosen of choices(aim, size)) {
      budget.left -= 1;
      const criteria = chosen.map(({ id }) => id).toSorted((a, b) => place(a) - place(b));
      const grade = gradeWith(sheet, scores, criteria);
      if (grade !== null && isBetter(sheet, grade, now)) ways.set(criteria.join(' '), { grade, criteria });
      if (ways.size > MOST_WAYS || budget.left <= 0) break;
    }
  }
  return [...ways.values()].toSorted((a, b) => firstDifference(a.criteria.map(place), b.criteria.map(place)));
}

/** For every choice of the gates that fail now, what passing these and no others asks. */
function aimsOf(sheet: Sheet, scores: readonly CriterionScore[], now: Grade): Aim[] {
  const gaps = scores.flatMap(({ id, points, max }) =>
    points !== null && points < max ? [{ id, gap: max - points }] : [],
  );
  const short = new Set(gaps.map(({ id }) => id));
  const points = scores.reduce((sum, one) => sum + (one.points ?? 0), 0);
  const failing = sheet.gates.filter(({ fullPointsIn }) => fullPointsIn.some((id) => short.has(id)));
  return subsetsOf(failing).flatMap((passed): Aim[] => {
    const wanted = new Set(passed.flatMap(({ fullPointsIn }) => fullPointsIn));
    const forced = gaps.filter(({ id }) => wanted.has(id));
    const others = gaps.filter(({ id }) => !wanted.has(id));
    const fails = (gate: Gate) => failing.includes(gate) && !passed.includes(gate);
    const needed = sheet.thresholds
      .filter(({ grade }) => {
        const left = lowerByGates(sheet, grade, fails).grade;
        return left !== null && isBetter(sheet, left, now);
      })
      .at(-1)?.atLeast;
    if (needed === undefined) return [];
    const missing = needed - points - sum(forced);
    const extra = fewestFor(others, missing);
    return extra === null ? [] : [{ forced, others, missing, size: forced.length + extra }];
  });
}

/** How many of the largest gaps bring what is missing; null: not all of them together. */
function fewestFor(gaps: readonly Gap[], missing: number): number | null {
  const falling = gaps.toSorted((a, b) => b.gap - a.gap);
  let brought = 0;
  let taken = 0;
  for (; brought < missing; taken += 1) {
    const next = falling[taken];
    if (next === undefined) return null;
    brought += next.gap;
  }
  return taken;
}

/** The forced ones with every choice of others that brings what is missing, in the sheet's order. */
function* choices({ forced, others, missing }: Aim, size: number): Generator<readonly Gap[]> {
  for (const more of choose(others, size - forced.length, missing)) yield [...forced, ...more];
}

function* choose(gaps: readonly Gap[], count: number, missing: number): Generator<readonly Gap[]> {
  if (count === 0) {
    if (missing <= 0) yield [];
    return;
  }
  for (const [i, first] of gaps.entries()) {
    const rest = gaps.slice(i + 1);
    const most = sum([...rest].toSorted((a, b) => b.gap - a.gap).slice(0, count - 1));
    if (rest.length < count - 1 || first.gap + most < missing) continue;
    for (const others of choose(rest, count - 1, missing - first.gap)) yield [first, ...others];
  }
}

const sum = (gaps: readonly Gap[]): number => gaps.reduce((total, { gap }) => total + gap, 0);

const subsetsOf = <Item>(items: readonly Item[]): Item[][] =>
  Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, i) => (bits & (1 << i)) !== 0));

function gradeWith(sheet: Sheet, scores: readonly CriterionScore[], full: readonly string[]): Grade | null {
  const then = scores.map((one) => (full.includes(one.id) ? { ...one, points: one.max } : one));
  return gradeOfScores(sheet, then)?.grade ?? null;
}

const isBetter = ({ thresholds }: Sheet, a: Grade, b: Grade): boolean => {
  const rank = (grade: Grade) => thresholds.findIndex((threshold) => threshold.grade === grade);
  return rank(a) < rank(b);
};

const firstDifference = (a: readonly number[], b: readonly number[]): number =>
  a.map((one, i) => one - (b[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
