/**
 * The criteria-set engine: one meeting's points, grade and gates, from the rules that the set holds as data.
 * Integers only: points in hundredths, shares compared by cross-multiplication in basis points.
 */
import type { Known, MeetingRecord } from '../events/meeting.ts';
import { checkOf, countOf, type MeetingPlan, shareOf } from '../events/meeting-facts.ts';
import { roundHalfEven } from '../integers.ts';
import type { Band, Bound, Condition, Criterion, Gate, Limit, Rule, Sheet } from './criteria.ts';
import type { CriterionScore } from './criterion-score.ts';
import type { Grade } from './grade.ts';
import type { SuperiorSheet } from './superior-sheet.ts';

/** Basis points of the whole: 10000 = 100 %. */
const WHOLE = 10_000;

export type MeetingScore = {
  /** In the set's order, one a criterion. */
  readonly criteria: readonly CriterionScore[];
  /** Sum of the criteria's points in hundredths, 0 … the sheet's total; null (ungraded) while any of them is null. */
  readonly points: number | null;
  readonly grade: Grade | null;
  /** Criteria short of full points whose gate kept the grade down, in the set's order. */
  readonly gatesFailed: readonly string[];
};

const NO_SUPERIOR: SuperiorSheet = { given: {}, deciding: {} };

/** Scores one meeting by the sheet for its kind; of a regular meeting that is the set itself. */
export function scoreMeeting(
  sheet: Sheet,
  record: MeetingRecord,
  plan: MeetingPlan,
  superior: SuperiorSheet = NO_SUPERIOR,
): MeetingScore {
  const criteria = sheet.criteria.map((criterion) => scoreCriterion(criterion, record, plan, superior));
  const points = sumOrNull(criteria);
  const graded = gradeOfScores(sheet, criteria) ?? { grade: null, gatesFailed: [] };
  return { criteria, points, ...graded };
}

/** The grade of a whole sheet, gates passed; null while a criterion's points are not known. */
export function gradeOfScores(
  sheet: Sheet,
  criteria: readonly CriterionScore[],
): Pick<MeetingScore, 'grade' | 'gatesFailed'> | null {
  const points = sumOrNull(criteria);
  return points === null ? null : passGates(sheet, gradeFor(sheet, points), criteria);
}

function scoreCriterion(
  criterion: Criterion,
  record: MeetingRecord,
  plan: MeetingPlan,
  { given, deciding }: SuperiorSheet,
): CriterionScore {
  const self = record.selfScore?.[criterion.id] ?? null;
  const decided = decide(criterion, record, plan, self, deciding[criterion.id] ?? null);
  return {
    id: criterion.id,
    points: decided ?? pointsWhenUnknown(criterion, record, plan, self),
    max: criterion.max,
    self,
    superior: given[criterion.id] ?? null,
    known: decided !== null,
  };
}

function decide(
  criterion: Criterion,
  record: MeetingRecord,
  plan: MeetingPlan,
  self: number | null,
  superior: number | null,
): Known<number> {
  switch (criterion.decidedBy) {
    case 'facts':
      return pointsByRule(criterion, record, plan);
    case 'self':
      return within(criterion, self);
    case 'superior-else-self':
      return within(criterion, superior ?? self);
  }
}

/** A score given under an earlier revision of the set may be more than the criterion now brings. */
const within = ({ max }: Pick<Criterion, 'max'>, given: number | null): number | null =>
  given === null ? null : Math.min(given, max);

/** What the set says an unknown fact does. A checklist counted as zero loses the unknown items alone. */
function pointsWhenUnknown(
  { rule, max, whenUnknown }: Criterion,
  record: MeetingRecord,
  plan: MeetingPlan,
  self: number | null,
): number | null {
  if (whenUnknown === 'ungraded') return null;
  if (whenUnknown === 'self') return within({ max }, self);
  if (rule.type !== 'checklist') return 0;
  return rule.checks.reduce(
    (sum, { check, points }) => sum + (checkOf(check, record, plan) === true ? points : 0),
    0,
  );
}

/** Points in hundredths by the criterion's rule; null where a fact that it needs is unknown. */
export function pointsByRule(
  { rule, max }: Pick<Criterion, 'rule' | 'max'>,
  record: MeetingRecord,
  plan: MeetingPlan,
): Known<number> {
  switch (rule.type) {
    case 'share-bands':
    case 'share-linear':
      return pointsByShare(rule, max, record);
    case 'count-bands': {
      const value = countOf(rule.count, record);
      return value === null ? null : firstBand(rule.bands, (bound) => isWithin(bound, value, 1));
    }
    case 'checklist':
      return pointsByChecklist(rule, record, plan);
    case 'all': {
      const holds = allHold(rule.conditions, record, plan);
      return holds === null ? null : holds ? max : 0;
    }
    case 'deduction': {
      const value = countOf(rule.count, record);
      return value === null ? null : Math.max(0, max - rule.per * value);
    }
    case 'self':
      return null;
  }
}

