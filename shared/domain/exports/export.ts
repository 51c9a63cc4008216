/** An export: the files of one organization's subtree and period, written once. */
import type { Instant, Period } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { CriteriaSetRef } from '../roster/plan.ts';
import { SUMMARIES } from './export-names.ts';

export type ExportFile = {
  readonly name: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Rows of data, titles not counted; 0 for what is no table. */
  readonly rows: number;
};

export type Manifest = {
  readonly exportId: string;
  readonly organization: OrganizationId;
  readonly period: Period;
  readonly kind: 'interim' | 'final';
  readonly asOf: Instant;
  readonly watermark: number;
  readonly acceptedRevisions: number;
  readonly criteriaSets: readonly CriteriaSetRef[];
  readonly files: readonly ExportFile[];
  /** SHA-256 of what {@link dataLines} says of the files; hex. It stands on paper, too. */
  readonly dataSha256: string;
  readonly previous: string | null;
};

/**
 * Every file but those that name the outcome, a line each as `sha256sum` writes them, in the manifest's order: whose
 * hash stands for all the data at once.
 */
export const dataLines = (files: readonly Pick<ExportFile, 'name' | 'sha256'>[]): string =>
  files
    .filter(({ name }) => !SUMMARIES.some((summary) => summary === name))
    .map(({ name, sha256 }) => `${sha256}  ${name}\n`)
    .join('');

/** `excel`: begins with a byte order mark, without which Excel takes UTF-8 for something else; others trip over it. */
export const CSV_FLAVOURS = ['plain', 'excel'] as const;
export type CsvFlavour = (typeof CSV_FLAVOURS)[number];

export type ExportState = {
  /** `‹organization›_‹period›_‹ULID›`: sorts by time within organization and period, and names its owner. */
  readonly exportId: string;
  readonly organization: OrganizationId;
  readonly period: Period;
  readonly kind: 'interim' | 'final';
  readonly status: 'queued' | 'running' | 'published' | 'failed';
  /** 0–100 */
  readonly progress: number;
  readonly requestedAt: Instant;
  readonly requestedBy: string;
  readonly csv: CsvFlavour;
  readonly updatedAt: Instant;
  /**
   * How often a run took it up, 0 before the first. Each attempt writes under a prefix of its own, so that the
   * files that a manifest names come from one reading of the data.
   */
  readonly attempt: number;
  /** Present once published. */
  readonly manifest: Manifest | null;
  readonly revision: number;
};

/** What is ordered and not begun, its revision 1. */
export const newOrder = (
  asked: Pick<ExportState, 'exportId' | 'organization' | 'period' | 'kind' | 'csv' | 'requestedBy'>,
  at: Instant,
): ExportState => ({
  ...asked,
  status: 'queued',
  progress: 0,
  requestedAt: at,
  updatedAt: at,
  attempt: 0,
  manifest: null,
  revision: 1,
});
