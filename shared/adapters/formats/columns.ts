/**
 * What a column of an exported table is: one definition, from which every format takes its cells, its types and
 * its titles, so that the formats cannot disagree.
 */
import type { Bilingual } from '../../domain/bilingual.ts';

/** `date` is `2026-10-13`, `instant` UTC with milliseconds; both are text until a format gives them a type. */
export const COLUMN_TYPES = ['text', 'integer', 'boolean', 'date', 'instant'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** Null is unknown or does not apply: an empty cell. */
export type Cell = string | number | boolean | null;

/** A code that may stand in a column, and the words for it. */
export type CodeWord = { readonly code: string } & Bilingual;

export type Column<Row> = {
  /** Unique in its table; letters, digits and `_`. Never changes its meaning. */
  readonly name: string;
  /** Unique in its table in either language; names the unit where a reader could mistake it. */
  readonly title: Bilingual;
  readonly type: ColumnType;
  /** What one is: a point's hundredth, a minute, a member …; null for what is not counted. */
  readonly unit: Bilingual | null;
  readonly meaning: Bilingual;
  readonly nullable: boolean;
  /** Every code that can stand there; null if the values are no codes. */
  readonly codes: readonly CodeWord[] | null;
  readonly of: (row: Row) => Cell;
};

export const UNITS_OF_MEASURE = {
  hundredths: { vi: '1/100 điểm', en: 'hundredth of a point' },
  minutes: { vi: 'phút', en: 'minute' },
  organizations: { vi: 'tổ chức', en: 'organization' },
  reports: { vi: 'báo cáo', en: 'report' },
  revisions: { vi: 'lần ghi', en: 'revision' },
  meetings: { vi: 'buổi', en: 'meeting' },
  members: { vi: 'đảng viên', en: 'member' },
  attendances: { vi: 'lượt đảng viên', en: 'member at a meeting' },
  opinions: { vi: 'ý kiến', en: 'opinion' },
  tasks: { vi: 'nhiệm vụ', en: 'task' },
  votes: { vi: 'phiếu', en: 'vote' },
  findings: { vi: 'hạn chế', en: 'finding' },
  visits: { vi: 'lượt', en: 'visit' },
  hundredthsOfPercent: { vi: '1/100 %', en: 'hundredth of a percent' },
  tenths: { vi: '1/10 %', en: 'tenth of a percent' },
} as const satisfies Record<string, Bilingual>;

/**
 * The cell as every format writes it: text in NFC, and empty text the same as none, because CSV cannot tell the
 * two apart.
 * @throws RangeError for a number that is no integer in the safe range, and for null where the column forbids it:
 * a wrong figure must not be published.
 */
export function cellOf<Row>(column: Column<Row>, row: Row): Cell {
  const cell = column.of(row);
  if (cell === null || cell === '') {
    if (!column.nullable) throw new RangeError(`Column ${column.name} has no value`);
    return null;
  }
  if (typeof cell === 'number' && !Number.isSafeInteger(cell))
    throw new RangeError(`Column ${column.name} holds ${cell}, which is no integer`);
  return typeof cell === 'string' ? cell.normalize('NFC') : cell;
}

/** @throws RangeError when two columns would have one name or title. */
export function assertDistinct(columns: readonly Column<never>[]): void {
  for (const text of [
    columns.map(({ name }) => name),
    columns.map(({ title }) => title.vi),
    columns.map(({ title }) => title.en),
  ]) {
    const twice = text.find((value, i) => text.indexOf(value) !== i);
    if (twice !== undefined) throw new RangeError(`Two columns are called ${twice}`);
  }
}

/** `binh-thuan` → `binh_thuan`, so that a column's name needs no quotes in SQL. */
export const identifier = (id: string): string => id.replaceAll('-', '_');