function pointsByShare(
  rule: Extract<Rule, { readonly whenEmpty: unknown }>,
  max: number,
  record: MeetingRecord,
): Known<number> {
  const { numerator, denominator } = shareOf(rule.share, record);
  if (denominator === 0) return rule.whenEmpty === 'unknown' ? null : rule.whenEmpty === 'full' ? max : 0;
  if (numerator === null || denominator === null) return null;
  if (rule.type === 'share-linear') return roundHalfEven(max * Math.min(numerator, denominator), denominator);
  return firstBand(rule.bands, (bound) => isWithin(bound, numerator * WHOLE, denominator));
}

const firstBand = (bands: readonly Band[], reached: (bound: Bound) => boolean): number =>
  bands.find(reached)?.points ?? 0;

/** Whether `numerator / denominator` keeps the limit; denominator > 0, compared without dividing. */
function isWithin(limit: Limit, numerator: number, denominator: number): boolean {
  if ('atLeast' in limit) return numerator >= limit.atLeast * denominator;
  if ('above' in limit) return numerator > limit.above * denominator;
  return numerator <= limit.atMost * denominator;
}

/** False as soon as one is known to fail, else null as long as one is unknown. */
function allHold(conditions: readonly Condition[], record: MeetingRecord, plan: MeetingPlan): Known<boolean> {
  const found = conditions.map((condition) => conditionHolds(condition, record, plan));
  if (found.includes(false)) return false;
  return found.includes(null) ? null : true;
}

/** Whether one condition holds of a meeting; null where a fact that it needs is unknown. */
export function conditionHolds(
  condition: Condition,
  record: MeetingRecord,
  plan: MeetingPlan,
): Known<boolean> {
  if (condition.type === 'check') return checkOf(condition.check, record, plan);
  if (condition.type === 'count') {
    const value = countOf(condition.count, record);
    return value === null ? null : isWithin(condition, value, 1);
  }
  const { numerator, denominator } = shareOf(condition.share, record);
  if (denominator === 0) return condition.whenEmpty === 'unknown' ? null : condition.whenEmpty === 'holds';
  if (numerator === null || denominator === null) return null;
  return isWithin(condition, numerator * WHOLE, denominator);
}

/** Unknown facts leave the sum unknown, unless no points ride on them. */
function pointsByChecklist(
  { checks }: Extract<Rule, { readonly type: 'checklist' }>,
  record: MeetingRecord,
  plan: MeetingPlan,
): Known<number> {
  let sum = 0;
  for (const { check, points } of checks) {
    const holds = checkOf(check, record, plan);
    if (holds === null && points !== 0) return null;
    if (holds === true) sum += points;
  }
  return sum;
}

function sumOrNull(criteria: readonly CriterionScore[]): number | null {
  let sum = 0;
  for (const { points } of criteria) {
    if (points === null) return null;
    sum += points;
  }
  return sum;
}

/** The grade that `points` (hundredths) reach by the thresholds of a sheet, gates left aside. */
export const gradeFor = ({ thresholds }: Pick<Sheet, 'thresholds'>, points: number): Grade | null =>
  thresholds.find(({ atLeast }) => points >= atLeast)?.grade ?? null;

function passGates(
  sheet: Sheet,
  reached: Grade | null,
  criteria: readonly CriterionScore[],
): Pick<MeetingScore, 'grade' | 'gatesFailed'> {
  const short = new Set(criteria.filter(({ points, max }) => points !== max).map(({ id }) => id));
  const missing = ({ fullPointsIn }: Gate) => fullPointsIn.filter((id) => short.has(id));
  const { grade, lowered } = lowerByGates(sheet, reached, (gate) => missing(gate).length > 0);
  const failed = new Set(lowered.flatMap(missing));
  return { grade, gatesFailed: criteria.map(({ id }) => id).filter((id) => failed.has(id)) };
}

/**
 * Lowers a grade whose gate is not passed; the lower grade's own gate is asked in turn. A gate never raises:
 * one that would (a malformed set) is not followed.
 *
 * @returns the grade that is left, and the gates that lowered it
 */
export function lowerByGates(
  sheet: Pick<Sheet, 'thresholds' | 'gates'>,
  reached: Grade | null,
  fails: (gate: Gate) => boolean,
): { readonly grade: Grade | null; readonly lowered: readonly Gate[] } {
  const lowered: Gate[] = [];
  let grade = reached;
  for (const threshold of sheet.thresholds) {
    if (threshold.grade !== grade) continue;
    for (const gate of sheet.gates.filter((candidate) => candidate.grade === threshold.grade)) {
      if (!fails(gate) || !isLower(sheet, gate.otherwise, threshold.grade)) continue;
      grade = isLower(sheet, gate.otherwise, grade) ? gate.otherwise : grade;
      lowered.push(gate);
    }
  }
  return { grade, lowered };
}

function isLower({ thresholds }: Pick<Sheet, 'thresholds'>, a: Grade, b: Grade): boolean {
  const rank = (grade: Grade) => thresholds.findIndex((threshold) => threshold.grade === grade);
  return rank(a) > rank(b);
}
