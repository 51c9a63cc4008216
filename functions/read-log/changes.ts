/** Reads on in the change log, and shows what the caller may see of it. */
import * as z from 'zod';
import { type ChangeAnswer, changeToWire, leavingToWire } from '../../shared/contracts/changes.ts';
import { cursorTooOld } from '../../shared/contracts/problem.ts';
import type { Change } from '../../shared/domain/log/change.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import { decodeCursor, encodeCursor, lostCursor } from '../../shared/runtime/cursor.ts';

/** A page of the log, and how many of its changes were shown or passed over. */
const position = z.tuple([z.int().min(0), z.int().min(0)]);

/** Pages that one call reads at most: a subtree in which nothing happens must not hold up its reader. */
const PAGES_A_CALL = 20;

export type Asked = {
  readonly organization: OrganizationId;
  readonly since: string | undefined;
  readonly limit: number;
  /** Whether the caller may see what happened at this place. */
  readonly allows: (path: readonly OrganizationId[]) => boolean;
};

type Answer = { readonly items: ChangeAnswer[]; readonly next: string; readonly more: boolean };

/**
 * Without a position, from the oldest page that is kept.
 *
 * @throws Refusal 422 for a position that this log never gave out, 410 for one behind which pages were let go
 */
export async function changesFor(log: ChangeLog, asked: Asked): Promise<Answer> {
  let [page, index] = decodeCursor(asked.since, position, '/since') ?? [await log.first(), 0];
  const items: ChangeAnswer[] = [];
  const pages = await log.pages(page, PAGES_A_CALL);
  if (pages.length === 0) await refuseUnlessEnd(log, page);
  if (index > (pages[0]?.changes.length ?? 0)) throw lostCursor('/since');
  for (const { changes } of pages) {
    for (const change of changes.slice(index)) {
      if (items.length === asked.limit) return { items, next: encodeCursor([page, index]), more: true };
      items.push(...shown(change, asked));
      index += 1;
    }
    page += 1;
    index = 0;
  }
  const more = pages.length > 0 && (await log.pages(page, 1)).length > 0;
  return { items, next: encodeCursor([page, index]), more };
}

/**
 * Nothing there is the end, or was there and is not kept any more, or never was: in a table that was restored, or in
 * that of another deployment. A client must not take the others for the end, for it would wait there.
 */
async function refuseUnlessEnd(log: ChangeLog, page: number): Promise<void> {
  const first = await log.first();
  if (page < first) throw cursorTooOld();
  if (page > first && (await log.pages(page - 1, 1)).length === 0) throw lostCursor('/since');
}

/**
 * What happened while the organization stood in the subtree is the subtree's to see, whoever looks; and who looks
 * must hold a role there, by the place at that time: not what happened before it came, nor after it left.
 */
function shown(change: Change, { organization, allows }: Asked): ChangeAnswer[] {
  if (change.repeats) return [];
  const isSeen = (path: readonly OrganizationId[]) => path.includes(organization) && allows(path);
  if (isSeen(change.path)) return [changeToWire(change)];
  return change.leftPath !== null && isSeen(change.leftPath) ? [leavingToWire(change)] : [];
}
