/** The Registry table in memory. */

import type { AnnouncementMark } from '../../domain/announcement.ts';
import { type AuditNote, auditPosition } from '../../domain/audit.ts';
import type { DigestMark } from '../../domain/digest.ts';
import type { Duty, DutyReport } from '../../domain/duty.ts';
import type { ExportState } from '../../domain/export.ts';
import type { CriteriaAdoption } from '../../domain/inheritance.ts';
import type { ExternalCode, OrganizationId, OrganizationVersion } from '../../domain/organization.ts';
import { localMonth } from '../../domain/period.ts';
import type { CriteriaSetRef, PeriodState, PlanRow, Reopening } from '../../domain/plan.ts';
import { type Participation, type Programme, participationsOf } from '../../domain/programme.ts';
import type { Restructuring } from '../../domain/restructuring.ts';
import type { RegistryChange } from '../../ports/changes.ts';
import type { PublishedCriteriaSet } from '../../ports/criteria-sets.ts';
import {
  codesOf,
  edgesOf,
  entryOf,
  type GrantsOfSubject,
  type ProgrammeEntry,
  type Registry,
  type SetOutcome,
  successionsOf,
  type TreeGuard,
  type TreeStamp,
} from '../../ports/registry.ts';
import { type MemoryOptions, MemoryTable, type MemoryWrite } from './table.ts';

export type MemoryRegistry = Registry & {
  /** Every plan row stored, by organization and month. */
  allPlanRows(): PlanRow[];
  /** Every version of every organization, by organization and month. */
  allVersions(): OrganizationVersion[];
  /** Every organization ever entered. */
  allOrganizations(): OrganizationId[];
  /** Every order that changed the tree, by organization and time. */
  allRestructurings(): Restructuring[];
  allReopenings(): Reopening[];
};

const organizationKey = (id: OrganizationId) => `ORG#${id}`;
const planKey = (id: OrganizationId) => `PLAN#${id}`;
const codeKey = ({ system, code }: ExternalCode) => `CODE#${JSON.stringify([system, code])}`;
const exportsKey = (id: OrganizationId) => `EXPORTS#${id}`;
const ownerOf = (exportId: string): OrganizationId => exportId.split('_', 1)[0] ?? '';

/** Every kind of item that Registry holds, told apart by `type` as in the real table. */
type Stored =
  | { readonly type: 'organization-version'; readonly version: OrganizationVersion }
  | { readonly type: 'organization-edge'; readonly child: OrganizationId }
  | { readonly type: 'organization-succession'; readonly successor: OrganizationId }
  | { readonly type: 'organization-code'; readonly organization: OrganizationId }
  | { readonly type: 'criteria-adoption'; readonly adoption: CriteriaAdoption }
  | { readonly type: 'organization-tree'; readonly stamp: TreeStamp }
  | { readonly type: 'restructuring'; readonly order: Restructuring }
  | {
      readonly type: 'participation';
      readonly organization: OrganizationId;
      readonly participation: Participation;
    }
  | { readonly type: 'programme'; readonly entry: ProgrammeEntry }
  | { readonly type: 'programme-revision'; readonly programme: Programme }
  | { readonly type: 'duty'; readonly duty: Duty }
  | { readonly type: 'duty-by'; readonly duty: Duty }
  | { readonly type: 'duty-at'; readonly duty: Duty }
  | { readonly type: 'duty-report'; readonly report: DutyReport }
  | { readonly type: 'criteria-set'; readonly published: PublishedCriteriaSet }
  | { readonly type: 'plan-row'; readonly row: PlanRow }
  | { readonly type: 'period'; readonly state: PeriodState }
  | { readonly type: 'reopening'; readonly reopening: Reopening }
  | { readonly type: 'grants'; readonly grants: GrantsOfSubject }
  | { readonly type: 'audit'; readonly note: AuditNote }
  | { readonly type: 'export'; readonly state: ExportState }
  | { readonly type: 'digest'; readonly mark: DigestMark }
  | { readonly type: 'announcement'; readonly mark: AnnouncementMark }
  | { readonly type: 'export-pending'; readonly exportId: string };

type Kind = Stored['type'];
type OfKind<K extends Kind> = Extract<Stored, { type: K }>;

const isKind =
  <K extends Kind>(kind: K) =>
  (stored: Stored | null): stored is OfKind<K> =>
    stored?.type === kind;

