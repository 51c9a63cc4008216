/** How often an organization's offices had to attend somebody, and did: by the plan rows and events of those attended. */
import pMap from 'p-map';
import { doesDuty } from '../../shared/domain/events/duty-done.ts';
import { type Month, monthsOf, type Period, type Quarter, yearOf } from '../../shared/domain/period.ts';
import { type Duty, type DutyId, mayBeDoneIn, quartersToReport } from '../../shared/domain/roster/duty.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { inspectionsOf, toldOf } from '../../shared/domain/scorecards/told.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { DutyRegistry, PlanRegistry } from '../../shared/ports/registry.ts';

export type CoverageDeps = {
  readonly registry: Pick<DutyRegistry, 'dutiesBy' | 'dutyReport'> & Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

export type Covered = {
  readonly duty: Omit<Duty, 'revision'>;
  readonly expected: number;
  readonly done: number;
  readonly missing: Period[];
  /** What is reported of its quarters. */
  readonly reports: {
    readonly expected: number;
    readonly made: number;
    readonly proposals: number;
    readonly missing: Quarter[];
  };
};

/** Duties that fell due, or were to be reported of, in the period, ascending by id. */
export async function coverageOf(deps: CoverageDeps, by: OrganizationId, period: Period): Promise<Covered[]> {
  const duties = await deps.registry.dutiesBy(by);
  const attended = Map.groupBy(duties, ({ attends }) => attends);
  const covered = await pMap([...attended], ([at, those]) => coveredAt(deps, at, those, period), {
    concurrency: 8,
  });
  return covered.flat().toSorted((a, b) => (a.duty.id < b.duty.id ? -1 : 1));
}

async function coveredAt(
  { registry, events }: CoverageDeps,
  attends: OrganizationId,
  duties: readonly Duty[],
  period: Period,
): Promise<Covered[]> {
  const months = monthsOf(period);
  const ofYear = await registry.planRowsOfYear(attends, yearOf(period));
  const plans = ofYear.filter(({ month }) => months.includes(month));
  const dueOf = (of: readonly PlanRow[], { id }: Duty) =>
    of.filter((plan) => plan.duties.some((owed) => owed.id === id)).map(({ month }) => month);
  const opened = plans.map(({ month }) => month);
  const concerned = duties.filter(
    (duty) => dueOf(plans, duty).length > 0 || quartersToReport(dueOf(ofYear, duty), opened).length > 0,
  );
  if (concerned.length === 0) return [];
  const visits = inspectionsOf(toldOf(await events.eventsOfYear(attends, yearOf(period))));
  const covered = concerned.map(async (whole): Promise<Covered> => {
    const { revision: _, ...duty } = whole;
    const due = dueOf(plans, whole);
    const isDone = (month: Month) => {
      const may = monthsOf(mayBeDoneIn(duty, month));
      return visits.some((visit) => may.includes(visit.month) && doesDuty(visit, duty));
    };
    const missing = due.filter((month) => !isDone(month)).map((month) => mayBeDoneIn(duty, month));
    const reports = await reportsOf(registry, duty.id, quartersToReport(dueOf(ofYear, whole), opened));
    return { duty, expected: due.length, done: due.length - missing.length, missing, reports };
  });
  return Promise.all(covered);
}

async function reportsOf(
  registry: Pick<DutyRegistry, 'dutyReport'>,
  duty: DutyId,
  quarters: readonly Quarter[],
): Promise<Covered['reports']> {
  const told = await Promise.all(quarters.map((quarter) => registry.dutyReport(duty, quarter)));
  const made = told.filter((report) => report !== null);
  return {
    expected: quarters.length,
    made: made.length,
    proposals: made.reduce((sum, { proposals }) => sum + proposals, 0),
    missing: quarters.filter((_, i) => told[i] === null),
  };
}
