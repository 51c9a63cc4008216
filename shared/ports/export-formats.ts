/** How the tables of an export become files: the job that publishes an export knows no format. */
import type { CriteriaSet } from '../domain/criteria/criteria.ts';
import type { EarlierPeriods } from '../domain/exports/earlier-periods.ts';
import type { ExportFile, ExportState } from '../domain/exports/export.ts';
import type { ChangeRow, ComparedOrganization, ExportChange } from '../domain/exports/export-changes.ts';
import type {
  ClassificationEntry,
  ClassifiedEntry,
  DutyEntry,
  FactsEntry,
  FindingEntry,
  InspectionEntry,
  MeetingEntry,
  PlanEntry,
  ScorecardEntry,
} from '../domain/exports/export-tables.ts';
import type { ProgrammeProgress } from '../domain/programmes/progress.ts';

/** One table in one format. */
export type TableFile<Row> = {
  /** Name of the object, its extension included. */
  readonly name: string;
  readonly contentType: string;
  /** Bytes as the rows come, batch by batch; equal rows in equal order give equal bytes, however batched. */
  readonly encode: (rows: AsyncIterable<readonly Row[]>) => AsyncIterable<Uint8Array>;
  /** Made from the rows, but none of them stands in it. */
  readonly digest?: true;
};

/** A file that is no table. */
export type PlainFile = {
  readonly name: string;
  readonly contentType: string;
  readonly body: Uint8Array;
};

/** One JSON value a line: a file that a program reads again, whole or from the middle. */
export type LinesFile<Row> = {
  readonly name: string;
  readonly contentType: string;
  readonly encode: (rows: AsyncIterable<readonly Row[]>) => AsyncIterable<Uint8Array>;
};

export type ExportFiles = {
  readonly scorecards: readonly TableFile<ScorecardEntry>[];
  /** Made for people from the scorecards, when everything else is written. */
  readonly summaries: (rest: WrittenRest) => readonly TableFile<ScorecardEntry>[];
  readonly meetings: readonly TableFile<MeetingEntry>[];
  readonly inspections: readonly TableFile<InspectionEntry>[];
  readonly findings: readonly TableFile<FindingEntry>[];
  /** What organizations say of their years. */
  readonly facts: readonly TableFile<FactsEntry>[];
  /** What fell due at whom, and what was reported of it. */
  readonly duties: readonly TableFile<DutyEntry>[];
  /** What each organization's year was classified as; of a shorter period nothing. */
  readonly classified: readonly TableFile<ClassifiedEntry>[];
  /** How the year's groups of comparable organizations were classified; of a shorter period nothing. */
  readonly classification: readonly TableFile<ClassificationEntry>[];
  readonly plans: readonly TableFile<PlanEntry>[];
  /** What differs from the export before, a row an organization and reason. */
  readonly changes: readonly TableFile<ChangeRow>[];
  /** The same, a line an organization. */
  readonly changeLines: LinesFile<ExportChange>;
  /** What the next export will be compared with. */
  readonly compared: LinesFile<ComparedOrganization>;
  /** What every column is, for readers of any of the tables. */
  readonly columns: PlainFile;
  /** The criteria sets themselves, so that a reader can score again. */
  readonly criteriaSets: PlainFile;
  /** What stands for all these files at once, as the manifest has it. */
  readonly dataSha256: (files: readonly Pick<ExportFile, 'name' | 'sha256'>[]) => string;
};

/** What a summary tells of the files beside it. */
export type WrittenRest = {
  readonly dataSha256: string;
  /** The export before; null for the first. */
  readonly previous: string | null;
  /** Of a year its groups of comparable organizations; of a shorter period none. */
  readonly classification: readonly ClassificationEntry[];
};

/** What is said of an export's top organization wherever the export is presented. */
export type ExportTop = Pick<ScorecardEntry, 'name' | 'asOf' | 'watermark'> & {
  /** Accepted revisions behind its figures. */
  readonly revisions: number;
};

/** What a file made for people says of itself. */
export type ExportAbout = Pick<
  ExportState,
  'exportId' | 'organization' | 'period' | 'kind' | 'requestedAt' | 'csv'
> & {
  /** Of whom it is, and as of when; null before anything was scored. */
  readonly top: ExportTop | null;
  /** No table has more rows than so many; one that might not go on a sheet is split. */
  readonly mostRows: number;
  readonly earlier: EarlierPeriods;
  /** Targets against figures, of the programmes that somebody in the export takes part in. */
  readonly programmes: readonly ProgrammeProgress[];
};

/** The same of one made when everything else was written. */
export type SummaryAbout = ExportAbout & WrittenRest;

/** Reads `compared` of an earlier export. @throws if these are no bytes that it was written as */
export type DecodeCompared = (body: Uint8Array) => readonly ComparedOrganization[];

/** The files of an export whose rows are scored by these criteria sets, each once, in any order. */
export type ExportFormats = (criteriaSets: readonly CriteriaSet[], about: ExportAbout) => ExportFiles;
