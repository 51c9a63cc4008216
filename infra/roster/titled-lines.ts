/** Lines of cells under the titles of the first of them, as the contract's fields. */
import { type RuleViolation, violation } from '../../shared/contracts/field-errors.ts';
import type { DateCell, FileCell, FileLine, UnreadableCell } from './file-line.ts';
import { FIELD_BY_TITLE } from './roster-columns.ts';

export type TitledLine = {
  readonly line: number;
  /** Text by field; a field that the line is too short for is not there. */
  readonly fields: Readonly<Record<string, string>>;
  /** What is wrong with cells as cells; empty: the line can be read. */
  readonly faults: readonly RuleViolation[];
};

const textOf = (cell: FileCell): string => (typeof cell === 'string' ? cell : '');
const isBlank = ({ cells }: FileLine): boolean => cells.every((cell) => cell === '');

const fieldOf = (cell: FileCell): string => {
  const written = textOf(cell).normalize('NFC');
  return FIELD_BY_TITLE.get(written.toLowerCase()) ?? written;
};

/**
 * Blank lines keep their numbers and say nothing; those above the titles, too.
 * @throws SyntaxError without a title line, or where a title stands twice
 */
export function titledLines(lines: readonly FileLine[]): TitledLine[] {
  const [titles, ...others] = lines.filter((line) => !isBlank(line));
  const fields = (titles?.cells ?? []).map(fieldOf);
  if (!fields.includes('organization'))
    throw new SyntaxError(
      'Dòng đầu tiên phải là tiêu đề, trong đó có cột "Mã tổ chức"; của sổ tính chỉ đọc trang đầu tiên | The first line must be titles, with a column "organization"; of a workbook the first sheet alone is read.',
    );
  const twice = fields.find((field, i) => field !== '' && fields.indexOf(field) < i);
  if (twice !== undefined)
    throw new SyntaxError(
      `Có hai cột cùng nghĩa "${twice}"; hãy bỏ một cột | Two columns say "${twice}"; leave one of them out.`,
    );
  return others.map((line) => underTitles(line, fields));
}

/** A month that Excel took for a date is that date's first day; any other day is judged as it stands. */
const monthOf = (cell: FileCell): FileCell =>
  typeof cell === 'object' && 'day' in cell ? cell.day.replace(/-01$/, '') : cell;

function underTitles({ line, cells: given }: FileLine, fields: readonly string[]): TitledLine {
  const cells = given.map((cell, i) => (fields[i] === 'from' ? monthOf(cell) : cell));
  const named = cells.flatMap((cell, i) => (fields[i] ? [[fields[i], textOf(cell)]] : []));
  return {
    line,
    fields: Object.fromEntries(named),
    faults: cells.flatMap((cell, i) => faultOf(cell, fields[i] ?? '')),
  };
}

function faultOf(cell: FileCell, field: string): RuleViolation[] {
  if (cell === '') return [];
  if (field === '')
    return [
      violation(
        '',
        'cell-without-title',
        `${shown(cell)} đứng ở cột không có tiêu đề. Hãy bỏ đi hoặc ghi tiêu đề; trong CSV, ô có dấu ngăn cách phải đặt trong ngoặc kép.`,
        `${shown(cell)} stands under no title. Leave it out or give it a title; in CSV a cell that holds the separator goes in quotes.`,
      ),
    ];
  if (typeof cell === 'string') return [];
  const { rule, vi, en } = 'day' in cell ? takenForDate(cell) : cell;
  return [violation(`/${field}`, rule, vi, en)];
}

const takenForDate = ({ day }: DateCell): UnreadableCell => ({
  rule: 'cell-date',
  vi: `Excel đã đổi ô này thành ngày ${day}. Hãy định dạng cột là Văn bản (Text) rồi ghi lại giá trị.`,
  en: `Excel has taken this for the date ${day}. Format the column as Text and write the value again.`,
});

const shown = (cell: FileCell): string => (typeof cell === 'string' ? `"${cell.slice(0, 40)}"` : '(…)');
