/**
 * What the columns of every table are stands once, in `table-columns.json`; here it is joined with what they hold.
 * From these columns every format takes its cells, its types and its titles, and `columns.json`, the workbooks'
 * dictionaries and the catalogue their words.
 */
import * as z from 'zod';
import { type Cell, COLUMN_TYPES, type Column, UNITS_OF_MEASURE } from './columns.ts';
import { CODE_WORDS } from './words.ts';

const bilingual = z.tuple([z.string(), z.string()]).transform(([vi, en]) => ({ vi, en }));

const nameIn = <Value>(known: Readonly<Record<string, Value>>) =>
  z
    .string()
    .refine((name) => Object.hasOwn(known, name))
    .transform((name) => known[name] ?? null)
    .default(null);

/** All that a column is but its name and what it holds. */
const told = z.strictObject({
  type: z.enum(COLUMN_TYPES),
  /** What one is; left out for what is not counted. */
  unit: nameIn(UNITS_OF_MEASURE),
  /** Left out where there always is a value. */
  nullable: z.boolean().default(false),
  /** Left out where the values are no codes. */
  codes: nameIn(CODE_WORDS),
  title: bilingual,
  meaning: bilingual,
});
export type Told = z.output<typeof told>;

/** @throws ZodError for what is no column */
export const toldOf = (column: unknown): Told => told.parse(column);

type Values<Row, Name extends string> = Readonly<Record<Name, (row: Row) => Cell>>;

/**
 * The columns of one table, in the order in which they are told. A column without a value, or a value without a
 * column, does not compile.
 */
export function columnsOf<Row, Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  values: Values<Row, NoInfer<Name>>,
): readonly Column<Row>[] {
  const of: Readonly<Record<string, (row: Row) => Cell>> = values;
  return Object.entries<unknown>(table).map(([name, column]) => ({
    name,
    ...toldOf(column),
    of: of[name] ?? unheard(name),
  }));
}

const unheard = (name: string): never => {
  throw new TypeError(`Nothing is said of what column ${name} holds`);
};
