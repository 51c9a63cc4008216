/** Folds the row of every committee in whose partition a row was put; so a change climbs level by level to the root. */
import type { DynamoDBRecord } from 'aws-lambda';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { isLasting } from '../../shared/jobs/lasting-error.ts';
import { type RollUpDeps, rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import type { ScorecardChange } from '../../shared/ports/changes.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

export type Deps = RollUpDeps & {
  readonly changed: (record: DynamoDBRecord) => ScorecardChange;
  /** The real time, by which streams stamp their records. */
  readonly now: Clock;
};

export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: (record) => {
      const { parent, month } = deps.changed(record);
      return parent === TOP ? null : { parent, month };
    },
    setsAside: { isLasting, now: deps.now },
    groupBy: ({ parent, month }) => `${parent} ${month}`,
    handle: async ({ items: [{ parent, month }] }) => {
      await rollUpCommittee(deps, parent, month);
    },
  });
