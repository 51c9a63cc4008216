/**
 * The queries of docs/analysts.md, as they stand there, over the folders that the catalogue names once a second
 * export of a month was published. DuckDB stands for Athena.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EXPORTED_TABLES, NAMED_TABLES, YEAR_TABLES } from '../../shared/domain/exports/export-names.ts';
import { keepExports } from '../../shared/jobs/keep-exports.ts';
import { meetingRevision } from '../support/records.ts';
import { order } from './published-files.ts';
import { smallProvince } from './small-province.ts';

const guide = await readFile(new URL('../../docs/analysts.md', import.meta.url), 'utf8');
const IN_A_FOLDER = 'Questions that are asked first';
const OF_ALL_MONTHS = 'Many months at once';

/** Of one section of the guide, by the question that stands before each. */
function queriesOf(section: string): ReadonlyMap<string, string> {
  const text = guide.split(/^## /mu).find((one) => one.startsWith(section)) ?? '';
  return new Map(
    [...text.matchAll(/\n([^\n]+\?)\n\n```sql\n(.*?)```/gsu)].map(([, question = '', sql = '']) => [
      question,
      sql,
    ]),
  );
}

let folder: string;
/** The folder of each table's partition, as the catalogue names it. */
const partitions = new Map<string, string>();

beforeAll(async () => {
  const world = await smallProvince();
  await keepExports(world, () => Number.POSITIVE_INFINITY);
  await world.events.append(
    meetingRevision({
      organization: 'to-1',
      revision: 2,
      recordedAt: '2026-10-16T01:00:00.000Z',
      reason: 'sửa',
    }),
  );
  await world.fold(['2026-10']);
  await order(world, '2026');
  // A second export of October; of August and September the first one stands.
  await keepExports(world, () => Number.POSITIVE_INFINITY);
  folder = await mkdtemp(join(tmpdir(), 'analyst-'));
  for (const key of world.objects.keys()) {
    await mkdir(join(folder, dirname(key)), { recursive: true });
    await writeFile(join(folder, key), (await world.objects.get(key)) ?? new Uint8Array());
  }
  for (const table of NAMED_TABLES)
    for (const [month, prefix] of await world.catalog.prefixes(table))
      partitions.set(`${table} ${month}`, join(folder, prefix));
});
afterAll(() => rm(folder, { recursive: true }));

const connect = async () => (await DuckDBInstance.create(':memory:')).connect();

/** The rows that the query engine finds: whatever lies in the folder, whoever put it there. */
const rowsIn = (table: string, month: string): string =>
  `read_parquet('${partitions.get(`${table} ${month}`)}**/*.parquet')`;

async function ask(sql: string): Promise<unknown[]> {
  const connection = await connect();
  for (const table of EXPORTED_TABLES) {
    const months = [...partitions.keys()].flatMap((key) =>
      key.startsWith(`${table} `) ? [key.slice(table.length + 1)] : [],
    );
    const parts = months.map((month) => `SELECT *, '${month}' AS "month" FROM ${rowsIn(table, month)}`);
    await connection.run(`CREATE VIEW ${table} AS ${parts.join(' UNION ALL BY NAME ')}`);
  }
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  connection.closeSync();
  return rows;
}

const askedIn = (section: string, question: string): string => {
  const sql = queriesOf(section).get(question);
  if (sql === undefined) throw new Error(`docs/analysts.md does not ask: ${question}`);
  return sql;
};

/** In the folder of an export: here the one that October's partition names. */
const answer = (question: string): Promise<unknown[]> =>
  ask(
    askedIn(IN_A_FOLDER, question).replaceAll(/'(\w+)\.parquet'/gu, (_, table: string) =>
      rowsIn(table, YEAR_TABLES.some((one) => one === table) ? '2026' : '2026-10'),
    ),
  );

it('are all tried here', () => {
  expect([...queriesOf(IN_A_FOLDER).keys()]).toEqual(Object.keys(expected));
  expect([...queriesOf(OF_ALL_MONTHS).keys()]).toEqual(Object.keys(ofAllMonths));
});

const expected: Readonly<Record<string, readonly unknown[]>> = {
  'How complete are the reports, district by district?': [
    expect.objectContaining({ organization: 'huyen', expected: '5', reported: '4', reported_percent: 80 }),
  ],
  'How do the grades fall, of those assessed?': [
    expect.objectContaining({ grade: 'kha', cells: '2', percent: 66.7 }),
    expect.objectContaining({ grade: 'tot', cells: '1', percent: 33.3 }),
  ],
  'By kind of unit, how many members attend?': [
    expect.objectContaining({ unit: 'agency', cells: '1' }),
    expect.objectContaining({ unit: 'enterprise', cells: '1' }),
    expect.objectContaining({ unit: 'residential', cells: '3', expected: '3' }),
  ],
  'Who has not reported although the due date has passed?': [],
  'Where do self scores and superiors’ scores part?': [],
  'Do the cells add up to the province?': [{ of_cells: '4', of_province: '4' }],
  'Which meetings were short, and how many spoke?': [
    expect.objectContaining({ organization: 'co-quan', minutesHeld: '50' }),
  ],
  'Which offices must attend, how often, and of how many duties is the quarter not reported (told in its last month)?':
    [expect.objectContaining({ due: '1', not_reported: '0', proposals: null })],
  'What came late, was amended or withdrawn since the export before?': [
    { reason: 'amendment', organizations: '1' },
  ],
  'In the folder of a year: how were comparable organizations classified, and where is the cap passed?': [
    ['bo-phan', 'cell'],
    ['huyen', 'base-cell'],
    ['huyen', 'base-committee'],
    ['tinh', 'district'],
    ['xa-1', 'cell'],
    ['xa-1', 'sub-committee'],
    ['xa-2', 'cell'],
  ].map(([superior, kind]) =>
    expect.objectContaining({ superior, kind, assessed: '0', overCap_hd21_2019: false }),
  ),
  'In the folder of a year: who is not classified yet, under whom?': [
    'to-3',
    'co-quan',
    'xa-1',
    'xa-2',
    'huyen',
    'bo-phan',
    'to-1',
    'to-2',
    'to-4',
  ].map((organization) => expect.objectContaining({ organization })),
};

it.each(Object.entries(expected))('%s', async (question, rows) => {
  expect(await answer(question)).toEqual(rows);
});

const ofAllMonths: Readonly<Record<string, readonly unknown[]>> = {
  'How complete are the reports, month by month?': [
    { month: '2026-08', expected: '5', reported: '2' },
    { month: '2026-09', expected: '5', reported: '3' },
    { month: '2026-10', expected: '5', reported: '4' },
  ],
  'Which cells met less often than they had to?': [
    expect.objectContaining({ organization: 'to-4', expected: '3', reported: '0' }),
  ],
  'Is anything there twice?': [],
};

it.each(Object.entries(ofAllMonths))('%s', async (question, rows) => {
  expect(await ask(askedIn(OF_ALL_MONTHS, question))).toEqual(rows);
});

it('the query for what is there twice finds a folder that is there twice', async () => {
  const before = new Map(partitions);
  partitions.set('scorecards 2026-09', partitions.get('scorecards 2026-10') ?? '');
  try {
    expect(await ask(askedIn(OF_ALL_MONTHS, 'Is anything there twice?'))).not.toEqual([]);
  } finally {
    for (const [key, folderOf] of before) partitions.set(key, folderOf);
  }
});
