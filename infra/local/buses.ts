/** Buses of events on one machine: takes PutEvents as the SDK sends it, and lays every event down, one a line. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from './lambda/runtime-api.ts';
import { type Listening, listen } from './listen.ts';
import type { Deployment } from './names.ts';

export type BusOptions = {
  /** Names of the buses that there are. */
  buses: readonly string[];
  /** Holds a file for each bus, named after it. */
  directory: string;
  deployment: Deployment;
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAXIMUM_ENTRIES = 10;
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html: time, source, type, detail, resources. */
const MAXIMUM_BYTES = 262_144;

const entrySchema = z.object({
  EventBusName: z.string().default('default'),
  Source: z.string().default(''),
  DetailType: z.string().default(''),
  Detail: z.string().default(''),
  Resources: z.array(z.string()).default([]),
  /** Seconds since 1970. */
  Time: z.number().optional(),
});
type Entry = z.output<typeof entrySchema>;
const requestSchema = z.object({ Entries: z.array(entrySchema) });

type Answer = { status: number; body: object };
const refusal = (type: string, message: string): Answer => ({ status: 400, body: { __type: type, message } });

const bytesOf = ({ Source, DetailType, Detail, Resources, Time }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0) +
  (Time === undefined ? 0 : 14);

function objectIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** Of one entry alone; the others of the request are taken. Null where nothing is wrong. */
function faultOf({ Source, DetailType, Detail }: Entry): { ErrorCode: string; ErrorMessage: string } | null {
  const missing = Object.entries({ Source, DetailType, Detail }).find(([, value]) => value === '')?.[0];
  if (missing !== undefined)
    return {
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${missing} is not valid. Reason: ${missing} is a required argument.`,
    };
  if (Source.startsWith('aws.'))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: `Not authorized for the source. Source: ${Source}`,
    };
  return objectIn(Detail) === null
    ? { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    : null;
}

/** Starts the API of buses as far as it puts events. */
export async function startBuses({ buses, directory, deployment }: BusOptions): Promise<Listening> {
  await mkdir(directory, { recursive: true });

  /** As a rule's target gets it; an event for a bus that is not there is taken and goes nowhere, as in AWS. */
  const take = async (entry: Entry): Promise<object> => {
    const fault = faultOf(entry);
    if (fault !== null) return fault;
    const id = randomUUID();
    const bus = entry.EventBusName.split('/').at(-1) ?? '';
    const time = entry.Time === undefined ? new Date() : new Date(entry.Time * 1000);
    const event = {
      version: '0',
      id,
      'detail-type': entry.DetailType,
      source: entry.Source,
      account: deployment.accountId,
      time: `${time.toISOString().slice(0, 19)}Z`,
      region: deployment.region,
      resources: entry.Resources,
      detail: objectIn(entry.Detail),
    };
    if (buses.includes(bus)) await appendFile(join(directory, `${bus}.jsonl`), `${JSON.stringify(event)}\n`);
    return { EventId: id };
  };

  const putEvents = async (target: string | undefined, text: string): Promise<Answer> => {
    if (target !== 'AWSEvents.PutEvents')
      return refusal('UnknownOperationException', 'Only PutEvents is served locally');
    const { Entries: entries } = requestSchema.parse(JSON.parse(text));
    if (entries.length === 0 || entries.length > MAXIMUM_ENTRIES)
      return refusal(
        'ValidationException',
        `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${MAXIMUM_ENTRIES}`,
      );
    if (entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > MAXIMUM_BYTES)
      return refusal('ValidationException', 'Total size of the entries in the request is over the limit.');
    const taken: object[] = [];
    for (const entry of entries) taken.push(await take(entry));
    const failed = taken.filter((one) => 'ErrorCode' in one).length;
    return { status: 200, body: { FailedEntryCount: failed, Entries: taken } };
  };

  const server = createServer((request, response) => {
    const target = request.headers['x-amz-target'];
    readText(request)
      .then((text) => putEvents(typeof target === 'string' ? target : undefined, text))
      .catch((error: unknown) => refusal('ValidationException', String(error)))
      .then(({ status, body }) =>
        response
          .writeHead(status, { 'content-type': 'application/x-amz-json-1.1' })
          .end(JSON.stringify(body)),
      );
  });
  return listen(server, 0, 'Buses');
}
