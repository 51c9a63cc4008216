/** The files themselves: titles, types, text that is hard on spreadsheets, and what other readers make of them. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import type { Column } from '../../shared/adapters/formats/columns.ts';
import { encodeCsv } from '../../shared/adapters/formats/csv.ts';
import { factsColumns } from '../../shared/adapters/formats/facts-columns.ts';
import { findingColumns } from '../../shared/adapters/formats/finding-columns.ts';
import { inspectionColumns } from '../../shared/adapters/formats/inspection-columns.ts';
import { meetingColumns } from '../../shared/adapters/formats/meeting-columns.ts';
import { encodeParquet } from '../../shared/adapters/formats/parquet.ts';
import { planColumns } from '../../shared/adapters/formats/plan-columns.ts';
import { scorecardColumns } from '../../shared/adapters/formats/scorecard-columns.ts';
import tables from '../../shared/adapters/formats/table-columns.json' with { type: 'json' };
import { columnsOf, toldOf } from '../../shared/adapters/formats/told-columns.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { MEASURES } from '../../shared/domain/criteria/measures.ts';
import { finding } from '../support/inspections.ts';
import { meetingRecord } from '../support/records.ts';
import { batches, bytesOf } from './encoded.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, type Published, publish } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

/** The one that the small province is scored by. */
const sets = allPresetCriteriaSets().filter(({ id }) => id === 'binh-thuan');

describe('the files of the small province', () => {
  let world: SmallProvince;
  let state: Published;
  let folder: string;

  beforeAll(async () => {
    world = await smallProvince();
    state = await publish(world);
    folder = await mkdtemp(join(tmpdir(), 'export-'));
    for (const { name } of state.manifest.files)
      await writeFile(join(folder, name), await fileOf(world, state, name));
  });
  afterAll(() => rm(folder, { recursive: true }));

  // `UPDATE_GOLDEN=1` writes them anew; then read the difference.
  it.each(['scorecards.csv', 'meetings.csv', 'plans.csv', 'columns.json'])(
    '%s is as it was',
    async (name) => {
      const golden = new URL(`golden/${name}.golden`, import.meta.url);
      const text = Buffer.from(await fileOf(world, state, name)).toString('utf8');
      if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, text);
      expect(text).toBe(await readFile(golden, 'utf8'));
    },
  );

  it.each(['inspections.csv', 'findings.csv', 'facts.csv', 'duties.csv'])(
    '%s of the inspected province is as it was, and holds no text of a finding',
    async (name) => {
      const inspected = await smallProvince();
      await inspect(inspected);
      const text = Buffer.from(await fileOf(inspected, await publish(inspected), name)).toString('utf8');
      const golden = new URL(`golden/${name}.golden`, import.meta.url);
      if (process.env.UPDATE_GOLDEN === '1') await writeFile(golden, text);
      expect(text).toBe(await readFile(golden, 'utf8'));
      expect(text).not.toContain(finding().text);
    },
  );

  const query = async (sql: string) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    const result = await connection.runAndReadAll(sql);
    const rows = result.getRowObjectsJson();
    connection.closeSync();
    instance.closeSync();
    return rows;
  };
  const path = (name: string) => `'${join(folder, name)}'`;

  it('lets a committee be summed in SQL from the paths', async () => {
    const wrong = await query(`
      SELECT c.organization, c.revisions, sum(l.revisions) AS summed
      FROM read_parquet(${path('scorecards.parquet')}) c JOIN read_parquet(${path('scorecards.parquet')}) l
        ON starts_with(l.path, c.path) AND l.kind IN ('cell', 'base-cell', 'body')
      WHERE c.kind NOT IN ('cell', 'base-cell', 'body') GROUP BY ALL HAVING c.revisions <> summed`);
    expect(wrong).toEqual([]);
  });
});

