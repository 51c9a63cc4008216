/** Digests as messages of a topic; who subscribes filters by the attribute `organization`. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishDigest } from '../../ports/digests.ts';

/** One attempt alone: a second one after a lost answer would send the message twice. */
export const createTopicClient = (): SNSClient => new SNSClient({ maxAttempts: 1 });

export const snsPublishDigest =
  (client: SNSClient, topic: string): PublishDigest =>
  async ({ organization, date, subject, message }) => {
    await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subject,
        Message: message,
        MessageAttributes: {
          organization: { DataType: 'String', StringValue: organization },
          date: { DataType: 'String', StringValue: date },
        },
      }),
    );
  };
