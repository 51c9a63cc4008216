/**
 * Every key of every table, built and read here alone.
 *
 * Registry: `ORG#‹id›` / `VERSION#‹month›`, `CRITERIA#‹month›`, `TREE` and, for each organization ever below it,
 * `CHILD#‹child›`, for each that ever named it a predecessor, `SUCCESSOR#‹id›`; what binds it besides: `PROGRAMME#‹programme›#‹revision›`, `DUTY#‹duty›`;
 * `CODE#‹system›#‹code›` / `‹id›`;
 * `PROGRAMMES` / `‹programme›`; `PROGRAMME#‹programme›` / `‹revision›`; `DUTY#‹duty›` / `DUTY`, `REPORT#‹quarter›`;
 * `DUTIES#‹by›` / `‹duty›`;
 * `RESTRUCTURINGS#‹id›` / `‹instant›#‹first version›`;
 * `PLAN#‹id›` / `‹month›`; `PERIODS` / `‹month›`; `REOPENINGS#‹month›` / `‹id›#‹instant›`; `GRANTS#‹subject›` / `GRANTS`; `CRITERIA-SETS` / `‹id›#‹revision›`; `EXPORTS#‹id›` / `‹export›`;
 * `LAST-ORDERED#‹id›` / `‹period›#‹kind›#‹flavour›`;
 * `OFFICERS` / `‹subject›`; `NAMED-ON#‹id›` / `‹subject›`;
 * `DIGESTS#‹id›` / `‹day›`; `ANNOUNCED#‹id›` / `‹month›#‹code›`, `‹month›#‹code›#‹instant›`;
 * `PREVIEWS` / `‹preview›`; `PREVIEW#‹preview›` / `‹page›`;
 * `PENDING-EXPORTS` / `‹export›`; `AUDIT#‹month›` / `‹instant›#‹id›`;
 * `LOG` / `SETTLED`, `FIRST`, `LOG#‹thousand›` / `‹page›`, `LOGGED#‹id›` / `‹month›#‹kind›#‹key›`.
 * Events: `‹id›#‹year›` / `‹month›#‹type›#‹key›#‹revision›`.
 * Scorecards: `‹parent›#‹month›` / `‹id›`. Ids hold no `#`, so the parts can always be told apart.
 */
import type { AnnouncementMark } from '../../domain/attention/announcement.ts';
import type { DigestMark } from '../../domain/attention/digest.ts';
import { EVENT_TYPES, type EventAddress } from '../../domain/events/event.ts';
import type { ChangeSubject } from '../../domain/log/change.ts';
import {
  type Instant,
  localMonth,
  type Month,
  type Period,
  type Quarter,
  type Year,
  yearOf,
} from '../../domain/period.ts';
import type { ProgrammeId, ProgrammeRef } from '../../domain/programmes/programme.ts';
import type { Duty, DutyId } from '../../domain/roster/duty.ts';
import type { ExternalCode, OrganizationId, OrganizationVersion } from '../../domain/roster/organization.ts';
import type { CriteriaSetRef, Reopening } from '../../domain/roster/plan.ts';
import type { Restructuring } from '../../domain/roster/restructuring.ts';
import type { RowKey } from '../../domain/scorecards/scorecard.ts';
import type { OrderedExport } from '../../ports/registry.ts';

export type Key = { readonly pk: string; readonly sk: string };

/** The items of one partition whose sort keys begin with `prefix`; all of them when it is empty. */
export type Range = { readonly pk: string; readonly prefix: string };

/** The items of one partition from `bound` on, itself included: ascending, or downwards where the newest come first. */
export type OrderedRange = { readonly pk: string; readonly bound: string; readonly newestFirst: boolean };

/** A stored key that this module cannot have built. */
export class MalformedKeyError extends Error {
  override readonly name = 'MalformedKeyError';

  constructor(table: string, { pk, sk }: Key) {
    super(`Not a key of ${table}: pk ${JSON.stringify(pk)}, sk ${JSON.stringify(sk)}`);
  }
}

const VERSION = 'VERSION#';
const CHILD = 'CHILD#';
const SUCCESSOR = 'SUCCESSOR#';
const CRITERIA = 'CRITERIA#';
const TREE = 'TREE';
const PROGRAMME = 'PROGRAMME#';
const DUTY = 'DUTY#';
const REVISION_DIGITS = 6;
const organizationPartition = (id: OrganizationId): string => `ORG#${id}`;

