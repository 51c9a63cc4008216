/** Writes down in the change log what became of every record, scorecard and plan row that a batch of rows tells of. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { RowChange } from '../../shared/domain/scorecards/row-change.ts';
import { isLasting } from '../../shared/jobs/lasting-error.ts';
import { type LoggingDeps, logChanges } from '../../shared/jobs/log-changes.ts';
import { placeId } from '../../shared/jobs/read-changed-places.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type StreamHandler, slicedStreamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = LoggingDeps & {
  readonly changed: (record: DynamoDBRecord) => RowChange;
  /** The real time, by which streams stamp their records. */
  readonly streamClock: Clock;
};

/** A slice costs one request for its plan rows, one each where there are new records, and one for its page. */
const PLACES_AT_ONCE = 100;
const SLICE_MILLIS = 20_000;

/** Many places are one piece of work, since a page costs the same whether it holds one change or a hundred. */
export const createHandler = (deps: Deps): StreamHandler =>
  slicedStreamHandler({
    parse: deps.changed,
    groupBy: ({ after }) => placeId(after),
    // What is set aside is found lacking by repair-log.
    setsAside: { isLasting, now: deps.streamClock },
    sliceSize: PLACES_AT_ONCE,
    sliceMillis: SLICE_MILLIS,
    handle: async (groups) => {
      const { unread } = await logChanges(
        deps,
        groups.flatMap(({ items }) => items),
      );
      return unread.map(({ error, ...place }) => ({ key: placeId(place), error }));
    },
  });
