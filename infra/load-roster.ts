/**
 * `npm run load-roster -- FILE [--report FILE] [--overwrite] [--url URL]`: enters a tree of organizations from a JSON,
 * CSV or XLSX file. Without `--url` into the system that `npm start` runs; with it, the token comes from NENNEP_TOKEN.
 * Writes a report beside the file (or where it is told to): what became of every line, and for each fault line,
 * column, code and what to do. Prints the faults, and exits with 1 if there was one; what was entered stays, and the
 * same or the corrected file can be loaded again. What a file may hold is in docs/roster-files.md.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, parse } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createClient } from '../shared/contracts/client.ts';
import { enterRoster } from './roster/enter-roster.ts';
import { type RosterFile, readRosterFile } from './roster/roster-file.ts';
import { reportFile, reportOf, rowsOfSheets, spokenRow } from './roster/roster-report.ts';

const READY = '.local/ready.json';
const ready = z.object({
  baseUrl: z.url(),
  tokens: z.object({ registrar: z.object({ token: z.string() }) }),
});

const USAGE = [
  'Cách dùng | Usage: npm run load-roster -- FILE.json|FILE.csv|FILE.xlsx [--report FILE.csv] [--overwrite] [--url URL]',
  'Với --url, mã truy cập đặt trong biến NENNEP_TOKEN | with --url, the token goes in NENNEP_TOKEN.',
  `Không có --url thì npm start phải đang chạy | without --url, npm start must be running (${READY}).`,
  'Các cột, giá trị, tệp mẫu và báo cáo | columns, values, an example and the report: docs/roster-files.md',
];

const say = (line: string) => process.stdout.write(`${line}\n`);

function target(url: string | undefined): { baseUrl: string; token: string } | null {
  const token = process.env.NENNEP_TOKEN;
  if (url !== undefined) return token === undefined ? null : { baseUrl: url, token };
  if (!existsSync(READY)) return null;
  const { baseUrl, tokens } = ready.parse(JSON.parse(readFileSync(READY, 'utf8')));
  return { baseUrl, token: tokens.registrar.token };
}

/** Null, and a line, where the file cannot be read as a whole. */
function readOrSay(file: string): RosterFile | null {
  try {
    const ending = (['csv', 'xlsx'] as const).find((one) => file.toLowerCase().endsWith(`.${one}`));
    return readRosterFile(readFileSync(file), ending ?? 'json');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`Không đọc được ${file}; hãy kiểm tra tệp | ${file} cannot be read; check the file: ${why}`);
    return null;
  }
}

/** `danh-muc.csv` → `danh-muc.report.csv` */
const reportBeside = (file: string): string => {
  const { dir, name } = parse(file);
  return format({ dir, base: `${name}.report.csv` });
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      url: { type: 'string' },
      report: { type: 'string' },
      overwrite: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [file] = positionals;
  const to = target(values.url);
  if (file === undefined || to === null) {
    for (const line of USAGE) say(line);
    return 1;
  }
  const read = readOrSay(file);
  if (read === null) return 1;
  const { entries, faults, unreadSheets } = read;
  const sheets = rowsOfSheets(unreadSheets);
  for (const row of sheets) say(spokenRow(row));
  const results = await enterRoster(createClient(to), entries, {
    ...{ faults, overwrite: values.overwrite },
    progress: (entered, of) => say(`${entered} of ${of}`),
  });
  const rows = reportOf(faults, results);
  const faulty = rows.filter(({ code }) => code !== '');
  // Whatever was not judged fared alike, and what waits does so for a line told of; the report has each line.
  const [unanswered] = faulty.filter(({ outcome }) => outcome === 'unanswered');
  for (const row of faulty) if (row.outcome === 'refused' || row === unanswered) say(spokenRow(row));
  const report = values.report ?? reportBeside(file);
  writeFileSync(report, reportFile([...sheets, ...rows]));
  const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length;
  const refused = count('refused') + new Set(faults.map(({ line }) => line)).size;
  say(
    `entered ${count('entered')}, changed ${count('changed')}, unchanged ${count('unchanged')}, refused ${refused}, waiting ${count('waiting')}, unanswered ${count('unanswered')}`,
  );
  say(`Báo cáo từng dòng | report of every line: ${report}`);
  return faulty.length > 0 ? 1 : 0;
}

process.exitCode = await main();
