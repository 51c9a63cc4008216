/**
 * The life of a month's exports on the synthesized template: what the schedule makes and when it makes nothing, the
 * final one of the close, the one after a reopening, each naming the one before and what differs from it; and how a
 * district's analyst gets a file of them, and another district's does not.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../infra/local/stack.ts';
import { stages } from '../../infra/stages.ts';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import type { ExportAnswer } from '../../shared/contracts/exports.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Manifest } from '../../shared/domain/exports/export.ts';
import { onceARun } from '../support/once-a-run.ts';
import { startStackOn, tokenFor } from '../support/stack-on.ts';
import { plainBody } from './clients.ts';
import { MONTH, organizationBody, PROVINCE, pathOf, tree } from './province.ts';

const HELD_ON = '2026-10-13';

let directory: string;
let assemblyDir: string;
let stack: LocalStack;

const startAt = (today: string) => startStackOn(today, { assemblyDir, dataDir: join(directory, 'data') });

const as = (subject: string): Client =>
  createClient({ baseUrl: stack.baseUrl, token: () => tokenFor(stack, subject) });
const registrar = () => as(stages.local.firstRegistrar);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'exports-'));
  assemblyDir = await onceARun('assembly');
  // October's due date has passed: what comes in now is late.
  stack = await startAt('2026-11-12');
  for (const node of tree) {
    const params = { organization: node.id };
    await registrar().need(routes.putOrganization, { params, body: organizationBody(node) });
  }
  for (const [subject, organization, role] of [
    ['client', PROVINCE, 'client'],
    ['rule-maker', PROVINCE, 'rule-maker'],
    ['analyst', PROVINCE, 'analyst'],
    ['analyst-d1', 'd1', 'analyst'],
    ['analyst-d12', 'd12', 'analyst'],
  ] as const)
    await registrar().need(routes.putGrants, {
      params: { subject },
      body: { grants: [{ organization, role, from: '2026-01-01' }] },
    });
}, 180_000);
afterAll(async () => {
  await stack?.stop();
  await rm(directory, { recursive: true, force: true });
});

const at = (organization: string) => ({ organization, period: MONTH, key: 'regular' });
const record = (organization: string) =>
  as('client').need(routes.putMeeting, { params: at(organization), body: plainBody(HELD_ON) });

const period = () => registrar().need(routes.getPeriod, { params: { period: MONTH } });
const published = ({ status }: ExportAnswer) => status === 'published';
/** The province's exports of the month, the newest first. */
async function chain(): Promise<ExportAnswer[]> {
  const query = { organization: PROVINCE, period: MONTH };
  return (await as('analyst').need(routes.listExports, { query })).items;
}

/** What an export says became of whom since the one before, and why. */
async function changes({ exportId }: Pick<Manifest, 'exportId'>): Promise<Record<string, string>> {
  const query = { limit: '100' };
  const page = await as('analyst').need(routes.listExportChanges, { params: { export: exportId }, query });
  expect(page.next).toBeNull();
  return Object.fromEntries(page.items.map(({ organization, reasons }) => [organization, reasons.join(' ')]));
}

test('the schedule publishes what has moved, and nothing where nothing did', async () => {
  await registrar().need(routes.postOpening, { params: { period: MONTH } });
  await expect.poll(async () => (await period()).status, { timeout: 60_000 }).toBe('open');
  for (const organization of ['d1-k1-c1', 'd1-k1-c2']) await record(organization);
  await stack.drained();
  await stack.fire('publish-export');
  const [first, ...others] = await chain();
  expect([first?.manifest?.kind, first?.manifest?.previous, others]).toEqual(['interim', null, []]);

  await stack.fire('publish-export');
  expect(await chain()).toEqual([first]);
}, 120_000);

test('the next one names the one before, and tells whose row differs and why', async () => {
  const client = as('client');
  await client.need(routes.putMeeting, {
    params: at('d1-k1-c1'),
    body: { ...plainBody(HELD_ON), endedAt: '21:59', reason: 'ghi nhầm giờ' },
    ifMatch: '"1"',
  });
  await client.need(routes.deleteMeeting, {
    params: at('d1-k1-c2'),
    body: { reason: 'nhầm kỳ' },
    ifMatch: '"1"',
  });
  await record('d1-k1-s1-c1');
  await as('rule-maker').need(routes.putAdoption, {
    params: { organization: 'd12-k1-c1', period: MONTH },
    body: { criteriaSet: { id: 'phu-tho-bloc', revision: 1 } },
  });
  await stack.drained();
  const [before] = await chain();
  await stack.fire('publish-export');
  const [newest, ...others] = await chain();
  expect(others).toEqual([before]);
  expect(newest?.manifest).toMatchObject({ kind: 'interim', previous: before?.exportId });
  expect(await changes(newest ?? { exportId: '' })).toEqual({
    'ha-noi': 'parts',
    d1: 'parts',
    'd1-k1': 'parts',
    'd1-k1-c1': 'amendment',
    'd1-k1-c2': 'withdrawal',
    'd1-k1-s1': 'parts',
    'd1-k1-s1-c1': 'late-record',
    // It has reported nothing yet, so nothing differs above it.
    'd12-k1-c1': 'criteria',
  });
}, 120_000);

/** A district's export, ordered by its own analyst. */
async function districtExport(): Promise<Manifest> {
  const analyst = as('analyst-d1');
  const body = { organization: 'd1', period: MONTH };
  const { exportId } = await analyst.need(routes.postExport, { body });
  const state = () => analyst.need(routes.getExport, { params: { export: exportId } });
  await expect.poll(async () => (await state()).status, { timeout: 60_000 }).toBe('published');
  const { manifest } = await state();
  if (manifest === null) throw new Error(`${exportId} has no manifest`);
  return manifest;
}

