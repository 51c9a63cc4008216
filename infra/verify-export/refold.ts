/** Computes an export's scorecards anew, from the records, plan facts and criteria sets that it holds. */
import type { CriteriaSet } from '../../shared/domain/criteria.ts';
import {
  addMonth,
  entryOfMonth,
  entryOfPeriod,
  type PlanEntry,
  type ScorecardEntry,
} from '../../shared/domain/export-tables.ts';
import { addArrays, fromArray, toArray } from '../../shared/domain/measures.ts';
import { figuresOfMonth, type MonthFigures } from '../../shared/domain/month-figures.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/organization.ts';
import { latest, type Month, type Period } from '../../shared/domain/period.ts';
import { averageOf, sumCriteria } from '../../shared/domain/roll-up.ts';
import { FOLD_VERSION, type LiveRow, TOP } from '../../shared/domain/scorecard.ts';
import { worstStatus } from '../../shared/domain/status.ts';
import { UnreadableExportError } from './files.ts';
import type { Meeting } from './meetings.ts';

export type Material = {
  readonly period: Period;
  readonly plans: readonly PlanEntry[];
  readonly meetings: readonly Meeting[];
  readonly criteriaSets: readonly CriteriaSet[];
};

const NOTHING: MonthFigures = {
  status: 'exempt',
  measures: toArray({}),
  criteria: [],
  points: null,
  grade: null,
  gatesFailed: [],
};

/** @throws UnreadableExportError for a criteria set that is named and not there */
export function refold({
  period,
  plans,
  meetings,
  criteriaSets,
}: Material): Map<OrganizationId, ScorecardEntry> {
  const months = [...Map.groupBy(plans, ({ month }) => month)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const recordsOf = Map.groupBy(meetings, ({ organization, month }) => placeOf(organization, month));
  const isMonth = months.length === 1 && months[0]?.[0] === period;
  const sums = new Map<OrganizationId, { row: LiveRow; plan: PlanEntry }>();
  for (const [, ofMonth] of months) {
    const rows = rowsOfMonth(ofMonth, recordsOf, criteriaSets);
    for (const plan of ofMonth) {
      const row = rows.get(plan.organization);
      if (row === undefined) continue;
      sums.set(plan.organization, {
        row: isMonth ? row : addMonth(sums.get(plan.organization)?.row, row),
        plan,
      });
    }
  }
  return new Map(
    [...sums].map(([organization, { row, plan }]) => [
      organization,
      isMonth
        ? entryOfMonth(row, plan.path)
        : entryOfPeriod(period, row, { path: plan.path, criteriaSet: setOf(plan, criteriaSets) }),
    ]),
  );
}

export const placeOf = (organization: OrganizationId, month: Month): string => `${organization} ${month}`;

/** Every organization's row, the lowest first. */
function rowsOfMonth(
  plans: readonly PlanEntry[],
  recordsOf: ReadonlyMap<string, readonly Meeting[]>,
  criteriaSets: readonly CriteriaSet[],
): ReadonlyMap<OrganizationId, LiveRow> {
  const rows = new Map<OrganizationId, LiveRow>();
  const parts = Map.groupBy(plans, ({ parent }) => parent ?? TOP);
  for (const plan of plans.toSorted((a, b) => b.path.length - a.path.length)) {
    const set = () => setOf(plan, criteriaSets);
    const own = ownRow(plan, recordsOf.get(placeOf(plan.organization, plan.month)) ?? [], set);
    const below = (parts.get(plan.organization) ?? []).flatMap((part) => rows.get(part.organization) ?? []);
    rows.set(plan.organization, isCommittee(plan.kind) ? committeeRow(own, below, set()) : own);
  }
  return rows;
}

function ownRow(plan: PlanEntry, records: readonly Meeting[], criteriaSet: () => CriteriaSet): LiveRow {
  const { organization, month, parent, name, kind, unit, dueAt, basis, watermark, asOf } = plan;
  const withdrawn = basis?.withdrawn ?? [];
  const revisions = [...records, ...withdrawn].reduce((sum, { revision }) => sum + revision, 0);
  const figures =
    basis === null
      ? NOTHING
      : figuresOfMonth({
          month,
          basis,
          revisions,
          standing: records,
          inspections: [],
          review: null,
          criteriaSet,
        });
  return {
    organization,
    month,
    parent: parent ?? TOP,
    tombstone: false,
    foldVersion: FOLD_VERSION,
    watermark,
    asOf,
    profile: { name, kind, unit, dueAt, criteriaSet: plan.criteriaSet },
    basis,
    criterionSums: [],
    ...figures,
  };
}

/** What is the committee's own, and the rows below it. */
function committeeRow(own: LiveRow, below: readonly LiveRow[], criteriaSet: CriteriaSet): LiveRow {
  const parts = [own, ...below];
  const measures = parts.reduce((sum, row) => addArrays(sum, row.measures), toArray({}));
  const figures = fromArray(measures);
  return {
    ...own,
    watermark: parts.reduce((sum, { watermark }) => sum + watermark, 0),
    asOf: latest(parts.map(({ asOf }) => asOf)),
    status: worstStatus(figures),
    measures,
    criteria: [],
    criterionSums: sumCriteria(parts),
    ...averageOf(figures, criteriaSet),
    gatesFailed: [],
  };
}

function setOf({ criteriaSet: { id, revision } }: PlanEntry, sets: readonly CriteriaSet[]): CriteriaSet {
  const set = sets.find((each) => each.id === id && each.revision === revision);
  if (set === undefined)
    throw new UnreadableExportError(`criteria-sets.json has no ${id}, revision ${revision}`);
  return set;
}
