/** A roster as a file: JSON (a list), CSV or XLSX (one line an organization), in the contract's fields. */
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { type RuleViolation, readFields } from '../../shared/contracts/field-errors.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';
import { sheetLines } from './sheet-lines.ts';

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
  /** Stable code of the rule. */
  readonly rule: string;
  /** The rule and what to do. */
  readonly vi: string;
  readonly en: string;
};

export type RosterFile = {
  readonly entries: readonly RosterEntry[];
  readonly faults: readonly RosterFault[];
};

const idOnly = z.object({ organization: z.string() });
/** Excel writes its own yes and no in capitals. */
const yesNo = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false'], 'true hoặc false | true or false'))
  .transform((text) => text === 'true');
const listOf = (text: string) => text.split(';').filter((part) => part !== '');

/** CSV holds text alone; `codes` as `system:code;system:code`, `predecessors` as `id;id`, an empty parent is the root's. */
const csvLine = z.strictObject({
  organization: z.string(),
  name: z.string(),
  kind: z.string(),
  parent: z.string().transform((text) => (text === '' ? null : text)),
  meets: z.string(),
  unit: z.string(),
  hasCommittee: yesNo.optional(),
  handbook: yesNo.optional(),
  members: z.string().transform(Number).optional(),
  codes: z
    .string()
    .transform((text) =>
      listOf(text).map((pair) => {
        const [system = '', ...code] = pair.split(':');
        return { system, code: code.join(':') };
      }),
    )
    .optional(),
  predecessors: z.string().transform(listOf).optional(),
  from: z.string(),
  closed: z
    .string()
    .transform((text) => (text === '' ? 'false' : text))
    .pipe(yesNo)
    .optional(),
});

const faultOf = (
  { pointer, rule, vi, en }: RuleViolation,
  line: number,
  organization: string,
): RosterFault => ({ line, column: pointer.slice(1), organization, rule, vi, en });

const faultsOf = (violations: readonly RuleViolation[], given: unknown, line: number): RosterFault[] => {
  const id = idOnly.safeParse(given);
  const organization = id.success ? id.data.organization : '';
  return violations.map((violation) => faultOf(violation, line, organization));
};

type Read = { readonly entries: readonly RosterEntry[]; readonly faults: readonly RosterFault[] };

function readEntry(given: unknown, line: number): Read {
  const id = readFields(idOnly, given);
  if (!id.success) return { entries: [], faults: faultsOf(id.violations, given, line) };
  const { organization, ...rest } = { ...id.data, ...(given as object) };
  const body = readFields(organizationBody, rest);
  return body.success
    ? { entries: [{ line, organization, body: body.data }], faults: [] }
    : { entries: [], faults: faultsOf(body.violations, { organization, ...rest }, line) };
}

const together = (read: readonly Read[]): RosterFile => ({
  entries: read.flatMap(({ entries }) => entries),
  faults: read.flatMap(({ faults }) => faults),
});

/** A blank line keeps its number and says nothing. */
const isBlank = (given: unknown): boolean =>
  Object.values(z.record(z.string(), z.unknown()).parse(given)).every((text) => text === '');

/** Cells as text under their titles, and the line on which they begin. */
type NumberedCells = { readonly line: number; readonly cells: unknown };

const readLines = (lines: readonly NumberedCells[]): RosterFile =>
  together(
    lines.map(({ line, cells: given }) => {
      if (isBlank(given)) return { entries: [], faults: [] };
      const cells = readFields(csvLine, given);
      return cells.success
        ? readEntry(cells.data, line)
        : { entries: [], faults: faultsOf(cells.violations, given, line) };
    }),
  );

/** Titles as an officer writes them; the contract's own names do as well. */
const TITLES: Readonly<Record<string, string>> = {
  'mã tổ chức': 'organization',
  'tên tổ chức': 'name',
  loại: 'kind',
  'cấp trên trực tiếp': 'parent',
  'chế độ sinh hoạt': 'meets',
  'loại hình': 'unit',
  'có chi ủy': 'hasCommittee',
  'dùng sổ tay': 'handbook',
  'số đảng viên': 'members',
  'mã hệ thống khác': 'codes',
  'tổ chức tiền thân': 'predecessors',
  'từ tháng': 'from',
  'đã giải thể': 'closed',
};
const fieldOf = (title: string): string => {
  const written = title.normalize('NFC').trim();
  return TITLES[written.toLowerCase()] ?? written;
};

/**
 * @param content text; of a workbook its bytes, of which the first sheet is read
 * @throws SyntaxError where the file is no JSON list, has no title line, or is in an encoding that loses letters
 */
export function readRosterFile(content: string | Uint8Array, format: 'json' | 'csv' | 'xlsx'): RosterFile {
  if (format === 'xlsx')
    return readLines(sheetLines(content, fieldOf).map((cells, i) => ({ line: i + 2, cells })));
  const text = typeof content === 'string' ? content : decoded(content);
  if (format === 'json') {
    const list = z.array(z.unknown()).safeParse(JSON.parse(text));
    if (!list.success) throw new SyntaxError('A roster in JSON is a list of organizations.');
    return together(list.data.map((given, i) => readEntry(given, i + 1)));
  }
  return readLines(csvLines(text));
}

/** UTF-8, or the UTF-16 that Excel calls Unicode text; in the code pages of old systems letters cannot be told. */
function decoded(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SyntaxError(
      'Tệp không ở dạng UTF-8; trong Excel hãy lưu thành "CSV UTF-8" | Not in UTF-8; in Excel save it as "CSV UTF-8".',
    );
  }
}

/** Excel separates by the list separator of the country: a semicolon in Vietnam, and by tabs in Unicode text. */
function separatorOf(text: string): string {
  const [titles = ''] = text.split('\n', 1);
  const count = (separator: string) => titles.split(separator).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}

function titlesOf(titles: readonly string[]): string[] {
  const fields = titles.map(fieldOf);
  if (!fields.includes('organization'))
    throw new SyntaxError('Không có cột "Mã tổ chức" | There is no column "organization".');
  return fields;
}

const parsed = z.array(
  z.object({ record: z.unknown(), raw: z.string(), info: z.object({ lines: z.number() }) }),
);

/** A cell may hold line breaks, so a record's number is not its line. */
function csvLines(text: string): NumberedCells[] {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const records = parse(lines, {
    columns: titlesOf,
    delimiter: separatorOf(lines),
    bom: true,
    trim: true,
    info: true,
    raw: true,
    // A line that is too short or too long is that line's fault, not the file's.
    relax_column_count: true,
  });
  return parsed.parse(records).map(({ record, raw, info }) => ({
    line: info.lines - (raw.trimEnd().split('\n').length - 1),
    cells: record,
  }));
}
