/** A roster as a file: JSON (a list), CSV or XLSX (one line an organization), in the contract's fields. */
import * as z from 'zod';
import { type RuleViolation, readFields } from '../../shared/contracts/field-errors.ts';
import { month, organizationId } from '../../shared/contracts/primitives.ts';
import { organizationBody } from '../../shared/contracts/roster.ts';
import { faultsAcross } from './across-lines.ts';
import { csvLines, decoded } from './csv-lines.ts';
import { pairFaults, sheetLine, withoutDefaults } from './roster-columns.ts';
import type { RosterEntry, RosterFault } from './roster-entry.ts';
import { firstSheet } from './sheet-lines.ts';
import { type TitledLine, titledLines } from './titled-lines.ts';

type Read = {
  readonly entries: readonly RosterEntry[];
  readonly faults: readonly RosterFault[];
};

export type RosterFile = Read & {
  /** Sheets of a workbook that hold something and are not read. */
  readonly unreadSheets: readonly string[];
};

const idOnly = z.object({ organization: organizationId });
/** Of a faulty line what can be read all the same. */
const asWritten = z
  .object({
    organization: z.string().catch(''),
    from: month.catch(''),
    parent: z.string().nullable().catch(null),
  })
  .catch({ organization: '', from: '', parent: null });
const faultsOf = (violations: readonly RuleViolation[], given: unknown, line: number): RosterFault[] => {
  const said = asWritten.parse(given);
  return violations.map(({ pointer, rule, vi, en }) => ({
    ...{ line, column: pointer.slice(1), ...said },
    ...{ rule, vi, en },
  }));
};

function readEntry(given: unknown, line: number): Read {
  const id = readFields(idOnly, given);
  if (!id.success) return { entries: [], faults: faultsOf(id.violations, given, line) };
  const { organization, ...rest } = { ...id.data, ...(given as object) };
  const body = readFields(organizationBody, rest);
  return body.success
    ? { entries: [{ line, organization, body: body.data }], faults: [] }
    : { entries: [], faults: faultsOf(body.violations, { organization, ...rest }, line) };
}

/** The lines that can be entered, and every fault, those of lines against each other as well. */
function together(read: readonly Read[], unreadSheets: readonly string[] = []): RosterFile {
  const entries = read.flatMap((one) => one.entries);
  const across = faultsAcross(entries);
  const refused = new Set(across.map(({ entry }) => entry));
  return {
    unreadSheets,
    entries: entries.filter((entry) => !refused.has(entry)),
    faults: [
      ...read.flatMap(({ faults }) => faults),
      ...across.flatMap(({ entry: { line = 0, organization, body }, violation }) =>
        faultsOf([violation], { organization, ...body }, line),
      ),
    ],
  };
}

function readLine({ line, fields, faults }: TitledLine): Read {
  if (faults.length > 0) return { entries: [], faults: faultsOf(faults, fields, line) };
  const cells = readFields(sheetLine, withoutDefaults(fields));
  const wrong = [...(cells.success ? [] : cells.violations), ...pairFaults(fields.codes)];
  const read =
    cells.success && wrong.length === 0
      ? readEntry(cells.data, line)
      : { entries: [], faults: faultsOf(wrong, fields, line) };
  return {
    ...read,
    faults: read.faults.map((fault) => (fields[fault.column] === '' ? ofEmpty(fault) : fault)),
  };
}

/** Which form a value has says nothing to somebody who sees none. */
const ofEmpty = (fault: RosterFault): RosterFault =>
  fault.rule === 'unknown-field'
    ? fault
    : { ...fault, vi: `Ô này đang để trống. ${fault.vi}`, en: `The cell is empty. ${fault.en}` };

/**
 * @param content text; of a workbook its bytes, of which the first sheet is read
 * @throws SyntaxError where the file is no JSON list, has no title line or a title twice, or is in an encoding that
 *   loses letters
 */
export function readRosterFile(content: string | Uint8Array, format: 'json' | 'csv' | 'xlsx'): RosterFile {
  if (format === 'xlsx') {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    const { lines, unread } = firstSheet(bytes);
    return together(titledLines(lines).map(readLine), unread);
  }
  const text = typeof content === 'string' ? content : decoded(content);
  if (format === 'csv') return together(titledLines(csvLines(text)).map(readLine));
  const list = z.array(z.unknown()).safeParse(JSON.parse(text));
  if (!list.success)
    throw new SyntaxError(
      'Danh mục dạng JSON phải là một danh sách các tổ chức | A roster in JSON is a list of organizations.',
    );
  return together(list.data.map((given, i) => readEntry(given, i + 1)));
}
