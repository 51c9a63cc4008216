/** A superior attends, inspects or supervises: what it scored, found and concluded; counts and facts, no names. */
import type { LocalDate, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { Revision } from './revision.ts';

/** Dự sinh hoạt, kiểm tra, giám sát. */
export const INSPECTION_KINDS = ['attendance', 'inspection', 'supervision'] as const;
export type InspectionKind = (typeof INSPECTION_KINDS)[number];

export const SEVERITIES = ['minor', 'major', 'serious'] as const;

/** The self score stands; these scores decide; neither. */
export const CONCLUSIONS = ['confirmed', 'corrected', 'noted'] as const;

/** `‹day›-‹kind›-‹by›`, e.g. `2026-10-12-attendance-ban-to-chuc` */
export type InspectionKey = string;
export const INSPECTION_KEY =
  /^(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))-(attendance|inspection|supervision)-([a-z0-9-]{1,40})$/;

export type InspectionKeyParts = {
  readonly inspectedOn: LocalDate;
  readonly kind: InspectionKind;
  /** The inspecting organization, or a body of it. */
  readonly by: OrganizationId;
};

/** @throws TypeError for what is no key of an inspection */
export function inspectionKeyParts(key: InspectionKey): InspectionKeyParts {
  const [, inspectedOn, kind, by] = INSPECTION_KEY.exec(key) ?? [];
  const known = INSPECTION_KINDS.find((one) => one === kind);
  if (inspectedOn === undefined || known === undefined || by === undefined)
    throw new TypeError(`No key of an inspection: ${key}`);
  return { inspectedOn, kind: known, by };
}

export type Finding = {
  /** Tells the findings of one inspection apart. */
  readonly n: number;
  readonly severity: (typeof SEVERITIES)[number];
  /** At most 500 characters, no names; never exported. */
  readonly text: string;
  /** Null where no remedy is asked for by a day. */
  readonly remedyDue: LocalDate | null;
};

export type Inspection = {
  /** The office that came, by its name, never a person's. */
  readonly office: string;
  /** Id of the duty that it was done in; null without one. */
  readonly duty: string | null;
  /** Key of the meeting that was attended or looked at; null where it was none. */
  readonly meeting: string | null;
  /** The inspection plan that it belongs to. */
  readonly plan: string | null;
  /** Hundredths of a point by criterion id; null where nothing was scored. */
  readonly scores: Readonly<Record<string, number>> | null;
  readonly findings: readonly Finding[];
  /** How many proposals it made. */
  readonly proposals: number;
  readonly conclusion: (typeof CONCLUSIONS)[number];
};

export type InspectionRevision = Revision<'inspection', Inspection>;

/** A finding that was put right. */
export type Remedy = {
  readonly remediedOn: LocalDate;
  /** The organization, or body, that saw it. */
  readonly verifiedBy: OrganizationId;
};

/** Its key names inspection and finding; it may count in a later month than the inspection. */
export type RemedyRevision = Revision<'remedy', Remedy>;

/** One visit may look at two months, so the key of an inspection says which it is in its month alone. */
export type InspectionAt = { readonly month: Month; readonly key: InspectionKey };

const remedyPrefix = ({ month, key }: InspectionAt): string => `${month}/${key}/`;

/** `‹month of the inspection›/‹its key›/‹number of the finding›` */
export const remedyKey = (inspection: InspectionAt, n: number): string => `${remedyPrefix(inspection)}${n}`;

/** Whether it is of a finding of the inspection, of one that is there no more, too. */
export const isRemedyOf = (inspection: InspectionAt, { key }: Pick<RemedyRevision, 'key'>): boolean =>
  key.startsWith(remedyPrefix(inspection));
