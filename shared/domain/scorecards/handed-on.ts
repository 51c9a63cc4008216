/**
 * What a year hands on to the next: its findings, until they are put right, and how its last meetings go on. An own
 * row knows its own year alone, so December's row says it, and the rows of the next year are folded from it besides
 * their own year's events.
 */
import type { Finding, InspectionKey } from '../events/inspection.ts';
import type { Instant, Month } from '../period.ts';
import { NO_RUNS, type Runs } from './flag.ts';

export type HandedOnFinding = Pick<Finding, 'n' | 'remedyDue'> & {
  readonly inspection: InspectionKey;
  /** That of the inspection. */
  readonly month: Month;
  /** Put right in the year that hands it on: a withdrawal of the remedy may still follow in the next. */
  readonly remedied: boolean;
};

export type HandedOn = {
  /** Ascending by inspection, month and number. */
  readonly findings: readonly HandedOnFinding[];
  readonly runs: Runs;
};

export const NOTHING_HANDED_ON: HandedOn = { findings: [], runs: NO_RUNS };

/** December's own row, as the next year's rows rest on it. */
export type YearBefore = {
  readonly handedOn: HandedOn;
  readonly watermark: number;
  readonly asOf: Instant;
};

/** What it adds to every watermark of the year: whatever changes it raises this. */
export const weightOf = (before: YearBefore | null): number => before?.watermark ?? 0;
