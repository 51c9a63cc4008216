/** What the figures of a seed programme are read from: the same questions, put to the API or to an export's files. */
import type { AnnualCounts } from '../../../shared/domain/events/annual-facts.ts';

/** A scorecard, as far as figures rest on it. */
export type Card = {
  readonly organization: string;
  readonly name: string;
  readonly kind: string;
  readonly parent: string | null;
  /** By the contract's names. */
  readonly measures: Readonly<Record<string, number>>;
};

/** What an organization says of its year; null where it says nothing. */
export type Facts = AnnualCounts & { readonly classification: string | null };

export type HeldMeeting = {
  readonly key: string;
  readonly heldOn: string;
  readonly startedAt: string;
  readonly endedAt: string;
};
export type HeldInspection = { readonly key: string; readonly plan: string | null };

export type Evidence = {
  readonly card: (organization: string, period: string) => Promise<Card>;
  /** Those directly below, bodies among them. */
  readonly children: (organization: string, period: string) => Promise<readonly Card[]>;
  /** Of the demo's year; null where there are none. */
  readonly facts: (organization: string) => Promise<Facts | null>;
  readonly meetings: (organization: string, month: string) => Promise<readonly HeldMeeting[]>;
  readonly inspections: (organization: string, month: string) => Promise<readonly HeldInspection[]>;
};

/** What a figure rests on is not there. */
export class MissingEvidenceError extends Error {
  override readonly name = 'MissingEvidenceError';
}
