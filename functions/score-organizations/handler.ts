/** Folds the own rows of whoever an event or a plan row was written of. */
import type { DynamoDBRecord } from 'aws-lambda';
import { yearOf } from '../../shared/domain/period.ts';
import { type ScoringDeps, scoreOrganization } from '../../shared/jobs/score-organization.ts';
import type { EventChange } from '../../shared/ports/changes.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = ScoringDeps & {
  /** Where an event or a plan row was written; null for any other record. */
  readonly changed: (record: DynamoDBRecord) => EventChange | null;
};

/** A fold puts its month and all later ones of the year: of many changes in a year, the earliest month does. */
export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: deps.changed,
    groupBy: ({ organization, month }) => `${organization} ${yearOf(month)}`,
    handle: async ({ items }) => {
      const [{ organization, month }] = items;
      const [earliest = month] = items.map((item) => item.month).sort();
      await scoreOrganization(deps, organization, earliest);
    },
  });
