/**
 * Who changed what, when, from what to what. Nobody but the opaque subjects is named, and no free text is held:
 * reasons, notes, themes and findings stand where they were written and can hold names.
 */
import { EVENT_TYPES, type StoredEvent } from '../events/event.ts';
import type { Instant, Month } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { ChangeState } from './change.ts';

export const AUDIT_KINDS = [
  ...EVENT_TYPES,
  'grant',
  'organization',
  'period',
  'reopening',
  'criteria-set',
  'criteria-adoption',
  'programme',
  'duty',
  'duty-report',
  'export',
  'download',
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

export type AuditEntry = {
  readonly kind: AuditKind;
  readonly organization: OrganizationId;
  /** Where it stands by the change, root first. */
  readonly path: readonly OrganizationId[];
  /** Where it stood before; null unless it moves by it. */
  readonly leftPath: readonly OrganizationId[] | null;
  /** Month of a record or a period, or the first in which what was changed holds; null without one. */
  readonly month: Month | null;
  /**
   * Key of a record, subject of a grant, id of a criteria set, a programme or a duty, quarter of a duty's report,
   * export, export and file of a download; null where the kind says it all.
   */
  readonly key: string | null;
  readonly revision: number | null;
  /** What was, as far as it changed; null where there was nothing. */
  readonly from: ChangeState | null;
  /** What is, as far as it changed; null where there is nothing any more. */
  readonly to: ChangeState | null;
};

/** One act: everything that was changed together. */
export type AuditNote = {
  readonly at: Instant;
  /** The opaque subject; null for what the system does by the clock. */
  readonly by: string | null;
  /** Tells it from all else that happened at the same instant; the same act has the same. */
  readonly id: string;
  readonly entries: readonly AuditEntry[];
};

/** Who, and when; for the clock nobody. */
export type Act = Pick<AuditNote, 'at' | 'by'>;

/** Where an organization stands, root first. */
export type Places = (organization: OrganizationId) => readonly OrganizationId[];

/** Sorts acts by time. */
export const auditPosition = ({ at, id }: Pick<AuditNote, 'at' | 'id'>): string => `${at}#${id}`;

/** Of two states the values that differ. */
export function difference(
  before: ChangeState | null,
  after: ChangeState,
): { from: ChangeState | null; to: ChangeState } {
  if (before === null) return { from: null, to: after };
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => before[name] !== after[name],
  );
  const only = (state: ChangeState) => Object.fromEntries(changed.map((name) => [name, state[name] ?? null]));
  return { from: only(before), to: only(after) };
}

/** What of an event is not about the meeting, or is words that somebody wrote. */
const NOT_FACTS: ReadonlySet<string> = new Set([
  ...['v', 'type', 'organization', 'month', 'key', 'revision', 'recordedAt', 'recordedBy', 'bodyHash'],
  ...['reason', 'note', 'theme', 'text'],
]);
const DATE_OR_TIME = /^(\d{4}-\d\d-\d\d|\d\d:\d\d)$/;

/** Texts that are chosen and not written: from a closed list, or the id of an organization. */
const CHOSEN: ReadonlySet<string> = new Set([
  ...['decision', 'conclusion', 'severity', 'form', 'rescheduleReason', 'classification'],
  ...['by', 'verifiedBy', 'meeting'],
]);

/** Numbers, flags, dates, times and what is chosen, by name, `members.present`; no other text, whatever it is called. */
function factsOf(value: object, prefix = ''): ChangeState {
  const found: Record<string, string | number | boolean> = {};
  for (const [name, part] of Object.entries(value)) {
    if (NOT_FACTS.has(name)) continue;
    const isText = typeof part === 'string';
    const isFact = typeof part === 'number' || typeof part === 'boolean';
    if (isFact || (isText && (CHOSEN.has(name) || DATE_OR_TIME.test(part)))) found[prefix + name] = part;
    if (typeof part === 'object' && part !== null) Object.assign(found, factsOf(part, `${prefix}${name}.`));
  }
  return found;
}

/** @param before the revision before; null for the first */
export function recordNote(
  event: StoredEvent,
  before: StoredEvent | null,
  path: readonly OrganizationId[],
): AuditNote {
  const { type, organization, month, key, revision, recordedAt, recordedBy } = event;
  return {
    at: recordedAt,
    by: recordedBy,
    id: `${type}#${organization}#${month}#${key}#${revision}`,
    entries: [
      {
        ...{ kind: type, organization, path, leftPath: null, month, key, revision },
        ...difference(before && factsOf(before), factsOf(event)),
      },
    ],
  };
}
