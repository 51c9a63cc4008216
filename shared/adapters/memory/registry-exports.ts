/** Exports under way and done, in memory. */
import type { ExportState } from '../../domain/export.ts';
import type { OrganizationId } from '../../domain/organization.ts';
import type { Registry } from '../../ports/registry.ts';
import { compareAndSet, isKind, type Table } from './stored-item.ts';

const exportsKey = (id: OrganizationId) => `EXPORTS#${id}`;
const ownerOf = (exportId: string): OrganizationId => exportId.split('_', 1)[0] ?? '';

const isPending = ({ status }: ExportState): boolean => status === 'queued' || status === 'running';

export const exportPart = (
  table: Table,
): Pick<Registry, 'export' | 'exportsOf' | 'pendingExports' | 'putExport'> => ({
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
  putExport(state) {
    const { exportId } = state;
    const marker = { type: 'export-pending', exportId } as const;
    return compareAndSet(
      table,
      { pk: exportsKey(ownerOf(exportId)), sk: exportId, value: { type: 'export', state } },
      {
        pk: 'PENDING-EXPORTS',
        sk: exportId,
        value: isPending(state) ? marker : null,
      },
    );
  },
});
