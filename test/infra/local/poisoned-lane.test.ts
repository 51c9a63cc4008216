/** A fold that fails for good, in a lane as the template sets it up: the others behind it go on within minutes. */
import type { Context, DynamoDBRecord } from 'aws-lambda';
import { expect, it } from 'vitest';
import { createHandler } from '../../../functions/score-organizations/handler.ts';
import { Lane } from '../../../infra/local/event-source-mapping/lane.ts';
import type { Arrival } from '../../../infra/local/event-source-mapping/record.ts';
import { mappingSettings } from '../../../infra/local/event-source-mapping/settings.ts';
import type { JsonObject } from '../../../infra/local/json.ts';
import { memoryScorecardStore } from '../../../shared/adapters/memory/scorecard-store.ts';
import { presetCriteriaSets } from '../../../shared/adapters/presets/criteria-sets.ts';
import { PATIENCE_MS } from '../../../shared/runtime/stream-handler.ts';
import { meetingRevision, planRow } from '../../support/records.ts';
import { resourcesOf, synthesizeStage } from '../assembly.ts';

const MONTH = '2026-10';
const OTHERS = Array.from({ length: 250 }, (_, i) => `cb-${i}`);

/** The bounds of the mapping that carries events to their fold, out of the synthesized template. */
async function settingsOfEvents() {
  const { service } = await synthesizeStage('production');
  const type = 'AWS::Lambda::EventSourceMapping';
  const found = resourcesOf(service, type).find(([name]) => name.startsWith('scoreorganizationsfromevents'));
  const [id = '', resource] = found ?? [];
  const settings = mappingSettings({
    stack: 'service',
    logicalId: id,
    physicalId: id,
    type,
    properties: {
      ...(resource?.Properties as JsonObject | undefined),
      EventSourceArn: 'arn:aws:dynamodb:x:0:table/events/stream/1',
      FunctionName: 'score-organizations',
      DestinationConfig: {},
    },
  });
  if (settings === null) throw new Error('The template has no such mapping');
  return settings;
}

it('lets the organizations behind it go on once patience is over, and gives up none of their records', async () => {
  let now = Date.parse('2026-10-14T03:00:00.000Z');
  const scorecards = memoryScorecardStore();
  const handler = createHandler({
    events: {
      eventsOfYear: async (organization) => {
        if (organization === 'poison') throw new TypeError('this record cannot be folded');
        return [meetingRevision({ organization, month: MONTH })];
      },
    },
    registry: { planRowsFrom: async (organization) => [planRow({ organization, month: MONTH })] },
    scorecards,
    criteriaSets: presetCriteriaSets,
    changed: ({ dynamodb }) => ({ organization: dynamodb?.Keys?.pk?.S ?? '', month: MONTH }),
    now: () => new Date(now).toISOString(),
  });
  const stopping = new AbortController();
  const written = now;
  let done = 0;
  let invocations = 0;
  const lane = new Lane(
    await settingsOfEvents(),
    {
      invoke: async (payload) => {
        invocations += 1;
        const { Records }: { Records: DynamoDBRecord[] } = JSON.parse(payload);
        const answer = await handler({ Records }, {} as Context);
        // Two attempts without patience, then it is over.
        if (invocations === 2) now = written + PATIENCE_MS;
        return { payload: JSON.stringify(answer), requestId: String(invocations) };
      },
      done: (records) => {
        done += records.length;
        if (done === OTHERS.length + 1) stopping.abort();
      },
      giveUp: ({ condition, records }) => Promise.reject(new Error(`${condition}: ${records.length}`)),
      log: () => {},
    },
    stopping.signal,
  );
  for (const [i, organization] of ['poison', ...OTHERS].entries()) {
    const arrival: Arrival = {
      sequenceNumber: String(i),
      writtenAt: Date.now(),
      record: {
        dynamodb: {
          SequenceNumber: String(i),
          ApproximateCreationDateTime: written / 1_000,
          Keys: { pk: { S: organization } },
        },
      },
    };
    lane.push(arrival);
  }
  await lane.run();
  expect(done).toBe(OTHERS.length + 1);
  expect(invocations).toBeLessThan(10);
  expect(new Set(scorecards.all().map(({ organization }) => organization))).toEqual(new Set(OTHERS));
});
