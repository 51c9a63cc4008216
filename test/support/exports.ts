/** Builders of export states. */
import type { ExportState } from '../../shared/domain/exports/export.ts';
import type { ExportRegistry, SetOutcome } from '../../shared/ports/registry.ts';
import { aNote } from './audited.ts';

/** A queued interim export of `huyen` for October 2026; `id` is the last part of its export id. */
export function exportState(parts: Partial<ExportState> & { readonly id?: string } = {}): ExportState {
  const { id = '01', ...rest } = parts;
  const organization = rest.organization ?? 'huyen';
  const period = rest.period ?? '2026-10';
  return {
    exportId: `${organization}_${period}_${id}`,
    organization,
    period,
    kind: 'interim',
    status: 'queued',
    progress: 0,
    requestedAt: '2026-11-05T02:00:00.000Z',
    requestedBy: 'subject-1',
    csv: 'plain',
    updatedAt: '2026-11-05T02:00:00.000Z',
    attempt: 0,
    manifest: null,
    revision: 1,
    ...rest,
  };
}

/** Orders behind whatever was ordered last of the same. */
export async function orderBehind(
  registry: Pick<ExportRegistry, 'lastOrdered' | 'orderExport'>,
  state: ExportState,
): Promise<SetOutcome> {
  const last = await registry.lastOrdered(state);
  return registry.orderExport(state, last?.exportId ?? null, aNote());
}
