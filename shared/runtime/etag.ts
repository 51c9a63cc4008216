/** Entity tags: strong, quoted on the wire. */
import { createHash } from 'node:crypto';
import { preconditionRequired, preconditionStale } from '../contracts/problem.ts';

export const quoted = (tag: string): string => `"${tag}"`;

/** The tags that an `If-Match` or `If-None-Match` names, without quotes; weak ones with their `W/`. */
function tagsIn(header: string): string[] {
  return [...header.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, tag]) => `${weak ?? ''}${tag}`);
}

/** Strong comparison with any tag of the list (RFC 9110); `*` is refused on purpose: an amendment must say what it amends. */
export const matches = (ifMatch: string, tag: string): boolean => tagsIn(ifMatch).includes(tag);

/**
 * What is there is changed by whoever names it, and what is not there by nobody who names something.
 * @param stored the tag of what is there; null for nothing
 * @throws Refusal 412 with the current tag
 */
export function refuseUnlessMatching(ifMatch: string | null, stored: string | null): void {
  if (stored === null) {
    if (ifMatch !== null) throw preconditionStale(null);
    return;
  }
  if (ifMatch === null) throw preconditionRequired(quoted(stored));
  if (!matches(ifMatch, stored)) throw preconditionStale(quoted(stored));
}

/**
 * The tag of an event as it is read: its revision and, where later events show with it (a record's review, the
 * remedies of an inspection), how many revisions of those.
 */
export const revisionTag = ({ revision }: { readonly revision: number }, shownWith = 0): string =>
  shownWith === 0 ? String(revision) : `${revision}.${shownWith}`;

/** Whether a tag of the list names this revision, whatever showed with it: an amendment amends the revision alone. */
export const matchesRevision = (ifMatch: string, revision: number): boolean =>
  tagsIn(ifMatch).some((tag) => /^\d+(\.\d+)?$/.test(tag) && tag.split('.')[0] === String(revision));

/** Weak comparison, for reading. */
export const isStillFresh = (ifNoneMatch: string | undefined, tag: string): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || tagsIn(ifNoneMatch).some((known) => known.replace(/^W\//, '') === tag));

/** The tag of a body that has no revision of its own. */
export const hashTag = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 32);