/** The counter that conditional writes go by; 0 for what is not there. */
function counterOf(stored: Stored | null): number {
  if (stored === null) return 0;
  if (stored.type === 'organization-version') return stored.version.revision;
  if (stored.type === 'criteria-adoption') return stored.adoption.revision;
  if (stored.type === 'programme') return stored.entry.revision;
  if (stored.type === 'duty') return stored.duty.revision;
  if (stored.type === 'duty-report') return stored.report.revision;
  if (stored.type === 'plan-row') return stored.row.version;
  if (stored.type === 'period' || stored.type === 'export') return stored.state.revision;
  return stored.type === 'grants' ? stored.grants.revision : 0;
}

function changeOf(stored: Stored): RegistryChange {
  if (stored.type === 'organization-version') {
    const { organization, from } = stored.version;
    return { type: stored.type, organization, from };
  }
  if (stored.type === 'participation')
    return { type: stored.type, organization: stored.organization, from: '' };
  if (stored.type === 'duty-at') return { type: stored.type, organization: stored.duty.attends, from: '' };
  if (stored.type === 'criteria-adoption') {
    const { organization, from } = stored.adoption;
    return { type: stored.type, organization, from };
  }
  if (stored.type !== 'plan-row') return { type: stored.type };
  const { organization, month } = stored.row;
  return { type: stored.type, organization, month };
}

type Table = MemoryTable<Stored>;

async function compareAndSet(
  table: Table,
  write: { readonly pk: string; readonly sk: string; readonly value: Stored },
  ...others: readonly MemoryWrite<Stored>[]
): Promise<SetOutcome> {
  const allowed = (stored: Stored | null) => counterOf(stored) === counterOf(write.value) - 1;
  const { stored } = await table.write({ ...write, allowed }, ...others);
  return stored ? 'stored' : 'lost';
}

const NEW_STAMP: TreeStamp = { shape: 0, entered: 0 };
const isTree = isKind('organization-tree');
const stampOf = (stored: Stored | null): TreeStamp => (isTree(stored) ? stored.stamp : NEW_STAMP);

/** Writes a version over the revision before it alone. */
const versionWrite = (version: OrganizationVersion): MemoryWrite<Stored> => ({
  pk: organizationKey(version.organization),
  sk: `VERSION#${version.from}`,
  value: { type: 'organization-version', version },
  allowed: (stored) => counterOf(stored) === version.revision - 1,
});

const markWrites = (versions: readonly OrganizationVersion[]): MemoryWrite<Stored>[] => [
  ...edgesOf(versions).map(({ parent, child }) => ({
    pk: organizationKey(parent),
    sk: `CHILD#${child}`,
    value: { type: 'organization-edge' as const, child },
  })),
  ...successionsOf(versions).map(({ predecessor, successor }) => ({
    pk: organizationKey(predecessor),
    sk: `SUCCESSOR#${successor}`,
    value: { type: 'organization-succession' as const, successor },
  })),
  ...codesOf(versions).map(({ code, organization }) => ({
    pk: codeKey(code),
    sk: organization,
    value: { type: 'organization-code' as const, organization },
  })),
];

const guardWrite = (guard: TreeGuard): MemoryWrite<Stored> => ({
  pk: organizationKey(guard.organization),
  sk: 'TREE',
  value: (stored) => {
    if (!guard.reshapes && !guard.takesIn) return stored;
    const { shape, entered } = stampOf(stored);
    const stamp = {
      shape: shape + (guard.reshapes ? 1 : 0),
      entered: entered + (guard.takesIn ? 1 : 0),
    };
    return { type: 'organization-tree', stamp };
  },
  allowed: (stored) => {
    const { shape, entered } = stampOf(stored);
    return shape === guard.seen.shape && (!guard.staysEmpty || entered === guard.seen.entered);
  },
});

const orderWrite = (order: Restructuring, first: OrganizationVersion | undefined): MemoryWrite<Stored> => ({
  pk: `RESTRUCTURINGS#${order.organization}`,
  sk: `${order.orderedAt}#${first?.organization}#${first?.from}#${first?.revision}`,
  value: { type: 'restructuring', order },
});

function organizationPart(
  table: Table,
): Pick<
  Registry,
  'organization' | 'organizationsWithCode' | 'stamped' | 'putVersion' | 'putVersions' | 'putCriteriaAdoption'
