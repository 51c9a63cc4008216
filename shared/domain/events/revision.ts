/** What all events have in common, whatever they tell of. */
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';

/** Who said it, when, and where it belongs. */
export type RevisionStamp = {
  readonly organization: OrganizationId;
  /** The month in which it counts. */
  readonly month: Month;
  /** Tells apart what is told of one organization's month; its shape is its kind's own. Holds no `#`. */
  readonly key: string;
  /** 1, 2, 3 … without a gap. */
  readonly revision: number;
  readonly recordedAt: Instant;
  /** The caller's opaque subject. */
  readonly recordedBy: string;
  readonly reason: string | null;
  /** SHA-256, hex, of the canonical JSON (RFC 8785) of `record`. */
  readonly bodyHash: string;
};

/** One accepted revision: immutable once stored. */
export type Revision<Type extends string, Body extends object> = RevisionStamp & { readonly type: Type } & (
    | { readonly withdrawn: false; readonly record: Body }
    | { readonly withdrawn: true; readonly record: null }
  );
