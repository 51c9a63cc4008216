/** Computes an export's scorecards anew, from the records, plan facts and criteria sets that it holds. */
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import {
  addMonth,
  entryOfMonth,
  entryOfPeriod,
  type PlanEntry,
  type ScorecardEntry,
} from '../../shared/domain/exports/export-tables.ts';
import { asOneTree } from '../../shared/domain/exports/one-tree.ts';
import { latest, type Month, type Period } from '../../shared/domain/period.ts';
import { isCommittee, type OrganizationId } from '../../shared/domain/roster/organization.ts';
import { figuresOfMonth, type MonthFigures } from '../../shared/domain/scorecards/month-figures.ts';
import { summedUp } from '../../shared/domain/scorecards/roll-up.ts';
import { FOLD_VERSION, type LiveRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { UnreadableExportError } from './files.ts';
import type { withFindings } from './inspections.ts';
import type { Meeting } from './meetings.ts';

type ReadInspections = ReturnType<typeof withFindings>[number];

export type Material = {
  readonly period: Period;
  /** Whose subtree the export holds. */
  readonly top: OrganizationId;
  readonly plans: readonly PlanEntry[];
  readonly meetings: readonly Meeting[];
  readonly inspections: readonly ReadInspections[];
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
  top,
  plans,
  meetings,
  inspections,
  criteriaSets,
}: Material): Map<OrganizationId, ScorecardEntry> {
  const months = [...Map.groupBy(plans, ({ month }) => month)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const placeOfRow = ({ organization, month }: Place) => placeOf(organization, month);
  const told = {
    records: Map.groupBy(meetings, placeOfRow),
    inspections: Map.groupBy(inspections, placeOfRow),
  };
  const isMonth = months.length === 1 && months[0]?.[0] === period;
  const sums = new Map<OrganizationId, { row: LiveRow; plan: PlanEntry }>();
  for (const [, ofMonth] of months) {
    const rows = rowsOfMonth(ofMonth, told, criteriaSets);
    for (const plan of ofMonth) {
      const row = rows.get(plan.organization);
      if (row === undefined) continue;
      sums.set(plan.organization, {
        row: isMonth ? row : addMonth(sums.get(plan.organization)?.row, row),
        plan,
      });
    }
  }
  const pathOf = asOneTree(new Map([...sums].map(([id, { plan }]) => [id, plan.path])), top);
  return new Map(
    [...sums].map(([organization, { row, plan }]) => {
      const path = pathOf(organization);
      const entry = isMonth
        ? entryOfMonth(row, path)
        : entryOfPeriod(period, row, { path, criteriaSet: setOf(plan, criteriaSets) });
      return [organization, entry];
    }),
  );
}

type Place = { readonly organization: OrganizationId; readonly month: Month };

/** By {@link placeOf}. */
type Told = {
  readonly records: ReadonlyMap<string, readonly Meeting[]>;
  readonly inspections: ReadonlyMap<string, readonly ReadInspections[]>;
};

export const placeOf = (organization: OrganizationId, month: Month): string => `${organization} ${month}`;

/** Every organization's row, the lowest first. */
function rowsOfMonth(
  plans: readonly PlanEntry[],
  told: Told,
  criteriaSets: readonly CriteriaSet[],
): ReadonlyMap<OrganizationId, LiveRow> {
  const rows = new Map<OrganizationId, LiveRow>();
  const parts = Map.groupBy(plans, ({ parent }) => parent ?? TOP);
  for (const plan of plans.toSorted((a, b) => b.path.length - a.path.length)) {
    const set = () => setOf(plan, criteriaSets);
    const own = ownRow(plan, told, set);
    const below = (parts.get(plan.organization) ?? []).flatMap((part) => rows.get(part.organization) ?? []);
    rows.set(plan.organization, isCommittee(plan.kind) ? committeeRow(own, below, set()) : own);
  }
  return rows;
}

function ownRow(plan: PlanEntry, told: Told, criteriaSet: () => CriteriaSet): LiveRow {
  const { organization, month, parent, name, kind, unit, dueAt, basis, watermark, asOf } = plan;
  const records = told.records.get(placeOf(organization, month)) ?? [];
  const inspections = told.inspections.get(placeOf(organization, month)) ?? [];
  const current = [...records, ...inspections, ...(basis?.withdrawn ?? [])];
  const revisions = current.reduce((sum, { revision }) => sum + revision, basis?.otherRevisions ?? 0);
  const figures =
    basis === null
      ? NOTHING
      : figuresOfMonth({
          month,
          basis,
          revisions,
          standing: records,
          inspections,
          review: records.find(({ key }) => key === 'regular')?.review ?? null,
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
  return {
    ...own,
    watermark: parts.reduce((sum, { watermark }) => sum + watermark, 0),
    asOf: latest(parts.map(({ asOf }) => asOf)),
    ...summedUp(parts, criteriaSet),
  };
}

function setOf({ criteriaSet: { id, revision } }: PlanEntry, sets: readonly CriteriaSet[]): CriteriaSet {
  const set = sets.find((each) => each.id === id && each.revision === revision);
  if (set === undefined)
    throw new UnreadableExportError(`criteria-sets.json has no ${id}, revision ${revision}`);
  return set;
}
