/** The province of the system tests as the workbook that an officer would send, and the command that loads it. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import * as xlsx from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import { organizationBody, tree } from './province.ts';

/** An officer's titles, in no order that the program knows of. */
const TITLES = [
  ...['Tên tổ chức', 'Mã tổ chức', 'Cấp trên trực tiếp', 'Loại', 'Chế độ sinh hoạt', 'Loại hình'],
  ...['Có chi ủy', 'Dùng sổ tay', 'Số đảng viên', 'Mã hệ thống khác', 'Từ tháng'],
];

export const SYSTEM = 'so-tay';
export const codeOf = (id: string): string => `ST/${id.toUpperCase()}`;

/** Cells of one line, by title. */
type Mistakes = Readonly<Record<string, Readonly<Record<string, string | number>>>>;

/** Children before parents, as lists of people's making come. The first line is the titles'. */
export const lineOf = (id: string): number => tree.length - tree.findIndex((node) => node.id === id) + 1;

/** @param mistakes by organization */
export async function writeWorkbook(file: string, mistakes: Mistakes): Promise<void> {
  const lines = tree.toReversed().map((node) => {
    const { name, parent, kind, meets, unit, hasCommittee, handbook, members, from } = organizationBody(node);
    const cells = [name, node.id, parent ?? '', kind, meets, unit, hasCommittee, handbook, members];
    const line = [...cells, `${SYSTEM}:${codeOf(node.id)}`, from];
    return TITLES.map((title, i) => mistakes[node.id]?.[title] ?? line[i] ?? '');
  });
  const book = xlsx.utils.book_new();
  xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([TITLES, ...lines]), 'Danh mục');
  await writeFile(file, new Uint8Array(xlsx.write(book, { type: 'array', bookType: 'xlsx' })));
}

/** What the command ended with, its last words but one, and the report, line by line. */
export async function loadRoster(file: string, baseUrl: string, token: string) {
  const child = spawn(process.execPath, ['infra/load-roster.ts', file, '--url', baseUrl], {
    env: { ...process.env, NENNEP_TOKEN: token },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
  const report: string[][] = parse(await readFile(file.replace(/xlsx$/, 'report.csv'), 'utf8'), {
    bom: true,
  });
  return { exit, said, report: report.slice(1) };
}
