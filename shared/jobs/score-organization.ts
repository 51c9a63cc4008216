/**
 * Folds an organization's own rows: a pure function of its events of the year so far, of its plan rows, and of what
 * the year before handed on. The trigger says where, never what. Every input is read strongly, events first, then
 * plan rows, then December's row, so that a fold that starts after a change sees it; the watermark keeps out whoever
 * started before it.
 */
import { type Month, monthsOf, previousMonth, yearOf } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import { NOTHING_HANDED_ON, type YearBefore } from '../domain/scorecards/handed-on.ts';
import { criteriaSetsNeeded, foldOwnRows, type OwnRowInputs } from '../domain/scorecards/own-row.ts';
import { type ScoreRow, TOP } from '../domain/scorecards/scorecard.ts';
import type { CriteriaSets } from '../ports/criteria-sets.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { foldUntilSettled, type PutCounts, type PutRows, putRows } from './put-rows.ts';

export type ScoringDeps = {
  readonly events: Pick<EventStore, 'eventsOfYear'>;
  readonly registry: Pick<PlanRegistry, 'planRowsFrom'>;
  readonly scorecards: Pick<ScorecardStore, 'putRow' | 'rows'>;
  readonly criteriaSets: CriteriaSets;
};

/** `plans` reach from the December before to the last month planned. */
type Read = Pick<OwnRowInputs, 'events' | 'plans'> & { readonly before: YearBefore | null };

/** The three parts of the job; a test may put a wrong one in. */
export type ScoringSteps = {
  readonly read: (
    deps: Pick<ScoringDeps, 'events' | 'registry' | 'scorecards'>,
    organization: OrganizationId,
    fromMonth: Month,
  ) => Promise<Read>;
  readonly fold: (inputs: OwnRowInputs) => readonly ScoreRow[];
  readonly put: PutRows;
};

/** Events first: a plan row that is older than the events beside it would let a fold pass for newer than it is. */
export const readOwnInputs: ScoringSteps['read'] = async (
  { events, registry, scorecards },
  organization,
  fromMonth,
) => {
  const year = yearOf(fromMonth);
  const eventsOfYear = await events.eventsOfYear(organization, year);
  const [january = fromMonth] = monthsOf(year);
  const december = previousMonth(january);
  const plans = await registry.planRowsFrom(organization, december);
  const last = plans.find(({ month }) => month === december);
  return { events: eventsOfYear, plans, before: last ? await readYearBefore(scorecards, last) : null };
};

/**
 * What December's own row hands on. It may not be there yet, or stand under another parent by now: then whoever puts
 * it there goes on with the year after it.
 */
async function readYearBefore(
  scorecards: Pick<ScorecardStore, 'rows'>,
  { organization, month, kind, parent }: PlanRow,
): Promise<YearBefore | null> {
  const at = { parent: isCommittee(kind) ? organization : (parent ?? TOP), month, organization };
  const [row] = await scorecards.rows([at]);
  if (row === undefined || row.tombstone) return null;
  const { watermark, asOf, handedOn = NOTHING_HANDED_ON } = row;
  return { watermark, asOf, handedOn };
}

export const SCORING_STEPS: ScoringSteps = { read: readOwnInputs, fold: foldOwnRows, put: putRows };

/**
 * Puts the organization's rows of every month from `fromMonth` to the end of its year, and those of the years after
 * it, whatever became of its own rows: another fold may have put them and not lived to go on.
 * @throws NewerCodeError, UnsettledFoldError
 */
export async function scoreOrganization(
  deps: ScoringDeps,
  organization: OrganizationId,
  fromMonth: Month,
  steps: ScoringSteps = SCORING_STEPS,
): Promise<PutCounts> {
  const counts = { rows: 0, stored: 0, contradicted: 0 };
  for (let from: Month | null = fromMonth; from !== null; ) {
    const year = await scoreYear(deps, organization, from, steps);
    counts.rows += year.counts.rows;
    counts.stored += year.counts.stored;
    counts.contradicted += year.counts.contradicted;
    from = year.goesOnIn;
  }
  return counts;
}

async function scoreYear(
  deps: ScoringDeps,
  organization: OrganizationId,
  fromMonth: Month,
  steps: ScoringSteps,
): Promise<{ readonly counts: PutCounts; readonly goesOnIn: Month | null }> {
  let goesOnIn: Month | null = null;
  const fold = async () => {
    const { events, plans, before } = await steps.read(deps, organization, fromMonth);
    // Immutable once published: loading them is no reading of state.
    const needed = criteriaSetsNeeded(plans, fromMonth);
    const criteriaSets = await Promise.all(needed.map((ref) => deps.criteriaSets(ref)));
    goesOnIn = plans.find(({ month }) => yearOf(month) > yearOf(fromMonth))?.month ?? null;
    return steps.fold({ organization, fromMonth, events, plans, before, criteriaSets });
  };
  const counts = await foldUntilSettled(deps.scorecards, fold, steps.put);
  return { counts, goesOnIn };
}
