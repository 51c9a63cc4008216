/** The verdict in one line. */
import type { Difference } from './differences.ts';
import type { Verdict } from './verify.ts';

export const LANGUAGES = ['vi', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** So many differences are told one by one; the rest are counted. */
const TOLD = 5;

const WORDS = {
  vi: {
    holds: 'KHỚP',
    fails: 'KHÔNG KHỚP',
    unreadable: 'KHÔNG ĐỌC ĐƯỢC',
    counted: (n: string, meetings: string, figures: string) =>
      `${n} tổ chức, ${meetings} bản ghi; cả ${figures} số liệu tính lại đều đúng, các tệp đúng bản kê`,
    differences: (n: string, organizations: string) => `${n} chỗ khác, ở ${organizations} tổ chức`,
    instead: 'tính lại',
    more: (n: string) => `và ${n} chỗ nữa`,
  },
  en: {
    holds: 'HOLDS',
    fails: 'DIFFERS',
    unreadable: 'UNREADABLE',
    counted: (n: string, meetings: string, figures: string) =>
      `${n} organizations, ${meetings} records; all ${figures} figures follow from them, the files are the manifest’s`,
    differences: (n: string, organizations: string) => `${n} differences, in ${organizations} organizations`,
    instead: 'computed',
    more: (n: string) => `and ${n} more`,
  },
} as const;

const plain = (text: string): string => text.replace(/\s+/gu, ' ');

export function sentence(verdict: Verdict, language: Language): string {
  const words = WORDS[language];
  const number = (value: number) => value.toLocaleString(language);
  const { exportId, organizations, meetings, figures, differences } = verdict;
  if (differences.length === 0)
    return `${words.holds}: ${exportId}: ${words.counted(number(organizations), number(meetings), number(figures))}.`;
  const concerned = new Set(differences.map(({ organization }) => organization).filter((id) => id !== ''));
  const told = differences.slice(0, TOLD).map((each) => difference(each, words.instead));
  const rest = differences.length - told.length;
  const counts = words.differences(number(differences.length), number(concerned.size));
  return plain(
    `${words.fails}: ${exportId}: ${counts}: ${[...told, ...(rest > 0 ? [words.more(number(rest))] : [])].join('; ')}.`,
  );
}

export const unreadable = (message: string, language: Language): string =>
  plain(`${WORDS[language].unreadable}: ${message}`);

const difference = ({ where, organization, column, found, expected }: Difference, instead: string): string =>
  `${[where, organization, column].filter((part) => part !== '').join(' ')} = “${found}” (${instead} “${expected}”)`;
