/** A roster from a workbook, moves, a merger and a reopening on the synthesized template: what the API says, and what follows by the streams. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { onceARun } from '../support/once-a-run.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';
import { differing, filesOf, questionsOf, type Told, toldOf } from '../support/told-of-a-month.ts';
import { plainBody } from './clients.ts';
import { MONTH, PROVINCE, tree } from './province.ts';
import { codeOf, lineOf, loadRoster, SYSTEM, writeWorkbook } from './roster-workbook.ts';

const TODAY = '2026-11-05';
const REASON = 'Sắp xếp đơn vị hành chính';
const SUBJECT = 'client-and-analyst';
const NEXT = '2026-11';
const OFFICERS = ['d1', 'd12', PROVINCE] as const;

let directory: string;
let stack: LocalStack;
let registrar: Client;
let client: Client;

const tokenOf = (subject: string): Promise<string> => tokenFor(stack, subject);
const as = async (subject: string): Promise<Client> =>
  createClient({ baseUrl: stack.baseUrl, token: await tokenOf(subject) });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'restructuring-'));
  stack = await startStackOn(TODAY, {
    assemblyDir: await onceARun('assembly'),
    dataDir: join(directory, 'data'),
  });
  registrar = await as(stages.local.firstRegistrar);
  client = await as(SUBJECT);
}, 120_000);

afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

test('a province comes from a workbook, its faults told line by line, and whole once they are mended', async () => {
  const file = join(directory, 'danh-muc.xlsx');
  const load = async () => loadRoster(file, stack.baseUrl, await tokenOf(stages.local.firstRegistrar));
  await writeWorkbook(file, {
    'd12-k1': { Loại: 'đảng bộ' },
    'd1-k2-c1': { 'Cấp trên trực tiếp': 'd1-k9' },
    'd1-b1': { 'Từ tháng': '2026-13' },
  });
  const first = await load();
  expect(first.exit).toBe(1);
  const faults = first.report.filter(([, , , , code]) => code !== '');
  const orphans = tree.filter(({ parent }) => parent === 'd12-k1').map(({ id }) => id);
  const wrong = (id: string, column: string, code: string) => [
    ...[String(lineOf(id)), id, 'Không nhận | refused', column, code],
    expect.stringMatching(/\S/),
  ];
  const waiting = (id: string) => [
    ...[String(lineOf(id)), id, 'Chờ dòng khác | waiting for another line', '', 'waits-for-line'],
    expect.stringContaining(`${lineOf('d12-k1')} (d12-k1)`),
  ];
  expect(faults).toEqual(
    [
      wrong('d12-k1', 'kind', 'one-of'),
      wrong('d1-k2-c1', 'parent', 'parent-exists'),
      wrong('d1-b1', 'from', 'month'),
      ...orphans.map(waiting),
    ].toSorted(([a], [b]) => Number(a) - Number(b)),
  );
  expect(first.said).toContain(`entered ${tree.length - faults.length}, changed 0, unchanged 0`);

  await writeWorkbook(file, {});
  const mended = await load();
  expect(mended.exit).toBe(0);
  expect(mended.said).toContain(
    `entered ${faults.length}, changed 0, unchanged ${tree.length - faults.length}, refused 0`,
  );
  expect((await load()).said).toContain(`entered 0, changed 0, unchanged ${tree.length}, refused 0`);
  for (const { id } of tree) {
    const found = await registrar.need(routes.listOrganizations, {
      query: { system: SYSTEM, code: codeOf(id) },
    });
    expect(found.items.map(({ organization }) => organization)).toEqual([id]);
  }
  const nobodys = { query: { system: SYSTEM, code: 'ST/0' } };
  expect((await registrar.need(routes.listOrganizations, nobodys)).items).toEqual([]);
}, 300_000);

test('its month is opened', async () => {
  const grant = { organization: PROVINCE, from: '2026-01-01', until: null };
  const grants = [
    { ...grant, role: 'client' as const },
    { ...grant, role: 'analyst' as const },
  ];
  await registrar.need(routes.putGrants, { params: { subject: SUBJECT }, body: { grants } });
  await registrar.need(routes.postOpening, { params: { period: MONTH } });
  await expect
    .poll(async () => (await registrar.need(routes.getPeriod, { params: { period: MONTH } })).status, {
      timeout: 60_000,
    })
    .toBe('open');
  await record('d1-k2-c1');
  await stack.drained();
  expect(await figures('d1-k2')).toEqual([5, 1]);
}, 120_000);

const record = (organization: string) =>
  client.need(routes.putMeeting, {
    params: { organization, period: MONTH, key: 'regular' },
    body: plainBody('2026-10-13'),
  });

async function figures(organization: string): Promise<readonly [expected: number, reported: number]> {
  const card = await client.need(routes.getScorecard, { params: { organization, period: MONTH } });
  return [card.measures.expected ?? Number.NaN, card.measures.reported ?? Number.NaN];
}

test('a committee moves and another is merged into its neighbour, in figures too', async () => {
  const params = { organization: PROVINCE };
  const body = {
    moves: [
      { organization: 'd1-k2', parent: 'd12', from: MONTH },
      { organization: 'd1-k1-s1', parent: 'd1', from: MONTH },
      ...[1, 2, 3, 4, 5].map((n) => ({ organization: `d1-k1-c${n}`, parent: 'd1-k1-s1', from: MONTH })),
    ],
    closures: [{ organization: 'd1-k1', from: MONTH, successor: 'd1-k1-s1' }],
    reason: REASON,
  };
  const [before1, before12] = [await figures('d1'), await figures('d12')];
  const dry = await registrar.need(routes.postClosures, { params, body: { ...body, dryRun: true } });
  expect(dry.planRows?.items.map(({ organization }) => organization)).toContain('d1-k2-c1');
  expect(await figures('d12')).toEqual(before12);

  const done = await registrar.need(routes.postClosures, { params, body });
  expect(done.versions).toEqual(dry.versions);
  await stack.drained();
  const moved = await figures('d1-k2');
  expect(moved[1]).toBe(1);
  expect(await figures('d12')).toEqual([before12[0] + moved[0], before12[1] + moved[1]]);
  expect(await figures('d1')).toEqual([before1[0] - moved[0], before1[1] - moved[1]]);
  expect(await figures('d1-k1')).toEqual([0, 0]);
  for (const { organization, after } of dry.planRows?.items ?? []) {
    const { path } = await client.need(routes.getScorecard, { params: { organization, period: MONTH } });
    expect(path, organization).toEqual(after.path);
  }
}, 120_000);

/** To an officer of the district in which each of them stood at the closing, and to the province's, by the address. */
async function toldOfClosed(): Promise<Told> {
  const tokens = new Map<string, string>();
  for (const place of OFFICERS) tokens.set(place, await tokenOf(`officer-${place}`));
  const tokenAt = (organization: string): string => {
    // Since October it stands there.
    const district = organization.startsWith('d1-k2') ? 'd12' : (organization.split('-')[0] ?? '');
    return tokens.get(district) ?? tokens.get(PROVINCE) ?? '';
  };
  const organizations = tree.map(({ id, kind }) => ({ organization: id, kind }));
  return toldOf(stack.baseUrl, questionsOf(organizations, MONTH), tokenAt);
}

