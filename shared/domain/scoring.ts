/**
 * The criteria-set engine: one meeting's points, grade and gates, from the rules that the set holds as data.
 * Integers only: points in hundredths, shares compared by cross-multiplication in basis points.
 */
import type { CriteriaSet, Criterion, Rule } from './criteria.ts';
import { roundHalfEven } from './integers.ts';
import type { Known, MeetingRecord } from './meeting.ts';
import { checkOf, countOf, type MeetingPlan, shareOf } from './meeting-facts.ts';
import type { CriterionScore, Grade } from './scorecard.ts';

/** Basis points of the whole: 10000 = 100 %. */
const WHOLE = 10_000;

export type MeetingScore = {
  /** In the set's order, one a criterion. */
  readonly criteria: readonly CriterionScore[];
  /** Sum of the criteria's points in hundredths, 0 … set.total; null (ungraded) while any of them is null. */
  readonly points: number | null;
  readonly grade: Grade | null;
  /** Criteria short of full points whose gate kept the grade down, in the set's order. */
  readonly gatesFailed: readonly string[];
};

/** Points that superiors gave by criterion; there are no inspections yet, so it is always empty. */
export type SuperiorScores = Readonly<Record<string, number>>;

/** Scores one regular meeting. */
export function scoreMeeting(
  set: CriteriaSet,
  record: MeetingRecord,
  plan: MeetingPlan,
  superior: SuperiorScores = {},
): MeetingScore {
  const criteria = set.criteria.map((criterion) =>
    scoreCriterion(criterion, record, plan, superior[criterion.id] ?? null),
  );
  const points = sumOrNull(criteria);
  if (points === null) return { criteria, points, grade: null, gatesFailed: [] };
  const { grade, gatesFailed } = passGates(set, gradeFor(set, points), criteria);
  return { criteria, points, grade, gatesFailed };
}

function scoreCriterion(
  criterion: Criterion,
  record: MeetingRecord,
  plan: MeetingPlan,
  superior: number | null,
): CriterionScore {
  const self = record.selfScore?.[criterion.id] ?? null;
  const decided = decide(criterion, record, plan, self, superior);
  return {
    id: criterion.id,
    points: decided ?? pointsWhenUnknown(criterion, record, plan, self),
    max: criterion.max,
    self,
    superior,
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
      return self;
    case 'superior-else-self':
      return superior ?? self;
  }
}

/** What the set says an unknown fact does. A checklist counted as zero loses the unknown items alone. */
function pointsWhenUnknown(
  { rule, whenUnknown }: Criterion,
  record: MeetingRecord,
  plan: MeetingPlan,
  self: number | null,
): number | null {
  if (whenUnknown === 'ungraded') return null;
  if (whenUnknown === 'self') return self;
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
      return value === null ? null : firstBand(rule.bands, (atLeast) => value >= atLeast);
    }
    case 'checklist':
      return pointsByChecklist(rule, record, plan);
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
  return firstBand(rule.bands, (atLeast) => numerator * WHOLE >= atLeast * denominator);
}

const firstBand = (
  bands: readonly { readonly atLeast: number; readonly points: number }[],
  reached: (atLeast: number) => boolean,
): number => bands.find(({ atLeast }) => reached(atLeast))?.points ?? 0;

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

/** The grade that `points` (hundredths) reach by the set's thresholds, gates left aside. */
export const gradeFor = ({ thresholds }: Pick<CriteriaSet, 'thresholds'>, points: number): Grade | null =>
  thresholds.find(({ atLeast }) => points >= atLeast)?.grade ?? null;

/**
 * Lowers a grade whose gate is not passed; the lower grade's own gate is asked in turn. A gate never raises:
 * one that would (a malformed set) is not followed.
 */
function passGates(
  set: CriteriaSet,
  reached: Grade | null,
  criteria: readonly CriterionScore[],
): Pick<MeetingScore, 'grade' | 'gatesFailed'> {
  const short = new Set(criteria.filter(({ points, max }) => points !== max).map(({ id }) => id));
  const failed = new Set<string>();
  let grade = reached;
  for (const threshold of set.thresholds) {
    if (threshold.grade !== grade) continue;
    for (const gate of set.gates.filter((candidate) => candidate.grade === threshold.grade)) {
      const missing = gate.fullPointsIn.filter((id) => short.has(id));
      if (missing.length === 0 || !isLower(set, gate.otherwise, threshold.grade)) continue;
      grade = isLower(set, gate.otherwise, grade) ? gate.otherwise : grade;
      for (const id of missing) failed.add(id);
    }
  }
  return { grade, gatesFailed: criteria.map(({ id }) => id).filter((id) => failed.has(id)) };
}

function isLower({ thresholds }: CriteriaSet, a: Grade, b: Grade): boolean {
  const rank = (grade: Grade) => thresholds.findIndex((threshold) => threshold.grade === grade);
  return rank(a) > rank(b);
}
