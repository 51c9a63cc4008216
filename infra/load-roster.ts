/**
 * `npm run load-roster -- FILE [--overwrite] [--url URL]`: enters a tree of organizations from a JSON, CSV or XLSX file.
 * Without `--url` into the system that `npm start` runs; with it, the token comes from NENNEP_TOKEN.
 * Prints a line for each fault (line, column, organization, code, what to do), and exits with 1 if there was one; what
 * was entered stays, and the corrected file can be loaded again.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createClient } from '../shared/contracts/client.ts';
import { type EnteredOrganization, enterRoster } from './roster/enter-roster.ts';
import { type RosterFault, type RosterFile, readRosterFile } from './roster/roster-file.ts';

const READY = '.local/ready.json';
const ready = z.object({
  baseUrl: z.url(),
  tokens: z.object({ registrar: z.object({ token: z.string() }) }),
});

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
    const format = (['csv', 'xlsx'] as const).find((ending) => file.toLowerCase().endsWith(`.${ending}`));
    return readRosterFile(readFileSync(file), format ?? 'json');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(`Không đọc được ${file}; hãy kiểm tra tệp | ${file} cannot be read; check the file: ${why}`);
    return null;
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { url: { type: 'string' }, overwrite: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file] = positionals;
  const to = target(values.url);
  if (file === undefined || to === null) {
    say(
      'Usage: npm run load-roster -- FILE.json|FILE.csv|FILE.xlsx [--overwrite] [--url URL, token in NENNEP_TOKEN]',
    );
    say(`Without --url, npm start must be running (${READY}).`);
    return 1;
  }
  const read = readOrSay(file);
  if (read === null) return 1;
  const { entries, faults } = read;
  for (const fault of faults) say(faultLine(fault));
  const results = await enterRoster(createClient(to), entries, {
    overwrite: values.overwrite,
    progress: (entered, of) => say(`${entered} of ${of}`),
  });
  const refused = results.filter(({ outcome }) => outcome === 'refused');
  const lineOf = new Map(entries.map(({ organization, line }) => [organization, line]));
  for (const one of refused) for (const line of refusalLines(one, lineOf.get(one.organization))) say(line);
  const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length;
  say(
    `entered ${count('entered')}, changed ${count('changed')}, unchanged ${count('unchanged')}, refused ${refused.length + faults.length}`,
  );
  return refused.length + faults.length > 0 ? 1 : 0;
}

/** Vietnamese first. */
const reportLine = (line: number | undefined, ...parts: readonly (string | number | undefined)[]): string =>
  [
    `dòng ${line ?? '?'} | line ${line ?? '?'}`,
    ...parts.filter((part) => part !== undefined && part !== ''),
  ].join(' · ');

const faultLine = ({ line, column, organization, rule, vi, en }: RosterFault): string =>
  reportLine(line, column, organization, rule, `${vi} | ${en}`);

function refusalLines(
  { organization, status, problem }: EnteredOrganization,
  line: number | undefined,
): string[] {
  if (problem?.errors === undefined)
    return [reportLine(line, organization, problem?.code ?? status, problem?.detail)];
  return problem.errors.map(({ pointer, rule, detail }) =>
    reportLine(line, pointer.slice(1), organization, rule, detail),
  );
}

process.exitCode = await main();
