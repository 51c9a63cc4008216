/**
 * The columns of an exported table as people read them: words for codes, points for hundredths, Vietnam's time for
 * UTC. Nothing is left out and nothing is rounded, so that the values are those of the CSV.
 */
import type { Bilingual } from '../../../domain/bilingual.ts';
import { GRADES } from '../../../domain/criteria/grade.ts';
import { type Cell, type Column, cellOf, UNITS_OF_MEASURE } from '../columns.ts';
import { GRADE_WORDS, STATUS_WORDS } from '../words.ts';
import { excelDate, excelTime } from './excel-time.ts';
import {
  body,
  COUNT_FORMAT,
  DATE_FORMAT,
  gradeLook,
  POINTS_FORMAT,
  SECOND_FORMAT,
  statusLook,
} from './looks.ts';
import type { SheetCell } from './sheet.ts';
import type { Look } from './styles.ts';

export type WrittenColumn<Row> = {
  readonly title: Bilingual;
  /** Whether it says whose row it is. */
  readonly isName: boolean;
  /** In characters. */
  readonly width: number;
  readonly of: (row: Row) => Cell;
  /** Undefined where there is nothing to write. */
  readonly write: (cell: Cell) => SheetCell | undefined;
};

type Written = {
  readonly width: number;
  readonly look: Look;
  readonly value: (cell: string | number | boolean) => string | number;
  /** Of a code that has a look of its own. */
  readonly lookOf?: (code: string) => Look;
};

/** Texts that are longer than most, by column. */
const WIDE: Readonly<Record<string, number>> = {
  ...{ name: 40, superiorName: 40, key: 38, inspection: 38, path: 40 },
  ...{
    period: 12,
    year: 8,
    organization: 30,
    parent: 30,
    parentBefore: 30,
    parentAfter: 30,
    superior: 30,
    office: 30,
    theme: 40,
  },
};

export const YES_NO = { yes: 'Có', no: 'Không' } as const;

const TEXT = body(undefined, false);
const COUNT = body(COUNT_FORMAT, false);
const POINTS = body(POINTS_FORMAT, false);
const DATE = body(DATE_FORMAT, false);
const INSTANT = body(SECOND_FORMAT, false);

const isHundredths = ({ unit }: Pick<Column<never>, 'unit'>): boolean => unit === UNITS_OF_MEASURE.hundredths;

function writtenAs<Row>(column: Column<Row>): Written {
  const { type, codes, name } = column;
  if (type === 'boolean')
    return { width: 12, look: TEXT, value: (cell) => (cell === true ? YES_NO.yes : YES_NO.no) };
  if (type === 'date') return { width: 13, look: DATE, value: (cell) => excelDate(String(cell)) };
  if (type === 'instant') return { width: 20, look: INSTANT, value: (cell) => excelTime(String(cell)) };
  if (type === 'integer')
    return isHundredths(column)
      ? { width: 14, look: POINTS, value: (cell) => Number(cell) / 100 }
      : { width: 14, look: COUNT, value: Number };
  if (codes === null) return { width: WIDE[name] ?? 22, look: TEXT, value: String };
  const words = new Map(codes.map(({ code, vi }) => [code, vi]));
  return {
    width: Math.max(14, ...codes.map(({ vi }) => vi.length + 2)),
    look: TEXT,
    value: (cell) => words.get(String(cell)) ?? String(cell),
    ...shadesOf(codes),
  };
}

function shadesOf(codes: Column<never>['codes']): Pick<Written, 'lookOf'> {
  if (codes === GRADE_WORDS)
    return { lookOf: (code) => gradeLook(GRADES.find((grade) => grade === code) ?? null) };
  if (codes === STATUS_WORDS) return { lookOf: statusLook };
  return {};
}

export function writtenColumn<Row>(column: Column<Row>): WrittenColumn<Row> {
  const { width, look, value, lookOf } = writtenAs(column);
  return {
    title: writtenTitle(column),
    isName: column.name === 'name' || column.name === 'superiorName',
    width,
    of: (row) => cellOf(column, row),
    write: (cell) => {
      if (cell === null) return undefined;
      return { value: value(cell), look: lookOf === undefined ? look : lookOf(String(cell)) };
    },
  };
}

/** The title without the unit that the value is no longer in. */
export function writtenTitle({
  title,
  type,
  unit,
}: Pick<Column<never>, 'title' | 'type' | 'unit'>): Bilingual {
  if (type === 'instant')
    return {
      vi: title.vi.replace('(UTC)', '(giờ Việt Nam)'),
      en: title.en.replace('(UTC)', '(Vietnam time)'),
    };
  return isHundredths({ unit })
    ? { vi: title.vi.replace(' (1/100 điểm)', ''), en: title.en.replace(' (1/100 point)', '') }
    : title;
}

/** What one is once written. */
export const writtenUnit = ({ unit }: Pick<Column<never>, 'unit'>): Bilingual | null =>
  isHundredths({ unit }) ? { vi: 'điểm', en: 'point' } : unit;
