/** Planned meetings as RFC 5545 has them: times in Vietnam's zone, whole days as dates, lines folded at 75 octets. */
import { addDays, type Instant, type LocalDate, type Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';

export type CalendarMeeting = {
  readonly organization: OrganizationId;
  readonly name: string;
  readonly month: Month;
  readonly plannedOn: LocalDate;
  /** `HH:MM`; null: a whole day. */
  readonly plannedAt: string | null;
  readonly theme: string | null;
  /** When what is said here was last changed. */
  readonly asOf: Instant;
  /** Rises with whatever changes of the organization's month. */
  readonly watermark: number;
};

const LONGEST_LINE = 75;
/** How long a meeting should last at least (central guidance 12-HD/BTCTW, 2018); its end is not planned. */
const DURATION = 'PT1H30M';

const ZONE = 'Asia/Ho_Chi_Minh';
/**
 * One offset since 1975. It is also what a calendar holds in which nothing is planned: RFC 5545 (3.6) knows none
 * without any component.
 */
const TIMEZONE = [
  'BEGIN:VTIMEZONE',
  `TZID:${ZONE}`,
  'BEGIN:STANDARD',
  'DTSTART:19750613T000000',
  'TZOFFSETFROM:+0700',
  'TZOFFSETTO:+0700',
  'TZNAME:+07',
  'END:STANDARD',
  'END:VTIMEZONE',
];

/** Backslash, semicolon, comma and line break (RFC 5545, 3.3.11). */
const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n');

/** Cuts a line where its octets reach the limit, never inside a character (3.1). */
function folded(line: string): string {
  const lines: string[] = [];
  let current = '';
  for (const character of line) {
    if (Buffer.byteLength(current + character, 'utf8') > LONGEST_LINE) {
      lines.push(current);
      current = ' ';
    }
    current += character;
  }
  return [...lines, current].join('\r\n');
}

const dateOf = (date: LocalDate): string => date.replaceAll('-', '');
const utcOf = (instant: Instant): string => `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

function startOf({ plannedOn, plannedAt }: CalendarMeeting): string[] {
  if (plannedAt === null)
    return [`DTSTART;VALUE=DATE:${dateOf(plannedOn)}`, `DTEND;VALUE=DATE:${dateOf(addDays(plannedOn, 1))}`];
  const time = `${plannedAt.replace(':', '')}00`;
  return [`DTSTART;TZID=${ZONE}:${dateOf(plannedOn)}T${time}`, `DURATION:${DURATION}`];
}

const eventLines = (meeting: CalendarMeeting): string[] => [
  'BEGIN:VEVENT',
  // The same meeting has the same id whenever it is read, so that a moved one replaces itself.
  `UID:${meeting.organization}-${meeting.month}-regular@nennep`,
  `DTSTAMP:${utcOf(meeting.asOf)}`,
  // A program that holds the file of another day keeps the one with the higher number (3.8.7.4).
  `SEQUENCE:${meeting.watermark}`,
  ...startOf(meeting),
  `SUMMARY:${escaped(`Sinh hoạt thường kỳ: ${meeting.name}`)}`,
  ...(meeting.theme === null ? [] : [`DESCRIPTION:${escaped(meeting.theme)}`]),
  'END:VEVENT',
];

export function calendarFile(title: string, meetings: readonly CalendarMeeting[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//nennep//calendar//VI',
    'CALSCALE:GREGORIAN',
    `X-WR-CALNAME:${escaped(title)}`,
    ...TIMEZONE,
    ...meetings.flatMap(eventLines),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}
