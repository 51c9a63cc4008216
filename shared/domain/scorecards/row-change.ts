/**
 * What the put of a row says of its inputs. Watermarks and counts of revisions only rise, and what a fold has read
 * was recorded no later than its `asOf`; so two rows tell exactly what lies between them, and mostly nothing has to be
 * looked up to know what happened.
 */
import { fromArray } from '../criteria/measures.ts';
import { equalValues } from '../equality.ts';
import type { StoredEvent } from '../events/event.ts';
import { isCommittee } from '../roster/organization.ts';
import type { PlanRow } from '../roster/plan.ts';
import type { LiveRow, ScoreRow } from './scorecard.ts';

/** A row as it was put, and what stood in its place; null where nothing did. */
export type RowChange = { readonly before: ScoreRow | null; readonly after: ScoreRow };

/** A change of a row that is to be seen. A tombstone is nothing to have come from: the organization comes anew. */
export type LiveRowChange = { readonly before: LiveRow | null; readonly after: LiveRow };

/** Null where the organization has left. */
export const liveChange = ({ before, after }: RowChange): LiveRowChange | null =>
  after.tombstone ? null : { before: before === null || before.tombstone ? null : before, after };

/** Whether the row says what it said, and only rests on more: what somebody reads of it has not changed. */
export function saysTheSame(before: LiveRow, after: LiveRow): boolean {
  const { watermark: _, asOf: __, foldVersion: ___, ...said } = before;
  const { watermark, asOf, foldVersion } = after;
  return equalValues({ ...said, watermark, asOf, foldVersion }, after);
}

/** One change for each row: from before the first of them to behind the last, in whatever order they come. */
export function mergeRowChanges(changes: readonly RowChange[]): RowChange[] {
  const ofRow = ({ after }: RowChange): string => `${after.parent} ${after.month} ${after.organization}`;
  return [...Map.groupBy(changes, ofRow).values()].flatMap((some) => {
    const ascending = some.toSorted((a, b) => a.after.watermark - b.after.watermark);
    const [first, last] = [ascending[0], ascending.at(-1)];
    return first === undefined || last === undefined ? [] : [{ before: first.before, after: last.after }];
  });
}

/** Whether a row is folded from the organization's own events and plan rows, not from other rows. */
export const isOwnRow = (row: LiveRow): boolean =>
  row.parent === row.organization || !isCommittee(row.profile.kind);

const revisionsIn = (row: LiveRow | null): number =>
  row === null ? 0 : (fromArray(row.measures).revisions ?? 0);

/** How many event revisions of its month an own row has come to count. */
export const revisionsRisen = ({ before, after }: LiveRowChange): number =>
  revisionsIn(after) - revisionsIn(before);

/**
 * Whether the plan row of an own row's month may have changed. The watermark is the sum of the year's revisions and
 * plan versions so far and of the fold version; if the month's own revisions and the fold version make up all of its
 * rise, nothing else has risen.
 */
export function mayDifferInPlan(change: LiveRowChange): boolean {
  const { before, after } = change;
  if (before === null) return true;
  const explained = revisionsRisen(change) + after.foldVersion - before.foldVersion;
  return after.watermark - before.watermark !== explained;
}

/** Between the time that a plan row bears and its being written; no function runs longer. */
const LONGEST_WRITING_MS = 15 * 60_000;

/** Whether a plan row may have been written since an own row was folded. @param plan read after the row was put */
export const mayBePlannedSince = (own: LiveRow, { plannedAt }: Pick<PlanRow, 'plannedAt'>): boolean =>
  Date.parse(plannedAt) + LONGEST_WRITING_MS >= Date.parse(own.asOf);

/**
 * Of the events of an own row's month, read after it was put, all that the row before did not count; seldom more,
 * never fewer. Whatever that row counted was recorded by its `asOf`. If what was recorded later is as much as it did
 * not count, that is it; otherwise (two in the same millisecond, or a clock behind another) all may be new.
 */
export function eventsNotCounted(
  { before }: LiveRowChange,
  events: readonly StoredEvent[],
): readonly StoredEvent[] {
  if (before === null) return events;
  const later = events.filter(({ recordedAt }) => recordedAt > before.asOf);
  return later.length === events.length - revisionsIn(before) ? later : events;
}
