import { z } from 'zod';

/** One record of a DynamoDB stream, members that nobody here reads included, exactly as the engine wrote it. */
export const streamRecordSchema = z.looseObject({
  dynamodb: z.looseObject({
    SequenceNumber: z.string(),
    /** Seconds since 1970. DynamoDB Local cuts it to the minute. */
    ApproximateCreationDateTime: z.number(),
    Keys: z.unknown(),
  }),
});

export type StreamRecord = z.infer<typeof streamRecordSchema>;

/** A record on its way to the function. */
export type Arrival = {
  sequenceNumber: string;
  /**
   * When the record was written, as exactly as can be told: not after it was read, and within the minute that the
   * engine names. Milliseconds since 1970.
   */
  writtenAt: number;
  /** As the function gets it. */
  record: StreamRecord;
};

const ENGINE_PRECISION_MILLIS = 60_000;

export function arrivalOf(
  record: StreamRecord,
  source: { streamArn: string; region: string; now: number },
): Arrival {
  const { SequenceNumber, ApproximateCreationDateTime } = record.dynamodb;
  const latest = ApproximateCreationDateTime * 1000 + ENGINE_PRECISION_MILLIS - 1;
  return {
    sequenceNumber: SequenceNumber,
    writtenAt: Math.min(source.now, latest),
    record: { ...record, awsRegion: source.region, eventSourceARN: source.streamArn },
  };
}