export const versionKey = (id: OrganizationId, from: Month): Key => ({
  pk: organizationPartition(id),
  sk: VERSION + from,
});
export const edgeKey = (parent: OrganizationId, child: OrganizationId): Key => ({
  pk: organizationPartition(parent),
  sk: CHILD + child,
});
export const successionKey = (predecessor: OrganizationId, successor: OrganizationId): Key => ({
  pk: organizationPartition(predecessor),
  sk: SUCCESSOR + successor,
});
/** That an organization bore this code of another system, in whatever month. Both texts are free, so they are encoded. */
export const codeKey = ({ system, code }: ExternalCode, organization: OrganizationId): Key => ({
  pk: `CODE#${encodeURIComponent(system)}#${encodeURIComponent(code)}`,
  sk: organization,
});
/** Everybody who ever bore it. */
export const codeRange = (code: ExternalCode): Range => ({ pk: codeKey(code, '').pk, prefix: '' });
export const criteriaAdoptionKey = (id: OrganizationId, from: Month): Key => ({
  pk: organizationPartition(id),
  sk: CRITERIA + from,
});
/** The counters of an organization's place in the tree. */
export const treeKey = (id: OrganizationId): Key => ({ pk: organizationPartition(id), sk: TREE });
/** An order is named after the first version that it wrote, too: a revision is written once, ever. */
export const restructuringKey = (
  { organization, orderedAt }: Pick<Restructuring, 'organization' | 'orderedAt'>,
  first: Pick<OrganizationVersion, 'organization' | 'from' | 'revision'> | undefined,
): Key => ({
  pk: `RESTRUCTURINGS#${organization}`,
  sk: `${orderedAt}#${first?.organization ?? ''}#${first?.from ?? ''}#${first?.revision ?? 0}`,
});
/** Edges, versions, bindings and counters of one organization. */
export const organizationRange = (id: OrganizationId): Range => ({
  pk: organizationPartition(id),
  prefix: '',
});

/** Edges behind one, and behind them what else the partition holds; a space sorts before whatever ids are written in. */
export const edgesFrom = (parent: OrganizationId, after: OrganizationId | null): OrderedRange => ({
  pk: organizationPartition(parent),
  bound: `${CHILD}${after === null ? '' : `${after} `}`,
  newestFirst: false,
});

export type OrganizationPart =
  | { readonly part: 'version' | 'tree' | 'criteria' | 'programme' | 'duty' }
  | { readonly part: 'child'; readonly child: OrganizationId }
  | { readonly part: 'successor'; readonly successor: OrganizationId };

/** Which of the kinds of item of an organization's partition a key names. */
export function organizationPart(key: Key): OrganizationPart {
  if (key.sk === TREE) return { part: 'tree' };
  if (key.sk.startsWith(CHILD)) return { part: 'child', child: key.sk.slice(CHILD.length) };
  if (key.sk.startsWith(SUCCESSOR)) return { part: 'successor', successor: key.sk.slice(SUCCESSOR.length) };
  if (key.sk.startsWith(VERSION)) return { part: 'version' };
  if (key.sk.startsWith(CRITERIA)) return { part: 'criteria' };
  if (key.sk.startsWith(PROGRAMME)) return { part: 'programme' };
  if (key.sk.startsWith(DUTY)) return { part: 'duty' };
  throw new MalformedKeyError('Registry', key);
}

const padded = (revision: number): string => String(revision).padStart(REVISION_DIGITS, '0');
export const programmeKey = ({ id, revision }: ProgrammeRef): Key => ({
  pk: PROGRAMME + id,
  sk: padded(revision),
});
export const programmeRevisionsRange = (id: ProgrammeId): Range => ({ pk: PROGRAMME + id, prefix: '' });
export const programmeEntryKey = (id: ProgrammeId): Key => ({ pk: 'PROGRAMMES', sk: id });
export const programmeEntriesRange: Range = { pk: 'PROGRAMMES', prefix: '' };
/** What a revision says at one participant. */
export const participationKey = (organization: OrganizationId, { id, revision }: ProgrammeRef): Key => ({
  pk: organizationPartition(organization),
  sk: `${PROGRAMME}${id}#${padded(revision)}`,
});

export const dutyKey = (id: DutyId): Key => ({ pk: DUTY + id, sk: 'DUTY' });
export const dutyReportKey = (id: DutyId, quarter: Quarter): Key => ({
  pk: DUTY + id,
  sk: `REPORT#${quarter}`,
});
/** Beside the others of the same offices' organization. */
export const dutyByKey = ({ by, id }: Pick<Duty, 'by' | 'id'>): Key => ({ pk: `DUTIES#${by}`, sk: id });
export const dutiesByRange = (by: OrganizationId): Range => ({ pk: `DUTIES#${by}`, prefix: '' });
/** At the organization to be attended. */
export const dutyAtKey = ({ attends, id }: Pick<Duty, 'attends' | 'id'>): Key => ({
  pk: organizationPartition(attends),
  sk: DUTY + id,
});

