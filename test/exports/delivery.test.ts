/**
 * An export over HTTP, as a browser gets it: ordered by a district's analyst, fetched by redirect from signed
 * addresses of a real S3 server, in part too, verified from the downloaded folder; to everybody else it is not there.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyExport } from '../../infra/verify-export/verify.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { s3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Manifest } from '../../shared/domain/exports/export.ts';
import { FIRST_REGISTRAR } from '../support/api-world.ts';
import { type MemoryApi, startMemoryApi } from '../support/memory-api.ts';
import { startBucket, type TestBucket } from '../support/s3-server.ts';
import { plainBody } from '../system/clients.ts';
import { MONTH, meetingCells, organizationBody, PROVINCE, tree } from '../system/province.ts';

const HELD_ON = `${MONTH}-13`;
const [CELL = ''] = meetingCells.filter((id) => id.startsWith('d1-k1-c'));

let bucket: TestBucket;
let api: MemoryApi;
let folder: string;
const as = (subject: string): Client => createClient({ baseUrl: api.baseUrl, token: subject });

beforeAll(async () => {
  bucket = await startBucket();
  api = await startMemoryApi({
    province: PROVINCE,
    firstRegistrar: FIRST_REGISTRAR,
    now: '2026-11-05T02:00:00.000Z',
    objects: s3ObjectStore(bucket),
  });
  folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  const registrar = as(FIRST_REGISTRAR);
  for (const node of tree)
    await registrar.need(routes.putOrganization, {
      params: { organization: node.id },
      body: organizationBody(node),
    });
  for (const [subject, organization, role] of [
    ['analyst-d1', 'd1', 'analyst'],
    ['analyst-d12', 'd12', 'analyst'],
    ['analyst-0', PROVINCE, 'analyst'],
    ['client-0', PROVINCE, 'client'],
  ] as const)
    await registrar.need(routes.putGrants, {
      params: { subject },
      body: { grants: [{ organization, role, from: '2026-01-01' }] },
    });
  await registrar.need(routes.postOpening, { params: { period: MONTH } });
  for (const organization of meetingCells)
    await as('client-0').need(routes.putMeeting, {
      params: { organization, period: MONTH, key: 'regular' },
      body: plainBody(HELD_ON),
    });
  await api.fold([MONTH]);
});
afterAll(async () => {
  api.stop();
  await bucket.stop();
  await rm(folder, { recursive: true });
});

async function exported(subject: string, organization: string): Promise<Manifest> {
  const client = as(subject);
  const { exportId } = await client.need(routes.postExport, { body: { organization, period: MONTH } });
  const { status, manifest } = await client.need(routes.getExport, { params: { export: exportId } });
  if (manifest === null) throw new Error(`${exportId} is ${status}`);
  return manifest;
}

async function addressOf(subject: string, { exportId }: Manifest, name: string): Promise<URL> {
  const answer = await as(subject).call(routes.getExportFile, { params: { export: exportId, name } });
  if (!answer.ok || answer.status !== 303) throw new Error(`${name}: ${answer.status}`);
  return new URL(answer.location ?? '');
}

describe('an export over HTTP', () => {
  let first: Manifest;
  let manifest: Manifest;

  beforeAll(async () => {
    first = await exported('analyst-d1', 'd1');
    await as('client-0').need(routes.putMeeting, {
      params: { organization: CELL, period: MONTH, key: 'regular' },
      body: { ...plainBody(HELD_ON), endedAt: '21:59', reason: 'ghi nhầm giờ' },
      ifMatch: '"1"',
    });
    await api.fold([MONTH]);
    manifest = await exported('analyst-d1', 'd1');
  });

  it('comes file by file as the manifest says, and verifies from the folder', async () => {
    for (const name of ['manifest.json', ...manifest.files.map((file) => file.name)]) {
      const response = await fetch(await addressOf('analyst-d1', manifest, name));
      const body = Buffer.from(await response.arrayBuffer());
      const named = manifest.files.find((file) => file.name === name);
      if (named !== undefined)
        expect([name, body.length, createHash('sha256').update(body).digest('hex')]).toEqual([
          name,
          named.bytes,
          named.sha256,
        ]);
      await writeFile(join(folder, name), body);
    }
    expect(await verifyExport(folder)).toMatchObject({ exportId: manifest.exportId, differences: [] });
  });

  it('comes from an address of a minute, in part too, under a Vietnamese name', async () => {
    const address = await addressOf('analyst-d1', manifest, 'scorecards.csv');
    expect(Number(address.searchParams.get('X-Amz-Expires'))).toBe(60);
    const part = await fetch(address, { headers: { range: 'bytes=3-12' } });
    const bytes = manifest.files.find(({ name }) => name === 'scorecards.csv')?.bytes;
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 3-12/${bytes}`]);
    const whole = await readFile(join(folder, 'scorecards.csv'));
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(3, 13));
    const called = /filename\*=UTF-8''(\S+)/u.exec(part.headers.get('content-disposition') ?? '')?.[1];
    expect(decodeURIComponent(called ?? '')).toBe(`Bảng điểm – Tổ chức d1 – ${MONTH}.csv`);
    address.searchParams.set('X-Amz-Expires', '86400');
    expect((await fetch(address)).status).toBe(403);
  });

  it('names the one before, and what differs from it, with the reason', async () => {
    expect([first.previous, manifest.previous]).toEqual([null, first.exportId]);
    const { items } = await as('analyst-d1').need(routes.listExportChanges, {
      params: { export: manifest.exportId },
    });
    expect(items.map(({ organization, reasons }) => [organization, reasons])).toEqual([
      ['d1', ['parts']],
      ['d1-k1', ['parts']],
      [CELL, ['amendment']],
    ]);
  });

  it('is the district’s own subtree, and nobody else’s is there for its analyst', async () => {
    const paths = decodeCompared(await readFile(join(folder, 'compared.ndjson.gz'))).map(({ path }) => path);
    expect(paths.length).toBe(tree.filter(({ id }) => id === 'd1' || id.startsWith('d1-')).length);
    expect(paths.every((path) => path[1] === 'd1')).toBe(true);

    const whole = await exported('analyst-0', PROVINCE);
    const stranger = as('analyst-d12');
    for (const [client, { exportId }] of [
      [as('analyst-d1'), whole],
      [stranger, manifest],
      [stranger, whole],
    ] as const) {
      const params = { export: exportId };
      for (const answer of [
        await client.call(routes.getExport, { params }),
        await client.call(routes.getExportFile, { params: { ...params, name: 'scorecards.csv' } }),
        await client.call(routes.listExportChanges, { params }),
      ])
        expect(answer).toMatchObject({ ok: false, status: 404 });
    }
    for (const organization of [PROVINCE, 'd12'])
      expect(
        await as('analyst-d1').call(routes.postExport, { body: { organization, period: MONTH } }),
      ).toMatchObject({ ok: false, status: 404 });
  });
});
