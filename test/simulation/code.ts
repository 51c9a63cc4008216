/** The code that workers run: the real steps of the real jobs, in an old and a new version. */
import { fromArray, toArray } from '../../shared/domain/criteria/measures.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import { ADVANCE_STEPS, type AdvanceSteps } from '../../shared/jobs/advance-period.ts';
import { PLANNING_STEPS, type PlanningSteps } from '../../shared/jobs/plan-organization.ts';
import { ROLL_UP_STEPS, type RollUpSteps } from '../../shared/jobs/roll-up-committee.ts';
import { SCORING_STEPS, type ScoringSteps } from '../../shared/jobs/score-organization.ts';

export type Code = {
  readonly planning: PlanningSteps;
  readonly scoring: ScoringSteps;
  readonly rollUp: RollUpSteps;
  readonly seal: AdvanceSteps['seal'];
  /** Whether a sweep folds committees too, as it must. */
  readonly sweepsCommittees: boolean;
};

export const currentCode: Code = {
  planning: PLANNING_STEPS,
  scoring: SCORING_STEPS,
  rollUp: ROLL_UP_STEPS,
  seal: ADVANCE_STEPS.seal,
  sweepsCommittees: true,
};

/** What the next version of the folds computes otherwise: it counts every opinion twice. */
export const OPINIONS_COUNT_IN_NEXT = 2;

const nextStamp = (row: ScoreRow): ScoreRow => ({
  ...row,
  foldVersion: row.foldVersion + 1,
  watermark: row.watermark + 1,
});

function countOpinionsAnew(row: ScoreRow): ScoreRow {
  if (row.tombstone) return row;
  const measures = fromArray(row.measures);
  return {
    ...row,
    measures: toArray({ ...measures, opinions: measures.opinions * OPINIONS_COUNT_IN_NEXT }),
  };
}

/** The same code after a change to what a fold computes, with FOLD_VERSION raised by one. */
export const nextVersionOf = (code: Code): Code => ({
  ...code,
  scoring: {
    ...code.scoring,
    fold: (inputs) => code.scoring.fold(inputs).map(countOpinionsAnew).map(nextStamp),
  },
  rollUp: { ...code.rollUp, fold: (inputs) => code.rollUp.fold(inputs).map(nextStamp) },
});
