/** Criteria sets by id and revision: immutable, so they may be kept in memory. */
import type { CriteriaSet } from '../domain/criteria.ts';
import type { CriteriaSetRef } from '../domain/plan.ts';

/** Throws for a set that was never published: a plan row names none such. */
export type CriteriaSets = (ref: CriteriaSetRef) => Promise<CriteriaSet>;
