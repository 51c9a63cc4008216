/** What every column is, for a reader who has nothing but the files. */
import type { CodeWord, Column } from './columns.ts';

export type ColumnDescription = Omit<Column<never>, 'of' | 'codes'> & {
  readonly codes: readonly CodeWord[] | null;
};

/** In the order of the table. */
export const describeColumns = <Row>(columns: readonly Column<Row>[]): readonly ColumnDescription[] =>
  columns.map(({ name, title, type, unit, nullable, meaning, codes }) => ({
    name,
    title,
    type,
    unit,
    nullable,
    meaning,
    codes,
  }));
