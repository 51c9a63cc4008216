/** What a change of grants, roster and periods, an order of files and a download say of themselves, without a word that anybody wrote. */
import type { ExportState } from '../exports/export.ts';
import type { Grant } from '../roster/access.ts';
import type { OrganizationId, OrganizationVersion } from '../roster/organization.ts';
import type { PeriodState, Reopening } from '../roster/plan.ts';
import { type Act, type AuditEntry, type AuditNote, difference, type Places } from './audit.ts';
import type { ChangeState } from './change.ts';

const stateOfGrant = ({ role, from, until }: Grant): ChangeState => ({ role, from, until });

/** Grants taken away and given; what stays is not told. */
export function grantsNote(
  act: Act,
  subject: string,
  { before, after, revision }: { before: readonly Grant[]; after: readonly Grant[]; revision: number },
  pathOf: Places,
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

/** A revision that says nothing new, but makes whoever is at work on the one before begin again, has no entry. */
export function periodNote(
  act: Act,
  province: OrganizationId,
  { before, after }: { before: PeriodState | null; after: PeriodState },
): AuditNote {
  const { month, revision } = after;
  const changed = difference(before && stateOfPeriod(before), stateOfPeriod(after));
  const entry: AuditEntry = {
    ...{ kind: 'period', organization: province, path: [province], leftPath: null, month },
    ...{ key: null, revision },
    ...changed,
  };
  const saysNothing = before !== null && Object.keys(changed.to ?? {}).length === 0;
  return { ...act, id: `period#${month}#${revision}`, entries: saysNothing ? [] : [entry] };
}

/** @param change the period before and after, which says until when it was open already */
export function reopeningNote(
  { organization, month, until, reopenedAt, reopenedBy }: Reopening,
  { before, after }: { readonly before: PeriodState | null; readonly after: PeriodState },
  path: readonly OrganizationId[],
): AuditNote {
  const already = before?.reopenings.find((one) => one.organization === organization);
  return {
    at: reopenedAt,
    by: reopenedBy,
    id: `reopening#${month}#${organization}#${after.revision}`,
    entries: [
      {
        ...{ kind: 'reopening', organization, path, leftPath: null, month, key: null, revision: null },
        ...difference(already ? { until: already.until } : null, { until }),
      },
    ],
  };
}

/** @param path where the organization stands by the order */
export const exportNote = (
  act: Act,
  { exportId, organization, period, kind, csv }: ExportState,
  path: readonly OrganizationId[],
): AuditNote => ({
  ...act,
  id: `export#${exportId}`,
  entries: [
    {
      ...{ kind: 'export', organization, path, leftPath: null, month: null },
      ...{ key: exportId, revision: null, from: null, to: { period, kind, csv } },
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