const PLAN = 'PLAN#';
export const planKey = (id: OrganizationId, month: Month): Key => ({ pk: PLAN + id, sk: month });
export const plansOfYearRange = (id: OrganizationId, year: Year): Range => ({
  pk: PLAN + id,
  prefix: `${year}-`,
});
/** An organization's plan rows of the month and of every later one. */
export const plansFrom = (id: OrganizationId, month: Month): OrderedRange => {
  const { pk, sk } = planKey(id, month);
  return { pk, bound: sk, newestFirst: false };
};

export const reckoningKey = (month: Month): Key => ({ pk: 'RECKONINGS', sk: month });
export const periodKey = (month: Month): Key => ({ pk: 'PERIODS', sk: month });
/** What was reopened, by whom and why: written once, never changed. */
export const reopeningKey = ({
  month,
  organization,
  reopenedAt,
}: Pick<Reopening, 'month' | 'organization' | 'reopenedAt'>): Key => ({
  pk: `REOPENINGS#${month}`,
  sk: `${organization}#${reopenedAt}`,
});
export const periodsRange: Range = { pk: 'PERIODS', prefix: '' };

export const grantsKey = (subject: string): Key => ({ pk: `GRANTS#${subject}`, sk: 'GRANTS' });

/** That a subject was given the role officer, at whatever time; its grants say whether it is one. */
export const officerKey = (subject: string): Key => ({ pk: 'OFFICERS', sk: subject });
export const officersRange: Range = { pk: 'OFFICERS', prefix: '' };

/** That a subject was to be given something on an organization, at whatever time; its grants say whether it has it. */
export const namedOnKey = (organization: OrganizationId, subject: string): Key => ({
  pk: `NAMED-ON#${organization}`,
  sk: subject,
});
/** Subjects behind one; a space sorts before whatever they are written in. */
export const namedOnRange = (organization: OrganizationId, after: string | null): OrderedRange => ({
  pk: `NAMED-ON#${organization}`,
  bound: `${after ?? ''} `,
  newestFirst: false,
});

const SET_REVISION_DIGITS = 3;
/** A deployment has a handful of sets, so they share a partition. */
export const criteriaSetKey = ({ id, revision }: CriteriaSetRef): Key => ({
  pk: 'CRITERIA-SETS',
  sk: `${id}#${String(revision).padStart(SET_REVISION_DIGITS, '0')}`,
});
export const criteriaSetsRange: Range = { pk: 'CRITERIA-SETS', prefix: '' };

/** That the digest of an organization and a day is on its way, or was. */
export const digestKey = ({ organization, date }: DigestMark): Key => ({
  pk: `DIGESTS#${organization}`,
  sk: date,
});

/** That an item of the attention list was told. */
export const announcementKey = ({ organization, month, code, occasion }: AnnouncementMark): Key => ({
  pk: `ANNOUNCED#${organization}`,
  sk: `${month}#${code}${occasion === null ? '' : `#${occasion}`}`,
});

const EXPORTS = 'EXPORTS#';
/** An export's id begins with its organization, whose id holds no `_`. */
export const exportKey = (exportId: string): Key => ({
  pk: EXPORTS + (exportId.split('_', 1)[0] ?? ''),
  sk: exportId,
});
export const exportsRange = (id: OrganizationId, period: Period | null): Range => ({
  pk: EXPORTS + id,
  prefix: period === null ? '' : `${id}_${period}_`,
});
/** Which export of the same was ordered last. */
export const lastOrderedKey = ({ organization, period, kind, csv }: OrderedExport): Key => ({
  pk: `LAST-ORDERED#${organization}`,
  sk: `${period}#${kind}#${csv}`,
});
export const pendingExportKey = (exportId: string): Key => ({ pk: 'PENDING-EXPORTS', sk: exportId });
export const pendingExportsRange: Range = { pk: 'PENDING-EXPORTS', prefix: '' };

/** What happened in one month, in Asia/Ho_Chi_Minh time. */
export const auditPartition = (month: Month): string => `AUDIT#${month}`;
export const auditKey = (at: Instant, position: string): Key => ({
  pk: auditPartition(localMonth(at)),
  sk: position,
});

