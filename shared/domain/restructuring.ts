/** Orders that change the tree: moves, closures, and with them mergers. */
import type { OrganizationId } from './organization.ts';
import type { Instant, Month } from './period.ts';

/** From a month on the organization stands under another parent. */
export type Move = {
  readonly organization: OrganizationId;
  readonly parent: OrganizationId;
  readonly from: Month;
};

/** From a month on the organization no longer exists, and owes nothing from that month on. */
export type Closure = {
  readonly organization: OrganizationId;
  readonly from: Month;
  /** Who carries on what it did, and is compared with it; null if nobody. */
  readonly successor: OrganizationId | null;
};

/** What was ordered, by whom and why, below one organization. */
export type Restructuring = {
  /** The common ancestor. */
  readonly organization: OrganizationId;
  readonly moves: readonly Move[];
  readonly closures: readonly Closure[];
  readonly reason: string;
  readonly orderedAt: Instant;
  readonly orderedBy: string;
};
