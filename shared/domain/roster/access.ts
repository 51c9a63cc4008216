/** Who may do what, where, when: grants on subtrees. */
import type { LocalDate } from '../period.ts';
import type { OrganizationId } from './organization.ts';

export const ROLES = ['secretary', 'officer', 'analyst', 'registrar', 'rule-maker', 'client'] as const;
export type Role = (typeof ROLES)[number];

export type Grant = {
  /** Root of the subtree that the role is granted on; a secretary's reaches that organization alone. */
  readonly organization: OrganizationId;
  readonly role: Role;
  /** First local day on which it holds. */
  readonly from: LocalDate;
  /** Last local day on which it holds; null: until revoked. */
  readonly until: LocalDate | null;
};

const holdsOn = ({ from, until }: Grant, today: LocalDate): boolean =>
  from <= today && (until === null || today <= until);

/** Whether a grant reaches the organization at the end of `path` (root first), or will from a later day on. */
export const reaches = (grant: Grant, path: readonly OrganizationId[], today: LocalDate): boolean =>
  (grant.until === null || today <= grant.until) && isOver(grant, path);

const isOver = ({ role, organization }: Grant, path: readonly OrganizationId[]): boolean =>
  role === 'secretary' ? organization === path.at(-1) : path.includes(organization);

/** Whether a last day lies after another; null is no end. */
export const isLater = (until: LocalDate | null, than: LocalDate | null): boolean =>
  than !== null && (until === null || until > than);

/**
 * The last day of the grants that today make somebody a registrar over the organization at the end of the path;
 * null: until revoked. Only for who is one.
 */
export function lastDayAsRegistrar(
  grants: readonly Grant[],
  path: readonly OrganizationId[],
  today: LocalDate,
): LocalDate | null {
  return grants
    .filter((grant) => isGranted([grant], ['registrar'], path, today))
    .map(({ until }) => until)
    .reduce((last, until) => (isLater(until, last) ? until : last));
}

/** Where an officer's grant holds on `today`: not what lies below, the organizations named alone. */
export const officesOf = (grants: readonly Grant[], today: LocalDate): OrganizationId[] =>
  grants
    .filter((grant) => grant.role === 'officer' && holdsOn(grant, today))
    .map((grant) => grant.organization);

/**
 * Whether any grant gives one of `roles` over the organization at the end of `path` (root first) on `today`.
 * Ids are compared whole, never as prefixes of a joined path.
 */
export function isGranted(
  grants: readonly Grant[],
  roles: readonly Role[],
  path: readonly OrganizationId[],
  today: LocalDate,
): boolean {
  return grants.some((grant) => roles.includes(grant.role) && holdsOn(grant, today) && isOver(grant, path));
}
