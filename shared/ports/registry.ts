/** The Registry table: organizations over time, plan rows, periods, grants, exports. All reads are strong. */
import type { AnnouncementMark } from '../domain/attention/announcement.ts';
import type { DigestMark } from '../domain/attention/digest.ts';
import type { ExportState } from '../domain/exports/export.ts';
import type { AuditNote } from '../domain/log/audit.ts';
import type { Month, Period, Quarter, Year } from '../domain/period.ts';
import type { CriteriaAdoption } from '../domain/planning/inheritance.ts';
import type { OrganizationHistory } from '../domain/planning/organization-history.ts';
import type { PreviewedChange, PreviewState } from '../domain/planning/preview.ts';
import type { Programme, ProgrammeId } from '../domain/programmes/programme.ts';
import type { Grant } from '../domain/roster/access.ts';
import type { Duty, DutyId, DutyReport } from '../domain/roster/duty.ts';
import type { ExternalCode, OrganizationId, OrganizationVersion } from '../domain/roster/organization.ts';
import type { CriteriaSetRef, PeriodState, PlanRow, Reopening } from '../domain/roster/plan.ts';
import type { Reckoning } from '../domain/roster/reckoning.ts';
import type { Restructuring } from '../domain/roster/restructuring.ts';
import type { PublishedCriteriaSet } from './criteria-sets.ts';

/** A compare-and-set: `lost` when somebody else was first, and nothing was written. */
export type SetOutcome = 'stored' | 'lost';

/** Counters by which a change of the roster notices that the tree it was judged by is another one by now. */
export type TreeStamp = {
  /** How often versions of the organization were written. */
  readonly written: number;
  /** How often an organization was put below it. */
  readonly entered: number;
};

export type StampedOrganization = {
  readonly history: OrganizationHistory | null;
  /** Zeros for one never entered. */
  readonly stamp: TreeStamp;
};

/** What a change does to the place of an organization, or only rests on. */
export type TreeGuard = {
  readonly organization: OrganizationId;
  /** As it was when the change was judged; the change is lost if `written` is another one by now. */
  readonly seen: TreeStamp;
  /** Writes versions of it: raises `written`. */
  readonly writes: boolean;
  /** Puts an organization below it: raises `entered`. */
  readonly takesIn: boolean;
  /** Rests on nobody being below it: the change is lost if `entered` is another one by now. */
  readonly staysEmpty: boolean;
};

/** How far a month had come when a change was judged; the change is lost if it is not so any more. */
export type MonthSeen = {
  readonly month: Month;
  /** Null: nobody had begun to open it. */
  readonly status: PeriodState['status'] | null;
};

/** Versions that are written together, or not at all. */
export type RosterChange = {
  /** No two of the same organization and month. */
  readonly versions: readonly OrganizationVersion[];
  /** One for each organization that the judgement rested on. */
  readonly guards: readonly TreeGuard[];
  /** One for each month that the judgement rested on. */
  readonly months: readonly MonthSeen[];
  /** Written down beside them; null without. */
  readonly order: Restructuring | null;
  /** Who did it, written down beside them. */
  readonly audit: AuditNote;
};

export interface OrganizationRegistry {
  /** Versions, children and bindings of one organization, one query; null if it was never entered. */
  organization(id: OrganizationId): Promise<OrganizationHistory | null>;
  /** Whoever stands or ever stood below it, ascending from behind `after`, at most `limit`, in one request. */
  childrenOf(
    parent: OrganizationId,
    page: { readonly after: OrganizationId | null; readonly limit: number },
  ): Promise<OrganizationId[]>;
  /** Whoever bears or ever bore the code, ascending; in which months, their versions say. */
  organizationsWithCode(code: ExternalCode): Promise<OrganizationId[]>;
  /** The organization and its counters, by the same query. */
  stamped(id: OrganizationId): Promise<StampedOrganization>;
  /**
   * Writes versions, edges, marks of codes, counters, the order and the note in one transaction, conditional on every version's
   * stored revision being one lower (absent for revision 1), on every guard and on every month. At most {@link itemsOf} = {@link MOST_ITEMS}.
   */
  putVersions(change: RosterChange): Promise<SetOutcome>;
}

