/** The queries of docs/analysts.md, as they stand there, over the files of a published export. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { meetingRevision } from '../support/records.ts';
import { fileOf, publish } from './published-files.ts';
import { smallProvince } from './small-province.ts';

const guide = await readFile(new URL('../../docs/analysts.md', import.meta.url), 'utf8');
/** By the question that stands before it. */
const queries = new Map(
  [...guide.matchAll(/\n([^\n]+\?)\n\n```sql\n(.*?)```/gsu)].map(([, question = '', sql = '']) => [
    question,
    sql,
  ]),
);

let folder: string;
beforeAll(async () => {
  const world = await smallProvince();
  await publish(world);
  await world.events.append(
    meetingRevision({
      organization: 'to-1',
      revision: 2,
      recordedAt: '2026-10-16T01:00:00.000Z',
      reason: 'sửa',
    }),
  );
  await world.fold(['2026-10']);
  const state = await publish(world);
  folder = await mkdtemp(join(tmpdir(), 'analyst-'));
  for (const { name } of state.manifest.files)
    await writeFile(join(folder, name), await fileOf(world, state, name));
});
afterAll(() => rm(folder, { recursive: true }));

async function answer(question: string): Promise<unknown[]> {
  const sql = queries.get(question);
  if (sql === undefined) throw new Error(`docs/analysts.md does not ask: ${question}`);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const placed = sql.replaceAll(/'(\w+\.parquet)'/gu, (_, name: string) => `'${join(folder, name)}'`);
  const rows = (await connection.runAndReadAll(placed)).getRowObjectsJson();
  connection.closeSync();
  return rows;
}

it('are all tried here', () => {
  expect([...queries.keys()]).toEqual(Object.keys(expected));
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
  'What came late, was amended or withdrawn since the export before?': [
    { reason: 'amendment', organizations: '1' },
  ],
};

it.each(Object.entries(expected))('%s', async (question, rows) => {
  expect(await answer(question)).toEqual(rows);
});
