/** Writes down in the change log what became of every record, scorecard and plan row that a batch names. */
import type { DynamoDBRecord } from 'aws-lambda';
import { type LoggingDeps, logChanges, type Trigger } from '../../shared/jobs/log-changes.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = LoggingDeps & { readonly changed: (record: DynamoDBRecord) => Trigger };

/**
 * The whole batch is one piece of work, since a page costs the same whether it holds one change or fifty. What
 * cannot be read does not keep the rest of the batch from being written down.
 */
export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: deps.changed,
    groupBy: () => 'batch',
    handle: async ({ items }) => {
      await logChanges(deps, items);
    },
  });
