/** The tree of organizations: who exists, under whom, from which month on. */
import type { Month } from '../period.ts';

/** 1–40 of `a-z 0-9 -`, chosen by the registrar, never reused. */
export type OrganizationId = string;

export const ORGANIZATION_ID = /^[a-z0-9-]{1,40}$/;

export const KINDS = [
  'province',
  'district',
  'base-committee',
  'sub-committee',
  'base-cell',
  'cell',
  'body',
] as const;
export type Kind = (typeof KINDS)[number];

/** Kinds that have organizations below them and so a partition of their own to fold. */
const COMMITTEES: ReadonlySet<Kind> = new Set(['province', 'district', 'base-committee', 'sub-committee']);
export const isCommittee = (kind: Kind): boolean => COMMITTEES.has(kind);

/** Kinds that meet, or may; a body (a team, an office) has a plan row but meets nowhere. */
const CELLS: ReadonlySet<Kind> = new Set(['base-cell', 'cell']);
export const isCell = (kind: Kind): boolean => CELLS.has(kind);

/** What a district's figures are read by (tổ chức cơ sở đảng): they are assessed each for itself. */
const GRASSROOTS: ReadonlySet<Kind> = new Set(['base-committee', 'base-cell']);
export const isGrassroots = (kind: Kind): boolean => GRASSROOTS.has(kind);

export const UNITS = [
  'residential',
  'agency',
  'school',
  'health',
  'enterprise',
  'police',
  'military',
  'other',
] as const;
export type Unit = (typeof UNITS)[number];

export const MEETS = ['monthly', 'quarterly', 'none'] as const;
export type Meets = (typeof MEETS)[number];

/** The code that another system uses for the same organization. */
export type ExternalCode = { readonly system: string; readonly code: string };

/** What holds of an organization from month `from` on, until a later version says otherwise. */
export type OrganizationVersion = {
  readonly organization: OrganizationId;
  readonly from: Month;
  readonly name: string;
  readonly kind: Kind;
  /** `null` for the root alone. */
  readonly parent: OrganizationId | null;
  readonly meets: Meets;
  readonly unit: Unit;
  /** Whether the cell has elected a cell committee (chi ủy); cells with few official members have none. */
  readonly hasCommittee: boolean;
  /** Whether it uses the handbook app. */
  readonly handbook: boolean;
  /** Members by the roster, a rough figure for planning; scores use the records' own counts. */
  readonly members: number;
  readonly codes: readonly ExternalCode[];
  readonly predecessors: readonly OrganizationId[];
  /** True from the month on in which the organization no longer exists. */
  readonly closed: boolean;
  /** 1 for the first writing of this version, one more at each rewriting. */
  readonly revision: number;
};
