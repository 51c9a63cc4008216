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
