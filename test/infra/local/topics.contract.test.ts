import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { startTopics } from '../../../infra/local/topics.ts';
import { snsPublishDigest } from '../../../shared/adapters/sns/publish-digest.ts';

const TOPIC = 'arn:aws:sns:ap-southeast-1:000000000000:Digests';

let directory: string;
let server: Listening;
let client: SNSClient;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topics-'));
  server = await startTopics({ topics: [TOPIC], directory });
  client = new SNSClient({
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

it('takes a digest and lays it down where a person can read it, one behind the other', async () => {
  const digest = {
    organization: 'huyen-b',
    date: '2026-11-11',
    message: 'Kỳ 10/2026:\n- 2 báo cáo & việc\n',
  };
  const publish = snsPublishDigest(client, TOPIC);
  await publish({ ...digest, subject: 'Nen Nep: 1' });
  await publish({ ...digest, subject: 'Nen Nep: 2' });
  const text = await readFile(join(directory, 'Digests.txt'), 'utf8');
  expect(text.match(/^--- \S+Z Nen Nep: \d\nKỳ 10\/2026:\n- 2 báo cáo & việc$/gm)).toHaveLength(2);
  const { MessageId } = await client.send(new PublishCommand({ TopicArn: TOPIC, Message: 'x' }));
  expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
});

it('refuses what the real one refuses, under the same names', async () => {
  const publish = (TopicArn: string, Message: string) =>
    client.send(new PublishCommand({ TopicArn, Message }));
  await expect(publish(`${TOPIC}-2`, 'x')).rejects.toMatchObject({ name: 'NotFoundException' });
  await expect(publish(TOPIC, 'x'.repeat(262_145))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
