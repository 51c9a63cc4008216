/** What the Registry in memory holds, told apart by `type` as in the real table. */
import type { AnnouncementMark } from '../../domain/attention/announcement.ts';
import type { DigestMark } from '../../domain/attention/digest.ts';
import type { ExportState } from '../../domain/exports/export.ts';
import type { AuditNote } from '../../domain/log/audit.ts';
import type { CriteriaAdoption } from '../../domain/planning/inheritance.ts';
import type { PreviewedChange, PreviewState } from '../../domain/planning/preview.ts';
import type { Participation, Programme } from '../../domain/programmes/programme.ts';
import type { Duty, DutyReport } from '../../domain/roster/duty.ts';
import type { OrganizationId, OrganizationVersion } from '../../domain/roster/organization.ts';
import type { PeriodState, PlanRow, Reopening } from '../../domain/roster/plan.ts';
import type { Reckoning } from '../../domain/roster/reckoning.ts';
import type { Restructuring } from '../../domain/roster/restructuring.ts';
import type { RegistryChange } from '../../ports/changes.ts';
import type { PublishedCriteriaSet } from '../../ports/criteria-sets.ts';
import type { GrantsOfSubject, ProgrammeEntry, SetOutcome, TreeStamp } from '../../ports/registry.ts';
import type { MemoryTable, MemoryWrite } from './table.ts';

export const organizationKey = (id: OrganizationId) => `ORG#${id}`;
export const PERIODS = 'PERIODS';
export const planKey = (id: OrganizationId) => `PLAN#${id}`;

/** Every kind of item that Registry holds, told apart by `type` as in the real table. */
export type Stored =
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
  | { readonly type: 'reckoning'; readonly reckoning: Reckoning }
  | { readonly type: 'reopening'; readonly reopening: Reopening }
  | { readonly type: 'grants'; readonly grants: GrantsOfSubject }
  | { readonly type: 'officer'; readonly subject: string }
  | { readonly type: 'named-on'; readonly subject: string }
  | { readonly type: 'audit'; readonly note: AuditNote }
  | { readonly type: 'export'; readonly state: ExportState }
  | { readonly type: 'preview'; readonly state: PreviewState }
  | { readonly type: 'preview-page'; readonly name: string; readonly changes: readonly PreviewedChange[] }
  | { readonly type: 'digest'; readonly mark: DigestMark }
  | { readonly type: 'announcement'; readonly mark: AnnouncementMark }
  | { readonly type: 'export-pending'; readonly exportId: string }
  | { readonly type: 'export-last-ordered'; readonly exportId: string };

type Kind = Stored['type'];
type OfKind<K extends Kind> = Extract<Stored, { type: K }>;

export const isKind =
  <K extends Kind>(kind: K) =>
  (stored: Stored | null): stored is OfKind<K> =>
    stored?.type === kind;

/** The counter that conditional writes go by; 0 for what is not there. */
export function counterOf(stored: Stored | null): number {
  if (stored === null) return 0;
  if (stored.type === 'organization-version') return stored.version.revision;
  if (stored.type === 'criteria-adoption') return stored.adoption.revision;
  if (stored.type === 'programme') return stored.entry.revision;
  if (stored.type === 'duty') return stored.duty.revision;
  if (stored.type === 'duty-report') return stored.report.revision;
  if (stored.type === 'plan-row') return stored.row.version;
  if (stored.type === 'reckoning') return stored.reckoning.revision;
  if (stored.type === 'period' || stored.type === 'export' || stored.type === 'preview')
    return stored.state.revision;
  return stored.type === 'grants' ? stored.grants.revision : 0;
}

export function changeOf(stored: Stored): RegistryChange {
  if (stored.type === 'organization-version') {
    const { organization, from, closed } = stored.version;
    return { type: stored.type, organization, from, ...(closed && { closes: true as const }) };
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

export type Table = MemoryTable<Stored>;

type Counted = { readonly pk: string; readonly sk: string; readonly value: Stored };

/** Where what is stored is one lower. */
export const ifOneLower = (write: Counted): MemoryWrite<Stored> => ({
  ...write,
  allowed: (stored) => counterOf(stored) === counterOf(write.value) - 1,
});

export async function compareAndSet(
  table: Table,
  write: Counted,
  ...others: readonly MemoryWrite<Stored>[]
): Promise<SetOutcome> {
  const { stored } = await table.write(ifOneLower(write), ...others);
  return stored ? 'stored' : 'lost';
}
