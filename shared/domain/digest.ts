/** One message a day to those who answer for a committee: how many of what need attention below it. No names of people. */
import { mayNeedAttention } from './attention.ts';
import { fromArray } from './measures.ts';
import type { OrganizationId } from './organization.ts';
import type { Instant, LocalDate, Month } from './period.ts';
import type { LiveRow } from './scorecard.ts';

/** Names the one message of an organization and a day. */
export type DigestMark = { readonly organization: OrganizationId; readonly date: LocalDate };

export type Digest = DigestMark & {
  /** ASCII of at most 100 characters, as mail subjects of the topic must be. */
  readonly subject: string;
  readonly message: string;
};

const spoken = (date: LocalDate | Month): string => date.split('-').toReversed().join('/');

/** What a committee's rolled-up row of one month counts, in words; only what is above 0. */
function lines({ month, measures, flagged = 0 }: LiveRow) {
  const of = fromArray(measures);
  const counted: readonly (readonly [count: number, vi: string, en: string])[] = [
    [of.overdue, 'báo cáo quá hạn chưa nộp', 'records overdue'],
    [of.awaiting, 'báo cáo chưa nộp', 'records not handed in yet'],
    [of.regular - of.onSchedule, 'buổi sinh hoạt không đúng lịch', 'meetings not on schedule'],
    [of.returned, 'báo cáo bị trả lại, chưa bổ sung', 'records returned and not amended'],
    [of.findingsOverdue, 'hạn chế quá hạn khắc phục', 'findings past their remedy date'],
    [
      of.dutiesExpected - of.dutiesDone,
      'lượt dự được phân công chưa thực hiện',
      'assigned attendances not done',
    ],
    [flagged, 'báo cáo cần đối chiếu (số liệu bất thường)', 'records to be compared (unusual figures)'],
  ];
  const told = counted.filter(([count]) => count > 0);
  return {
    vi: [`Kỳ ${spoken(month)}:`, ...told.map(([count, vi]) => `- ${count} ${vi}`)],
    en: [`Period ${month}:`, ...told.map(([count, , en]) => `- ${count} ${en}`)],
  };
}

/**
 * @param rows the committee's rolled-up rows of the open months, ascending by month
 * @returns null where no month has anything that needs attention
 */
export function digestOf(rows: readonly LiveRow[], date: LocalDate, now: Instant): Digest | null {
  const telling = rows.filter((row) => mayNeedAttention(row, now));
  const last = telling.at(-1);
  if (last === undefined) return null;
  const { organization, profile } = last;
  const parts = telling.map(lines);
  const message = [
    `${profile.name}: việc cần chú ý ngày ${spoken(date)}`,
    ...parts.flatMap(({ vi }) => vi),
    `Xem từng tổ chức tại /organizations/${organization}/attention.`,
    '',
    `${profile.name}: what needs attention on ${date}`,
    ...parts.flatMap(({ en }) => en),
    `See each organization at /organizations/${organization}/attention.`,
    '',
  ].join('\n');
  return { organization, date, subject: `Nen Nep: ${organization}, ${spoken(date)}`, message };
}
