/**
 * Writes down, in one order for the whole province, what became of records, scorecards and plan rows. The trigger
 * says where, never what: everything is read strongly, and what is newer than what was last written down goes into
 * the log, every revision of a record, of scorecards and plan rows the state that is found. So a repeated, late or
 * reordered trigger writes nothing twice, and a lost one is made good by the next of the same subject.
 */
import pMap from 'p-map';
import {
  type Change,
  changesSince,
  type Logged,
  type SubjectState,
  stateOfPlan,
  stateOfRecord,
  stateOfScorecard,
  subjectId,
} from '../domain/change.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { Month } from '../domain/period.ts';
import type { PlanRow } from '../domain/plan.ts';
import { TOP } from '../domain/scorecard.ts';
import type { ChangeLog } from '../ports/change-log.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

export type LoggingDeps = {
  readonly log: ChangeLog;
  readonly registry: Pick<PlanRegistry, 'planRow'>;
  readonly events: Pick<EventStore, 'eventsOfMonth'>;
  readonly scorecards: Pick<ScorecardStore, 'rows'>;
};

export type Place = { readonly organization: OrganizationId; readonly month: Month };

/** Where something was written: among the records of a place, or in its rows. */
export type Trigger = Place & { readonly of: 'records' | 'rows' };

/** Somebody else wrote a page in between too often; the trigger has to come again. */
export class CrowdedLogError extends Error {
  override readonly name = 'CrowdedLogError';
}

const READS_AT_ONCE = 8;
/** Races lost in a row before giving up; each means that somebody else got on. */
const ATTEMPTS = 30;
/** A change takes up to about 1.5 KB, a page at most 400 KB. */
const CHANGES_A_PAGE = 50;

/** The states of one subject, ascending by revision. */
type History = readonly [SubjectState, ...SubjectState[]];

const historiesAt = (deps: LoggingDeps, trigger: Trigger): Promise<History[]> =>
  trigger.of === 'records' ? recordsAt(deps, trigger) : rowsAt(deps, trigger);

/**
 * The plan row is read after the records: a place older than what is written down under it would show it to those
 * above whom the organization has left, and hide it from those above whom it has come.
 */
async function recordsAt(
  { events, registry }: LoggingDeps,
  { organization, month }: Place,
): Promise<History[]> {
  const stored = await events.eventsOfMonth(organization, month);
  const plan = await registry.planRow(organization, month);
  // Without a plan row nothing was ever owed or accepted here.
  if (plan === null) return [];
  const histories = new Map<string, [SubjectState, ...SubjectState[]]>();
  for (const event of stored) {
    const state = stateOfRecord(event, plan.path);
    const known = histories.get(subjectId(state));
    if (known === undefined) histories.set(subjectId(state), [state]);
    else known.push(state);
  }
  return [...histories.values()];
}

/**
 * The row stands where the plan row says, and for the same reason as with records the plan row has to be read after
 * it: so it is read on both sides, until nothing has come between.
 */
async function rowsAt(
  { registry, scorecards }: LoggingDeps,
  { organization, month }: Place,
): Promise<History[]> {
  let plan = await registry.planRow(organization, month);
  while (plan !== null) {
    const [row] = await scorecards.rows([{ parent: plan.parent ?? TOP, month, organization }]);
    const after: PlanRow | null = await registry.planRow(organization, month);
    if (after?.version === plan.version) {
      // The plan row comes first, so that whoever reads in order knows the place before its figures.
      const live = row === undefined || row.tombstone ? [] : [stateOfScorecard(row, plan.path)];
      return [[stateOfPlan(plan)], ...live.map((state): History => [state])];
    }
    plan = after;
  }
  return [];
}

/** Thrown after everything that could be read was written down, with what could not. */
export class LoggingError extends AggregateError {
  override readonly name = 'LoggingError';
}

/** @throws LoggingError, CrowdedLogError */
export async function logChanges(deps: LoggingDeps, triggers: readonly Trigger[]): Promise<number> {
  const distinct = new Map(triggers.map((one) => [`${one.organization} ${one.month} ${one.of}`, one]));
  const troubles: unknown[] = [];
  const read = await pMap(
    distinct.values(),
    async (trigger) => {
      try {
        return await historiesAt(deps, trigger);
      } catch (trouble) {
        troubles.push(trouble);
        return [];
      }
    },
    { concurrency: READS_AT_ONCE },
  );
  const histories = read.flat();
  let written = 0;
  for (let i = 0; i < histories.length; i += CHANGES_A_PAGE)
    written += await logSome(deps.log, histories.slice(i, i + CHANGES_A_PAGE));
  if (troubles.length > 0) throw new LoggingError(troubles, `${troubles.length} places could not be read`);
  return written;
}

/** Writes what is new of a few subjects (at most CHANGES_A_PAGE), page by page. */
async function logSome(log: ChangeLog, histories: readonly History[]): Promise<number> {
  const subjects = histories.map(([first]) => first);
  let written = 0;
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    const known = await log.logged(subjects);
    const changes = histories
      .flatMap((states, i) => changesSince(known[i] ?? null, states))
      .slice(0, CHANGES_A_PAGE);
    if (changes.length === 0) return written;
    if ((await appendPage(log, changes, known)) === 'stored') written += changes.length;
    else attempt += 1;
  }
  throw new CrowdedLogError(`A page of the change log was taken ${ATTEMPTS} times`);
}

async function appendPage(log: ChangeLog, changes: readonly Change[], known: readonly (Logged | null)[]) {
  return log.append({ page: await log.length(), changes, known });
}
