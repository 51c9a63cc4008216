/** Criteria sets by id and revision: immutable, so they may be kept in memory. */
import type { CriteriaSet } from '../domain/criteria/criteria.ts';
import type { Instant } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { CriteriaSetRef } from '../domain/roster/plan.ts';

/** Throws for a set that was never published: a plan row names none such. */
export type CriteriaSets = (ref: CriteriaSetRef) => Promise<CriteriaSet>;

/** A revision that was published through the API. */
export type PublishedCriteriaSet = {
  readonly set: CriteriaSet;
  /** Whose set it is: later revisions come from its rule-makers alone. */
  readonly organization: OrganizationId;
  readonly publishedAt: Instant;
  readonly publishedBy: string;
};
