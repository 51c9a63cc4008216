/** How often an organization's offices had to attend somebody, and did: by the plan rows and events of those attended. */
import pMap from 'p-map';
import { type Duty, doesDuty, mayBeDoneIn } from '../../shared/domain/duty.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import { type Month, monthsOf, type Period, yearOf } from '../../shared/domain/period.ts';
import { inspectionsOf, toldOf } from '../../shared/domain/told.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { DutyRegistry, PlanRegistry } from '../../shared/ports/registry.ts';

export type CoverageDeps = {
  readonly registry: Pick<DutyRegistry, 'dutiesBy'> & Pick<PlanRegistry, 'planRowsOfYear'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

export type Covered = {
  readonly duty: Omit<Duty, 'revision'>;
  readonly expected: number;
  readonly done: number;
  readonly missing: Period[];
};

/** Duties that fell due in the period, ascending by id. */
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
  const plans = (await registry.planRowsOfYear(attends, yearOf(period))).filter(({ month }) =>
    months.includes(month),
  );
  if (!plans.some((plan) => plan.duties.length > 0)) return [];
  const visits = inspectionsOf(toldOf(await events.eventsOfYear(attends, yearOf(period))));
  return duties.flatMap(({ revision: _, ...duty }) => {
    const due = plans
      .filter((plan) => plan.duties.some(({ id }) => id === duty.id))
      .map(({ month }) => month);
    if (due.length === 0) return [];
    const isDone = (month: Month) => {
      const may = monthsOf(mayBeDoneIn(duty, month));
      return visits.some((visit) => may.includes(visit.month) && doesDuty(visit, duty));
    };
    const missing = due.filter((month) => !isDone(month)).map((month) => mayBeDoneIn(duty, month));
    return [{ duty, expected: due.length, done: due.length - missing.length, missing }];
  });
}
