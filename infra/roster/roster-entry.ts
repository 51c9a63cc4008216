/** What a line of a roster file comes to: an entry to send, or faults to report. */
import type * as z from 'zod';
import type { organizationBody } from '../../shared/contracts/roster.ts';

export type RosterEntry = {
  /** Where it stands in the file, as in {@link RosterFault}. */
  readonly line?: number;
  readonly organization: string;
  readonly body: z.input<typeof organizationBody>;
};

/** A line that cannot be entered: where, and what is wrong with it. */
export type RosterFault = {
  /** Of CSV and XLSX the line of the file, of JSON the place in the list; from 1. */
  readonly line: number;
  /** The field; empty: the line as a whole. */
  readonly column: string;
  readonly organization: string;
  /** What else the line says, for those that rest on it; empty or null where that cannot be read. */
  readonly from: string;
  readonly parent: string | null;
  /** Stable code of the rule. */
  readonly rule: string;
  /** The rule and what to do. */
  readonly vi: string;
  readonly en: string;
};