describe('columns', () => {
  it('have names that need no quotes in SQL, and units wherever something is counted', () => {
    const tables = [
      scorecardColumns(sets),
      meetingColumns(sets),
      inspectionColumns(sets),
      findingColumns,
      factsColumns,
      planColumns,
    ];
    for (const each of tables.flat()) {
      expect(each.name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
      if (
        each.type === 'integer' &&
        !/^(n|watermark|revision|criteriaSetRevision|dayRuleWeek|dayRuleWeekday)$/.test(each.name)
      )
        expect([each.name, each.unit]).not.toEqual([each.name, null]);
      if (each.unit?.en === 'hundredth of a point') expect(each.title.vi).toContain('1/100 điểm');
    }
  });

  it('tell of every measure, in stored order, and of nothing else there', () => {
    expect(Object.keys(tables.measures)).toEqual(MEASURES);
  });

  it.each([
    ['an unknown type', { type: 'float' }],
    ['an unknown unit', { unit: 'kilogrammes' }],
    ['unknown codes', { codes: 'toString' }],
    ['one language', { title: ['Số'] }],
    ['a trait that no format knows', { width: 3 }],
  ])('are refused with %s', (_, trait) => {
    const told = { type: 'integer', title: ['Số', 'Figure'], meaning: ['', ''] };
    expect(toldOf(told).unit).toBeNull();
    expect(() => toldOf({ ...told, ...trait })).toThrow(ZodError);
  });

  it('of several sets stand side by side, and a set revised has its criteria once', () => {
    const [set] = sets;
    if (set === undefined) throw new Error('there is a preset');
    const criteria = set.criteria.slice(1);
    const several = scorecardColumns([set, { ...set, revision: 2, criteria }, { ...set, id: 'khac' }]);
    const names = several.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('points_binh_thuan_'))).toHaveLength(set.criteria.length);
    expect(names.filter((name) => name.startsWith('points_khac_'))).toHaveLength(set.criteria.length);
  });

  it('of sheets hold what stands on the thematic sheet alone; a scorecard, which is of regular meetings, does not', () => {
    const all = allPresetCriteriaSets().filter(({ id }) => id === 'nghe-an-08');
    const regular = new Set(all.flatMap(({ criteria }) => criteria.map(({ id }) => id)));
    const alone = all
      .flatMap(({ thematic }) => thematic?.criteria ?? [])
      .filter(({ id }) => !regular.has(id));
    expect(alone.map(({ id }) => id)).toContain('theme');
    const row = {
      ...{ organization: 'to-1', name: 'Chi bộ', month: '2026-10', key: 'thematic-2026-10-20', onTime: true },
      ...{ revision: 1, recordedAt: '2026-10-20T02:00:00.000Z', review: null },
      criteriaSet: { id: 'nghe-an-08', revision: 1 },
      score: null,
      record: meetingRecord({
        theme: 'đường',
        selfScore: Object.fromEntries(alone.map(({ id }, i) => [id, i])),
      }),
    };
    for (const [i, { id }] of alone.entries()) {
      const name = `nghe_an_08_${id.replaceAll('-', '_')}`;
      expect(
        meetingColumns(all)
          .find((one) => one.name === `self_${name}`)
          ?.of(row),
      ).toBe(i);
      expect(inspectionColumns(all).map((one) => one.name)).toContain(`score_${name}`);
      expect(meetingColumns(all).map((one) => one.name)).toContain(`review_${name}`);
      expect(scorecardColumns(all).map((one) => one.name)).not.toContain(`points_${name}`);
    }
  });

  it('refuse a figure that is no integer, and nothing where something is needed', async () => {
    const points: readonly Column<number>[] = columnsOf(
      { n: { type: 'integer', title: ['n', 'n'], meaning: ['', ''] } },
      { n: (n) => n },
    );
    for (const wrong of [92.5, Number.NaN, 2 ** 53])
      await expect(bytesOf(encodeCsv(points, batches([wrong])))).rejects.toThrow(RangeError);
    const text: readonly Column<string>[] = columnsOf(
      { t: { type: 'text', title: ['t', 't'], meaning: ['', ''] } },
      { t: (t) => t },
    );
    await expect(bytesOf(encodeParquet(text, batches([''])))).rejects.toThrow(RangeError);
  });
});

type Row = { readonly text: string | null; readonly figure: number };
const columns: readonly Column<Row>[] = columnsOf(
  {
    text: { type: 'text', nullable: true, title: ['Văn bản', 'Text'], meaning: ['', ''] },
    figure: { type: 'integer', title: ['Số', 'Figure'], meaning: ['', ''] },
  },
  { text: (row) => row.text, figure: (row) => row.figure },
);
const csvOf = async (...rows: Row[]) => (await bytesOf(encodeCsv(columns, batches(rows)))).toString('utf8');

describe('CSV', () => {
  it('quotes what RFC 4180 asks for and ends lines with CRLF', async () => {
    expect(await csvOf({ text: 'a,"b"\nc', figure: -1 }, { text: 'd\re', figure: 2 })).toBe(
      'Văn bản,Số\r\n"a,""b""\nc",-1\r\n"d\re",2\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1'])(
    'keeps %j from being a formula',
    async (text) => {
      const [, line = ''] = (await csvOf({ text, figure: 0 })).split(/(?<=Số)\r\n/);
      expect(line.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it('lets no formula begin either where a reader parts cells at semicolons and knows no quotes', async () => {
    const signs = fc.constantFrom(';', '=', '+', '-', '@', '＝', '"', '\t', '\n', '\r', ' ', ',', 'a', '1');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: signs, maxLength: 10 }), async (text) => {
        const written = await csvOf({ text: `x${text}`, figure: 0 });
        for (const cell of written.slice('Văn bản,Số\r\n'.length).split(/[;\t\r\n]/))
          expect(cell).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
      }),
      { examples: [['a;=1+1;'], ['a; "=1+1'], ['a\n=1+1;']] },
    );
    expect(await csvOf({ text: 'Nghị quyết; kế hoạch', figure: 0 })).toContain('\r\nNghị quyết; kế hoạch,0');
  });

  it('leaves figures alone, and writes none as nothing', async () => {
    expect(await csvOf({ text: null, figure: -5 })).toBe('Văn bản,Số\r\n,-5\r\n');
  });

  it('writes text in NFC, however it was typed', async () => {
    const typed = 'Hưng Yên, Đặng Xá'.normalize('NFD');
    expect(await csvOf({ text: typed, figure: 0 })).toContain('Hưng Yên, Đặng Xá'.normalize('NFC'));
  });

  it('has a byte order mark only if asked', async () => {
    const marked = await bytesOf(encodeCsv(columns, batches<Row>(), { byteOrderMark: true }));
    expect(marked.subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf));
    expect((await bytesOf(encodeCsv(columns, batches<Row>()))).toString('utf8')).toBe('Văn bản,Số\r\n');
  });
});

describe('both formats', () => {
  const row = fc.record({
    text: fc.option(fc.string({ unit: 'grapheme', maxLength: 12 }), { nil: null }),
    figure: fc.integer(),
  });

  it('do not depend on how the rows were batched', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (rows, size) => {
          const cut = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
            rows.slice(i * size, (i + 1) * size),
          );
          expect(await bytesOf(encodeCsv(columns, batches(...cut)))).toEqual(
            await bytesOf(encodeCsv(columns, batches(rows))),
          );
          expect(await bytesOf(encodeParquet(columns, batches(...cut), 10))).toEqual(
            await bytesOf(encodeParquet(columns, batches(rows), 10)),
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});
