/**
 * Writes down, in one order for the whole province, what became of records, scorecards and plan rows.
 *
 * Every accepted record and every plan row that changes makes the organization's own row be put, so the rows tell of
 * everything: a row that was put says its new state, and what else has happened follows from what stood there before
 * (`row-change.ts`). Everything is told at least once; again only to whom it is new, where an organization comes to
 * another place, or where a batch comes again after its page was written and nobody remembers it. Who knows a subject
 * at a revision passes over what is not above it.
 */
import pMap from 'p-map';
import type { StoredEvent } from '../domain/events/event.ts';
import { type AuditNote, auditPosition, recordNote } from '../domain/log/audit.ts';
import {
  type Change,
  type Logged,
  planChange,
  recordChange,
  repetition,
  scorecardChange,
  subjectOfPlan,
} from '../domain/log/change.ts';
import {
  eventsNotCounted,
  type LiveRowChange,
  mayBePlannedSince,
  mayDifferInPlan,
  type RowChange,
  saysTheSame,
} from '../domain/scorecards/row-change.ts';
import { TOP } from '../domain/scorecards/scorecard.ts';
import type { Clock } from '../ports/clock.ts';
import { PassingError } from '../ports/passing-error.ts';
import type { AuditRegistry, SetOutcome } from '../ports/registry.ts';
import type { LogTail } from './log-tail.ts';
import {
  type ChangedPlace,
  eachOrUnread,
  type ReadingDeps,
  readChangedPlaces,
  type Unread,
  withAllEvents,
  withPlansOfNow,
} from './read-changed-places.ts';

export type LoggingDeps = Pick<ReadingDeps, 'events'> & {
  /** One for each process: it remembers the pages that it has read. */
  readonly tail: LogTail;
  /** By which pages say when they were written. */
  readonly now: Clock;
  readonly registry: ReadingDeps['registry'] & Pick<AuditRegistry, 'putAudit'>;
};

export type Logging = {
  /** Changes told. */
  readonly written: number;
  /** Places of which something could not be read; all the others are told of. */
  readonly unread: readonly Unread[];
};

/** Somebody else wrote a page in between too often; the batch has to come again. */
export class CrowdedLogError extends PassingError {
  override readonly name = 'CrowdedLogError';
}

const REQUESTS_AT_ONCE = 16;
/** Races lost before giving up; each means that somebody else got on. */
const ATTEMPTS = 30;
/** A page ends behind the place with which it reaches this: a change is at most some 150 bytes in it, a page 400 KB. */
const CHANGES_A_PAGE = 200;

type Telling = {
  readonly change: Change;
  /** Of a record: who handed in what. */
  readonly note: AuditNote | null;
};

/**
 * What is read is read behind the end of the log, and again whenever others have moved it: so no page can tell of a
 * plan row, or of anything under its path, what an earlier page has told to be over.
 *
 * @throws CrowdedLogError
 */
export async function logChanges(deps: LoggingDeps, changes: readonly RowChange[]): Promise<Logging> {
  const { tail } = deps;
  await tail.readOn();
  const { places, unread } = await readChangedPlaces(deps, changes);
  const noted = new Set<string>();
  let left = places;
  let written = 0;
  for (let lost = 0; left.length > 0; ) {
    const told = await tellings(deps, left, unread);
    const ending = endOfPage(told);
    const page = told.slice(0, ending).flat();
    if ((await putPage(deps, page, noted)) === 'stored') {
      written += page.length;
      left = left.slice(ending);
    } else {
      lost += 1;
      if (lost === ATTEMPTS)
        throw new CrowdedLogError(`A page of the change log was taken ${ATTEMPTS} times`);
      await tail.readOn();
      left = await withPlansOfNow(deps, left);
    }
  }
  return { written, unread };
}

async function putPage(deps: LoggingDeps, page: readonly Telling[], noted: Set<string>): Promise<SetOutcome> {
  if (page.length === 0) return 'stored';
  await putNotes(deps, page, noted);
  const changes = page.map(({ change }) => change);
  const outcome = await deps.tail.append(changes, deps.now());
  if (outcome === 'stored') await deps.tail.settle();
  return outcome;
}

/** How many places' changes make a page; those of one place are never parted, so that they are told or not. */
function endOfPage(told: readonly (readonly Telling[])[]): number {
  let changes = 0;
  const last = told.findIndex((some) => {
    changes += some.length;
    return changes >= CHANGES_A_PAGE;
  });
  return last === -1 ? told.length : last + 1;
}

