/** Why a cell's month has the points it has: criterion by criterion, the value, the rule in words, the points. */
import type { Bilingual } from '../bilingual.ts';
import type { Condition, CriteriaSet, Criterion, Sheet } from '../criteria/criteria.ts';
import {
  CHECK_WORDS,
  COUNT_WORDS,
  conditionInWords,
  gateInWords,
  ruleInWords,
  SHARE_WORDS,
  thresholdsInWords,
  WHEN_UNKNOWN_WORDS,
} from '../criteria/criteria-words.ts';
import type { CriterionScore } from '../criteria/criterion-score.ts';
import type { Grade } from '../criteria/grade.ts';
import { type Raise, raisesOf } from '../criteria/raising.ts';
import { conditionHolds, type MeetingScore, scoreMeeting } from '../criteria/scoring.ts';
import type { SuperiorSheet } from '../criteria/superior-sheet.ts';
import type { EventType, StoredEvent } from '../events/event.ts';
import type { MeetingRecord } from '../events/meeting.ts';
import {
  type Check,
  type Count,
  checkOf,
  countOf,
  type MeetingPlan,
  type Share,
  shareOf,
} from '../events/meeting-facts.ts';
import { reviewKey } from '../events/review.ts';
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef, PlanRow } from '../roster/plan.ts';
import type { Status } from './scorecard.ts';
import { statusOfMonth } from './status.ts';
import { regularOf, superiorSheetOf, type Told, toldOf } from './told.ts';

/** What a rule looked at. Null where it is not known; points in hundredths. */
export type ExplainedValue =
  | ExplainedFigure
  | {
      readonly type: 'checklist';
      readonly checks: readonly {
        readonly check: Check;
        readonly title: Bilingual;
        readonly holds: boolean | null;
        readonly points: number;
      }[];
    }
  | {
      readonly type: 'conditions';
      readonly conditions: readonly {
        /** What the condition asks. */
        readonly asked: Bilingual;
        readonly holds: boolean | null;
        /** Null for a yes-or-no fact, of which `holds` says all. */
        readonly figure: ExplainedFigure | null;
      }[];
    }
  | { readonly type: 'self'; readonly points: number | null };

/** A share or a count as it was found. */
export type ExplainedFigure =
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
    };

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

/** One meeting against the sheet for its kind. */
export type ExplainedMeeting = Pick<MeetingScore, 'points' | 'grade' | 'gatesFailed'> & {
  readonly thresholds: Bilingual;
  readonly groups: Sheet['groups'];
  readonly criteria: readonly ExplainedCriterion[];
  readonly gates: readonly ExplainedGate[];
  /** What would have raised the grade… */
  readonly raises: readonly Raise[];
  /** …and whether these are all the ways that take no more criteria. */
  readonly raisesAll: boolean;
};

