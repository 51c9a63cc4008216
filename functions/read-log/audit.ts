/** Reads who did what, month by month, and shows what the caller may see of it. */
import * as z from 'zod';
import { type AuditAnswer, auditToWire } from '../../shared/contracts/audit.ts';
import { type AuditEntry, type AuditNote, auditPosition } from '../../shared/domain/log/audit.ts';
import {
  firstDay,
  type Instant,
  localMonth,
  MONTH,
  type Month,
  nextMonth,
  previousMonth,
  startOfDay,
} from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { AuditRegistry } from '../../shared/ports/registry.ts';
import { decodeCursor, encodeCursor } from '../../shared/runtime/cursor.ts';

/** A month, the note in it to go on with, and how many of its entries were shown or passed over. */
const position = z.tuple([z.string().regex(MONTH), z.string().min(1).max(500), z.int().min(0)]);
type Position = z.output<typeof position>;

const NOTES_A_QUERY = 100;
/** So that a subtree in which nothing happens does not hold up its reader. */
const QUERIES_A_CALL = 15;
const YEAR_MS = 366 * 86_400_000;
/** Behind every position of a month. */
const LAST = '9';

export type Asked = {
  readonly organization: OrganizationId;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly sort: 'newest' | 'oldest';
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Whether the caller may see what happened at this place. */
  readonly allows: (path: readonly OrganizationId[]) => boolean;
};

type Deps = { readonly registry: Pick<AuditRegistry, 'audit'>; readonly now: Clock };

/** @throws Refusal 422 for a cursor that was never given out */
export async function auditFor({ registry, now }: Deps, asked: Asked): Promise<AuditAnswer> {
  const newestFirst = asked.sort === 'newest';
  // Now is included: what has just been done is what is looked for.
  const to = asked.to ?? new Date(Date.parse(now()) + 1).toISOString();
  const from = asked.from ?? new Date(Date.parse(to) - YEAR_MS).toISOString();
  const begin = newestFirst ? to : from;
  let at: Position = decodeCursor(asked.cursor, position) ?? [localMonth(begin), begin, 0];
  const items: AuditAnswer['items'] = [];
  for (let query = 0; query < QUERIES_A_CALL; query += 1) {
    const [month, bound] = at;
    const notes = await registry.audit(month, { bound, newestFirst, limit: NOTES_A_QUERY });
    for (const note of notes) {
      if (note.at < from || note.at >= to) {
        // Beyond the far end there is nothing more; before the near one it has only not begun.
        if (newestFirst ? note.at < from : note.at >= to) return { items, next: null };
        continue;
      }
      const entries = newestFirst ? note.entries.toReversed() : note.entries;
      const here = auditPosition(note);
      const shown = here === at[1] ? at[2] : 0;
      for (const [i, entry] of entries.entries()) {
        if (i < shown) continue;
        if (items.length === asked.limit) return { items, next: encodeCursor([month, here, i]) };
        items.push(...seen(note, entry, asked));
      }
      at = [month, here, entries.length];
    }
    // A query goes on with the note it ended with: only when it brings no other has the month been read.
    const isRead = notes.every((note) => auditPosition(note) === bound);
    if (isRead) {
      const next = newestFirst ? previousMonth(month) : nextMonth(month);
      if (newestFirst ? next < localMonth(from) : next > localMonth(to)) return { items, next: null };
      at = [next, newestFirst ? LAST : startOf(next), 0];
    }
  }
  return { items, next: encodeCursor(at) };
}

const startOf = (month: Month): Instant => startOfDay(firstDay(month));

/** As with changes: what happened in the subtree, by the place at that time, to whom holds a role there. */
function seen(note: AuditNote, entry: AuditEntry, { organization, allows }: Asked): AuditAnswer['items'] {
  const isSeen = (path: readonly OrganizationId[]) => path.includes(organization) && allows(path);
  if (isSeen(entry.path)) return [auditToWire(note, entry, false)];
  return entry.leftPath !== null && isSeen(entry.leftPath) ? [auditToWire(note, entry, true)] : [];
}
