/** What an export tells of duties: which fell due, and what was reported of their quarters. */
import { pMapIterable } from 'p-map';
import { dutiesDue } from '../domain/exports/duties-due.ts';
import type { DutyEntry } from '../domain/exports/export-tables.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { DutyRegistry } from '../ports/registry.ts';
import type { ExportReading } from './read-export.ts';

export type DutyReportDeps = { readonly registry: Pick<DutyRegistry, 'dutyReport'> };

const ORGANIZATIONS_AT_ONCE = 16;

/**
 * An organization at a time, in the order of the places, months ascending. Reports are read by who may read the
 * organization whose office reports: of one that is not in the export nothing is told.
 */
export async function* readDuties(
  { registry }: DutyReportDeps,
  { places, months }: Pick<ExportReading, 'places' | 'months'>,
): AsyncGenerator<readonly DutyEntry[]> {
  const within = new Set(places.map(({ organization }) => organization));
  const ofOrganization = (organization: OrganizationId): Promise<DutyEntry[]> =>
    Promise.all(
      months
        .plansOf(organization)
        .flatMap(dutiesDue)
        .map(async ({ isReportDue, ...due }) => {
          if (!isReportDue || !within.has(due.by)) return { ...due, reported: null, report: null };
          const report = await registry.dutyReport(due.duty, due.quarter);
          return { ...due, reported: report !== null, report };
        }),
    );
  yield* pMapIterable(places, ({ organization }) => ofOrganization(organization), {
    concurrency: ORGANIZATIONS_AT_ONCE,
    backpressure: 2 * ORGANIZATIONS_AT_ONCE,
  });
}
