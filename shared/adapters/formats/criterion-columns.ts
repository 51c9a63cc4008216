/** Columns of single criteria: they come and go with the criteria sets that rows were scored by. */
import type { Bilingual } from '../../domain/bilingual.ts';
import type { CriteriaSet, Criterion } from '../../domain/criteria/criteria.ts';
import { type Cell, type Column, identifier } from './columns.ts';
import tables from './table-columns.json' with { type: 'json' };
import { toldOf } from './told-columns.ts';

/** One criterion as it stands in columns. */
export type CriterionPlace = {
  readonly set: string;
  readonly id: string;
  /** The part of a column's name that says which criterion. */
  readonly name: string;
  readonly title: Bilingual;
  readonly max: number;
};

type Places = (sets: readonly CriteriaSet[]) => readonly CriterionPlace[];

/**
 * Every criterion of the sheets of regular meetings, which alone make a scorecard, ascending by set, in the sets'
 * order. Of several revisions of a set the newest words a criterion; one that it has dropped stays, because earlier
 * months were scored by it.
 */
export const criterionPlaces: Places = (sets) => placesOf(sets, ({ criteria }) => criteria);

/** The same, and after a set's own those that stand on its thematic sheet alone: whatever a sheet may bring. */
export const sheetPlaces: Places = (sets) =>
  placesOf(sets, ({ criteria, thematic }) => [...criteria, ...(thematic?.criteria ?? [])]);

function placesOf(
  sets: readonly CriteriaSet[],
  criteriaOf: (set: CriteriaSet) => readonly Criterion[],
): readonly CriterionPlace[] {
  const newestFirst = sets.toSorted((a, b) =>
    a.id === b.id ? b.revision - a.revision : a.id < b.id ? -1 : 1,
  );
  const places = new Map<string, CriterionPlace>();
  for (const one of newestFirst) {
    const { id: set } = one;
    for (const { id, max, title } of criteriaOf(one)) {
      const label = `[${set}/${id}]`;
      const name = `${identifier(set)}_${identifier(id)}`;
      const place = { set, id, name, max, title: { vi: `${title.vi} ${label}`, en: `${title.en} ${label}` } };
      if (!places.has(label)) places.set(label, place);
    }
  }
  return [...places.values()];
}

/** What is told of a criterion, by the first part of the column's name; `{title}` and `{max}` are the criterion's. */
type Told = keyof typeof tables.criteria;

/** The given columns for every criterion of the places. */
export const criterionColumns = <Row>(
  places: readonly CriterionPlace[],
  values: readonly (readonly [Told, (row: Row, place: CriterionPlace) => Cell])[],
): readonly Column<Row>[] =>
  places.flatMap((place) =>
    values.map(([told, of]) => {
      const { title, meaning, ...column } = toldOf(tables.criteria[told]);
      return {
        ...column,
        name: `${told}_${place.name}`,
        title: filled(title, place),
        meaning: filled(meaning, place),
        of: (row) => of(row, place),
      };
    }),
  );

const filled = ({ vi, en }: Bilingual, { title, max }: CriterionPlace): Bilingual => ({
  vi: vi.replace('{title}', () => title.vi).replace('{max}', String(max)),
  en: en.replace('{title}', () => title.en).replace('{max}', String(max)),
});