test('a district’s analyst gets the district, whole and verifiable; the neighbour’s gets nothing of it', async () => {
  const manifest = await districtExport();
  const { exportId, files } = manifest;
  const folder = join(directory, 'd1');
  await mkdir(folder);
  for (const name of ['manifest.json', ...files.map((file) => file.name)])
    await writeFile(
      join(folder, name),
      await as('analyst-d1').download(routes.getExportFile, { params: { export: exportId, name } }),
    );
  const organizations = tree.filter(({ id }) => pathOf(id).includes('d1')).length;
  expect(await verifyExport(folder)).toMatchObject({ organizations, differences: [] });

  const [ofProvince] = await chain();
  for (const [subject, id] of [
    ['analyst-d12', exportId],
    ['analyst-d12', ofProvince?.exportId ?? ''],
    ['analyst-d1', ofProvince?.exportId ?? ''],
  ] as const)
    for (const answer of [
      await as(subject).call(routes.getExport, { params: { export: id } }),
      await as(subject).call(routes.getExportFile, { params: { export: id, name: 'scorecards.csv' } }),
      await as(subject).call(routes.listExportChanges, { params: { export: id } }),
    ])
      expect(answer).toMatchObject({ ok: false, status: 404 });
  for (const organization of ['d12', PROVINCE]) {
    const body = { organization, period: MONTH };
    expect(await as('analyst-d1').call(routes.postExport, { body })).toMatchObject({ status: 404 });
    const query = { organization };
    expect(await as('analyst-d1').call(routes.listExports, { query })).toMatchObject({ status: 404 });
  }
}, 120_000);

test('a file comes from a signed address of a minute, in part too, under its Vietnamese name; the audit tells', async () => {
  const [newest] = await chain();
  const exportId = newest?.exportId ?? '';
  const file = newest?.manifest?.files.find(({ name }) => name === 'scorecards.xlsx');
  const params = { export: exportId, name: 'scorecards.xlsx' };
  const answer = await as('analyst').call(routes.getExportFile, { params });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const address = new URL(answer.location ?? '');
  expect([answer.status, address.searchParams.get('X-Amz-Expires')]).toEqual([303, '60']);

  const part = await fetch(address, { headers: { range: 'bytes=2-5' } });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 2-5/${file?.bytes}`]);
  const whole = Buffer.from(await (await fetch(address)).arrayBuffer());
  expect(whole.subarray(0, 2).toString()).toBe('PK');
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(2, 6));
  const called = /filename\*=UTF-8''(\S+)/u.exec(part.headers.get('content-disposition') ?? '')?.[1];
  expect(decodeURIComponent(called ?? '')).toBe(`Bảng điểm – Tổ chức ${PROVINCE} – ${MONTH}.xlsx`);
  for (const [name, value] of [
    ['X-Amz-Expires', '86400'],
    ['response-content-disposition', 'attachment'],
  ] as const) {
    const forged = new URL(address);
    forged.searchParams.set(name, value);
    expect((await fetch(forged)).status, name).toBe(403);
  }

  const query = { organization: PROVINCE, sort: 'newest', limit: '100' } as const;
  const { items } = await registrar().need(routes.listAudit, { query });
  const downloads = items.filter(({ kind, by }) => kind === 'download' && by === 'analyst');
  const keys = downloads.map(({ key }) => key);
  expect(keys).toContain(`${exportId}/scorecards.xlsx`);
  expect(keys).toContain(`${exportId}/changes.ndjson`);
}, 60_000);

/** The export that the period names as final, once it is published. */
async function finalExport(other: string | null): Promise<Manifest> {
  const find = async () => {
    const { finalExport: id } = await period();
    return (await chain()).find((one) => one.exportId === id && id !== other && published(one));
  };
  await expect.poll(find, { timeout: 120_000, interval: 500 }).toBeDefined();
  const manifest = (await find())?.manifest;
  if (!manifest) throw new Error('no final export');
  return manifest;
}

test('the close makes the final one, and the schedule adds none', async () => {
  const [interim] = await chain();
  await record('d12-k1-c3');
  await registrar().need(routes.postClosing, { params: { period: MONTH } });
  const final = await finalExport(null);
  expect(final).toMatchObject({ kind: 'final', previous: interim?.exportId });
  // The closing writes every plan row once more, and says nothing new of anybody.
  expect(await changes(final)).toEqual({
    'ha-noi': 'parts',
    d12: 'parts',
    'd12-k1': 'parts',
    'd12-k1-c3': 'late-record',
  });
  await stack.drained();
  const before = await chain();
  await stack.fire('publish-export');
  expect(await chain()).toEqual(before);
}, 180_000);

test('a month opened again for one cell gets a new final one when that is over; the old one stays', async () => {
  const [old] = await chain();
  const body = { organization: 'd12-k1-c2', until: '2026-11-13', reason: 'Biên bản lập chậm' };
  await registrar().need(routes.postReopening, { params: { period: MONTH }, body });
  await stack.drained();
  await record('d12-k1-c2');
  await stack.drained();
  await stack.stop();
  stack = await startAt('2026-11-15');
  await stack.invoke('nennep-local-advance-periods', {});
  const renewed = await finalExport(old?.exportId ?? null);
  expect(renewed).toMatchObject({ kind: 'final', previous: old?.exportId });
  expect(await changes(renewed)).toEqual({
    'ha-noi': 'parts',
    d12: 'parts',
    'd12-k1': 'parts',
    'd12-k1-c2': 'late-record',
  });
  expect((await chain()).slice(1)).toContainEqual(old);
}, 240_000);