/** AWS's limit of one TransactWriteItems. */
export const MOST_ITEMS = 100;

/** How many items a change writes or checks: versions, edges, marks, counters, months, the order, the note. */
export const itemsOf = ({ versions, guards, months, order }: Omit<RosterChange, 'audit'>): number =>
  versions.length +
  edgesOf(versions).length +
  successionsOf(versions).length +
  codesOf(versions).length +
  guards.length +
  months.length +
  (order === null ? 0 : 1) +
  1;

/** The edges that versions need, each once. */
export function edgesOf(
  versions: readonly OrganizationVersion[],
): { readonly parent: OrganizationId; readonly child: OrganizationId }[] {
  const edges = versions.flatMap(({ parent, organization }) =>
    parent === null ? [] : [{ parent, child: organization }],
  );
  return [...new Map(edges.map((edge) => [`${edge.parent} ${edge.child}`, edge])).values()];
}

/** The marks that versions leave with those they name as predecessors, each once. */
export function successionsOf(
  versions: readonly OrganizationVersion[],
): { readonly predecessor: OrganizationId; readonly successor: OrganizationId }[] {
  const named = versions.flatMap(({ organization, predecessors }) =>
    predecessors.map((predecessor) => ({ predecessor, successor: organization })),
  );
  return [...new Map(named.map((one) => [`${one.predecessor} ${one.successor}`, one])).values()];
}

/** The marks under which those who bear codes of other systems are found, each once. */
export function codesOf(
  versions: readonly OrganizationVersion[],
): { readonly code: ExternalCode; readonly organization: OrganizationId }[] {
  const borne = versions.flatMap(({ organization, codes }) => codes.map((code) => ({ code, organization })));
  const named = borne.map(
    (one) => [JSON.stringify([one.organization, one.code.system, one.code.code]), one] as const,
  );
  return [...new Map(named).values()];
}

export interface BindingRegistry {
  /** Conditional on the stored revision of the same organization and month being one lower. */
  putCriteriaAdoption(adoption: CriteriaAdoption, audit: AuditNote): Promise<SetOutcome>;
}

export interface CriteriaSetRegistry {
  criteriaSet(ref: CriteriaSetRef): Promise<PublishedCriteriaSet | null>;
  /** Every revision of every set ever published, ascending by id and revision. */
  criteriaSets(): Promise<PublishedCriteriaSet[]>;
  /** `lost` if that revision is there already: it is never written twice. */
  putCriteriaSet(published: PublishedCriteriaSet, audit: AuditNote): Promise<SetOutcome>;
}

export interface PlanRegistry {
  planRow(organization: OrganizationId, month: Month): Promise<PlanRow | null>;
  /** Any number of rows, in no order; what is not there is left out. */
  planRows(asked: readonly { organization: OrganizationId; month: Month }[]): Promise<PlanRow[]>;
  /** Ascending by month. */
  planRowsOfYear(organization: OrganizationId, year: Year): Promise<PlanRow[]>;
  /** Those of `month` and of every later one, ascending. */
  planRowsFrom(organization: OrganizationId, month: Month): Promise<PlanRow[]>;
  /** Conditional on the stored version being `row.version` − 1 (absent for version 1). */
  putPlanRow(row: PlanRow): Promise<SetOutcome>;
  /** A row that was not there, of version 1: conditional on its absence, and on its month being open at that moment. */
  createPlanRow(row: PlanRow): Promise<SetOutcome>;
}

export interface PeriodRegistry {
  period(month: Month): Promise<PeriodState | null>;
  /** Every period ever opened, ascending. */
  periods(): Promise<PeriodState[]>;
  /** Conditional on the stored revision being `state.revision` − 1 (absent for revision 1). */
  putPeriod(state: PeriodState, audit: AuditNote): Promise<SetOutcome>;
}

export interface ReckoningRegistry {
  /** How far the month's last reckoning has come; null before the first. */
  reckoning(month: Month): Promise<Reckoning | null>;
  /** Conditional on the stored revision being one lower (absent for revision 1). */
  putReckoning(reckoning: Reckoning): Promise<SetOutcome>;
}

