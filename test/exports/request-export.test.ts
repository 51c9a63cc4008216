/** The API of exports: ordered by analysts, followed, listed, downloaded; to everybody else they are not there. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createPublisher } from '../../functions/publish-export/handler.ts';
import { downloadName } from '../../functions/request-export/download-name.ts';
import { createHandler } from '../../functions/request-export/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { type ApiWorld, apiWorld, call, NOW, PROVINCE, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { periodState } from '../support/records.ts';
import { silent } from '../support/silent-log.ts';

let world: ApiWorld;
let objects: ReturnType<typeof memoryObjectStore>;
let handle: ApiFunction;
let analyst: string;
/** Runs the jobs that were nudged since. */
let work: () => Promise<void>;

beforeEach(async () => {
  world = await apiWorld();
  objects = memoryObjectStore();
  const deps = { ...world, objects, newExportId };
  handle = createHandler(deps, { log: silent });
  const publisher = createPublisher({
    ...{ ...deps, formats: exportFormats, decodeCompared, root: PROVINCE },
    catalog: memoryTablesCatalog(),
  });
  work = async () => {
    for (const job of world.jobs.noted.splice(0))
      if (job.job === 'publish-export') await publisher({ exportId: job.exportId }, Object.create(null));
  };
  analyst = await world.grant('analyst', 'huyen-b');
});

const post = (body: unknown, subject = analyst) => call(handle, 'POST', '/exports', { subject, body });
const get = (url: string, subject = analyst) => call(handle, 'GET', url, { subject });
const ordered = async (period = '2026-10', organization = 'huyen-b') => {
  const { body } = await post({ organization, period });
  return String(body.exportId);
};

describe('an order', () => {
  it('is accepted with its address, nudges the job, and ends published', async () => {
    const answer = await post({ organization: 'huyen-b', period: '2026-10' });
    const { exportId } = answer.body;
    expect(exportId).toMatch(/^huyen-b_2026-10_[0-9A-Z]{26}$/);
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: `/exports/${exportId}` },
      body: { exportId, status: 'queued' },
    });
    expect(world.jobs.noted).toEqual([{ job: 'publish-export', exportId }]);
    expect((await get(`/exports/${exportId}`)).body).toEqual({
      exportId,
      organization: 'huyen-b',
      period: '2026-10',
      status: 'queued',
      progress: 0,
      manifest: null,
    });
    await work();
    const state = await get(`/exports/${exportId}`);
    expect(state).toMatchObject({ status: 200, body: { status: 'published', progress: 100 } });
    expect(state.body.manifest).toMatchObject({ kind: 'interim', organization: 'huyen-b', previous: null });
  });

  it('for Excel is another one than the plain one that waits', async () => {
    const plain = await ordered();
    const { body } = await post({ organization: 'huyen-b', period: '2026-10', csv: 'excel' });
    expect(body.exportId).not.toBe(plain);
    await work();
    const bomOf = async (exportId: string) => {
      const key = `exports/${exportId}/1/scorecards.csv`;
      return Buffer.from((await objects.get(key))?.subarray(0, 3) ?? []).toString('hex');
    };
    expect([await bomOf(plain), await bomOf(String(body.exportId))]).not.toContain('');
    expect(await bomOf(plain)).not.toBe('efbbbf');
    expect(await bomOf(String(body.exportId))).toBe('efbbbf');
  });

  it('stands when the nudge gets lost', async () => {
    const lost = { publishExport: () => Promise.reject(new Error('the function cannot be reached')) };
    const unlucky = createHandler({ ...world, objects, newExportId, jobs: lost }, { log: silent });
    const body = { organization: 'huyen-b', period: '2026-10' };
    const answer = await call(unlucky, 'POST', '/exports', { subject: analyst, body });
    expect(answer.status).toBe(202);
    expect(await world.registry.pendingExports()).toHaveLength(1);
  });

  it('of a quarter or a year with an opened month is accepted, too', async () => {
    for (const period of ['2026-Q4', '2026'])
      expect((await post({ organization: 'db-c', period })).status).toBe(202);
  });

  it.each(['2026-12', '2026-Q1', '2025'])(
    'of %s, which nobody opened, is refused with 409',
    async (period) => {
      expect(await post({ organization: 'huyen-b', period })).toMatchObject({
        status: 409,
        body: { code: 'PERIOD_NOT_OPEN' },
      });
      expect(world.jobs.noted).toEqual([]);
    },
  );

  it('of an opened period in which the organization is not is refused, and no period is said to be shut', async () => {
    await enterVersion(world.registry, { ...version('cb-9', 'cell', 'huyen-b'), from: '2026-11' });
    expect(await post({ organization: 'cb-9', period: '2026-10' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/period', rule: 'organization-in-period' }] },
    });
    expect(await post({ organization: 'cb-9', period: '2026-11' })).toMatchObject({
      status: 409,
      body: { code: 'PERIOD_NOT_OPEN' },
    });
    expect(world.jobs.noted).toEqual([]);
  });

  it('of somebody else’s organization, or of none, is 404, open or not', async () => {
    for (const organization of ['huyen-e', PROVINCE, 'khong-co'])
      for (const period of ['2026-10', '2026-12'])
        expect(await post({ organization, period })).toMatchObject({ status: 404 });
    const officer = await world.grant('officer', 'huyen-b');
    expect(await post({ organization: 'huyen-b', period: '2026-10' }, officer)).toMatchObject({
      status: 404,
    });
  });

  it.each([
    {},
    { organization: 'huyen-b' },
    { organization: 'Huyện B', period: '2026-10' },
    { organization: 'huyen-b', period: '2026-13' },
    { organization: 'huyen-b', period: '2026-10', extra: 1 },
  ])('that breaks the schema is 422: %j', async (body) => {
    expect(await post(body)).toMatchObject({ status: 422, body: { code: 'VALIDATION' } });
  });
});

