/** docs/roster-files.md: its example loads, and it names the columns, words and codes that there are. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterRoster } from '../../infra/roster/enter-roster.ts';
import { FIELD_BY_TITLE, NO, YES } from '../../infra/roster/roster-columns.ts';
import { readRosterFile } from '../../infra/roster/roster-file.ts';
import { reportFile, reportOf } from '../../infra/roster/roster-report.ts';
import { stages } from '../../infra/stages.ts';
import { KIND_WORDS, MEETS_WORDS, UNIT_WORDS } from '../../shared/adapters/formats/words.ts';
import { createClient } from '../../shared/contracts/client.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';
import { getOrganization, putOrganization } from '../../shared/contracts/routes.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';

const at = (path: string): string => new URL(`../../${path}`, import.meta.url).pathname;
const doc = readFileSync(at('docs/roster-files.md'), 'utf8');
const { province, firstRegistrar } = stages.local;

/** Rows of the table whose first title this is, each as its cells. */
function tableOf(title: string): string[][] {
  const lines = doc.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${title} `));
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end === -1 ? rows.length : end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}
const named = (text = ''): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word);

describe('the example of the document', () => {
  const example = /```csv\n(.*?)```/s.exec(doc)?.[1] ?? '';
  let api: MemoryApi;
  beforeEach(async () => {
    api = await startMemoryApi({ province, firstRegistrar, now: '2027-01-05T02:00:00.000Z' });
  });
  afterEach(() => api.stop());

  it('loads below the province of the local stage, line by line, and changes nothing when it is loaded again', async () => {
    const registrar = createClient({ baseUrl: api.baseUrl, token: firstRegistrar, attempts: 1 });
    await registrar.need(putOrganization, {
      params: { organization: province },
      body: {
        ...{ name: 'Đảng bộ tỉnh', kind: 'province', parent: null, meets: 'none' },
        ...{ unit: 'other', from: '2026-01' },
      },
    });
    const load = async () => {
      const { entries, faults } = readRosterFile(example, 'csv');
      const options = { faults, overwrite: false, progress: () => undefined };
      return reportOf(faults, await enterRoster(registrar, entries, options)).map(({ outcome }) => outcome);
    };
    expect(await load()).toEqual(Array.from({ length: 5 }, () => 'entered'));
    expect(await load()).toEqual(Array.from({ length: 5 }, () => 'unchanged'));
    const params = { organization: 'cb-mau-1' };
    expect(await registrar.need(getOrganization, { params, query: { month: '2027-07' } })).toMatchObject({
      ...{ predecessors: ['cb-mau-2'], members: 33, hasCommittee: true },
      codes: [
        { system: 'so-tay', code: '17' },
        { system: 'qldv', code: 'B-9' },
      ],
    });
  });

  it('has every column there is', () => {
    const [titles = ''] = example.split('\n');
    expect(titles.split(',').map((title) => FIELD_BY_TITLE.get(title.toLowerCase()))).toEqual([
      ...FIELD_BY_TITLE.values(),
    ]);
  });
});

describe('what the document says', () => {
  const columns = tableOf('Title').map(([title = '', name = '', empty = '']) => ({
    ...{ title: title.toLowerCase(), field: named(name)[0] ?? '', empty },
  }));

  it('of columns is what the loader knows, and of empty cells what the contract takes', () => {
    expect(columns.map(({ title, field }) => [title, field])).toEqual([...FIELD_BY_TITLE]);
    const needed = { name: 'A', kind: 'cell', parent: null, meets: 'none', unit: 'other', from: '2027-01' };
    const body: Readonly<Record<string, unknown>> = organizationBody.parse(needed);
    for (const { field, empty } of columns) {
      if (field === 'parent') expect(empty).toBe('the root');
      else if (field === 'organization' || field in needed) expect(empty, field).toBe('refused');
      else expect(JSON.parse(named(empty)[0] ?? ''), field).toEqual(body[field]);
    }
  });

  it.each([
    ['`kind`', KIND_WORDS],
    ['`meets`', MEETS_WORDS],
    ['`unit`', UNIT_WORDS],
  ])('of %s are the values that there are, in the words of the exports', (title, words) => {
    const rows = tableOf(title);
    expect(rows.map(([value]) => named(value)[0])).toEqual(words.map(({ code }) => code));
    for (const [i, { vi }] of words.entries()) expect(rows[i]?.[1]?.startsWith(vi), vi).toBe(true);
  });

  it('of yes and no are the words that are taken', () => {
    const line = doc.split('\n').find((one) => one.startsWith('Yes is ')) ?? '';
    expect(named(line)).toEqual([...YES, ...NO]);
  });

  it('of the report are its columns, and every outcome', () => {
    const [titles = ''] = reportFile([]).replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(tableOf('Column').map(([column]) => named(column)[0])).toEqual(titles.split(','));
    const outcomes = tableOf('Outcome').map(([outcome]) => named(outcome)[0]);
    const source = readFileSync(at('infra/roster/roster-report.ts'), 'utf8');
    const table = /OUTCOMES[^{]*\{(.*?)\};/s.exec(source)?.[1] ?? '';
    expect(outcomes.toSorted()).toEqual([...table.matchAll(/'(.*?)'/g)].map(([, words]) => words).toSorted());
  });

  it('of codes has every rule of the file and of the tree, and none that there is not', () => {
    const files = [
      ...readdirSync(at('infra/roster')).map((file) => `infra/roster/${file}`),
      ...['tree-rules', 'opened-months'].map((file) => `functions/keep-roster/${file}.ts`),
    ];
    const source = files.map((file) => readFileSync(at(file), 'utf8')).join('\n');
    const found = source.matchAll(/(?:violation\(\s*[^,]+,\s*|(?:rule|code)(?: =|:) )'([a-z-]+)'/g);
    const codes = tableOf('Code').flatMap(([code]) => named(code));
    expect([...found].map(([, code]) => code).filter((code) => !codes.includes(code ?? ''))).toEqual([]);
    const rules = ['contracts/field-rules', 'contracts/field-errors', 'contracts/problem'];
    const known = [source, ...rules.map((file) => readFileSync(at(`shared/${file}.ts`), 'utf8'))].join('\n');
    const isKnown = (code: string) => new RegExp(`['\\s]${code}['?:]`).test(known);
    expect(codes.filter((code) => !isKnown(code) && code !== '401')).toEqual([]);
  });
});

it('the command without a file says how it is used, and where all this is written', () => {
  const { status, stdout } = spawnSync(process.execPath, ['infra/load-roster.ts'], {
    cwd: at(''),
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^Cách dùng \| Usage: npm run load-roster -- FILE/);
  expect(stdout).toContain('docs/roster-files.md');
});
