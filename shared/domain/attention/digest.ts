/**
 * One message a day to the officers of an organization: how many of what need attention at and below it, and which
 * organizations first. No names of people.
 */
import { fromArray } from '../criteria/measures.ts';
import { firstDay, type LocalDate, nextMonth } from '../period.ts';
import type { OrganizationId } from '../roster/organization.ts';
import type { LiveRow } from '../scorecards/scorecard.ts';
import { spoken } from '../spoken-date.ts';
import type { AttentionItem } from './attention.ts';

/** Names the one message of an organization and a day. */
export type DigestMark = { readonly organization: OrganizationId; readonly date: LocalDate };

export type Digest = DigestMark & {
  /** ASCII of at most 100 characters, as mail subjects of the topic must be. */
  readonly subject: string;
  readonly message: string;
};

/** Organizations that one month of a message names; whoever must look at more opens the list. */
export const MOST_NAMED = 10;

/** What one month says to the officers of an organization. */
export type DigestPart = {
  /** The organization's row; a committee's is the rolled-up one. */
  readonly row: LiveRow;
  /** Closed, and open again for those alone who are named: what the row counts is done with. */
  readonly isClosed: boolean;
  /** What the first organizations ask to look at, each organization's together; at most MOST_NAMED. */
  readonly named: readonly (readonly AttentionItem[])[];
  /** How many organizations at or below it ask to be looked at. */
  readonly organizations: number;
};

/** When it is told, and whether of no later month. */
type Told = { readonly date: LocalDate; readonly isNewest: boolean };

/**
 * What the row of one month counts, in words; only what is above 0. Findings not put right stand in every month from
 * their inspection on, so the newest alone tells them; duties of a month may be done until its end.
 */
function counts({ month, measures, flagged = 0 }: LiveRow, { date, isNewest }: Told) {
  const of = fromArray(measures);
  const isOver = date >= firstDay(nextMonth(month));
  const counted: readonly (readonly [count: number, vi: string, en: string])[] = [
    [of.overdue, 'báo cáo quá hạn chưa nộp', 'records overdue'],
    [of.awaiting, 'báo cáo chưa nộp', 'records not handed in yet'],
    [of.regular - of.onSchedule, 'buổi sinh hoạt không đúng lịch', 'meetings not on schedule'],
    [of.returned, 'báo cáo bị trả lại, chưa bổ sung', 'records returned and not amended'],
    [isNewest ? of.findingsOpen : 0, 'hạn chế chưa khắc phục', 'findings not put right'],
    [
      isOver ? of.dutiesExpected - of.dutiesDone : 0,
      'lượt dự được phân công chưa thực hiện',
      'assigned attendances not done',
    ],
    [flagged, 'báo cáo cần đối chiếu (số liệu bất thường)', 'records to be compared (unusual figures)'],
  ];
  const told = counted.filter(([count]) => count > 0);
  return {
    vi: told.map(([count, vi]) => `- ${count} ${vi}`),
    en: told.map(([count, , en]) => `- ${count} ${en}`),
  };
}

/** With the id: cells of different committees often have the same name. */
const named = (items: readonly AttentionItem[], language: 'vi' | 'en'): string =>
  `- ${items[0]?.name} (${items[0]?.organization}): ${items.map(({ text }) => text[language]).join(' ')}`;

function lines({ row, isClosed, named: first, organizations }: DigestPart, told: Told) {
  const { vi, en } = isClosed ? { vi: [], en: [] } : counts(row, told);
  const others = organizations - first.length;
  return {
    vi: [
      `Kỳ ${spoken(row.month)}${isClosed ? ' (đã khóa, mở lại)' : ''}:`,
      ...vi,
      `Tổ chức cần chú ý (${organizations}):`,
      ...first.map((items) => named(items, 'vi')),
      ...(others > 0 ? [`- và ${others} tổ chức khác`] : []),
    ],
    en: [
      `Period ${row.month}${isClosed ? ' (closed, open again)' : ''}:`,
      ...en,
      `Organizations to look at (${organizations}):`,
      ...first.map((items) => named(items, 'en')),
      ...(others > 0 ? [`- and ${others} more`] : []),
    ],
  };
}

/**
 * @param parts of the months that are told of, ascending by month
 * @returns null where in no month an organization asks to be looked at
 */
export function digestOf(parts: readonly DigestPart[], date: LocalDate): Digest | null {
  const telling = parts.filter(({ organizations }) => organizations > 0);
  const last = telling.at(-1);
  if (last === undefined) return null;
  const { organization, profile } = last.row;
  const months = telling.map((part) => lines(part, { date, isNewest: part === last }));
  const message = [
    `${profile.name}: việc cần chú ý ngày ${spoken(date)}`,
    ...months.flatMap(({ vi }) => vi),
    `Xem từng tổ chức tại /organizations/${organization}/attention.`,
    '',
    `${profile.name}: what needs attention on ${date}`,
    ...months.flatMap(({ en }) => en),
    `See each organization at /organizations/${organization}/attention.`,
    '',
  ].join('\n');
  return { organization, date, subject: `Nen Nep: ${organization}, ${spoken(date)}`, message };
}
