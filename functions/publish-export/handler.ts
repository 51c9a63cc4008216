/** Publishes the export it is nudged for; by schedule those that nobody runs, and fresh ones of the open months. */
import * as z from 'zod';
import { manifest } from '../../shared/contracts/exports.ts';
import type { Manifest } from '../../shared/domain/exports/export.ts';
import { parseExportId } from '../../shared/domain/exports/export-names.ts';
import { MONTH, YEAR } from '../../shared/domain/period.ts';
import { type KeepingDeps, keepExports } from '../../shared/jobs/keep-exports.ts';
import { pointTables } from '../../shared/jobs/point-tables.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import { type JobHandler, scheduleHandler } from '../../shared/runtime/schedule-handler.ts';

/** What the function is called with; the schedule calls it with `{}`. */
export const input = z.object({ exportId: z.string().optional() });

/** What an attempt left behind is read like anything else from outside: parsed, not believed. */
export function parseManifest(body: Uint8Array): Manifest | null {
  try {
    const parsed = manifest.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

export type Deps = Omit<KeepingDeps, 'parseManifest'>;

export const createHandler = (deps: Deps): JobHandler => {
  const keeping: KeepingDeps = { ...deps, parseManifest };
  return scheduleHandler({
    name: 'publish-export',
    input,
    run: async ({ exportId }, remainingMs) => {
      if (exportId === undefined) {
        const { queued, published } = await keepExports(keeping, remainingMs);
        return { ExportsQueued: queued, ExportsPublished: published };
      }
      const outcome = await publishExport(keeping, exportId);
      await pointTables(keeping, periodsToPoint(exportId, deps.root));
      return { ExportsPublished: outcome === 'published' ? 1 : 0 };
    },
  });
};

/** The month or year whose tables an export of the whole province may have moved; a quarter has none. */
function periodsToPoint(exportId: string, root: string): readonly string[] {
  const named = parseExportId(exportId);
  const isShown = named?.organization === root && [MONTH, YEAR].some((form) => form.test(named.period));
  return isShown ? [named.period] : [];
}
