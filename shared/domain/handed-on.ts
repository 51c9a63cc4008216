/**
 * What a year hands on to the next: its findings, until they are put right. An own row knows its own year alone, so
 * December's row says it, and the rows of the next year are folded from it besides their own year's events.
 */
import type { Finding, InspectionKey } from './inspection.ts';
import type { Instant } from './period.ts';

export type HandedOnFinding = Pick<Finding, 'n' | 'remedyDue'> & {
  readonly inspection: InspectionKey;
  /** Put right in the year that hands it on: a withdrawal of the remedy may still follow in the next. */
  readonly remedied: boolean;
};

export type HandedOn = {
  /** Revisions of inspections and remedies that it rests on, those of the years before included: only rises. */
  readonly weight: number;
  /** Latest server time of these. */
  readonly asOf: Instant;
  /** Ascending by inspection and number. */
  readonly findings: readonly HandedOnFinding[];
};

/** What the December before handed on, and which version of the folds says so. */
export type YearBefore = { readonly handedOn: HandedOn; readonly foldVersion: number };

/** What it adds to every watermark of the year: whatever changes it raises this. */
export const weightOf = (before: YearBefore | null): number =>
  before === null ? 0 : before.handedOn.weight + before.foldVersion;
