import { preconditionRequired, preconditionStale } from '../../shared/contracts/problem.ts';
import { matches, quoted } from '../../shared/runtime/etag.ts';

/** @throws Refusal 412 unless what is stored, if anything is, was read before it is changed. */
export function refuseUnread(stored: { readonly revision: number } | null, ifMatch: string | null): void {
  if (stored === null) {
    if (ifMatch !== null) throw preconditionStale(null);
    return;
  }
  const tag = String(stored.revision);
  if (ifMatch === null) throw preconditionRequired(quoted(tag));
  if (!matches(ifMatch, tag)) throw preconditionStale(quoted(tag));
}
