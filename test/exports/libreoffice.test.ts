/** The workbook as LibreOffice reads it: the values of the CSV. Runs where LibreOffice is installed. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileOf, publish, readTable } from './published-files.ts';
import { smallProvince } from './small-province.ts';

const installed = spawnSync('soffice', ['--version'], { stdio: 'ignore' }).status === 0;
const MINUTE = 60_000;
/** Comma, quotes, UTF-8, values as numbers are, every sheet into a file of its own. */
const AS_CSV = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1';

describe.skipIf(!installed)('LibreOffice', () => {
  let folder: string;
  let csv: Record<string, string>[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'libreoffice-'));
    const world = await smallProvince();
    const state = await publish(world);
    csv = (await readTable(world, state, 'scorecards')).slice(1);
    await writeFile(join(folder, 'book.xlsx'), await fileOf(world, state, 'scorecards.xlsx'));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const args = [
      profile,
      '--headless',
      '--convert-to',
      AS_CSV,
      '--outdir',
      folder,
      join(folder, 'book.xlsx'),
    ];
    await promisify(execFile)('soffice', args, { timeout: 2 * MINUTE });
  }, 2 * MINUTE);
  afterAll(() => rm(folder, { recursive: true }));

  it('opens every sheet', async () => {
    const sheets = (await readdir(folder)).filter((name) => name.endsWith('.csv'));
    expect(sheets.map((name) => name.normalize('NFC')).sort()).toEqual(
      ['Bìa', 'Các cấp ủy', 'Huyện Hoài Đức', 'Tổng hợp', 'Từ điển'].map((name) => `book-${name}.csv`),
    );
  });

  it('reads the rows of the CSV with the same values', async () => {
    const text = await readFile(join(folder, 'book-Huyện Hoài Đức.csv'), 'utf8');
    const rows: Record<string, string>[] = parse(text, { columns: true, relax_column_count: true });
    expect(rows.map((row) => row['Mã tổ chức'])).toEqual(csv.map(({ organization }) => organization));
    for (const [i, line] of csv.entries()) {
      const row = rows[i] ?? {};
      expect(row['Tên tổ chức']?.replaceAll('\r', '\n')).toBe(
        line.name?.replace(/^'/, '').replaceAll('\r', '\n'),
      );
      expect(row.Điểm === '' ? '' : String(Math.round(Number(row.Điểm) * 100))).toBe(line.points);
      for (const [title, measure] of [
        ['Số báo cáo phải nộp', 'expected'],
        ['Đã báo cáo', 'reported'],
        ['Đã xếp loại', 'graded'],
        ['Đảng viên: tổng số', 'membersTotal'],
      ] as const)
        expect([title, Number(row[title])]).toEqual([title, Number(line[measure])]);
    }
  });
});
