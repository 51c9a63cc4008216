/** Why a cell's month has the points it has: criterion by criterion, the value, the rule in words, the points. */
import type { Bilingual, Check, Count, CriteriaSet, Criterion, Share } from './criteria.ts';
import {
  CHECK_WORDS,
  COUNT_WORDS,
  gateInWords,
  ruleInWords,
  SHARE_WORDS,
  thresholdsInWords,
  WHEN_UNKNOWN_WORDS,
} from './criteria-words.ts';
import type { MeetingKey, MeetingRecord, StoredEvent } from './meeting.ts';
import { checkOf, countOf, shareOf } from './meeting-facts.ts';
import type { OrganizationId } from './organization.ts';
import { newestRevisions } from './own-row.ts';
import type { Instant, Month } from './period.ts';
import type { CriteriaSetRef, PlanRow } from './plan.ts';
import type { CriterionScore, Grade, Status } from './scorecard.ts';
import { scoreMeeting } from './scoring.ts';
import { statusOfMonth } from './status.ts';

/** What a rule looked at. Null where it is not known; points in hundredths. */
export type ExplainedValue =
  | {
      readonly type: 'share';
      readonly share: Share;
      readonly title: Bilingual;
      readonly numerator: number | null;
      readonly denominator: number | null;
    }
  | {
      readonly type: 'count';
      readonly count: Count;
      readonly title: Bilingual;
      readonly value: number | null;
    }
  | {
      readonly type: 'checklist';
      readonly checks: readonly {
        readonly check: Check;
        readonly title: Bilingual;
        readonly holds: boolean | null;
        readonly points: number;
      }[];
    }
  | { readonly type: 'self'; readonly points: number | null };

export type ExplainedCriterion = CriterionScore & {
  readonly group: string;
  readonly title: Bilingual;
  readonly value: ExplainedValue;
  /** The rule in words. */
  readonly rule: Bilingual;
  /** Said where a fact is unknown: what the set does then; else null. */
  readonly unknown: Bilingual | null;
};

/** A gate of the set; with no criterion missing it is passed. */
export type ExplainedGate = {
  readonly grade: Grade;
  readonly otherwise: Grade;
  readonly fullPointsIn: readonly string[];
  readonly missing: readonly string[];
  readonly rule: Bilingual;
};

export type Explanation = {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly status: Status;
  readonly criteriaSet: CriteriaSetRef;
  readonly title: Bilingual;
  /** Where the set comes from, and what in it is this project's own. */
  readonly source: Bilingual;
  readonly points: number | null;
  readonly grade: Grade | null;
  readonly gatesFailed: readonly string[];
  readonly thresholds: Bilingual;
  readonly groups: CriteriaSet['groups'];
  /** Empty where no regular meeting counts: none reported, withdrawn, or none owed. */
  readonly criteria: readonly ExplainedCriterion[];
  readonly gates: readonly ExplainedGate[];
  /** The events that the figures rest on. */
  readonly events: readonly {
    readonly key: MeetingKey;
    readonly revision: number;
    readonly recordedAt: Instant;
  }[];
};

/**
 * Explains the points of one organization's month.
 *
 * @param plan its plan row of the month
 * @param events its events of the month, in any order (those of other months are left aside)
 * @param criteriaSet the set that the plan row names
 */
export function explainMonth(
  plan: PlanRow,
  events: readonly StoredEvent[],
  criteriaSet: CriteriaSet,
): Explanation {
  const regular = newestRevisions(events).get(`${plan.month} regular`) ?? null;
  const frame = {
    organization: plan.organization,
    month: plan.month,
    status: statusOfMonth(plan, regular),
    criteriaSet: plan.criteriaSet,
    title: criteriaSet.title,
    source: criteriaSet.source,
    thresholds: thresholdsInWords(criteriaSet),
    groups: criteriaSet.groups,
    events:
      regular === null
        ? []
        : [{ key: regular.key, revision: regular.revision, recordedAt: regular.recordedAt }],
  };
  const record = plan.expected ? (regular?.record ?? null) : null;
  if (record === null) {
    return { ...frame, points: null, grade: null, gatesFailed: [], criteria: [], gates: [] };
  }
  const score = scoreMeeting(criteriaSet, record, plan);
  const scored = new Map(score.criteria.map((criterion) => [criterion.id, criterion]));
  return {
    ...frame,
    points: score.points,
    grade: score.grade,
    gatesFailed: score.gatesFailed,
    criteria: criteriaSet.criteria.flatMap((criterion) => {
      const points = scored.get(criterion.id);
      return points === undefined ? [] : [explainCriterion(criterion, points, record, plan)];
    }),
    gates: criteriaSet.gates.map((gate) => ({
      grade: gate.grade,
      otherwise: gate.otherwise,
      fullPointsIn: gate.fullPointsIn,
      missing: gate.fullPointsIn.filter((id) => scored.get(id)?.points !== scored.get(id)?.max),
      rule: gateInWords(gate, criteriaSet),
    })),
  };
}

const explainCriterion = (
  criterion: Criterion,
  score: CriterionScore,
  record: MeetingRecord,
  plan: PlanRow,
): ExplainedCriterion => ({
  ...score,
  group: criterion.group,
  title: criterion.title,
  value: lookedAt(criterion, score, record, plan),
  rule: ruleInWords(criterion),
  unknown: score.known ? null : WHEN_UNKNOWN_WORDS[criterion.whenUnknown],
});

function lookedAt(
  { rule, decidedBy }: Criterion,
  { self }: CriterionScore,
  record: MeetingRecord,
  plan: PlanRow,
): ExplainedValue {
  if (decidedBy !== 'facts') return { type: 'self', points: self };
  switch (rule.type) {
    case 'share-bands':
    case 'share-linear': {
      const { numerator, denominator } = shareOf(rule.share, record);
      return { type: 'share', share: rule.share, title: SHARE_WORDS[rule.share], numerator, denominator };
    }
    case 'count-bands':
    case 'deduction':
      return {
        type: 'count',
        count: rule.count,
        title: COUNT_WORDS[rule.count],
        value: countOf(rule.count, record),
      };
    case 'checklist':
      return {
        type: 'checklist',
        checks: rule.checks.map(({ check, points }) => ({
          check,
          title: CHECK_WORDS[check],
          holds: checkOf(check, record, plan),
          points,
        })),
      };
    case 'self':
      return { type: 'self', points: self };
  }
}
