/**
 * How far the last reckoning of a closed month has come. Everybody is cut into parts by ids, and a part that is done
 * need not be done again by the next run, as long as the month is in the very state that the reckoning began under.
 */
import type { Month } from '../period.ts';
import type { OrganizationId } from './organization.ts';

/** What was found in a part when its rows stood. */
export type PartDone = {
  /** Who was reached, with or without a plan row of the month. */
  readonly organizations: number;
  /** Of them, those with a plan row that could be read: whose own rows were folded. */
  readonly planned: number;
  /** Revisions of the month that Events holds of them. */
  readonly revisions: number;
};

export type ReckoningPart = {
  /** The last id that belongs to it; null: all that come behind the part before. */
  readonly upTo: OrganizationId | null;
  readonly done: PartDone | null;
};

export type Reckoning = {
  readonly month: Month;
  /** The revision of the period's state that it is of: once that is another one, nothing of it counts. */
  readonly periodRevision: number;
  /** Of the code that folded: newer code folds everybody anew. */
  readonly foldVersion: number;
  /** Ascending, never empty. */
  readonly parts: readonly ReckoningPart[];
  readonly revision: number;
};

/** Somebody whom a reckoning reaches. */
export type Reached = { readonly organization: OrganizationId; readonly planned: boolean };

/** @param everybody ascending by id */
export function partsOf(everybody: readonly Reached[], most: number): ReckoningPart[] {
  const bounds = everybody.filter((_, i) => (i + 1) % most === 0 && i + 1 < everybody.length);
  return [...bounds.map(({ organization }) => organization), null].map((upTo) => ({ upTo, done: null }));
}

/** Who belongs to each part. @param everybody ascending by id */
export function membersOf<Somebody extends Reached>(
  parts: readonly ReckoningPart[],
  everybody: readonly Somebody[],
): Somebody[][] {
  const members: Somebody[][] = parts.map(() => []);
  let part = 0;
  for (const one of everybody) {
    while (isBehind(one, parts[part])) part += 1;
    members[part]?.push(one);
  }
  return members;
}

const isBehind = ({ organization }: Reached, part: ReckoningPart | undefined): boolean =>
  part !== undefined && part.upTo !== null && organization > part.upTo;

export const plannedOf = (members: readonly Reached[]): number =>
  members.filter(({ planned }) => planned).length;

/**
 * Whether a part was done for these very members. Who could not be reached or read when it was done, and can be by
 * now, makes it one that is to be done again.
 */
export const isDone = ({ done }: ReckoningPart, members: readonly Reached[]): boolean =>
  done?.organizations === members.length && done.planned === plannedOf(members);

/** The next state of the reckoning, in which the part at `index` is done. */
export const withDone = (reckoning: Reckoning, index: number, done: PartDone): Reckoning => ({
  ...reckoning,
  parts: reckoning.parts.map((part, i) => (i === index ? { ...part, done } : part)),
  revision: reckoning.revision + 1,
});