/** What is to be told of each place, as far as is known at the end of the log. */
async function tellings(
  deps: LoggingDeps,
  places: readonly ChangedPlace[],
  unread: Unread[],
): Promise<Telling[][]> {
  const suspects = places.filter(
    (place) => place.owns.some(mayDifferInPlan) || tellsOfUnknownPlace(deps, place),
  );
  const known = await deps.tail.known(suspects.map(({ plan }) => subjectOfPlan(plan)));
  const toldOf = new Map(suspects.map((place, i) => [place, known[i] ?? null]));
  const told = new Map<ChangedPlace, Telling[]>();
  const tell = async (place: ChangedPlace): Promise<void> => {
    // Undefined where the rows say that the plan row has not changed.
    const plan = toldOf.get(place);
    const all =
      plan === undefined ? tellingsOf(deps, place, null, false) : await tellingsWithPlan(deps, place, plan);
    // Where it comes back to, what was told before it left counts no more: they were told to be rid of it.
    const isMoved = all.some(({ change }) => change.leftPath !== null);
    told.set(place, isMoved ? all : all.filter(({ change }) => !deps.tail.isTold(change)));
  };
  await eachOrUnread(places, ({ plan }) => plan, tell, unread);
  return places.map((place) => told.get(place) ?? []);
}

/**
 * Nobody is to hear of anything before the plan row that says where it stands: whoever never hears that it came would
 * never hear that it left. A committee's row under its superior may be put before its own row is, which tells of its
 * plan row; and a row may tell of a record when the organization has gone on to another place. What is known of a plan
 * row is remembered, so this seldom asks.
 */
const tellsOfUnknownPlace = ({ tail }: LoggingDeps, { rows, owns, plan }: ChangedPlace): boolean =>
  (rows.length > owns.length || owns.some(({ after }) => mayBePlannedSince(after, plan))) &&
  !tail.isTold({ ...subjectOfPlan(plan), revision: plan.version, path: plan.path });

/**
 * Where an organization has come to another place, nobody above it has heard of its records. Nor may they where
 * versions of the plan row were passed over: something may have been told under the places that these named.
 */
async function tellingsWithPlan(
  deps: LoggingDeps,
  place: ChangedPlace,
  told: Logged | null,
): Promise<Telling[]> {
  const change = planChange(place.plan, told);
  if (change === null || (change.leftPath === null && change.revision - (told?.revision ?? 0) === 1))
    return tellingsOf(deps, place, change, false);
  const whole = await withAllEvents(deps, place);
  return tellingsOf(deps, whole, planChange(whole.plan, told), true);
}

/** The plan row comes first, so that whoever reads in order knows the place before what happened there. */
const tellingsOf = (
  { tail }: LoggingDeps,
  place: ChangedPlace,
  planned: Change | null,
  isAnew: boolean,
): Telling[] => [
  ...(planned === null ? [] : [{ change: planned, note: null }]),
  ...recordsOf(place, isAnew),
  ...scoresOf(place).map((score) => ({
    change: isAnew || !isRepeated(tail, score) ? score.change : repetition(score.change),
    note: null,
  })),
];

/**
 * A row is the organization's only where its plan row says so: in the partition of a parent that it has left, or of a
 * committee itself, there is none to tell of.
 */
const scoresOf = ({ plan, rows }: ChangedPlace): Score[] =>
  rows
    .filter(({ after }) => after.parent === (plan.parent ?? TOP))
    .map((row) => ({ row, change: scorecardChange(row.after, row.before, plan.path) }));

type Score = { readonly row: LiveRowChange; readonly change: Change };

/** Where what stood before was told last, and to those above the same place; else nobody may know what it says. */
const isRepeated = (tail: LogTail, { row: { before, after }, change }: Score): boolean =>
  before !== null && saysTheSame(before, after) && tail.isToldLast({ ...change, revision: before.watermark });

/**
 * Of the records what no row has counted before; or all, of which the others were noted when they were new. Which are
 * new a committee's row under its superior does not say: then all are noted, once more where they were.
 */
function recordsOf({ owns, events, plan }: ChangedPlace, isAnew: boolean): Telling[] {
  if (events === null) return [];
  const fresh = new Set(owns.length === 0 ? events : owns.flatMap((own) => eventsNotCounted(own, events)));
  const byName = new Map(events.map((event) => [nameOf(event), event]));
  return events
    .filter((event) => isAnew || fresh.has(event))
    .map((event) => {
      const before = byName.get(nameOf({ ...event, revision: event.revision - 1 })) ?? null;
      const note = fresh.has(event) ? recordNote(event, before, plan.path) : null;
      return { change: recordChange(event, before, plan.path), note };
    });
}

const nameOf = ({ type, key, revision }: Pick<StoredEvent, 'type' | 'key' | 'revision'>): string =>
  `${type} ${key} ${revision}`;

/**
 * Written before the page, so that no revision can be in the log and not here. Done again it changes nothing, and what
 * this batch has put already is not put again.
 */
async function putNotes(
  { registry }: LoggingDeps,
  page: readonly Telling[],
  noted: Set<string>,
): Promise<void> {
  const notes = page.flatMap(({ note }) => (note === null ? [] : [note]));
  const put = async (note: AuditNote) => {
    if (noted.has(auditPosition(note))) return;
    await registry.putAudit(note);
    noted.add(auditPosition(note));
  };
  await pMap(notes, put, { concurrency: REQUESTS_AT_ONCE });
}
