/** Folds the own rows of whoever an event or a plan row was written of. */
import type { DynamoDBRecord } from 'aws-lambda';
import { yearOf } from '../../shared/domain/period.ts';
import { isLasting } from '../../shared/jobs/lasting-error.ts';
import { type ScoringDeps, scoreOrganization } from '../../shared/jobs/score-organization.ts';
import type { EventChange } from '../../shared/ports/changes.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = ScoringDeps & {
  /** Where an event or a plan row was written; null for any other record. */
  readonly changed: (record: DynamoDBRecord) => EventChange | null;
  /** The real time, by which streams stamp their records. */
  readonly now: Clock;
};

/** A fold puts its month and all later ones of the year: of many changes in a year, the earliest month does. */
export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: deps.changed,
    setsAside: { isLasting, now: deps.now },
    groupBy: ({ organization, month }) => `${organization} ${yearOf(month)}`,
    handle: async ({ items }) => {
      const [{ organization, month }] = items;
      const [earliest = month] = items.map((item) => item.month).sort();
      await scoreOrganization(deps, organization, earliest);
    },
  });
