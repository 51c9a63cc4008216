/** Officers and clients at random over HTTP, on the stores in memory: every figure against the recount, and the export. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';
import { recount } from '../support/recount.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { binhThuanInWords } from '../system/binh-thuan-in-words.ts';
import { Acknowledged, actOnce, type Meeting } from '../system/clients.ts';
import { actAsOfficer } from '../system/officers.ts';
import {
  DUTIES,
  MONTH,
  meetingCells,
  organizationBody,
  PROVINCE,
  plansOf,
  tree,
} from '../system/province.ts';
import { inspectionEvent, meetingEvents, Told } from '../system/told.ts';

const ACTIONS = 120;
/** Printed with a failure; set it to run the same choices again. */
const SEED = Number(process.env.OFFICERS_SEED ?? Date.now() % 1_000_000);

const told = new Told();
const acknowledged = new Acknowledged();
let api: MemoryApi;
let folder: string;
let everybody: Client;

const as = (subject: string) => createClient({ baseUrl: api.baseUrl, token: subject });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'officers-'));
  api = await startMemoryApi({
    province: PROVINCE,
    firstRegistrar: 'registrar',
    now: '2026-11-05T02:00:00.000Z',
  });
  const registrar = as('registrar');
  for (const node of tree)
    await registrar.need(routes.putOrganization, {
      params: { organization: node.id },
      body: organizationBody(node),
    });
  const roles = ['client', 'officer', 'analyst'] as const;
  await registrar.need(routes.putGrants, {
    params: { subject: 'everybody' },
    body: { grants: roles.map((role) => ({ organization: PROVINCE, role, from: '2026-01-01' })) },
  });
  await registrar.need(routes.postOpening, { params: { period: MONTH } });
  everybody = as('everybody');
  for (const { id, ...duty } of DUTIES)
    await everybody.need(routes.putDuty, { params: { duty: id }, body: { ...duty, from: MONTH } });
  await api.fold([MONTH]);
  const random = new SeededRandom(SEED);
  for (let i = 0; i < ACTIONS; i += 1) {
    await actOnce({ client: everybody, random, acknowledged });
    await actAsOfficer({ client: everybody, random, told });
  }
  await api.fold([MONTH]);
});
afterAll(async () => {
  api.stop();
  await rm(folder, { recursive: true, force: true });
});

async function storedRevisions(): Promise<Meeting[]> {
  const found: Meeting[] = [];
  for (const organization of meetingCells) {
    const params = { organization, period: MONTH };
    const { items } = await everybody.need(routes.listMeetings, { params, query: { limit: '100' } });
    for (const { key } of items) {
      const request = { params: { ...params, key }, query: { limit: '100' } };
      found.push(...(await everybody.need(routes.listMeetingRevisions, request)).items);
    }
  }
  return found;
}

it(`shows what a recount of all that was acknowledged gives (OFFICERS_SEED=${SEED})`, async () => {
  const stored = await storedRevisions();
  const reviews = stored.reduce((sum, { review }) => sum + (review?.revision ?? 0), 0);
  expect(reviews).toBeGreaterThan(2);
  for (const type of ['inspection', 'remedy', 'facts', 'schedule'] as const)
    expect(told.events.filter((event) => event.type === type).length, type).toBeGreaterThan(2);
  const events = [...stored.flatMap(meetingEvents), ...told.events];
  const expected = recount(events, plansOf(MONTH, false), binhThuanInWords);
  for (const { id } of tree) {
    const card = await everybody.need(routes.getScorecard, { params: { organization: id, period: MONTH } });
    const { status, points, grade, measures } = card;
    const { organization, month, parent, criteria, ...counted } = expected.get(`${id} ${MONTH}`) ?? {};
    expect({ id, status, points, grade, measures }).toEqual({ id, ...counted });
    if (id === PROVINCE)
      expect(measures.revisions).toBe(acknowledged.names.length + told.events.length + reviews);
  }
});

it(`reads every inspection back as it was acknowledged last (OFFICERS_SEED=${SEED})`, async () => {
  for (const event of told.newest('inspection')) {
    const params = { organization: event.organization, period: MONTH, key: event.key };
    expect(inspectionEvent(await everybody.need(routes.getInspection, { params }))).toEqual(event);
  }
});

it(`exports what can be computed again from its own records (OFFICERS_SEED=${SEED})`, async () => {
  const { exportId } = await everybody.need(routes.postExport, {
    body: { organization: PROVINCE, period: MONTH },
  });
  const state = () => everybody.need(routes.getExport, { params: { export: exportId } });
  await expect.poll(async () => (await state()).status, { timeout: 20_000 }).toBe('published');
  const { manifest } = await state();
  for (const { name } of manifest?.files ?? [])
    await writeFile(
      join(folder, name),
      await everybody.download(routes.getExportFile, { params: { export: exportId, name } }),
    );
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const verdict = await verifyExport(folder);
  expect(verdict).toMatchObject({ organizations: tree.length, differences: [] });
  const held = told.newest('inspection').filter(({ withdrawn }) => !withdrawn);
  expect(manifest?.files.find(({ name }) => name === 'inspections.csv')?.rows).toBe(held.length);
});
