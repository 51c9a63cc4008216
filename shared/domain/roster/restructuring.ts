/** Orders that change the tree: moves, closures, openings, and with them mergers and splits. */
import type { Instant, Month } from '../period.ts';
import type { OrganizationId, OrganizationVersion } from './organization.ts';

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

/**
 * A new organization, from a month on. One that comes of a split names whom it was split from among its
 * predecessors; it owes from that month on, the old one, if it goes, up to the month before.
 */
export type Opening = Omit<OrganizationVersion, 'revision'>;

/** What was ordered, by whom and why, below one organization. */
export type Restructuring = {
  /** The common ancestor. */
  readonly organization: OrganizationId;
  readonly moves: readonly Move[];
  readonly closures: readonly Closure[];
  readonly openings: readonly Opening[];
  readonly reason: string;
  readonly orderedAt: Instant;
  readonly orderedBy: string;
};
