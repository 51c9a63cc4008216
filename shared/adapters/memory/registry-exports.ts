/** Exports under way and done, in memory. */
import type { ExportState } from '../../domain/exports/export.ts';
import type { OrganizationId } from '../../domain/roster/organization.ts';
import type { OrderedExport, Registry } from '../../ports/registry.ts';
import { auditWrite } from './registry-audit.ts';
import { compareAndSet, isKind, type Stored, type Table } from './stored-item.ts';
import type { MemoryWrite } from './table.ts';

const exportsKey = (id: OrganizationId) => `EXPORTS#${id}`;
const ownerOf = (exportId: string): OrganizationId => exportId.split('_', 1)[0] ?? '';

const isPending = ({ status }: ExportState): boolean => status === 'queued' || status === 'running';

const stateWrite = (state: ExportState) =>
  ({
    pk: exportsKey(ownerOf(state.exportId)),
    sk: state.exportId,
    value: { type: 'export', state },
  }) as const;

const markerWrite = (state: ExportState): MemoryWrite<Stored> => ({
  pk: 'PENDING-EXPORTS',
  sk: state.exportId,
  value: isPending(state) ? { type: 'export-pending', exportId: state.exportId } : null,
});

const lastOrderedKey = ({ organization, period, kind, csv }: OrderedExport) =>
  [`LAST-ORDERED#${organization}`, `${period}#${kind}#${csv}`] as const;

function lastOrderedWrite(state: ExportState, after: string | null): MemoryWrite<Stored> {
  const [pk, sk] = lastOrderedKey(state);
  const isAfter = (stored: Stored | null) =>
    after === null ? stored === null : isKind('export-last-ordered')(stored) && stored.exportId === after;
  return { pk, sk, value: { type: 'export-last-ordered', exportId: state.exportId }, allowed: isAfter };
}

export const exportPart = (
  table: Table,
): Pick<
  Registry,
  'export' | 'exportsOf' | 'pendingExports' | 'lastOrdered' | 'orderExport' | 'putExport'
> => ({
  async export(id) {
    const stored = await table.get(exportsKey(ownerOf(id)), id);
    return isKind('export')(stored) ? stored.state : null;
  },
  async exportsOf(organization, { period, limit, after }) {
    const prefix = period === null ? '' : `${organization}_${period}_`;
    const items = await table.queryLast(exportsKey(organization), prefix, limit + 1, after);
    const exports = items.filter(isKind('export')).map(({ state }) => state);
    return { exports: exports.slice(0, limit), more: exports.length > limit };
  },
  async pendingExports() {
    const markers = (await table.query('PENDING-EXPORTS')).filter(isKind('export-pending'));
    const found = await table.getMany(
      markers.map(({ exportId }) => [exportsKey(ownerOf(exportId)), exportId] as const),
    );
    return found
      .filter(isKind('export'))
      .map(({ state }) => state)
      .filter(isPending);
  },
  async lastOrdered(of) {
    const last = await table.get(...lastOrderedKey(of));
    if (!isKind('export-last-ordered')(last)) return null;
    const stored = await table.get(exportsKey(of.organization), last.exportId);
    return isKind('export')(stored) ? stored.state : null;
  },
  orderExport: (state, after, audit) =>
    state.revision === 1
      ? compareAndSet(
          ...([table, stateWrite(state), markerWrite(state)] as const),
          ...[lastOrderedWrite(state, after), auditWrite(audit)],
        )
      : Promise.resolve('lost'),
  putExport: (state) =>
    state.revision === 1
      ? Promise.resolve('lost')
      : compareAndSet(table, stateWrite(state), markerWrite(state)),
});