describe('an export', () => {
  it('that is not there and one that is not yours look the same', async () => {
    const exportId = await ordered();
    const stranger = await world.grant('analyst', 'huyen-e');
    const foreign = await get(`/exports/${exportId}`, stranger);
    const missing = await get(`/exports/${newExportId('huyen-b', '2026-10', NOW)}`);
    expect(foreign).toMatchObject({ status: 404 });
    expect(missing.body).toEqual(foreign.body);
    for (const id of ['x', 'huyen-b_2026-10_', '..%2F..', 'huyen-b_2026-13_01J9ZQ6W2M8K4T7R3V5X1Y0B6C'])
      expect((await get(`/exports/${id}`)).body).toEqual(foreign.body);
  });

  it('is listed newest first, page by page, by period or not, to whoever may', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      world.set(`2026-11-05T02:00:0${n}.000Z`);
      ids.unshift(await ordered());
      await work();
    }
    const quarter = await ordered('2026-Q4');
    const list = async (query: string) => (await get(`/exports?organization=huyen-b${query}`)).body;
    const idsOf = (body: { items: { exportId: string }[] }) => body.items.map(({ exportId }) => exportId);
    expect(idsOf(await list('&period=2026-10'))).toEqual(ids);
    expect(idsOf(await list(''))).toEqual([quarter, ...ids]);
    expect(await list('&period=2026-12')).toEqual({ items: [], next: null });
    const first = await list('&period=2026-10&limit=2');
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    const second = await list(`&period=2026-10&limit=2&cursor=${first.next}`);
    expect([idsOf(second), second.next]).toEqual([ids.slice(2), null]);
    expect(await get('/exports?organization=huyen-b&cursor=bm8')).toMatchObject({ status: 422 });
    expect(await get('/exports?organization=huyen-e')).toMatchObject({ status: 404 });
  });
});

describe('the changes', () => {
  it('are 404 before the export is published and to strangers, then a list', async () => {
    const exportId = await ordered();
    const changes = (subject = analyst) => get(`/exports/${exportId}/changes?limit=10`, subject);
    const waiting = await changes();
    expect(waiting).toMatchObject({ status: 404 });
    await work();
    expect(await changes()).toMatchObject({ status: 200, body: { items: [], next: null } });
    expect(await changes(await world.grant('analyst', 'huyen-e'))).toMatchObject({
      status: 404,
      body: waiting.body,
    });
    expect(await get(`/exports/${exportId}/changes?cursor=bm8`)).toMatchObject({ status: 422 });
  });
});

