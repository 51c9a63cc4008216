/**
 * Criteria sets (bộ tiêu chí) as data: what a set may say. Points are integers in hundredths of a point,
 * shares integers in basis points (9000 = 90 %). Evaluation is in `scoring.ts`.
 */
import type { Grade } from './scorecard.ts';

export type Bilingual = { readonly vi: string; readonly en: string };

/** Measures of one meeting that a rule may look at: a ratio of two counts. */
export const SHARES = [
  'attendance', // present of required
  'unexcused', // absent without reason, of required
  'speakers', // speakers of present
  'tasksWithDeadline', // tasks with a deadline of tasks assigned
  'workingAssigned', // working members given a task, of working members
  'previousTasksDone', // tasks done of the last resolution's tasks
] as const;
export type Share = (typeof SHARES)[number];

/** Plain integers of one meeting that a rule may look at. */
export const COUNTS = [
  'minutesHeld',
  'absentUnexcused',
  'repeatedAbsences',
  'speakers',
  'opinions',
  'proposals',
  'tasksAssigned',
] as const;
export type Count = (typeof COUNTS)[number];

/** Yes-or-no facts of one meeting that a checklist may name. */
export const CHECKS = [
  'preparation.secretaryPrepared',
  'preparation.committeeMet', // counts as met where the cell has no committee
  'preparation.documentsDistributed',
  'preparation.draftResolution',
  'agenda.rollCallAnnounced',
  'agenda.programmeAdopted',
  'agenda.currentAffairs',
  'agenda.previousMonthReviewed',
  'agenda.nextMonthTasks',
  'agenda.studyAndExample',
  'agenda.criticismAndSelfCriticism',
  'agenda.discussed',
  'agenda.concluded',
  'stepsInOrder',
  'minutesComplete',
  'resolutionAdopted', // form is resolution or conclusion
  'onSchedule', // held on the programme's day; without one, inside the month
] as const;
export type Check = (typeof CHECKS)[number];

export type Rule =
  /** Points of the first band reached, bands in falling order of `atLeast`; below all of them 0. */
  | {
      readonly type: 'share-bands';
      readonly share: Share;
      readonly bands: readonly { readonly atLeast: number; readonly points: number }[];
      /** What a denominator of 0 gives, e.g. no tasks left over from the last resolution. */
      readonly whenEmpty: 'full' | 'zero' | 'unknown';
    }
  | {
      readonly type: 'count-bands';
      readonly count: Count;
      readonly bands: readonly { readonly atLeast: number; readonly points: number }[];
    }
  /** max × numerator / denominator, rounded half to even to a hundredth. */
  | { readonly type: 'share-linear'; readonly share: Share; readonly whenEmpty: 'full' | 'zero' | 'unknown' }
  /** Each fact that holds brings its points. */
  | {
      readonly type: 'checklist';
      readonly checks: readonly { readonly check: Check; readonly points: number }[];
    }
  /** Full points less `per` for each counted thing, never below 0. */
  | { readonly type: 'deduction'; readonly count: Count; readonly per: number }
  /** No fact decides it: the cell's own score does. */
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

export type CriteriaSet = {
  readonly id: string;
  readonly revision: number;
  readonly title: Bilingual;
  /** The regulation or publication that the set comes from, and what in it is this project's own. */
  readonly source: Bilingual;
  /** Sum of the criteria's points, in hundredths. */
  readonly total: number;
  readonly groups: readonly { readonly id: string; readonly title: Bilingual; readonly points: number }[];
  readonly criteria: readonly Criterion[];
  /** Falling order of `atLeast`; the last has 0. */
  readonly thresholds: readonly { readonly grade: Grade; readonly atLeast: number }[];
  readonly gates: readonly Gate[];
};
