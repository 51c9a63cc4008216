/**
 * Writes down, in one order for the whole province, what became of records, scorecards and plan rows. The trigger
 * says where, never what: everything is read strongly, and what is newer than what was last written down goes into
 * the log, every revision of a record, of scorecards and plan rows the state that is found. So a repeated, late or
 * reordered trigger writes nothing twice, and a lost one is made good by the next of the same subject.
 */
import pMap from 'p-map';
import { type AuditNote, recordNote } from '../domain/audit.ts';
import {
  type Change,
  changesSince,
  type SubjectState,
  stateOfPlan,
  stateOfRecord,
  stateOfScorecard,
  subjectId,
} from '../domain/change.ts';
import type { StoredEvent } from '../domain/event.ts';
import type { OrganizationId } from '../domain/organization.ts';
import type { Month } from '../domain/period.ts';
import { type RowKey, type ScoreRow, TOP } from '../domain/scorecard.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { AuditRegistry, PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import type { LogTail } from './log-tail.ts';

export type LoggingDeps = {
  /** One for each process: it remembers the pages that it has read. */
  readonly tail: LogTail;
  readonly registry: Pick<PlanRegistry, 'planRows'> & Pick<AuditRegistry, 'putAudit'>;
  readonly events: Pick<EventStore, 'eventsOfMonth'>;
  readonly scorecards: Pick<ScorecardStore, 'rows'>;
};

/** Where something was written: among the records of an organization's month, or a row. */
export type Trigger =
  | { readonly of: 'records'; readonly organization: OrganizationId; readonly month: Month }
  | ({ readonly of: 'row' } & RowKey);

/** Somebody else wrote a page in between too often; the trigger has to come again. */
export class CrowdedLogError extends Error {
  override readonly name = 'CrowdedLogError';
}

/** Thrown after everything that could be read was written down, with what could not. */
export class LoggingError extends AggregateError {
  override readonly name = 'LoggingError';
}

const READS_AT_ONCE = 8;
/** Races lost in a row before giving up; each means that somebody else got on. */
const ATTEMPTS = 30;
/** A change takes up to about 1.5 KB, a page at most 400 KB. */
const CHANGES_A_PAGE = 50;

/** The states of one subject, ascending by revision. */
type Read = SubjectState & { readonly event?: StoredEvent };
type History = [Read, ...Read[]];

/**
 * Plan rows are read after all else: a place older than what is written down under it would show it to those above
 * whom the organization has left, and hide it from those above whom it has come.
 *
 * A row is the organization's only where its plan row says so: in the partition of a parent that it has left, or of
 * a committee itself, there is none to tell of. The plan row comes first, so that whoever reads in order knows the
 * place before its figures; its every change has the organization's own row put, and so leads here.
 */
async function read(
  { events, scorecards, registry }: LoggingDeps,
  triggers: readonly Trigger[],
  troubles: unknown[],
): Promise<History[]> {
  const onTrouble = (trouble: unknown) => {
    troubles.push(trouble);
    return [];
  };
  const places = placesOf(triggers.filter((one) => one.of === 'records'));
  const records = await pMap(
    places,
    ({ organization, month }) => events.eventsOfMonth(organization, month).catch(onTrouble),
    { concurrency: READS_AT_ONCE },
  );
  const keys = triggers.filter((one) => one.of === 'row');
  const rows = keys.length === 0 ? [] : await rowsAt(scorecards, keys, onTrouble);
  const plans = await registry.planRows(placesOf(triggers)).catch(onTrouble);
  const planOf = new Map(plans.map((plan) => [placeOf(plan), plan]));

  const told = records.flat().flatMap((event) => {
    const plan = planOf.get(placeOf(event));
    // Without a plan row nothing was ever owed or accepted here.
    return plan === undefined ? [] : [{ ...stateOfRecord(event, plan.path), event }];
  });
  const scored = rows.flatMap((row) => {
    const plan = planOf.get(placeOf(row));
    const isItsOwn = plan !== undefined && row.parent === (plan.parent ?? TOP);
    return isItsOwn && !row.tombstone ? [stateOfScorecard(row, plan.path)] : [];
  });
  const planned = placesOf(keys).flatMap((place) => {
    const plan = planOf.get(placeOf(place));
    return plan === undefined ? [] : [stateOfPlan(plan)];
  });
  return [...Map.groupBy([...told, ...planned, ...scored], (one: Read) => subjectId(one)).values()].filter(
    isHistory,
  );
}

/** In one request; one by one where a row cannot be read, so that it does not keep the others from being told of. */
const rowsAt = (
  scorecards: LoggingDeps['scorecards'],
  keys: readonly RowKey[],
  onTrouble: (trouble: unknown) => never[],
): Promise<ScoreRow[]> =>
  scorecards.rows(keys).catch(async () => {
    const one = (key: RowKey): Promise<ScoreRow[]> => scorecards.rows([key]).catch(onTrouble);
    return (await pMap(keys, one, { concurrency: READS_AT_ONCE })).flat();
  });

const isHistory = (states: Read[]): states is History => states.length > 0;

type Place = { readonly organization: OrganizationId; readonly month: Month };
const placeOf = ({ organization, month }: Place): string => `${organization} ${month}`;
const placesOf = (all: readonly Place[]): Place[] => [
  ...new Map(
    all.map(({ organization, month }) => [`${organization} ${month}`, { organization, month }]),
  ).values(),
];

/**
 * @returns how many changes were written
 * @throws LoggingError, CrowdedLogError
 */
export async function logChanges(deps: LoggingDeps, triggers: readonly Trigger[]): Promise<number> {
  const troubles: unknown[] = [];
  const histories = await read(deps, triggers, troubles);
  let written = 0;
  for (let i = 0; i < histories.length; i += CHANGES_A_PAGE)
    written += await logSome(deps, histories.slice(i, i + CHANGES_A_PAGE));
  if (troubles.length > 0) throw new LoggingError(troubles, `${troubles.length} readings failed`);
  return written;
}

/**
 * Who handed in what: written before the page, so that no revision can be in the log and not here. Done again it
 * changes nothing.
 */
function notesOf(histories: readonly History[], changes: readonly Change[]): AuditNote[] {
  const isNew = new Set(changes.map((one) => `${subjectId(one)} ${one.revision}`));
  return histories.flatMap((states) =>
    states.flatMap((state, i) =>
      state.event !== undefined && isNew.has(`${subjectId(state)} ${state.revision}`)
        ? [recordNote(state.event, states[i - 1]?.event ?? null, state.path)]
        : [],
    ),
  );
}

/** Writes what is new of a few subjects (at most CHANGES_A_PAGE), page by page. */
async function logSome({ tail, registry }: LoggingDeps, histories: readonly History[]): Promise<number> {
  const subjects = histories.map(([first]) => first);
  let written = 0;
  for (let attempt = 0; attempt < ATTEMPTS; ) {
    await tail.readOn();
    const known = await tail.known(subjects);
    const found = histories.flatMap((states, i) => changesSince(known[i] ?? null, states));
    const changes = found.slice(0, CHANGES_A_PAGE);
    if (changes.length === 0) return written;
    await pMap(notesOf(histories, changes), (note) => registry.putAudit(note), {
      concurrency: READS_AT_ONCE,
    });
    if ((await tail.append(changes)) === 'lost') attempt += 1;
    else {
      written += changes.length;
      await tail.settle();
      if (changes.length === found.length) return written;
    }
  }
  throw new CrowdedLogError(`A page of the change log was taken ${ATTEMPTS} times`);
}
