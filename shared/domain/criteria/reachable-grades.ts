/**
 * Which grades a meeting, or a year, can get at all under a set. Exact in what the criteria can bring one by one,
 * gates included; that two criteria may rest on the same fact is left aside, so a grade may be called reachable
 * that no real meeting reaches, never the other way round.
 */
import { annualGrade, type GradeCounts } from './annual.ts';
import type { AnnualGrade, Band, CriteriaSet, Criterion, Rule, Sheet } from './criteria.ts';
import type { Grade } from './grade.ts';
import { lowerByGates } from './scoring.ts';

/** Bit p is set if p hundredths of points are possible. */
type PossiblePoints = bigint;

/** Meetings of a year. */
const MEETINGS = 12;

/** The grades that some meeting can get by the sheet, which must be well formed otherwise. */
export function reachableGrades(sheet: Sheet): ReadonlySet<Grade> {
  const reachable = new Set<Grade>();
  for (const [failed, sums] of sumsByFailedGates(sheet)) {
    for (const [i, { grade: reached, atLeast }] of sheet.thresholds.entries()) {
      const below = sheet.thresholds[i - 1]?.atLeast ?? sheet.total + 1;
      if (!anyBetween(sums, atLeast, below)) continue;
      const { grade } = lowerByGates(sheet, reached, (gate) => isIn(failed, sheet.gates.indexOf(gate)));
      if (grade !== null) reachable.add(grade);
    }
  }
  return reachable;
}

const isIn = (set: number, member: number): boolean => (set & (1 << member)) !== 0;

/** The sums that the criteria can make, apart for each set of gates (a bit each) that full points are missing for. */
function sumsByFailedGates({ criteria, gates }: Sheet): ReadonlyMap<number, PossiblePoints> {
  let sums = new Map<number, PossiblePoints>([[0, 1n]]);
  for (const criterion of criteria) {
    const full = 1n << BigInt(criterion.max);
    const possible = possiblePoints(criterion);
    const asking = gates.reduce(
      (set, { fullPointsIn }, i) => (fullPointsIn.includes(criterion.id) ? set | (1 << i) : set),
      0,
    );
    const next = new Map<number, PossiblePoints>();
    const add = (failed: number, more: PossiblePoints) => next.set(failed, (next.get(failed) ?? 0n) | more);
    for (const [failed, before] of sums) {
      add(failed, plus(before, possible & full));
      add(failed | asking, plus(before, possible & ~full));
    }
    sums = next;
  }
  return sums;
}

/** Every sum of one of each: run by run, because what a self score may be is one long run. */
function plus(some: PossiblePoints, others: PossiblePoints): PossiblePoints {
  const binary = others.toString(2);
  let sums = 0n;
  for (const { 0: run, index } of binary.matchAll(/1+/g)) {
    const least = binary.length - index - run.length;
    sums |= spread(some, run.length) << BigInt(least);
  }
  return sums;
}

/** `points` with 0, 1, … `length` − 1 added, by doubling. */
function spread(points: PossiblePoints, length: number): PossiblePoints {
  let sums = points;
  let width = 1;
  for (; width * 2 <= length; width *= 2) sums |= sums << BigInt(width);
  return sums | (sums << BigInt(length - width));
}

const anyBetween = (sums: PossiblePoints, from: number, below: number): boolean =>
  below > from && ((sums >> BigInt(from)) & ((1n << BigInt(below - from)) - 1n)) !== 0n;

function possiblePoints({ rule, max, decidedBy, whenUnknown }: Criterion): PossiblePoints {
  const anything = (1n << BigInt(max + 1)) - 1n;
  if (decidedBy !== 'facts' || whenUnknown === 'self') return anything;
  return possibleByRule(rule, max, anything) | (whenUnknown === 'zero' ? 1n : 0n);
}

function possibleByRule(rule: Rule, max: number, anything: PossiblePoints): PossiblePoints {
  const exactly = (points: number) => 1n << BigInt(points);
  switch (rule.type) {
    case 'share-linear':
    case 'self':
      return anything;
    case 'all':
      return exactly(0) | exactly(max);
    case 'checklist':
      return rule.checks.reduce((sums, { points }) => sums | (sums << BigInt(points)), 1n);
    case 'deduction': {
      let possible = exactly(0);
      for (let points = max; points > 0; points -= rule.per) possible |= exactly(points);
      return possible;
    }
    case 'count-bands':
      return possibleByBands(rule.bands);
    case 'share-bands': {
      const empty = rule.whenEmpty === 'full' ? exactly(max) : rule.whenEmpty === 'zero' ? exactly(0) : 0n;
      return possibleByBands(rule.bands) | empty;
    }
  }
}

function possibleByBands(bands: readonly Band[]): PossiblePoints {
  const lowest = bands.at(-1);
  const coversAll = lowest !== undefined && 'atLeast' in lowest && lowest.atLeast === 0;
  return bands.reduce((possible, { points }) => possible | (1n << BigInt(points)), coversAll ? 0n : 1n);
}

/** The grades that some year of up to twelve graded meetings can get; empty without an annual rule. */
export function reachableAnnualGrades(
  set: Pick<CriteriaSet, 'thresholds' | 'annual'>,
): ReadonlySet<AnnualGrade> {
  const reachable = new Set<AnnualGrade>();
  if (set.annual === undefined) return reachable;
  for (const year of yearsOf(set.thresholds.length, MEETINGS)) {
    const grade = annualGrade(set, year);
    if (grade !== null) reachable.add(grade);
  }
  return reachable;
}

/** Every way in which up to `meetings` may fall on so many grades. */
function yearsOf(grades: number, meetings: number): GradeCounts[] {
  if (grades === 0) return [[]];
  return Array.from({ length: meetings + 1 }, (_, count) =>
    yearsOf(grades - 1, meetings - count).map((others) => [count, ...others]),
  ).flat();
}
