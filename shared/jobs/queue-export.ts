/** Writes down that an export is wanted; whoever runs it is nudged afterwards, and a schedule picks up a lost nudge. */
import { type CsvFlavour, type ExportState, newOrder } from '../domain/exports/export.ts';
import { exportKind } from '../domain/exports/export-kind.ts';
import { exportNote } from '../domain/log/registry-audit.ts';
import type { Instant, Period } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { Clock } from '../ports/clock.ts';
import type { ExportRegistry, PeriodRegistry } from '../ports/registry.ts';

export type QueueingDeps = {
  readonly registry: Pick<ExportRegistry, 'lastOrdered' | 'orderExport'> & Pick<PeriodRegistry, 'periods'>;
  readonly now: Clock;
  /** A new export id, never given before. */
  readonly newExportId: (organization: OrganizationId, period: Period, now: Instant) => string;
};

/** `requestedBy` of an export that no person asked for. */
export const REQUESTED_BY_SCHEDULE = 'schedule';

export type WantedExport = {
  readonly organization: OrganizationId;
  readonly period: Period;
  /** Opaque subject of who asks for it; null for the schedule. */
  readonly by: string | null;
  /** Where the organization stands, root first. */
  readonly path: readonly OrganizationId[];
  /** Plain unless told. */
  readonly csv?: CsvFlavour;
};

/**
 * The export's state, queued. One of the same that waits already is given instead: it has read nothing yet, so it will
 * hold the same. A request sent again makes no second export, nor do two that come at once.
 * @returns null if no month of the period was ever opened: there is nothing to export
 */
export async function queueExport(deps: QueueingDeps, wanted: WantedExport): Promise<ExportState | null> {
  const { registry, now, newExportId } = deps;
  const kind = exportKind(wanted.period, await registry.periods());
  if (kind === null) return null;
  const { organization, period, by, path, csv = 'plain' } = wanted;
  // Who loses finds the order of whoever won, and gives its own only if that one has begun meanwhile.
  for (;;) {
    const last = await registry.lastOrdered({ organization, period, kind, csv });
    // Ordered as final and open again since, it is interim by now.
    if (last?.status === 'queued' && last.kind === kind) return last;
    const at = now();
    const exportId = newExportId(organization, period, at);
    const requestedBy = by ?? REQUESTED_BY_SCHEDULE;
    const state = newOrder({ exportId, organization, period, kind, csv, requestedBy }, at);
    const note = exportNote({ at, by }, state, path);
    if ((await registry.orderExport(state, last?.exportId ?? null, note)) === 'stored') return state;
  }
}