test('a month is closed, and stays byte for byte when its districts are abolished behind it', async () => {
  for (const organization of OFFICERS)
    await registrar.need(routes.putGrants, {
      params: { subject: `officer-${organization}` },
      body: { grants: [{ organization, role: 'officer', from: '2026-01-01', until: null }] },
    });
  await registrar.need(routes.postClosing, { params: { period: MONTH } });
  const exportId = await finalExport();
  await registrar.need(routes.postOpening, { params: { period: NEXT } });
  await stack.drained();
  const [told, files] = [await toldOfClosed(), await filesOf(client, exportId)];
  expect([told.size, files.size > 20]).toEqual([3 * tree.length, true]);

  const below = tree.filter(({ parent }) => parent === 'd1' || parent === 'd12').map(({ id }) => id);
  const standing = below.filter((id) => id !== 'd1-k1');
  await registrar.need(routes.postClosures, {
    params: { organization: PROVINCE },
    body: {
      moves: [...standing, 'd1-k1-s1'].map((organization) => ({
        organization,
        parent: PROVINCE,
        from: NEXT,
      })),
      closures: ['d1', 'd12'].map((organization) => ({ organization, from: NEXT })),
      reason: REASON,
    },
  });
  await stack.drained();
  const path = { params: { organization: 'd1-k2-c1', period: NEXT } };
  expect((await client.need(routes.getScorecard, path)).path).toEqual([PROVINCE, 'd1-k2', 'd1-k2-c1']);
  expect(differing(told, await toldOfClosed())).toEqual([]);
  expect(differing(files, await filesOf(client, exportId))).toEqual([]);
  expect(await finalExport()).toBe(exportId);
}, 180_000);

/** Once the month is settled and its export published. */
async function finalExport(): Promise<string> {
  const state = () => registrar.need(routes.getPeriod, { params: { period: MONTH } });
  await expect.poll(async () => (await state()).finalExport, { timeout: 90_000 }).not.toBeNull();
  const exportId = (await state()).finalExport ?? '';
  const { need } = client;
  await expect
    .poll(async () => (await need(routes.getExport, { params: { export: exportId } })).status, {
      timeout: 60_000,
    })
    .toBe('published');
  return exportId;
}

test('a closed month is opened again for one cell', async () => {
  const params = { period: MONTH };
  const body = { organization: 'd1-k2-c2', until: '2026-11-10', reason: 'Biên bản lập chậm' };
  const opened = await registrar.need(routes.postReopening, { params, body });
  expect(opened.reopenedUntil).toBe('2026-11-10T17:00:00.000Z');
  await expect(record('d1-k2-c3')).rejects.toMatchObject({ problem: { code: 'PERIOD_CLOSED' } });
  await record('d1-k2-c2');
  await stack.drained();
  expect((await figures('d12'))[1]).toBe(2);
}, 180_000);
