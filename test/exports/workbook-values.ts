/** What the cells of a table's workbook mean, by columns.json alone: written again as the CSV has them. */
import { ALL_COLUMNS, type ExportedTable } from '../../shared/domain/exports/export-names.ts';

export type Described = {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'boolean' | 'date' | 'instant';
  readonly title: { readonly vi: string };
  readonly unit: { readonly vi: string } | null;
  readonly nullable: boolean;
  readonly codes: readonly { readonly code: string; readonly vi: string }[] | null;
};

export const workbookOf = (table: ExportedTable): string =>
  table === 'scorecards' ? ALL_COLUMNS : `${table}.xlsx`;

const isPoints = ({ unit }: Described): boolean => unit?.vi === '1/100 điểm';

export const titleInWorkbook = (column: Described): string =>
  isPoints(column)
    ? column.title.vi.replace(' (1/100 điểm)', '')
    : column.title.vi.replace('(UTC)', '(giờ Việt Nam)');

const DAY_MS = 86_400_000;
const VIETNAM_MS = 7 * 3_600_000;
/** Of 30/12/1899, from which Excel counts. */
const FIRST_DAY_MS = Date.UTC(1899, 11, 30);

const dayOf = (value: number): string => new Date(FIRST_DAY_MS + value * DAY_MS).toISOString().slice(0, 10);
const instantOf = (value: number): string =>
  new Date(FIRST_DAY_MS + Math.round(value * DAY_MS) - VIETNAM_MS).toISOString();

/** @throws TypeError for a value that such a column cannot hold */
export function asInCsv(value: string | number | null, column: Described): string {
  const { type, codes, name } = column;
  if (value === null || value === '') return '';
  if (type === 'boolean' && (value === 'Có' || value === 'Không')) return String(value === 'Có');
  if (typeof value === 'number') {
    if (type === 'date') return dayOf(value);
    if (type === 'instant') return instantOf(value);
    const whole = isPoints(column) ? value * 100 : value;
    if (type === 'integer' && Math.abs(whole - Math.round(whole)) < 1e-6) return String(Math.round(whole));
  }
  if (type === 'text' && typeof value === 'string') {
    if (codes === null) return value;
    const meant = codes.filter(({ vi }) => vi === value);
    if (meant.length === 1) return meant[0]?.code ?? '';
  }
  throw new TypeError(`${name} holds ${value}`);
}
