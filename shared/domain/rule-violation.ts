/** What a rule says that refuses something. */
import type { Bilingual } from './bilingual.ts';

/** One broken rule: where, which, and in words what to do about it. */
export type RuleViolation = Bilingual & {
  /** JSON pointer into the record. */
  readonly pointer: string;
  /** Stable code of the rule, kebab-case. */
  readonly rule: string;
};
