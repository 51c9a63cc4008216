import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startBuses } from '../../../infra/local/buses.ts';
import type { Listening } from '../../../infra/local/listen.ts';
import { eventBridgeAnnounce } from '../../../shared/adapters/eventbridge/announce.ts';
import { attentionEvent } from '../../../shared/contracts/attention-event.ts';
import { announcement } from '../../support/announcements.ts';

const BUS = 'nennep-local-attention';

let directory: string;
let server: Listening;
let client: EventBridgeClient;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'buses-'));
  server = await startBuses({
    buses: [BUS],
    directory,
    deployment: { region: 'ap-southeast-1', accountId: '000000000000' },
  });
  client = new EventBridgeClient({
    endpoint: server.url,
    region: 'ap-southeast-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-only' },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  client.destroy();
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

const ENTRY = { EventBusName: BUS, Source: 'nennep', DetailType: 'Attention', Detail: '{"a":1}' };
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
const events = async () =>
  (await readFile(join(directory, `${BUS}.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

it('takes items of the attention list and lays them down as a target of a rule gets them', async () => {
  const announce = eventBridgeAnnounce(client, BUS);
  const items = [announcement(), announcement({ code: 'returned', dueAt: null })];
  expect(await announce(items)).toEqual([true, true]);
  expect(await announce(items.slice(1))).toEqual([true]);
  const told = await events();
  expect(told).toHaveLength(3);
  expect(told[0]).toMatchObject({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    source: 'nennep',
    'detail-type': 'Attention',
    account: '000000000000',
    region: 'ap-southeast-1',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    resources: [],
  });
  expect(told.map(({ detail }) => attentionEvent.parse(detail).id)).toEqual([
    'cb-1/2026-10/due-soon',
    'cb-1/2026-10/returned',
    'cb-1/2026-10/returned',
  ]);
});

it('says of each entry whether it was taken, and takes the others', async () => {
  const { FailedEntryCount, Entries = [] } = await put(
    ENTRY,
    { ...ENTRY, Detail: '[1]' },
    { ...ENTRY, Detail: '{' },
    { ...ENTRY, Source: '' },
    { ...ENTRY, Source: 'aws.s3' },
    { ...ENTRY, Time: new Date('2026-11-11T00:00:00.500Z'), Resources: ['arn:x'] },
  );
  expect(FailedEntryCount).toBe(4);
  expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
    undefined,
    'MalformedDetail',
    'MalformedDetail',
    'InvalidArgument',
    'NotAuthorizedForSourceException',
    undefined,
  ]);
  const told = await events();
  expect(told).toHaveLength(2);
  expect(told[1]).toMatchObject({ time: '2026-11-11T00:00:00Z', resources: ['arn:x'], detail: { a: 1 } });
  expect(Entries[5]?.EventId).toBe(told[1].id);
});

it('takes an ARN for a name, and lets an event for a bus that is not there go nowhere', async () => {
  const arn = `arn:aws:events:ap-southeast-1:000000000000:event-bus/${BUS}`;
  const { FailedEntryCount } = await put(
    { ...ENTRY, EventBusName: arn },
    { ...ENTRY, EventBusName: 'other' },
  );
  expect(FailedEntryCount).toBe(0);
  expect(await events()).toHaveLength(1);
});

it('refuses as a whole what is too many or too much', async () => {
  const refused = { name: 'ValidationException' };
  await expect(put()).rejects.toMatchObject(refused);
  await expect(put(...Array.from({ length: 11 }, () => ENTRY))).rejects.toMatchObject(refused);
  const half = { ...ENTRY, Detail: JSON.stringify({ a: 'x'.repeat(131_072) }) };
  await expect(put(half, half)).rejects.toMatchObject(refused);
});
