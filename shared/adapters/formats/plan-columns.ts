/** The columns of the table `plans`: one row per organization and month, with what its figures rest on besides its records. */
import type { PlanEntry } from '../../domain/exports/export-tables.ts';
import type { MonthBasis } from '../../domain/scorecards/month-basis.ts';
import { assertDistinct, type Cell, type Column } from './columns.ts';
import { terminatedPath } from './path.ts';
import tables from './table-columns.json' with { type: 'json' };
import { columnsOf } from './told-columns.ts';

/** What the plan row said or earlier months brought along; empty where no row of its own is kept. */
const fact =
  (of: (basis: MonthBasis) => Cell) =>
  ({ basis }: PlanEntry): Cell =>
    basis === null ? null : of(basis);

export const planColumns: readonly Column<PlanEntry>[] = columnsOf(tables.plans, {
  period: (row) => row.month,
  organization: (row) => row.organization,
  name: (row) => row.name,
  kind: (row) => row.kind,
  unit: (row) => row.unit,
  parent: (row) => row.parent,
  path: (row) => terminatedPath(row.path),
  criteriaSet: (row) => row.criteriaSet.id,
  criteriaSetRevision: (row) => row.criteriaSet.revision,
  dueAt: (row) => row.dueAt,
  meets: fact((basis) => basis.meets),
  expected: fact((basis) => basis.expected),
  thematicOwed: fact((basis) => basis.thematicOwed),
  hasCommittee: fact((basis) => basis.hasCommittee),
  handbook: fact((basis) => basis.handbook),
  dayRuleWeek: fact((basis) => basis.dayRule?.week ?? null),
  dayRuleWeekday: fact((basis) => basis.dayRule?.weekday ?? null),
  duePassed: fact((basis) => basis.duePassed),
  owedBefore: fact((basis) => basis.owedBefore.join(' ')),
  heldBefore: fact((basis) => basis.heldBefore.join(' ')),
  gradedBefore: fact((basis) => (basis.gradedBefore ?? []).join(' ')),
  thematicBefore: fact((basis) => basis.thematicBefore),
  duties: fact(({ duties = [] }) =>
    duties.map(({ id, by, office, doneBefore }) => [id, by, office, doneBefore ? 1 : 0].join('/')).join(' '),
  ),
  withdrawn: fact((basis) => basis.withdrawn.map(({ key, revision }) => `${key}/${revision}`).join(' ')),
  findingsOpenBefore: fact((basis) => basis.findingsBefore?.open ?? 0),
  findingsOverdueBefore: fact((basis) => basis.findingsBefore?.overdue ?? 0),
  otherRevisions: fact((basis) => basis.otherRevisions ?? 0),
  watermark: (row) => row.watermark,
  asOf: (row) => row.asOf,
});
assertDistinct(planColumns);
