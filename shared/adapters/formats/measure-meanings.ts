/** What each measure counts, in the words of the export's columns. */
import { UNITS_OF_MEASURE } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };

const unitNamed = (name: string): string =>
  Object.entries(UNITS_OF_MEASURE).find(([unit]) => unit === name)?.[1].en ?? name;

/** English, by the name of the measure. */
export const measureMeanings: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(tables.measures).map(([measure, { title, meaning, unit }]) => [
    measure,
    `${title[1]}. ${meaning[1]}. Unit: ${unitNamed(unit)}`,
  ]),
);
