/**
 * What an organization binds itself and everybody below it to, from a month on. Bindings stand in the
 * organization's own partition of Registry, so the one strong query that tells its versions tells them too.
 */
import type { Instant, Month } from '../period.ts';
import { type Participation, type ProgrammeInForce, programmesInForce } from '../programmes/programme.ts';
import type { Duty } from '../roster/duty.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';

/** That a criteria set takes force for a subtree. */
export type CriteriaAdoption = {
  /** Top of the subtree. */
  readonly organization: OrganizationId;
  /** First month in which it holds; until a later adoption of the same organization. */
  readonly from: Month;
  /** Null: from here on the organization has no set of its own, and what holds above it holds for it. */
  readonly criteriaSet: CriteriaSetRef | null;
  readonly adoptedAt: Instant;
  readonly adoptedBy: string;
  /** 1 for the first writing of this month's adoption, one more at each rewriting. */
  readonly revision: number;
};

/** All that binds one organization and its subtree; adoptions ascending by `from`. */
export type Bindings = {
  readonly criteria: readonly CriteriaAdoption[];
  /** Of every revision of every programme that ever named it. */
  readonly participations: readonly Participation[];
  /** Those that ask somebody to attend it; they bind it alone. */
  readonly duties: readonly Duty[];
};

export const NO_BINDINGS: Bindings = { criteria: [], participations: [], duties: [] };

/** What a plan row takes over from the organization itself and those above it. */
export type Inherited = {
  readonly criteriaSet: CriteriaSetRef;
  /** Those that it takes part in, the nearest first. */
  readonly programmes: readonly ProgrammeInForce[];
};

/** As much of an organization as hands something down. */
export type Binding = { readonly organization: OrganizationId; readonly bindings: Bindings };

/**
 * What holds in `month` at the end of `line`: the root first, the organization itself last.
 *
 * @param fallback the deployment's criteria set, where nobody on the line has adopted one
 */
export const inheritedBy = (line: readonly Binding[], month: Month, fallback: CriteriaSetRef): Inherited => ({
  criteriaSet: adoptionInForce(line, month)?.criteriaSet ?? fallback,
  programmes: programmesInForce(
    line.map(({ organization, bindings: { participations } }) => ({ organization, participations })),
    month,
  ),
});

/** A criteria set in force: which, and by whose decision. */
export type AdoptedSet = CriteriaAdoption & { readonly criteriaSet: CriteriaSetRef };

/** The nearest organization's latest adoption from `month` or before; null where only the deployment's set holds. */
export function adoptionInForce(line: readonly Binding[], month: Month): AdoptedSet | null {
  for (const { bindings } of line.toReversed()) {
    const latest = bindings.criteria.findLast(({ from }) => from <= month);
    if (latest !== undefined && isAdopted(latest)) return latest;
  }
  return null;
}

const isAdopted = (adoption: CriteriaAdoption): adoption is AdoptedSet => adoption.criteriaSet !== null;
