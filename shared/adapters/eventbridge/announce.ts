/** Items of the attention list as events of a bus; who listens makes a rule on it. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ATTENTION_DETAIL_TYPE, attentionEventOf, EVENT_SOURCE } from '../../contracts/attention-event.ts';
import type { Announce } from '../../ports/announcements.ts';

export const createBusClient = (): EventBridgeClient => new EventBridgeClient({});

export const eventBridgeAnnounce =
  (client: EventBridgeClient, bus: string): Announce =>
  async (announcements) => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: announcements.map((announcement) => ({
          EventBusName: bus,
          Source: EVENT_SOURCE,
          DetailType: ATTENTION_DETAIL_TYPE,
          Detail: JSON.stringify(attentionEventOf(announcement)),
        })),
      }),
    );
    return announcements.map((_, i) => Entries[i]?.EventId !== undefined);
  };
