/**
 * Plans again whoever a new version or binding of an organization concerns: itself and everybody below it. Who closes
 * attends nobody any more: its duties end, which plans those whom it was to attend.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { endDuties } from '../../shared/jobs/end-duties.ts';
import { isLasting } from '../../shared/jobs/lasting-error.ts';
import { type OpenMonthsDeps, planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { DutyRegistry } from '../../shared/ports/registry.ts';
import { type StreamHandler, streamHandler } from '../../shared/runtime/stream-handler.ts';

type Changed = {
  readonly organization: OrganizationId;
  readonly from: Month;
  /** It ends with this version. */
  readonly closes?: true;
};

export type Deps = OpenMonthsDeps & {
  readonly registry: Pick<DutyRegistry, 'dutiesBy' | 'putDuty'>;
  /** Null for a record that says nothing of a subtree. */
  readonly changed: (record: DynamoDBRecord) => Changed | null;
  /** The real time, by which streams stamp their records; `now` is the province's. */
  readonly streamClock: Clock;
};

export const createHandler = (deps: Deps): StreamHandler =>
  streamHandler({
    parse: deps.changed,
    // What is set aside sweep-scorecards plans again, every night.
    setsAside: { isLasting, now: deps.streamClock },
    groupBy: ({ organization }) => organization,
    handle: async ({ key, items }) => {
      const [earliest = items[0].from] = items.map(({ from }) => from).sort();
      await planOpenMonths(deps, key, earliest);
      if (items.some(({ closes }) => closes)) await endDuties(deps, key);
    },
    // Each walks a subtree with many requests at once of its own.
    concurrency: 2,
  });