> {
  const stamped: Registry['stamped'] = async (id) => {
    const items = await table.query(organizationKey(id));
    const versions = items.filter(isKind('organization-version')).map(({ version }) => version);
    const children = items.filter(isKind('organization-edge')).map(({ child }) => child);
    const successors = items.filter(isKind('organization-succession')).map(({ successor }) => successor);
    const bindings = {
      criteria: items.filter(isKind('criteria-adoption')).map(({ adoption }) => adoption),
      participations: items.filter(isKind('participation')).map(({ participation }) => participation),
      duties: items.filter(isKind('duty-at')).map(({ duty }) => duty),
    };
    return {
      history: versions.length === 0 ? null : { organization: id, versions, children, successors, bindings },
      stamp: items.find(isTree)?.stamp ?? NEW_STAMP,
    };
  };
  const write = async (...writes: readonly MemoryWrite<Stored>[]): Promise<SetOutcome> =>
    (await table.write(...writes)).stored ? 'stored' : 'lost';
  return {
    stamped,
    organization: async (id) => (await stamped(id)).history,
    organizationsWithCode: async (code) =>
      (await table.query(codeKey(code)))
        .filter(isKind('organization-code'))
        .map(({ organization }) => organization),
    putVersion: (version) => write(versionWrite(version), ...markWrites([version])),
    putCriteriaAdoption: (adoption, audit) =>
      compareAndSet(
        table,
        {
          pk: organizationKey(adoption.organization),
          sk: `CRITERIA#${adoption.from}`,
          value: { type: 'criteria-adoption', adoption },
        },
        ...auditWrites(audit),
      ),
    putVersions: ({ versions, guards, order, audit }) =>
      write(
        ...versions.map(versionWrite),
        ...markWrites(versions),
        ...guards.map(guardWrite),
        ...auditWrites(audit),
        ...(order === null ? [] : [orderWrite(order, versions[0])]),
      ),
  };
}

const criteriaSetPart = (table: Table): Pick<Registry, 'criteriaSet' | 'criteriaSets' | 'putCriteriaSet'> => {
  const keyOf = ({ id, revision }: CriteriaSetRef) => `${id}#${String(revision).padStart(3, '0')}`;
  return {
    async criteriaSet(ref) {
      const stored = await table.get('CRITERIA-SETS', keyOf(ref));
      return isKind('criteria-set')(stored) ? stored.published : null;
    },
    async criteriaSets() {
      const items = await table.query('CRITERIA-SETS');
      return items.filter(isKind('criteria-set')).map(({ published }) => published);
    },
    async putCriteriaSet(published, audit) {
      const { stored } = await table.write(
        {
          pk: 'CRITERIA-SETS',
          sk: keyOf(published.set),
          value: { type: 'criteria-set', published },
          allowed: (there) => there === null,
        },
        ...auditWrites(audit),
      );
      return stored ? 'stored' : 'lost';
    },
  };
};
const auditWrites = (note: AuditNote | undefined): MemoryWrite<Stored>[] =>
  note === undefined
    ? []
    : [
        {
          pk: `AUDIT#${localMonth(note.at)}`,
          sk: auditPosition(note),
          value: { type: 'audit', note },
          allowed: (stored) => stored === null,
        },
      ];

const auditPart = (table: Table): Pick<Registry, 'putAudit' | 'audit'> => ({
  async putAudit(note) {
    await table.write(...auditWrites(note));
  },
  async audit(month, { bound, newestFirst, limit }) {
    const items = (await table.query(`AUDIT#${month}`)).filter(isKind('audit'));
    const notes = items.map(({ note }) => note);
    const isInside = (note: AuditNote) =>
      newestFirst ? auditPosition(note) <= bound : auditPosition(note) >= bound;
    return (newestFirst ? notes.toReversed() : notes).filter(isInside).slice(0, limit);
  },
});

const planPart = (
  table: Table,
): Pick<Registry, 'planRow' | 'planRows' | 'planRowsOfYear' | 'putPlanRow'> => ({
  async planRow(organization, month) {
    const stored = await table.get(planKey(organization), month);
    return isKind('plan-row')(stored) ? stored.row : null;
  },
  async planRows(asked) {
    const keys = new Map(
      asked.map(({ organization, month }) => [
        `${organization} ${month}`,
        [planKey(organization), month] as const,
      ]),
    );
    return (await table.getMany([...keys.values()])).filter(isKind('plan-row')).map(({ row }) => row);
  },
  async planRowsOfYear(organization, year) {
    const items = await table.query(planKey(organization), `${year}-`);
    return items.filter(isKind('plan-row')).map(({ row }) => row);
  },
  putPlanRow: (row) =>
    compareAndSet(table, {
      pk: planKey(row.organization),
      sk: row.month,
      value: { type: 'plan-row', row },
    }),
});

