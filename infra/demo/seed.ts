/** What one seed programme brings into the demo. */
import type * as z from 'zod';
import type { putFactsBody } from '../../shared/contracts/annual-facts.ts';
import type { dutyBody, dutyReportBody } from '../../shared/contracts/duty.ts';
import type { putInspectionBody, putRemedyBody } from '../../shared/contracts/inspection.ts';
import type { submissionItem } from '../../shared/contracts/submissions.ts';
import type { DemoOrganization } from './organization.ts';

export type DemoMeeting = z.input<typeof submissionItem>;
export type DemoInspection = {
  readonly organization: string;
  readonly period: string;
  readonly key: string;
  readonly body: z.input<typeof putInspectionBody>;
};
export type DemoRemedy = {
  readonly organization: string;
  readonly period: string;
  /** Its key. */
  readonly inspection: string;
  readonly finding: number;
  readonly body: z.input<typeof putRemedyBody>;
};
export type DemoDuty = {
  readonly body: z.input<typeof dutyBody>;
  /** By quarter. */
  readonly reports: Readonly<Record<string, z.input<typeof dutyReportBody>>>;
};
export type DemoFacts = {
  readonly organization: string;
  readonly year: string;
  readonly body: z.input<typeof putFactsBody>;
};

export const SEED_IDS = ['hoai-duc-11', 'van-quan', 'tua-chua', 'sa-pa-47', 'lam-dong-bloc'] as const;
export type SeedId = (typeof SEED_IDS)[number];

export type DemoSeed = {
  readonly id: SeedId;
  /** The organization under the province that everything else of the seed hangs under. */
  readonly district: string;
  /** Months that must be open for it, ascending. */
  readonly months: readonly string[];
  /** Parents before children; the province is not among them. */
  readonly tree: readonly DemoOrganization[];
  /** All months' records, each organization's one after the other: then one fold takes several of them. */
  readonly meetings: readonly DemoMeeting[];
  readonly inspections: readonly DemoInspection[];
  readonly remedies?: readonly DemoRemedy[];
  readonly facts: readonly DemoFacts[];
  /** Model cells of the seed's programme. */
  readonly models?: readonly string[];
  /** By id. */
  readonly duties?: Readonly<Record<string, DemoDuty>>;
};

/** Root of the demo's tree: the local stage's province. */
export const PROVINCE = 'ha-noi';
/** The year that all data lie in, whatever year a source reports of: one demo has one calendar. */
export const YEAR = '2026';
/** The month that everybody reports. */
export const MONTH = '2026-12';
/** The quarter that it ends. */
export const QUARTER = '2026-Q4';
/** The demo's today: the year is over, and December's records are due only on the 10th. */
export const TODAY = '2027-01-05';
