/**
 * Who changed what, when, from what to what. Nobody but the opaque subjects is named, and no free text is held:
 * reasons, notes, themes and findings stand where they were written and can hold names.
 */
import type { Grant } from './access.ts';
import type { ChangeState } from './change.ts';
import { EVENT_TYPES, type StoredEvent } from './event.ts';
import type { OrganizationId, OrganizationVersion } from './organization.ts';
import type { Instant, Month } from './period.ts';
import type { PeriodState, Reopening } from './plan.ts';

export const AUDIT_KINDS = [
  ...EVENT_TYPES,
  'grant',
  'organization',
  'period',
  'reopening',
  'criteria-set',
  'download',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export type AuditEntry = {
  readonly kind: AuditKind;
  readonly organization: OrganizationId;
  /** Where it stands by the change, root first. */
  readonly path: readonly OrganizationId[];
  /** Where it stood before; null unless it moves by it. */
  readonly leftPath: readonly OrganizationId[] | null;
  /** Month of a record, of a period, or from which a version of an organization holds; null without one. */
  readonly month: Month | null;
  /** Key of a record, subject of a grant, export and file of a download; null where the kind says it all. */
  readonly key: string | null;
  readonly revision: number | null;
  /** What was, as far as it changed; null where there was nothing. */
  readonly from: ChangeState | null;
  /** What is, as far as it changed; null where there is nothing any more. */
  readonly to: ChangeState | null;
};

/** One act: everything that was changed together. */
export type AuditNote = {
  readonly at: Instant;
  /** The opaque subject; null for what the system does by the clock. */
  readonly by: string | null;
  /** Tells it from all else that happened at the same instant; the same act has the same. */
  readonly id: string;
  readonly entries: readonly AuditEntry[];
};

/** Sorts acts by time. */
export const auditPosition = ({ at, id }: Pick<AuditNote, 'at' | 'id'>): string => `${at}#${id}`;

/** Of two states the values that differ. */
export function difference(
  before: ChangeState | null,
  after: ChangeState,
): { from: ChangeState | null; to: ChangeState } {
  if (before === null) return { from: null, to: after };
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  const only = (state: ChangeState) => Object.fromEntries(changed.map((name) => [name, state[name] ?? null]));
  return { from: only(before), to: only(after) };
}

/** What of an event is not about the meeting, or is words that somebody wrote. */
const NOT_FACTS: ReadonlySet<string> = new Set([
  ...['v', 'type', 'organization', 'month', 'key', 'revision', 'recordedAt', 'recordedBy', 'bodyHash'],
  ...['reason', 'note', 'theme', 'text'],
]);
const DATE_OR_TIME = /^(\d{4}-\d\d-\d\d|\d\d:\d\d)$/;

/** Numbers, flags, dates and times by name, `members.present`; no other text, whatever it is called. */
function factsOf(value: object, prefix = ''): ChangeState {
  const found: Record<string, string | number | boolean> = {};
  for (const [name, part] of Object.entries(value)) {
    if (NOT_FACTS.has(name)) continue;
    const isText = typeof part === 'string';
    if (typeof part === 'number' || typeof part === 'boolean' || (isText && DATE_OR_TIME.test(part)))
      found[prefix + name] = part;
    if (typeof part === 'object' && part !== null) Object.assign(found, factsOf(part, `${prefix}${name}.`));
  }
  return found;
}

/** @param before the revision before; null for the first */
export function recordNote(
  event: StoredEvent,
  before: StoredEvent | null,
  path: readonly OrganizationId[],
): AuditNote {
  const { type, organization, month, key, revision, recordedAt, recordedBy } = event;
  return {
    at: recordedAt,
    by: recordedBy,
    id: `${type}#${organization}#${month}#${key}#${revision}`,
    entries: [
      {
        ...{ kind: type, organization, path, leftPath: null, month, key, revision },
        ...difference(before && factsOf(before), factsOf(event)),
      },
    ],
  };
}

type Act = Pick<AuditNote, 'at' | 'by'>;

const stateOfGrant = ({ role, from, until }: Grant): ChangeState => ({ role, from, until });

/** Grants taken away and given; what stays is not told. */
export function grantsNote(
  act: Act,
  subject: string,
  { before, after, revision }: { before: readonly Grant[]; after: readonly Grant[]; revision: number },
  pathOf: (organization: OrganizationId) => readonly OrganizationId[],
): AuditNote {
  const same = (a: Grant) => (b: Grant) =>
    a.organization === b.organization && a.role === b.role && a.from === b.from && a.until === b.until;
  const entry = (grant: Grant, states: Pick<AuditEntry, 'from' | 'to'>): AuditEntry => ({
    kind: 'grant',
    organization: grant.organization,
    path: pathOf(grant.organization),
    leftPath: null,
    month: null,
    key: subject,
    revision,
    ...states,
  });
  return {
    ...act,
    id: `grant#${subject}#${revision}`,
    entries: [
      ...before
        .filter((grant) => !after.some(same(grant)))
        .map((grant) => entry(grant, { from: stateOfGrant(grant), to: null })),
      ...after
        .filter((grant) => !before.some(same(grant)))
        .map((grant) => entry(grant, { from: null, to: stateOfGrant(grant) })),
    ],
  };
}

const stateOfVersion = (version: OrganizationVersion): ChangeState => ({
  name: version.name,
  kind: version.kind,
  parent: version.parent,
  meets: version.meets,
  unit: version.unit,
  hasCommittee: version.hasCommittee,
  handbook: version.handbook,
  members: version.members,
  closed: version.closed,
  codes: version.codes.map(({ system, code }) => `${system}:${code}`).join(' '),
  predecessors: version.predecessors.join(' '),
});

/** A version entered or written anew, and what held in its month before. */
export type VersionChange = {
  readonly version: OrganizationVersion;
  readonly before: OrganizationVersion | null;
  readonly path: readonly OrganizationId[];
  readonly pathBefore: readonly OrganizationId[] | null;
};

export function rosterNote(act: Act, changes: readonly VersionChange[]): AuditNote {
  const first = changes[0]?.version;
  return {
    ...act,
    id: `organization#${first?.organization}#${first?.from}#${first?.revision}`,
    entries: changes.map(({ version, before, path, pathBefore }) => ({
      kind: 'organization',
      organization: version.organization,
      path,
      leftPath: pathBefore !== null && pathBefore.join() !== path.join() ? pathBefore : null,
      month: version.from,
      key: null,
      revision: version.revision,
      ...difference(before && stateOfVersion(before), stateOfVersion(version)),
    })),
  };
}

const stateOfPeriod = ({ status, dueAt, duePassed, settled, finalExport }: PeriodState): ChangeState => ({
  status,
  dueAt,
  duePassed,
  settled,
  finalExport,
});

export function periodNote(
  act: Act,
  province: OrganizationId,
  { before, after }: { before: PeriodState | null; after: PeriodState },
): AuditNote {
  const { month, revision } = after;
  return {
    ...act,
    id: `period#${month}#${revision}`,
    entries: [
      {
        ...{ kind: 'period', organization: province, path: [province], leftPath: null, month },
        ...{ key: null, revision },
        ...difference(before && stateOfPeriod(before), stateOfPeriod(after)),
      },
    ],
  };
}

export const reopeningNote = (
  { organization, month, until, reopenedAt, reopenedBy }: Reopening,
  path: readonly OrganizationId[],
): AuditNote => ({
  at: reopenedAt,
  by: reopenedBy,
  id: `reopening#${month}#${organization}`,
  entries: [
    {
      ...{ kind: 'reopening', organization, path, leftPath: null, month, key: null, revision: null },
      ...{ from: null, to: { until } },
    },
  ],
});

export const downloadNote = (
  act: Act,
  { exportId, name }: { readonly exportId: string; readonly name: string },
  { organization, path }: Pick<AuditEntry, 'organization' | 'path'>,
): AuditNote => ({
  ...act,
  id: `download#${exportId}#${name}#${act.by}`,
  entries: [
    {
      ...{ kind: 'download', organization, path, leftPath: null, month: null },
      ...{ key: `${exportId}/${name}`, revision: null, from: null, to: null },
    },
  ],
});