describe('a file', () => {
  it('is handed out by a signed URL, under a name that explains itself', async () => {
    const exportId = await ordered();
    await work();
    const { manifest } = (await get(`/exports/${exportId}`)).body;
    const names: string[] = manifest.files.map(({ name }: { name: string }) => name);
    expect(names).toContain('meetings.parquet');
    for (const name of [...names, 'manifest.json']) {
      const answer = await get(`/exports/${exportId}/files/${name}`);
      expect(answer.status).toBe(303);
      const location = new URL(String(answer.headers.location));
      const key = location.pathname.slice(1);
      expect(key.endsWith(`/${name}`)).toBe(true);
      expect(await objects.head(key)).not.toBe(null);
      expect(location.searchParams.get('fileName')).toMatch(
        / – Tổ chức huyen-b – 2026-10\.(csv|parquet|xlsx|json|ndjson|ndjson\.gz|html)$/,
      );
    }
  });

  it('that the manifest does not name, of an export not yet published, or not yours, is 404', async () => {
    const exportId = await ordered();
    const file = (name: string, subject = analyst) => get(`/exports/${exportId}/files/${name}`, subject);
    const waiting = await file('scorecards.csv');
    const alsoWaiting = await file('manifest.json');
    await work();
    const stranger = await world.grant('analyst', 'huyen-e');
    for (const answer of [
      waiting,
      alsoWaiting,
      await file('scorecards.ods'),
      await file('..%2Fmanifest.json'),
      await file('scorecards.csv', stranger),
    ])
      expect(answer).toMatchObject({ status: 404, body: waiting.body });
  });

  it('is called what it holds, whose it is and of when', () => {
    const name = (file: string, organization = 'Hoài Đức') => downloadName(file, organization, '2026-10');
    expect(name('scorecards.csv')).toBe('Bảng điểm – Hoài Đức – 2026-10.csv');
    expect(name('meetings.parquet')).toBe('Các buổi sinh hoạt – Hoài Đức – 2026-10.parquet');
    expect(name('scorecards.csv', 'Xã "A/B"\r\n\u0000: C'.normalize('NFD'))).toBe(
      'Bảng điểm – Xã A B C – 2026-10.csv',
    );
    expect(name('scorecards.csv', 'Đ'.repeat(500)).length).toBeLessThan(140);
  });
});

it('of a closed and settled month is final', async () => {
  await world.registry.putPeriod(periodState({ status: 'closed', settled: true, revision: 2 }), aNote());
  const exportId = await ordered();
  await work();
  expect((await get(`/exports/${exportId}`)).body.manifest.kind).toBe('final');
});

const notes = () => world.registry.audit('2026-11', { bound: '2', newestFirst: false, limit: 100 });

describe('an order in the audit', () => {
  it('is written down once, with what was asked for', async () => {
    const exportId = await ordered();
    await work();
    expect((await notes()).filter(({ entries: [first] }) => first?.kind === 'export')).toMatchObject([
      {
        at: NOW,
        by: analyst,
        entries: [
          {
            kind: 'export',
            organization: 'huyen-b',
            path: [PROVINCE, 'huyen-b'],
            key: exportId,
            from: null,
            to: { period: '2026-10', kind: 'interim', csv: 'plain' },
          },
        ],
      },
    ]);
  });
});

describe('a download', () => {
  it('is written down before its address is given, and without that there is none', async () => {
    const exportId = await ordered();
    await work();
    const file = `/exports/${exportId}/files/scorecards.csv`;
    const noted = async () => (await notes()).filter(({ entries: [first] }) => first?.kind === 'download');
    const mute = {
      ...world.registry,
      putAudit: () => Promise.reject(new Error('the table cannot be reached')),
    };
    const signed: string[] = [];
    const watched = {
      ...objects,
      signedUrl: async (key: string, name: string) => {
        signed.push(key);
        return objects.signedUrl(key, name);
      },
    };
    const failing = createHandler(
      { ...world, registry: mute, objects: watched, newExportId },
      { log: silent },
    );
    const refused = await call(failing, 'GET', file, { subject: analyst });
    expect([refused.status, refused.headers.location, signed]).toEqual([500, undefined, []]);
    expect(await noted()).toEqual([]);
    await get(`/exports/${exportId}/files/nothing.csv`);
    expect((await get(file)).status).toBe(303);
    expect(await noted()).toMatchObject([
      {
        at: NOW,
        by: analyst,
        entries: [
          {
            kind: 'download',
            organization: 'huyen-b',
            path: [PROVINCE, 'huyen-b'],
            key: `${exportId}/scorecards.csv`,
          },
        ],
      },
    ]);
  });
});
