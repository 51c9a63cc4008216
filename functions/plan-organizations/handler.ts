/** Plans again whoever a new version or binding of an organization concerns: itself and everybody below it. */
import type { DynamoDBRecord } from 'aws-lambda';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { Month } from '../../shared/domain/period.ts';
import { type OpenMonthsDeps, planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = OpenMonthsDeps & {
  /** Null for a record that says nothing of a subtree. */
  readonly changed: (record: DynamoDBRecord) => { organization: OrganizationId; from: Month } | null;
};

export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: deps.changed,
    groupBy: ({ organization }) => organization,
    handle: async ({ key, items }) => {
      const [earliest = items[0].from] = items.map(({ from }) => from).sort();
      await planOpenMonths(deps, key, earliest);
    },
    // Each walks a subtree with many requests at once of its own.
    concurrency: 2,
  });
