/** Whose grants reach an organization: those given on it and on whoever stands above it, as far as the caller may know. */
import * as z from 'zod';
import { subject } from '../../shared/contracts/primitives.ts';
import type { LocalDate } from '../../shared/domain/period.ts';
import { type Grant, reaches } from '../../shared/domain/roster/access.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { GrantRegistry } from '../../shared/ports/registry.ts';
import { decodeCursor, encodeCursor } from '../../shared/runtime/cursor.ts';

export type ReachingDeps = { readonly registry: Pick<GrantRegistry, 'namedOn' | 'grantsOf'> };

export type Asked = {
  /** From the root down to the organization. */
  readonly path: readonly OrganizationId[];
  /** Of these the ones whose grants the caller may see. */
  readonly seen: readonly OrganizationId[];
  readonly today: LocalDate;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

export type Reaching = { readonly subject: string; readonly grants: readonly Grant[] };

const position = z.tuple([subject]);
/** Marks read of each organization in one go; most of them stand for grants that still hold. */
const MARKS = 100;

/**
 * One page, ascending by subject.
 * @throws Refusal 422 for a cursor of another list
 */
export async function grantsReaching(
  deps: ReachingDeps,
  asked: Asked,
): Promise<{ readonly items: Reaching[]; readonly next: string | null }> {
  const [begin = null] = decodeCursor(asked.cursor, position) ?? [];
  const found: Reaching[] = [];
  for (let after = begin, more = true; more && found.length <= asked.limit; ) {
    const batch = await subjectsBehind(deps, asked.seen, after);
    for (const { subject: whose, grants } of await deps.registry.grantsOf(batch.subjects)) {
      const reaching = grants.filter(
        (grant) => asked.seen.includes(grant.organization) && reaches(grant, asked.path, asked.today),
      );
      if (reaching.length > 0) found.push({ subject: whose, grants: reaching });
    }
    ({ last: after, more } = batch);
  }
  const items = found.slice(0, asked.limit);
  const last = items.at(-1);
  return { items, next: found.length > items.length && last ? encodeCursor([last.subject]) : null };
}

/** Ascending. Where one of the organizations names more, nothing is known beyond the last of those that were read. */
async function subjectsBehind(
  { registry }: ReachingDeps,
  organizations: readonly OrganizationId[],
  after: string | null,
): Promise<{ readonly subjects: string[]; readonly last: string | null; readonly more: boolean }> {
  const named = await Promise.all(organizations.map((id) => registry.namedOn(id, { after, limit: MARKS })));
  const ends = named.filter((page) => page.length === MARKS).flatMap((page) => page.slice(-1));
  const [end] = ends.sort();
  const subjects = [...new Set(named.flat())].filter((one) => end === undefined || one <= end).sort();
  return { subjects, last: subjects.at(-1) ?? after, more: end !== undefined };
}