export type Reopened = {
  /** The period that notes it. */
  readonly state: PeriodState;
  /** The plan row that lets the organization write. */
  readonly row: PlanRow;
  readonly reopening: Reopening;
};

export interface ReopeningRegistry {
  /**
   * As `putPeriod` and `putPlanRow` together, with what was reopened, by whom and why: none is there without the
   * others. So nobody may write whom the period does not know, and the month is settled anew behind everybody.
   */
  putReopened(reopened: Reopened, audit: AuditNote): Promise<SetOutcome>;
}

export type GrantsOfSubject = {
  readonly subject: string;
  readonly grants: readonly Grant[];
  readonly revision: number;
};

export interface GrantRegistry {
  /** Revision 0 and no grants for a subject never heard of. */
  grants(subject: string): Promise<GrantsOfSubject>;
  /**
   * Conditional on the stored revision being one lower. Whoever is given the role officer is marked as one in the same
   * transaction, for {@link OfficerRegistry}; that the subject is named on an organization is marked before.
   */
  putGrants(grants: GrantsOfSubject, audit: AuditNote): Promise<SetOutcome>;
  /**
   * Whoever was ever to be given anything on this very organization, ascending from behind `after`, at most `limit`:
   * everybody who has a grant on it is among them, and their grants say who has.
   */
  namedOn(
    organization: OrganizationId,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<string[]>;
  /** Of those who were ever given any, ascending by subject. */
  grantsOf(subjects: readonly string[]): Promise<GrantsOfSubject[]>;
}

export interface OfficerRegistry {
  /** The grants, all roles, of whoever is or ever was an officer anywhere; ascending by subject. */
  officers(): Promise<GrantsOfSubject[]>;
}

/**
 * Who changed what. A note that a change of Registry brings along is written in the same transaction: there is no
 * such change without its note, and no note of a change that was lost. A note is written once and never changed.
 */
export interface AuditRegistry {
  /** Of what is not a change of Registry. The same act again changes nothing. */
  putAudit(note: AuditNote): Promise<void>;
  /**
   * Notes of a month from the position `bound` on, itself included, ascending or, with `newestFirst`, descending: at
   * most `limit`, and maybe fewer though there are more, but none only where there are none.
   */
  audit(
    month: Month,
    page: { readonly bound: string; readonly newestFirst: boolean; readonly limit: number },
  ): Promise<AuditNote[]>;
}

/** What a call needs to know before it may answer, in one strong read request of small items. */
export interface AccessRegistry {
  /** Of at most 98 plan rows, as `POST /submissions` asks for; of those that are there. */
  access(asked: {
    subject: string;
    plans: readonly { organization: OrganizationId; month: Month }[];
  }): Promise<{ grants: readonly Grant[]; plans: PlanRow[]; periods: PeriodState[] }>;
}

/** What tells orders of exports apart: two that agree in it would hold the same. */
export type OrderedExport = Pick<ExportState, 'organization' | 'period' | 'kind' | 'csv'>;

export interface ExportRegistry {
  export(id: string): Promise<ExportState | null>;
  /**
   * Descending by id, one page: within a period the newest first. `period` null: those of every period, later
   * periods first. `after` is an export id: the page begins behind it.
   */
  exportsOf(
    organization: OrganizationId,
    page: { period: Period | null; limit: number; after: string | null },
  ): Promise<{ exports: ExportState[]; more: boolean }>;
  /** Every export that is queued or running, ascending by id: what a schedule picks up after a lost nudge. */
  pendingExports(): Promise<ExportState[]>;
  /** The order of the same that was given last, whatever became of it; null where there was none. */
  lastOrdered(of: OrderedExport): Promise<ExportState | null>;
  /**
   * Writes a new order, its revision 1, and who gave it, behind the one that was given last of the same (`after`, its
   * id; null: none). `lost` where there is an export of this id, or where another order has come in between: of two
   * given at once one is written, and the other finds it.
   */
  orderExport(state: ExportState, after: string | null, audit: AuditNote): Promise<SetOutcome>;
  /** What a run says of itself: conditional on the stored revision being one lower, so never the first. */
  putExport(state: ExportState): Promise<SetOutcome>;
}

export interface PreviewRegistry {
  preview(id: string): Promise<PreviewState | null>;
  /** Every preview that is not forgotten yet, ascending by id. */
  previews(): Promise<PreviewState[]>;
  /** Conditional on the stored revision being one lower (absent for revision 1). */
  putPreview(state: PreviewState): Promise<SetOutcome>;
  /** The changes of one part; empty where there are none of that name. */
  previewPage(id: string, name: string): Promise<readonly PreviewedChange[]>;
  /** Written before the state names it; who writes has the name to himself. */
  putPreviewPage(id: string, name: string, changes: readonly PreviewedChange[]): Promise<void>;
  /** Deletes pages first, so that what is left after a crash is still found. */
  forgetPreview(id: string): Promise<void>;
}

/** What a list of programmes says of one: its newest revision. */
export type ProgrammeEntry = Pick<Programme, 'id' | 'revision' | 'organization' | 'title'> & {
  /** Days of the next month that any of its revisions ever made records due on, ascending. */
  readonly dueDays: readonly number[];
};

export interface ProgrammeRegistry {
  /** Every revision of one programme, ascending; empty if there is none. */
  programmeRevisions(id: ProgrammeId): Promise<Programme[]>;
  /** Every programme ever published, ascending by id. */
  programmes(): Promise<ProgrammeEntry[]>;
  /**
   * Writes a revision, what it says at each participant, and its entry in the list, in one transaction;
   * conditional on the entry's revision being one lower (absent for revision 1).
   */
  putProgramme(programme: Programme, before: ProgrammeBefore, audit: AuditNote): Promise<SetOutcome>;
}

/** What the revisions before it leave to a new one. */
export type ProgrammeBefore = {
  /** Whoever took part by any of them. */
  readonly participants: readonly OrganizationId[];
  /** Days of the next month that any of them made records due on. */
  readonly dueDays: readonly number[];
};

/** The entry of a programme once a revision is published. */
export function entryOf(
  { id, revision, organization, title, dueDay }: Programme,
  { dueDays }: ProgrammeBefore,
): ProgrammeEntry {
  const days = new Set([...dueDays, ...(dueDay === null ? [] : [dueDay])]);
  return { id, revision, organization, title, dueDays: [...days].sort((a, b) => a - b) };
}

export interface DutyRegistry {
  duty(id: DutyId): Promise<Duty | null>;
  /** What the offices of one organization must attend, ascending by id. What asks somebody to attend it, its history says. */
  dutiesBy(organization: OrganizationId): Promise<Duty[]>;
  /**
   * Writes a duty where it is looked up, where its offices are and where it is owed, in one transaction; conditional
   * on the stored revision being one lower. Who comes and who is attended never change.
   */
  putDuty(duty: Duty, audit: AuditNote): Promise<SetOutcome>;
  dutyReport(id: DutyId, quarter: Quarter): Promise<DutyReport | null>;
  /** Conditional on the stored revision being one lower. */
  putDutyReport(report: DutyReport, audit: AuditNote): Promise<SetOutcome>;
}

export interface DigestRegistry {
  /** Once for each organization and day: `lost` for everybody but the first. */
  putDigestMark(mark: DigestMark): Promise<SetOutcome>;
}

export interface AnnouncementRegistry {
  /** Those of these items of the attention list that were told before, in any order. */
  announced(marks: readonly AnnouncementMark[]): Promise<AnnouncementMark[]>;
  /** `lost` for everybody but the first. */
  putAnnounced(mark: AnnouncementMark): Promise<SetOutcome>;
}

export type Registry = DigestRegistry &
  AnnouncementRegistry &
  OrganizationRegistry &
  BindingRegistry &
  CriteriaSetRegistry &
  PlanRegistry &
  PeriodRegistry &
  ReckoningRegistry &
  ReopeningRegistry &
  GrantRegistry &
  OfficerRegistry &
  AuditRegistry &
  AccessRegistry &
  ExportRegistry &
  PreviewRegistry &
  ProgrammeRegistry &
  DutyRegistry;
