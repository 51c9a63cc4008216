/** The Registry table: organizations over time, plan rows, periods, grants, exports. All reads are strong. */
import type { Grant } from '../domain/access.ts';
import type { ExportState } from '../domain/export.ts';
import type { OrganizationHistory, OrganizationId, OrganizationVersion } from '../domain/organization.ts';
import type { Month, Period, Year } from '../domain/period.ts';
import type { PeriodState, PlanRow } from '../domain/plan.ts';

/** A compare-and-set: `lost` when somebody else was first, and nothing was written. */
export type SetOutcome = 'stored' | 'lost';

export interface OrganizationRegistry {
  /** Versions and children of one organization, one query; null if it was never entered. */
  organization(id: OrganizationId): Promise<OrganizationHistory | null>;
  /**
   * Writes one version, and the edge from its parent, in one transaction; conditional on the version's
   * stored revision being one lower (absent for revision 1).
   */
  putVersion(version: OrganizationVersion): Promise<SetOutcome>;
}

export interface PlanRegistry {
  planRow(organization: OrganizationId, month: Month): Promise<PlanRow | null>;
  /** Ascending by month. */
  planRowsOfYear(organization: OrganizationId, year: Year): Promise<PlanRow[]>;
  /** Conditional on the stored version being `row.version` − 1 (absent for version 1). */
  putPlanRow(row: PlanRow): Promise<SetOutcome>;
}

export interface PeriodRegistry {
  period(month: Month): Promise<PeriodState | null>;
  /** Every period ever opened, ascending. */
  periods(): Promise<PeriodState[]>;
  /** Conditional on the stored revision being `state.revision` − 1 (absent for revision 1). */
  putPeriod(state: PeriodState): Promise<SetOutcome>;
}

export type GrantsOfSubject = {
  readonly subject: string;
  readonly grants: readonly Grant[];
  readonly revision: number;
};

export interface GrantRegistry {
  /** Revision 0 and no grants for a subject never heard of. */
  grants(subject: string): Promise<GrantsOfSubject>;
  /** Conditional on the stored revision being one lower. */
  putGrants(grants: GrantsOfSubject): Promise<SetOutcome>;
}

/** What a call needs to know before it may answer, in one strong read request of small items. */
export interface AccessRegistry {
  access(asked: { subject: string; organization: OrganizationId; month: Month }): Promise<{
    grants: readonly Grant[];
    plan: PlanRow | null;
    period: PeriodState | null;
  }>;
  /** The same for many plan rows (at most 98), for `POST /submissions`. */
  accessMany(asked: {
    subject: string;
    plans: readonly { organization: OrganizationId; month: Month }[];
  }): Promise<{ grants: readonly Grant[]; plans: PlanRow[]; periods: PeriodState[] }>;
}

export interface ExportRegistry {
  export(id: string): Promise<ExportState | null>;
  /**
   * Descending by id, one page: within a period the newest first. `period` null: those of every period, later
   * periods first. `after` is an export id: the page begins behind it.
   */
  exportsOf(
    organization: OrganizationId,
    page: { period: Period | null; limit: number; after: string | null },
  ): Promise<{ exports: ExportState[]; more: boolean }>;
  /** Every export that is queued or running, ascending by id: what a schedule picks up after a lost nudge. */
  pendingExports(): Promise<ExportState[]>;
  /** Conditional on the stored revision being one lower. */
  putExport(state: ExportState): Promise<SetOutcome>;
}

export type Registry = OrganizationRegistry &
  PlanRegistry &
  PeriodRegistry &
  GrantRegistry &
  AccessRegistry &
  ExportRegistry;
