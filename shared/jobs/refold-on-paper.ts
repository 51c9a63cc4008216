/** What an organization's month comes to by another criteria set: the real folds, over plan rows as they would be. */
import { yearOf } from '../domain/period.ts';
import { type GradeChange, gradeChange, type Standing, standingOf } from '../domain/planning/grade-change.ts';
import type { CriteriaSetRef, PlanRow } from '../domain/roster/plan.ts';
import { type MeanSum, meanOf, meanSumOf, minus, NOTHING, plus } from '../domain/scorecards/mean-sum.ts';
import { criteriaSetsNeeded, foldOwnRows } from '../domain/scorecards/own-row.ts';
import { foldCommittee } from '../domain/scorecards/roll-up.ts';
import type { LiveRow, ScoreRow } from '../domain/scorecards/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

export type RefoldDeps = {
  readonly registry: Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly scorecards: Pick<ScorecardStore, 'partition'>;
  readonly criteriaSets: CriteriaSets;
};

export type Refolded = {
  /** Null where there is no row to say anything of. */
  readonly change: GradeChange | null;
  /** What it adds to those above it. */
  readonly more: MeanSum;
};

const isLive = (row: ScoreRow): row is LiveRow => !row.tombstone;

/**
 * A cell's month, folded twice: from its plan rows of the year as stored, so that a fold that is late does not look
 * like a change, and from the rows as they would be.
 *
 * @param setUnder the criteria set that a stored plan row would name
 */
export async function refoldCell(
  deps: RefoldDeps,
  { organization, month, name, kind }: PlanRow,
  setUnder: (stored: PlanRow) => Promise<CriteriaSetRef>,
): Promise<Refolded> {
  const year = yearOf(month);
  const events = await deps.events.eventsOfYear(organization, year);
  const stored = (await deps.registry.planRowsOfYear(organization, year)).filter((row) => row.month <= month);
  const drawn = await Promise.all(
    stored.map(async (row): Promise<PlanRow> => ({ ...row, criteriaSet: await setUnder(row) })),
  );
  const fold = async (plans: readonly PlanRow[]): Promise<LiveRow | undefined> => {
    const needed = criteriaSetsNeeded(plans, month);
    const criteriaSets = await Promise.all(needed.map((ref) => deps.criteriaSets(ref)));
    return foldOwnRows({ organization, fromMonth: month, events, plans, criteriaSets }).find(isLive);
  };
  const [before, after] = await Promise.all([fold(stored), fold(drawn)]);
  if (before === undefined || after === undefined) return { change: null, more: NOTHING };
  return {
    change: gradeChange({ organization, name, kind }, standingOf(before), standingOf(after)),
    more: minus(meanSumOf(after), meanSumOf(before)),
  };
}

/** A committee's month: its mean as its partition has it, and the same with what those below it would add. */
export async function refoldCommittee(
  { scorecards, criteriaSets }: Pick<RefoldDeps, 'scorecards' | 'criteriaSets'>,
  plan: PlanRow,
  under: CriteriaSetRef,
  more: MeanSum,
): Promise<GradeChange | null> {
  const { organization: committee, month, name, kind } = plan;
  const rows = await scorecards.partition(committee, month);
  const [now, then] = await Promise.all([criteriaSets(plan.criteriaSet), criteriaSets(under)]);
  const row = foldCommittee({ committee, month, rows, plan, criteriaSet: now }).find(isLive);
  if (row === undefined || rows.length === 0) return null;
  const before = { ...standingOf(row), criteriaSet: plan.criteriaSet, annual: null };
  const after: Standing = { criteriaSet: under, ...meanOf(plus(meanSumOf(row), more), then), annual: null };
  return gradeChange({ organization: committee, name, kind }, before, after);
}
