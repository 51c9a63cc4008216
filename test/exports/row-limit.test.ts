/** A table with more rows than a sheet takes goes on on another one: every row is on exactly one. */
import * as sheetjs from '@e965/xlsx';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Column } from '../../shared/adapters/formats/columns.ts';
import { columnsOf } from '../../shared/adapters/formats/told-columns.ts';
import { encodeTableWorkbook } from '../../shared/adapters/formats/xlsx/table-workbook.ts';
import { ABOUT } from '../support/about-export.ts';
import { batches, bytesOf } from './encoded.ts';

const title = { vi: 'Bảng điểm', en: 'Scorecards' };
type Row = { readonly id: number };
const columns: readonly Column<Row>[] = columnsOf(
  { id: { type: 'integer', title: ['Số', 'Number'], meaning: ['', ''] } },
  { id: (row: Row) => row.id },
);

type Placed = { readonly period: string; readonly kind: string; readonly id: number };
const placed: readonly Column<Placed>[] = columnsOf(
  {
    period: { type: 'text', title: ['Kỳ', 'Period'], meaning: ['', ''] },
    kind: { type: 'text', codes: 'kind', title: ['Loại', 'Kind'], meaning: ['', ''] },
    id: { type: 'integer', title: ['Số', 'Number'], meaning: ['', ''] },
  },
  { period: (row: Placed) => row.period, kind: (row: Placed) => row.kind, id: (row: Placed) => row.id },
);

it('a table that may have more rows than a sheet takes has a sheet for each level and period', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('2026-01', '2026-02'), fc.constantFrom('cell', 'base-committee')), {
        maxLength: 9,
      }),
      fc.integer({ min: 1, max: 4 }),
      async (places, limit) => {
        const rows = places.map(([period, kind], id) => ({ period, kind, id }));
        const about = { ...ABOUT, mostRows: rows.length };
        const book = sheetjs.read(
          await bytesOf(encodeTableWorkbook(title, placed, about, batches(rows), limit)),
        );
        const names = book.SheetNames.slice(1, -1);
        const told = names.map((name) =>
          sheetjs.utils.sheet_to_json<Record<string, unknown>>(book.Sheets[name] ?? {}),
        );
        expect(
          told
            .flat()
            .map((row) => row.Số)
            .toSorted(),
        ).toEqual(rows.map(({ id }) => id));
        for (const [i, sheet] of told.entries()) {
          expect(sheet.length).toBeLessThanOrEqual(limit);
          const ids = sheet.map((row) => Number(row.Số));
          expect(ids).toEqual(ids.toSorted((a, b) => a - b));
          if (rows.length <= limit) continue;
          expect(new Set(sheet.map((row) => `${row.Kỳ} ${row.Loại}`)).size).toBe(1);
          expect(names[i]).toMatch(new RegExp(`^${sheet[0]?.Kỳ} `));
        }
        // Committees stand before cells, and months ascend.
        const heads = rows.length <= limit ? [] : told.map(([row]) => `${row?.Loại} ${row?.Kỳ}`);
        const rank = (head: string) => (head.startsWith('Đảng bộ cơ sở') ? '0' : '1') + head.slice(-7);
        expect(heads).toEqual(heads.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)));
      },
    ),
    { numRuns: 20 },
  );
});

it('no row is lost or written twice, whatever the limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (sizes, limit) => {
        let next = 0;
        const given = sizes.map((size) => Array.from({ length: size }, () => ({ id: next++ })));
        const book = sheetjs.read(
          await bytesOf(encodeTableWorkbook(title, columns, ABOUT, batches(...given), limit)),
        );
        const tables = book.SheetNames.filter((name) => name.startsWith(title.vi));
        const rows = tables.map((name) => sheetjs.utils.sheet_to_json(book.Sheets[name] ?? {}));
        expect(tables).toHaveLength(Math.max(1, Math.ceil(next / limit)));
        for (const sheet of rows) expect(sheet.length).toBeLessThanOrEqual(limit);
        expect(rows.flat()).toEqual(Array.from({ length: next }, (_, i) => ({ Số: i })));
      },
    ),
    { numRuns: 40 },
  );
});
