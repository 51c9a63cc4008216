/** Topics on one machine: takes Publish as the SDK sends it, and lays every message down where a person can read it. */

import { randomUUID } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { readText } from './lambda/runtime-api.ts';
import { type Listening, listen } from './listen.ts';

export type TopicOptions = {
  /** ARNs of the topics that there are. */
  topics: readonly string[];
  /** Holds a file for each topic, named after it. */
  directory: string;
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAXIMUM_MESSAGE_BYTES = 262_144;

const answer = (body: string): string =>
  `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${body}<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`;
const refusal = (code: string, message: string): string =>
  `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`;

/** Starts the API of topics as far as it publishes to them. */
export async function startTopics({ topics, directory }: TopicOptions): Promise<Listening> {
  await mkdir(directory, { recursive: true });
  const publish = async (sent: URLSearchParams): Promise<{ status: number; body: string }> => {
    const topic = sent.get('TopicArn') ?? '';
    const message = sent.get('Message') ?? '';
    if (sent.get('Action') !== 'Publish')
      return { status: 400, body: refusal('InvalidAction', 'Only Publish is served locally') };
    if (!topics.includes(topic)) return { status: 404, body: refusal('NotFound', 'Topic does not exist') };
    if (message === '' || Buffer.byteLength(message) > MAXIMUM_MESSAGE_BYTES)
      return { status: 400, body: refusal('InvalidParameter', 'Invalid parameter: Message') };
    const id = randomUUID();
    const file = join(directory, `${topic.split(':').at(-1)}.txt`);
    await appendFile(file, `--- ${new Date().toISOString()} ${sent.get('Subject') ?? ''}\n${message}\n`);
    return { status: 200, body: answer(`<PublishResult><MessageId>${id}</MessageId></PublishResult>`) };
  };
  const server = createServer((request, response) => {
    readText(request)
      .then((text) => publish(new URLSearchParams(text)))
      .catch((error: unknown) => ({ status: 500, body: refusal('InternalError', String(error)) }))
      .then(({ status, body }) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body));
  });
  return listen(server, 0, 'Topics');
}