const periodPart = (table: Table): Pick<Registry, 'period' | 'periods' | 'putPeriod' | 'putReopening'> => ({
  async period(month) {
    const stored = await table.get('PERIODS', month);
    return isKind('period')(stored) ? stored.state : null;
  },
  async periods() {
    return (await table.query('PERIODS')).filter(isKind('period')).map(({ state }) => state);
  },
  async putReopening(reopening) {
    const { month, organization, reopenedAt } = reopening;
    const value = { type: 'reopening', reopening } as const;
    const write = { pk: `REOPENINGS#${month}`, sk: `${organization}#${reopenedAt}`, value };
    await table.write(write);
  },
  putPeriod: (state, audit) =>
    compareAndSet(
      table,
      { pk: 'PERIODS', sk: state.month, value: { type: 'period', state } },
      ...auditWrites(audit),
    ),
});

const grantPart = (table: Table): Pick<Registry, 'grants' | 'putGrants'> => ({
  async grants(subject) {
    const stored = await table.get(`GRANTS#${subject}`, 'GRANTS');
    return isKind('grants')(stored) ? stored.grants : { subject, grants: [], revision: 0 };
  },
  putGrants: (grants, audit) =>
    compareAndSet(
      table,
      { pk: `GRANTS#${grants.subject}`, sk: 'GRANTS', value: { type: 'grants', grants } },
      ...auditWrites(audit),
    ),
});

function accessPart(table: Table): Pick<Registry, 'access' | 'accessMany'> {
  const accessMany: Registry['accessMany'] = async ({ subject, plans }) => {
    const planKeys = new Map(
      plans.map(({ organization, month }) => [
        `${organization} ${month}`,
        [planKey(organization), month] as const,
      ]),
    );
    const months = new Set(plans.map(({ month }) => month));
    const found = await table.getMany([
      [`GRANTS#${subject}`, 'GRANTS'],
      ...planKeys.values(),
      ...[...months].map((month) => ['PERIODS', month] as const),
    ]);
    return {
      grants: found.filter(isKind('grants'))[0]?.grants.grants ?? [],
      plans: found.filter(isKind('plan-row')).map(({ row }) => row),
      periods: found.filter(isKind('period')).map(({ state }) => state),
    };
  };
  return {
    accessMany,
    async access({ subject, organization, month }) {
      const { grants, plans, periods } = await accessMany({ subject, plans: [{ organization, month }] });
      return { grants, plan: plans[0] ?? null, period: periods[0] ?? null };
    },
  };
}

const isPending = ({ status }: ExportState): boolean => status === 'queued' || status === 'running';

const exportPart = (
  table: Table,
): Pick<Registry, 'export' | 'exportsOf' | 'pendingExports' | 'putExport'> => ({
  async export(id) {
    const stored = await table.get(exportsKey(ownerOf(id)), id);
    return isKind('export')(stored) ? stored.state : null;
  },
  async exportsOf(organization, { period, limit, after }) {
    const prefix = period === null ? '' : `${organization}_${period}_`;
    const items = await table.queryLast(exportsKey(organization), prefix, limit + 1, after);
    const exports = items.filter(isKind('export')).map(({ state }) => state);
    return { exports: exports.slice(0, limit), more: exports.length > limit };
  },
  async pendingExports() {
    const markers = (await table.query('PENDING-EXPORTS')).filter(isKind('export-pending'));
    const found = await table.getMany(
      markers.map(({ exportId }) => [exportsKey(ownerOf(exportId)), exportId] as const),
    );
    return found
      .filter(isKind('export'))
      .map(({ state }) => state)
      .filter(isPending);
  },
  putExport(state) {
    const { exportId } = state;
    const marker = { type: 'export-pending', exportId } as const;
    return compareAndSet(
      table,
      { pk: exportsKey(ownerOf(exportId)), sk: exportId, value: { type: 'export', state } },
      {
        pk: 'PENDING-EXPORTS',
        sk: exportId,
        value: isPending(state) ? marker : null,
      },
    );
  },
});

const revisionKey = (revision: number): string => String(revision).padStart(6, '0');

