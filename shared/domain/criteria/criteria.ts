/**
 * Criteria sets (bộ tiêu chí) as data: what a set may say. Points are integers in hundredths of a point,
 * shares integers in basis points (9000 = 90 %). One meeting is evaluated in `scoring.ts`, a year in `annual.ts`.
 */
import type { Bilingual } from '../bilingual.ts';
import type { MeetingKind } from '../events/meeting.ts';
import type { Check, Count, Share } from '../events/meeting-facts.ts';
import type { Grade } from './grade.ts';

/** A lower bound: from this value on, or only above it (12-HD/BTCTW asks for attendance *above* 85 %). */
export type Bound = { readonly atLeast: number } | { readonly above: number };

/** Points from a bound on. */
export type Band = Bound & { readonly points: number };

/** What a condition allows: a lower bound, or a most. */
export type Limit = Bound | { readonly atMost: number };

/** Something that holds or does not, or is not known. */
export type Condition =
  | { readonly type: 'check'; readonly check: Check }
  | ({
      readonly type: 'share';
      readonly share: Share;
      /** What a denominator of 0 means. */
      readonly whenEmpty: 'holds' | 'fails' | 'unknown';
    } & Limit)
  | ({ readonly type: 'count'; readonly count: Count } & Limit);

export type Rule =
  /** Points of the first band reached, bands in falling order of their bounds; below all of them 0. */
  | {
      readonly type: 'share-bands';
      readonly share: Share;
      readonly bands: readonly Band[];
      /** What a denominator of 0 gives, e.g. no tasks left over from the last resolution. */
      readonly whenEmpty: 'full' | 'zero' | 'unknown';
    }
  | { readonly type: 'count-bands'; readonly count: Count; readonly bands: readonly Band[] }
  /** max × numerator / denominator, rounded half to even to a hundredth. */
  | { readonly type: 'share-linear'; readonly share: Share; readonly whenEmpty: 'full' | 'zero' | 'unknown' }
  /** Each fact that holds brings its points. */
  | {
      readonly type: 'checklist';
      readonly checks: readonly { readonly check: Check; readonly points: number }[];
    }
  /** Full points if every condition holds, else none: one known to fail settles it, whatever is unknown beside it. */
  | { readonly type: 'all'; readonly conditions: readonly Condition[] }
  /** Full points less `per` for each counted thing, never below 0. */
  | { readonly type: 'deduction'; readonly count: Count; readonly per: number }
  /** No fact decides it: the cell's own score, or a superior's, does. */
  | { readonly type: 'self' };

export type Criterion = {
  readonly id: string;
  readonly group: string;
  readonly title: Bilingual;
  readonly max: number;
  /** `facts`: the rule decides. `superior-else-self`: an inspecting superior's score if there is one, else self. */
  readonly decidedBy: 'facts' | 'self' | 'superior-else-self';
  readonly rule: Rule;
  /** What an unknown fact does: leave the meeting ungraded, fall back on the self score, or count 0. */
  readonly whenUnknown: 'ungraded' | 'self' | 'zero';
};

export type Gate = {
  /** This grade needs… */
  readonly grade: Grade;
  /** …full points in all of these criteria… */
  readonly fullPointsIn: readonly string[];
  /** …else it is this one. */
  readonly otherwise: Grade;
};

/** Points of a criterion in a sheet of scale `met`: one point, so that a meeting's points count the criteria it met. */
export const MET_POINTS = 100;

/** What one kind of meeting is scored by. */
export type Sheet = {
  /**
   * `points` (where nothing is said): criteria bring points, thresholds grade their sum. `met`: a frame without
   * points. There each criterion is met or not and is worth {@link MET_POINTS}; the meeting is `dat` if every
   * criterion is met, else `khong-dat`; its points are the number of criteria met, in hundredths, so a
   * committee's mean reads "so many of so many criteria met".
   */
  readonly scale?: 'points' | 'met';
  /** Sum of the criteria's points, in hundredths. */
  readonly total: number;
  readonly groups: readonly { readonly id: string; readonly title: Bilingual; readonly points: number }[];
  readonly criteria: readonly Criterion[];
  /** Falling order of `atLeast`; the last has 0. */
  readonly thresholds: readonly { readonly grade: Grade; readonly atLeast: number }[];
  readonly gates: readonly Gate[];
};

/** Grades of a year, best first. */
export const ANNUAL_GRADES = ['tot', 'kha', 'trung-binh', 'kem'] as const satisfies readonly Grade[];
export type AnnualGrade = (typeof ANNUAL_GRADES)[number];

/** What may be asked of the year's graded regular meetings; `grade` means that grade or a better one of the set. */
export type AnnualCondition =
  | { readonly type: 'every'; readonly grade: Grade }
  | { readonly type: 'count'; readonly grade: Grade; readonly atLeast: number }
  /** Of the meetings graded, in basis points. */
  | ({ readonly type: 'share'; readonly grade: Grade } & Bound);

/** Best grade first; the year has the first one whose conditions all hold. The last has none: it takes what is left. */
export type AnnualRule = readonly {
  readonly grade: AnnualGrade;
  readonly when: readonly AnnualCondition[];
}[];

/** A set is itself the sheet of regular meetings. */
export type CriteriaSet = Sheet & {
  readonly id: string;
  readonly revision: number;
  readonly title: Bilingual;
  /** The regulation or publication that the set comes from, and what in it is this project's own. */
  readonly source: Bilingual;
  /** Where thematic meetings have a sheet of their own; a criterion that stands on both keeps its id. */
  readonly thematic?: Sheet;
  /** How the year is graded from its regular meetings. */
  readonly annual?: AnnualRule;
};

/**
 * The sheet for a kind of meeting. Null: the set does not score such meetings, which is so of every extraordinary
 * one, and of thematic ones where the set has no sheet for them.
 */
export function sheetOf(set: CriteriaSet, kind: MeetingKind): Sheet | null {
  if (kind === 'regular') return set;
  return kind === 'thematic' ? (set.thematic ?? null) : null;
}
