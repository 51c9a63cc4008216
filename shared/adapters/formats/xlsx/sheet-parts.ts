/**
 * How a table with more rows than a sheet takes is split: a sheet for each level and period, as far as its columns say
 * them, and on another sheet still where one of these is full.
 */
import { KINDS } from '../../../domain/roster/organization.ts';
import type { Cell, Column } from '../columns.ts';
import { periodWords } from '../period-words.ts';
import { KIND_WORDS } from '../words.ts';
import { wordOf } from './people-columns.ts';

export type SheetPart = {
  /** Sorts as the sheets stand: the highest level first, then by period. */
  readonly key: string;
  /** What its sheet is called, the period first because a name may be cut. */
  readonly name: string;
  /** The same in words. */
  readonly what: string;
};

/** @param cells of one row, in the order of the columns */
export type PartOf = (cells: readonly Cell[]) => SheetPart;

/** Null for a table that tells neither level nor period. */
export function partOf(columns: readonly Pick<Column<never>, 'name' | 'codes'>[]): PartOf | null {
  const [level, period] = [
    columns.findIndex(({ codes }) => codes === KIND_WORDS),
    columns.findIndex(({ name }) => name === 'period'),
  ];
  if (level === -1 && period === -1) return null;
  return (cells) => {
    const kind = KINDS.find((one) => one === cells[level]) ?? null;
    const month = period === -1 ? null : String(cells[period]);
    const place = kind === null ? -1 : KINDS.indexOf(kind);
    const words = kind === null ? [] : [wordOf(KIND_WORDS, kind)];
    return {
      key: `${String(place + 1).padStart(2, '0')} ${month ?? ''}`,
      name: [...(month === null ? [] : [month]), ...words].join(' '),
      what: [...words, ...(month === null ? [] : [periodWords(month)])].join(' – '),
    };
  };
}