const programmePart = (
  table: Table,
): Pick<Registry, 'programmeRevisions' | 'programmes' | 'putProgramme'> => ({
  async programmeRevisions(id) {
    const items = await table.query(`PROGRAMME#${id}`);
    return items.filter(isKind('programme-revision')).map(({ programme }) => programme);
  },
  async programmes() {
    return (await table.query('PROGRAMMES')).filter(isKind('programme')).map(({ entry }) => entry);
  },
  putProgramme(programme, before, audit) {
    const { id, revision } = programme;
    return compareAndSet(
      table,
      { pk: 'PROGRAMMES', sk: id, value: { type: 'programme', entry: entryOf(programme, before) } },
      {
        pk: `PROGRAMME#${id}`,
        sk: revisionKey(revision),
        value: { type: 'programme-revision', programme },
      },
      ...participationsOf(programme, before.participants).map(({ organization, ...participation }) => ({
        pk: organizationKey(organization),
        sk: `PROGRAMME#${id}#${revisionKey(revision)}`,
        value: { type: 'participation', organization, participation } as const,
      })),
      ...auditWrites(audit),
    );
  },
});

const dutyPart = (
  table: Table,
): Pick<Registry, 'duty' | 'dutiesBy' | 'putDuty' | 'dutyReport' | 'putDutyReport'> => ({
  async duty(id) {
    const stored = await table.get(`DUTY#${id}`, 'DUTY');
    return isKind('duty')(stored) ? stored.duty : null;
  },
  async dutiesBy(organization) {
    const items = await table.query(`DUTIES#${organization}`);
    return items.filter(isKind('duty-by')).map(({ duty }) => duty);
  },
  putDuty: (duty, audit) =>
    compareAndSet(
      table,
      { pk: `DUTY#${duty.id}`, sk: 'DUTY', value: { type: 'duty', duty } },
      { pk: `DUTIES#${duty.by}`, sk: duty.id, value: { type: 'duty-by', duty } },
      { pk: organizationKey(duty.attends), sk: `DUTY#${duty.id}`, value: { type: 'duty-at', duty } },
      ...auditWrites(audit),
    ),
  async dutyReport(id, quarter) {
    const stored = await table.get(`DUTY#${id}`, `REPORT#${quarter}`);
    return isKind('duty-report')(stored) ? stored.report : null;
  },
  putDutyReport: (report, audit) =>
    compareAndSet(
      table,
      {
        pk: `DUTY#${report.duty}`,
        sk: `REPORT#${report.quarter}`,
        value: { type: 'duty-report', report },
      },
      ...auditWrites(audit),
    ),
});

const digestPart = (table: Table): Pick<Registry, 'putDigestMark'> => ({
  async putDigestMark(mark) {
    const { stored } = await table.write({
      pk: `DIGESTS#${mark.organization}`,
      sk: mark.date,
      value: { type: 'digest', mark },
      allowed: (standing) => standing === null,
    });
    return stored ? 'stored' : 'lost';
  },
});

const announcementPlace = ({ organization, month, code }: AnnouncementMark) =>
  [`ANNOUNCED#${organization}`, `${month}#${code}`] as const;

const announcementPart = (table: Table): Pick<Registry, 'announced' | 'putAnnounced'> => ({
  async announced(marks) {
    const found = await table.getMany(marks.map(announcementPlace));
    return found.filter(isKind('announcement')).map(({ mark }) => mark);
  },
  async putAnnounced(mark) {
    const [pk, sk] = announcementPlace(mark);
    const { stored } = await table.write({
      pk,
      sk,
      value: { type: 'announcement', mark },
      allowed: (standing) => standing === null,
    });
    return stored ? 'stored' : 'lost';
  },
});

export function memoryRegistry(
  options: MemoryOptions & { readonly onChange?: (change: RegistryChange) => void } = {},
): MemoryRegistry {
  const table: Table = new MemoryTable<Stored>(options, (stored) => options.onChange?.(changeOf(stored)));
  return {
    ...organizationPart(table),
    ...criteriaSetPart(table),
    ...planPart(table),
    ...periodPart(table),
    ...grantPart(table),
    ...auditPart(table),
    ...accessPart(table),
    ...exportPart(table),
    ...digestPart(table),
    ...announcementPart(table),
    ...programmePart(table),
    ...dutyPart(table),
    allPlanRows: () =>
      table
        .all()
        .filter(isKind('plan-row'))
        .map(({ row }) => row),
    allVersions: () =>
      table
        .all()
        .filter(isKind('organization-version'))
        .map(({ version }) => version),
    allReopenings: () =>
      table
        .all()
        .filter(isKind('reopening'))
        .map(({ reopening }) => reopening),
    allRestructurings: () =>
      table
        .all()
        .filter(isKind('restructuring'))
        .map(({ order }) => order),
    allOrganizations: () => [
      ...new Set(
        table
          .all()
          .filter(isKind('organization-version'))
          .map(({ version }) => version.organization),
      ),
    ],
  };
}