/** How much of the change log is settled. */
export const logSettledKey: Key = { pk: 'LOG', sk: 'SETTLED' };
/** The lowest page that is kept. */
export const logFirstKey: Key = { pk: 'LOG', sk: 'FIRST' };
/** A thousand pages share a partition, so that none grows for ever. */
const LOG_PARTITION = 1_000;
const PAGE_DIGITS = 12;
export const logPageKey = (page: number): Key => ({
  pk: `LOG#${Math.floor(page / LOG_PARTITION)}`,
  sk: String(page).padStart(PAGE_DIGITS, '0'),
});
/** The pages of the partition of `page` from it on. */
export const logPagesFrom = (page: number): OrderedRange => {
  const { pk, sk } = logPageKey(page);
  return { pk, bound: sk, newestFirst: false };
};
/** The partitions that hold pages below `before`. */
export const logRangesBelow = (before: number): Range[] =>
  Array.from({ length: Math.ceil(before / LOG_PARTITION) }, (_, i) => ({
    pk: logPageKey(i * LOG_PARTITION).pk,
    prefix: '',
  }));
export const loggedKey = ({ kind, organization, month, key }: ChangeSubject): Key => ({
  pk: `LOGGED#${organization}`,
  sk: `${month}#${kind}#${key}`,
});

export const previewKey = (previewId: string): Key => ({ pk: 'PREVIEWS', sk: previewId });
export const previewsRange: Range = { pk: 'PREVIEWS', prefix: '' };
export const previewPageKey = (previewId: string, page: string): Key => ({
  pk: `PREVIEW#${previewId}`,
  sk: page,
});
export const previewPagesRange = (previewId: string): Range => ({
  pk: previewPageKey(previewId, '').pk,
  prefix: '',
});

/** Of an organization version, a binding or a plan row, as its stream record names it. */
export function registryKeyParts(key: Key): { organization: OrganizationId; month: Month } {
  const [prefix, organization] = key.pk.split('#');
  const kind = [VERSION, CRITERIA].find((start) => key.sk.startsWith(start)) ?? '';
  const month = key.sk.slice(kind.length);
  if (organization === undefined || (prefix !== 'ORG' && prefix !== 'PLAN'))
    throw new MalformedKeyError('Registry', key);
  return { organization, month };
}

const eventPartition = (id: OrganizationId, year: Year): string => `${id}#${year}`;
const eventPrefix = ({ month, type, key }: Omit<EventAddress, 'organization'>): string =>
  `${month}#${type}#${key}#`;

/** @throws RangeError for a revision beyond 999,999, whose key would sort wrongly. */
export function eventKey(address: EventAddress, revision: number): Key {
  const digits = String(revision).padStart(REVISION_DIGITS, '0');
  if (!Number.isSafeInteger(revision) || revision < 1 || digits.length > REVISION_DIGITS)
    throw new RangeError(`No event can have revision ${revision}`);
  return {
    pk: eventPartition(address.organization, yearOf(address.month)),
    sk: eventPrefix(address) + digits,
  };
}
/** Every revision of one thing that events tell of. */
export const revisionsRange = (address: EventAddress): Range => ({
  pk: eventPartition(address.organization, yearOf(address.month)),
  prefix: eventPrefix(address),
});
export const eventsOfMonthRange = (id: OrganizationId, month: Month): Range => ({
  pk: eventPartition(id, yearOf(month)),
  prefix: `${month}#`,
});
export const eventsOfYearRange = (id: OrganizationId, year: Year): Range => ({
  pk: eventPartition(id, year),
  prefix: '',
});

/** What an event's key says of it. */
export function eventKeyParts(key: Key): EventAddress & { readonly revision: number } {
  const [organization, year] = key.pk.split('#');
  const [month, kind, name, revision] = key.sk.split('#');
  const type = EVENT_TYPES.find((known) => known === kind);
  if (
    organization === undefined ||
    year === undefined ||
    month === undefined ||
    type === undefined ||
    name === undefined ||
    revision === undefined
  )
    throw new MalformedKeyError('Events', key);
  return { organization, month, type, key: name, revision: Number(revision) };
}

const scorePartition = (parent: OrganizationId, month: Month): string => `${parent}#${month}`;
export const rowKey = ({ parent, month, organization }: RowKey): Key => ({
  pk: scorePartition(parent, month),
  sk: organization,
});
export const partitionRange = (parent: OrganizationId, month: Month): Range => ({
  pk: scorePartition(parent, month),
  prefix: '',
});

/** Rows behind one; a space sorts before whatever ids are written in. */
export const rowsBehind = (
  parent: OrganizationId,
  month: Month,
  after: OrganizationId | null,
): OrderedRange => ({
  pk: scorePartition(parent, month),
  bound: `${after ?? ''} `,
  newestFirst: false,
});

/** What a row's key says of it. */
export function rowKeyParts(key: Key): RowKey {
  const [parent, month] = key.pk.split('#');
  if (parent === undefined || month === undefined) throw new MalformedKeyError('Scorecards', key);
  return { parent, month, organization: key.sk };
}