/** The month's regular meeting; no criteria and gates where none counts: none reported, withdrawn, or none owed. */
export type Explanation = ExplainedMeeting & {
  readonly organization: OrganizationId;
  readonly month: Month;
  readonly status: Status;
  readonly criteriaSet: CriteriaSetRef;
  readonly title: Bilingual;
  /** Where the set comes from, and what in it is this project's own. */
  readonly source: Bilingual;
  /** The events that the figures rest on. */
  readonly events: readonly {
    readonly type: EventType;
    readonly key: string;
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
  const told = toldOf(events);
  const regular = regularOf(told, plan.month);
  const frame = {
    organization: plan.organization,
    month: plan.month,
    status: statusOfMonth(plan, regular),
    criteriaSet: plan.criteriaSet,
    title: criteriaSet.title,
    source: criteriaSet.source,
    events: restsOn(told, plan.month),
  };
  if (!plan.expected || regular === null || regular.withdrawn) {
    const nothing = { points: null, grade: null, gatesFailed: [], criteria: [], gates: [] };
    const none = { raises: [], raisesAll: true };
    return { ...frame, ...nothing, ...none, ...sheetFrame(criteriaSet) };
  }
  const superior = superiorSheetOf(told, regular);
  return { ...frame, ...explainMeeting(criteriaSet, regular.record, plan, superior) };
}

/** The regular meeting, what answers it, and the inspections that look at it. */
function restsOn(told: Told, month: Month): Explanation['events'] {
  const regular = regularOf(told, month);
  const answered = regular && reviewKey(regular);
  const ofRegular = [
    ...told.meetings.filter(({ key }) => key === 'regular'),
    ...told.reviews.filter(({ key }) => key === answered),
    ...told.inspections.filter(({ record }) => record?.meeting === 'regular'),
  ];
  return ofRegular
    .filter((event) => event.month === month)
    .map(({ type, key, revision, recordedAt }) => ({ type, key, revision, recordedAt }));
}

/**
 * Explains the points of one meeting.
 *
 * @param sheet the one for the meeting's kind
 * @param superior the superior's column of the sheet
 */
export function explainMeeting(
  sheet: Sheet,
  record: MeetingRecord,
  plan: MeetingPlan,
  superior?: SuperiorSheet,
): ExplainedMeeting {
  const score = scoreMeeting(sheet, record, plan, superior);
  const scored = new Map(score.criteria.map((criterion) => [criterion.id, criterion]));
  const raises = raisesOf(sheet, score.criteria);
  return {
    points: score.points,
    grade: score.grade,
    gatesFailed: score.gatesFailed,
    ...sheetFrame(sheet),
    criteria: sheet.criteria.flatMap((criterion) => {
      const points = scored.get(criterion.id);
      return points === undefined ? [] : [explainCriterion(criterion, points, record, plan, sheet)];
    }),
    gates: sheet.gates.map((gate) => ({
      grade: gate.grade,
      otherwise: gate.otherwise,
      fullPointsIn: gate.fullPointsIn,
      missing: gate.fullPointsIn.filter((id) => scored.get(id)?.points !== scored.get(id)?.max),
      rule: gateInWords(gate, sheet),
    })),
    raises: raises.ways,
    raisesAll: raises.all,
  };
}

const sheetFrame = (sheet: Sheet): Pick<ExplainedMeeting, 'thresholds' | 'groups'> => ({
  thresholds: thresholdsInWords(sheet),
  groups: sheet.groups,
});

const explainCriterion = (
  criterion: Criterion,
  score: CriterionScore,
  record: MeetingRecord,
  plan: MeetingPlan,
  { scale }: Sheet,
): ExplainedCriterion => ({
  ...score,
  group: criterion.group,
  title: criterion.title,
  value: lookedAt(criterion, score, record, plan),
  rule: ruleInWords(criterion, scale),
  unknown: score.known ? null : WHEN_UNKNOWN_WORDS[criterion.whenUnknown],
});

function lookedAt(
  { rule, decidedBy }: Criterion,
  { self }: CriterionScore,
  record: MeetingRecord,
  plan: MeetingPlan,
): ExplainedValue {
  if (decidedBy !== 'facts') return { type: 'self', points: self };
  switch (rule.type) {
    case 'share-bands':
    case 'share-linear':
      return shareFigure(rule.share, record);
    case 'count-bands':
    case 'deduction':
      return countFigure(rule.count, record);
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
    case 'all':
      return {
        type: 'conditions',
        conditions: rule.conditions.map((condition) => ({
          asked: conditionInWords(condition),
          holds: conditionHolds(condition, record, plan),
          figure: figureOf(condition, record),
        })),
      };
    case 'self':
      return { type: 'self', points: self };
  }
}

function figureOf(condition: Condition, record: MeetingRecord): ExplainedFigure | null {
  if (condition.type === 'check') return null;
  return condition.type === 'share'
    ? shareFigure(condition.share, record)
    : countFigure(condition.count, record);
}

function shareFigure(share: Share, record: MeetingRecord): ExplainedFigure {
  const { numerator, denominator } = shareOf(share, record);
  return { type: 'share', share, title: SHARE_WORDS[share], numerator, denominator };
}

const countFigure = (count: Count, record: MeetingRecord): ExplainedFigure => ({
  type: 'count',
  count,
  title: COUNT_WORDS[count],
  value: countOf(count, record),
});
