/** The workbooks as LibreOffice reads them: the values of the CSV. Runs where LibreOffice is installed. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EXPORTED_TABLES,
  type ExportedTable,
  TABLE_TITLES,
} from '../../shared/domain/exports/export-names.ts';
import { life } from './eventful-province.ts';
import { inspect } from './inspected-province.ts';
import { fileOf, publish } from './published-files.ts';
import { smallProvince } from './small-province.ts';
import { asInCsv, type Described, titleInWorkbook, workbookOf } from './workbook-values.ts';

const installed = spawnSync('soffice', ['--version'], { stdio: 'ignore' }).status === 0;
const MINUTE = 60_000;
/** Comma, quotes, UTF-8, values as numbers are, every sheet into a file of its own. */
const AS_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

/** How LibreOffice writes a date: `10/13/2026`, and the time behind it. */
const AS_DATE = /^(\d\d)\/(\d\d)\/(\d{4})(?: (\d\d):(\d\d):(\d\d))?$/;
const FIRST_DAY_MS = Date.UTC(1899, 11, 30);

/** The value that LibreOffice took a cell for; text where it found neither a number nor a date. */
function asFound(text: string, { type }: Described): string | number | null {
  if (text === '') return null;
  const [, month, day, year, ...time] = AS_DATE.exec(text) ?? [];
  if (month !== undefined) {
    const [hours = 0, minutes = 0, seconds = 0] = time.map((part) => Number(part ?? 0));
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day), hours, minutes, seconds);
    return (at - FIRST_DAY_MS) / 86_400_000;
  }
  return type === 'integer' ? Number(text) : text;
}

/** LibreOffice keeps one kind of line break; CSV puts an apostrophe before what would be a formula. */
const plain = (text: string): string =>
  text.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/u, '').replace(/\r\n?/gu, '\n');

describe.skipIf(!installed)('LibreOffice', () => {
  let folder: string;
  let described: Readonly<Record<ExportedTable, readonly Described[]>>;

  const tableIn = async (file: string): Promise<string[][]> => parse(await readFile(join(folder, file)));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'libreoffice-'));
    const world = await smallProvince();
    await publish(world);
    await inspect(world);
    await life(world);
    const state = await publish(world);
    for (const { name } of state.manifest.files)
      await writeFile(join(folder, name), await fileOf(world, state, name));
    described = JSON.parse(await readFile(join(folder, 'columns.json'), 'utf8')).tables;
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const books = (await readdir(folder)).filter((name) => name.endsWith('.xlsx'));
    const args = [profile, '--headless', '--convert-to', AS_CSV, '--outdir', join(folder, 'read')];
    await promisify(execFile)('soffice', [...args, ...books.map((name) => join(folder, name))], {
      timeout: 3 * MINUTE,
    });
  }, 4 * MINUTE);
  afterAll(() => rm(folder, { recursive: true }));

  it('opens every sheet', async () => {
    const sheets = (await readdir(join(folder, 'read'))).map((name) => name.normalize('NFC'));
    expect(sheets.filter((name) => /^scorecards-(?!all)/.test(name)).sort()).toEqual(
      ['Bìa', 'Các cấp ủy', 'Huyện Hoài Đức', 'Tổng hợp', 'Từ điển'].map((name) => `scorecards-${name}.csv`),
    );
    for (const table of EXPORTED_TABLES) {
      const book = workbookOf(table).replace(/\.xlsx$/, '');
      for (const sheet of ['Bìa', TABLE_TITLES[table].vi, 'Từ điển'])
        expect(sheets).toContain(`${book}-${sheet}.csv`);
    }
  });

  it.each(EXPORTED_TABLES)('reads in the workbook of %s every row and value of its CSV', async (table) => {
    const book = workbookOf(table).replace(/\.xlsx$/, '');
    const [titles, ...rows] = await tableIn(join('read', `${book}-${TABLE_TITLES[table].vi}.csv`));
    const [, ...lines] = await tableIn(`${table}.csv`);
    expect(titles).toEqual(described[table].map(titleInWorkbook));
    expect(
      rows.map((row) =>
        described[table].map((column, i) => plain(asInCsv(asFound(row[i] ?? '', column), column))),
      ),
    ).toEqual(lines.map((line) => line.map(plain)));
  });

  it('reads the rows made for people with the values of the CSV', async () => {
    const [names = [], ...lines] = await tableIn('scorecards.csv');
    const csv = lines.slice(1).map((line) => new Map(names.map((name, i) => [name, line[i] ?? ''])));
    const [titles = [], ...rows] = await tableIn(join('read', 'scorecards-Huyện Hoài Đức.csv'));
    const told = rows.map((row) => new Map(titles.map((title, i) => [title, row[i] ?? ''])));
    expect(told.map((row) => row.get('Mã tổ chức'))).toEqual(csv.map((row) => row.get('Mã tổ chức')));
    for (const [i, line] of csv.entries()) {
      const points = told[i]?.get('Điểm') ?? '';
      expect(points === '' ? '' : String(Math.round(Number(points) * 100))).toBe(
        line.get('Điểm (1/100 điểm)'),
      );
      for (const title of ['Số báo cáo phải nộp', 'Đã báo cáo', 'Đã xếp loại', 'Đảng viên: tổng số'])
        expect([title, told[i]?.get(title)]).toEqual([title, line.get(title)]);
    }
  });
});
