/**
 * Exports: their state, a marker for each that is not finished, and which of the same was ordered last, written in
 * one transaction.
 */
import * as z from 'zod';
import { CSV_FLAVOURS, type ExportState } from '../../domain/exports/export.ts';
import type { ExportRegistry } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { count, criteriaSetRef, instant, ordinal, organizationId, period } from './field-schemas.ts';
import { exportKey, exportsRange, lastOrderedKey, pendingExportKey, pendingExportsRange } from './keys.ts';
import { keyOf, parseItem } from './parse.ts';
import { auditPut } from './registry-audit.ts';
import {
  batchGet,
  type Condition,
  getItem,
  type Item,
  ifAbsent,
  queryAll,
  queryLast,
  type TransactItem,
  transact,
} from './requests.ts';

const manifest = z.object({
  exportId: z.string(),
  organization: organizationId,
  period,
  kind: z.enum(['interim', 'final']),
  asOf: instant,
  watermark: count,
  acceptedRevisions: count,
  criteriaSets: z.array(criteriaSetRef),
  files: z.array(
    z.object({ name: z.string(), bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/), rows: count }),
  ),
  dataSha256: z.string(),
  previous: z.string().nullable(),
});

const storedExport = z.object({
  type: z.literal('export'),
  exportId: z.string(),
  organization: organizationId,
  period,
  kind: z.enum(['interim', 'final']),
  status: z.enum(['queued', 'running', 'published', 'failed']),
  progress: z.int().min(0).max(100),
  requestedAt: instant,
  requestedBy: z.string(),
  csv: z.enum(CSV_FLAVOURS),
  updatedAt: instant,
  attempt: count,
  manifest: manifest.nullable(),
  revision: ordinal,
});

const lastOrdered = z.object({ type: z.literal('export-last-ordered'), exportId: z.string() });

/** Whether work on it remains. */
const isPending = ({ status }: Pick<ExportState, 'status'>): boolean =>
  status === 'queued' || status === 'running';

function decodeExport(item: Item): ExportState {
  const { type: _, ...state } = parseItem('export', storedExport, item);
  return state;
}

export function dynamoExportRegistry(table: Table): ExportRegistry {
  const put = (state: ExportState, condition: Condition): TransactItem => ({
    Put: {
      TableName: table.name,
      Item: { ...exportKey(state.exportId), type: 'export', ...state },
      ...condition,
    },
  });
  const marker = (state: ExportState): TransactItem => {
    const key = pendingExportKey(state.exportId);
    return isPending(state)
      ? { Put: { TableName: table.name, Item: { ...key, type: 'export-pending' } } }
      : { Delete: { TableName: table.name, Key: key } };
  };
  const last = (state: ExportState, after: string | null): TransactItem => ({
    Put: {
      TableName: table.name,
      Item: { ...lastOrderedKey(state), type: 'export-last-ordered', exportId: state.exportId },
      ...(after === null
        ? ifAbsent
        : {
            ConditionExpression: 'exportId = :after',
            ExpressionAttributeValues: { ':after': after },
          }),
    },
  });
  const byId = async (id: string): Promise<ExportState | null> => {
    const item = await getItem(table, exportKey(id));
    return item && decodeExport(item);
  };
  return {
    export: byId,

    async lastOrdered(of) {
      const item = await getItem(table, lastOrderedKey(of));
      return item && byId(parseItem('export-last-ordered', lastOrdered, item).exportId);
    },

    async exportsOf(organization, { period: asked, limit, after }) {
      const range = exportsRange(organization, asked);
      const items = await queryLast(table, range, limit + 1, after);
      return { exports: items.slice(0, limit).map(decodeExport), more: items.length > limit };
    },

    async pendingExports() {
      const markers = await queryAll(table, pendingExportsRange);
      const items = await batchGet(
        table,
        markers.map((marker) => exportKey(keyOf(marker).sk)),
      );
      // One may have been finished between the two reads.
      const pending = items.map(decodeExport).filter(isPending);
      return pending.sort((a, b) => (a.exportId < b.exportId ? -1 : 1));
    },

    orderExport: (state, after, audit) =>
      transact(table, [put(state, ifAbsent), last(state, after), marker(state), auditPut(table, audit)]),

    putExport: (state) =>
      transact(table, [
        put(state, {
          ConditionExpression: 'revision = :previous',
          ExpressionAttributeValues: { ':previous': state.revision - 1 },
        }),
        marker(state),
      ]),
  };
}
