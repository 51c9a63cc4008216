/** What an export tells of duties: which fell due, and what was reported of their quarters. */
import { pMapIterable } from 'p-map';
import { dutiesDue } from '../domain/exports/duties-due.ts';
import type { DutyEntry } from '../domain/exports/export-tables.ts';
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { DutyRegistry } from '../ports/registry.ts';
import type { ExportReading } from './read-export.ts';

export type DutyReportDeps = { readonly registry: Pick<DutyRegistry, 'dutyReport'> };

const ORGANIZATIONS_AT_ONCE = 16;

/**
 * An organization at a time, in the order of the places, months ascending. Reports are read by who may read the
 * organization whose office reports: of one that did not stand in the export in the quarter's last month nothing is
 * told, be it there in other months of the period.
 */
export async function* readDuties(
  { registry }: DutyReportDeps,
  { places, months }: Pick<ExportReading, 'places' | 'months'>,
): AsyncGenerator<readonly DutyEntry[]> {
  const stoodIn = (organization: OrganizationId, month: Month): boolean =>
    months.plansOf(organization).some((plan) => plan.month === month);
  const ofOrganization = (organization: OrganizationId): Promise<DutyEntry[]> =>
    Promise.all(
      months
        .plansOf(organization)
        .flatMap(dutiesDue)
        .map(async ({ isReportDue, ...due }) => {
          if (!isReportDue || !stoodIn(due.by, due.month)) return { ...due, reported: null, report: null };
          const report = await registry.dutyReport(due.duty, due.quarter);
          return { ...due, reported: report !== null, report };
        }),
    );
  yield* pMapIterable(places, ({ organization }) => ofOrganization(organization), {
    concurrency: ORGANIZATIONS_AT_ONCE,
    backpressure: 2 * ORGANIZATIONS_AT_ONCE,
  });
}
