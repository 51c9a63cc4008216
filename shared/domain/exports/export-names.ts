/** What exports and their objects are called. */
import type { Bilingual } from '../bilingual.ts';
import { type Instant, MONTH, type Period, QUARTER, YEAR } from '../period.ts';
import { ORGANIZATION_ID, type OrganizationId } from '../roster/organization.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_BYTES = 10;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** `value` as `length` digits of base 32. */
function digits(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 32n)
    text = CROCKFORD.charAt(Number(rest % 32n)) + text;
  return text;
}

/**
 * `‹organization›_‹period›_‹ULID›`: sorts by time within organization and period, and names its owner.
 * @param random 10 bytes, so that two of the same millisecond differ
 * @throws RangeError for fewer
 */
export function exportIdOf(
  organization: OrganizationId,
  period: Period,
  at: Instant,
  random: Uint8Array,
): string {
  if (random.length < RANDOM_BYTES) throw new RangeError(`${RANDOM_BYTES} random bytes are needed`);
  const noise = random.slice(0, RANDOM_BYTES).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return `${organization}_${period}_${digits(BigInt(Date.parse(at)), 10)}${digits(noise, 16)}`;
}

/** Whose export it would be; null for what no export can be called. */
export function parseExportId(
  exportId: string,
): { readonly organization: OrganizationId; readonly period: Period } | null {
  const [organization = '', period = '', ulid = '', ...more] = exportId.split('_');
  const wellFormed =
    more.length === 0 &&
    ORGANIZATION_ID.test(organization) &&
    [MONTH, QUARTER, YEAR].some((form) => form.test(period)) &&
    ULID.test(ulid);
  return wellFormed ? { organization, period } : null;
}

/** When an export was ordered, as text that sorts by time, whosever it is. */
export const orderOf = (exportId: string): string => exportId.slice(exportId.lastIndexOf('_') + 1);

export const MANIFEST = 'manifest.json';
/** What differs from the export before, one JSON value a line. */
export const CHANGE_LINES = 'changes.ndjson';
/** What later exports are compared with, one JSON value a line, gzipped: nobody reads it by the byte. */
export const COMPARED_LINES = 'compared.ndjson.gz';

/** The tables of every export, as analysts query them month by month. */
export const EXPORTED_TABLES = [
  'scorecards',
  'meetings',
  'inspections',
  'findings',
  'facts',
  'duties',
  'plans',
  'changes',
] as const;
export type ExportedTable = (typeof EXPORTED_TABLES)[number];

/** The tables that a year's export has beside them: what each organization was classified as, and each group. */
export const YEAR_TABLES = ['classified', 'classification'] as const;
export type YearTable = (typeof YEAR_TABLES)[number];
export const NAMED_TABLES = [...EXPORTED_TABLES, ...YEAR_TABLES] as const;
export type NamedTable = (typeof NAMED_TABLES)[number];

/** What the tables are called before people. */
export const TABLE_TITLES: Readonly<Record<NamedTable, Bilingual>> = {
  scorecards: { vi: 'Bảng điểm', en: 'Scorecards' },
  meetings: { vi: 'Các buổi sinh hoạt', en: 'Meetings' },
  inspections: { vi: 'Dự, kiểm tra, giám sát', en: 'Inspections' },
  findings: { vi: 'Hạn chế và khắc phục', en: 'Findings and remedies' },
  facts: { vi: 'Số liệu năm', en: 'Annual facts' },
  duties: { vi: 'Phân công dự và báo cáo quý', en: 'Duties and their reports' },
  plans: { vi: 'Căn cứ tính điểm', en: 'What figures rest on' },
  classified: { vi: 'Xếp loại từng tổ chức', en: 'Classification of each' },
  classification: { vi: 'Xếp loại tổ chức đảng', en: 'Annual classification' },
  changes: { vi: 'Thay đổi so với bản xuất trước', en: 'Changes since the export before' },
};
/** The table `scorecards` with all its columns; `scorecards.xlsx` is made for people, of chosen ones. */
export const ALL_COLUMNS = 'scorecards-all-columns.xlsx';

/** Made from the scorecards for people when everything else is written, whose hash they name. */
export const SUMMARIES = ['scorecards.xlsx', 'report.html'] as const;

/** Every file that the manifest of such a period's export names, ascending. */
export function fileNamesOf(period: Period): readonly string[] {
  const tables = YEAR.test(period) ? NAMED_TABLES : EXPORTED_TABLES;
  return [
    ...tables.flatMap((table) => [`${table}.csv`, `${table}.parquet`]),
    ...tables.map((table) => (table === 'scorecards' ? ALL_COLUMNS : `${table}.xlsx`)),
    ...SUMMARIES,
    ...[CHANGE_LINES, COMPARED_LINES, 'columns.json', 'criteria-sets.json'],
  ].toSorted();
}

type Attempt = { readonly exportId: string; readonly attempt: number };

/** Where a table's Parquet file lies by itself: to a query engine everything under a prefix is rows of the table. */
export const tablePrefix = (of: Attempt, table: NamedTable): string => `${attemptPrefix(of)}${table}/`;

/** Key of one object of an export. An attempt's prefix has one writer, ever, so what it holds was read together. */
export function exportObjectKey(of: Attempt, name: string): string {
  const table = NAMED_TABLES.find((one) => name === `${one}.parquet`);
  return `${table === undefined ? attemptPrefix(of) : tablePrefix(of, table)}${name}`;
}

const attemptPrefix = ({ exportId, attempt }: Attempt): string => `exports/${exportId}/${attempt}/`;
