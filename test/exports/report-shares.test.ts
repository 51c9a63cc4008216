/** Shares of grades add up to 100,0 % by kind of unit too, as the report says of itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { POINTS } from '../../shared/adapters/formats/mean-scale.ts';
import { ReportFigures } from '../../shared/adapters/formats/report/figures.ts';
import { unitsOf } from '../../shared/adapters/formats/report/units.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { toArray } from '../../shared/domain/criteria/measures.ts';
import { entryOfMonth } from '../../shared/domain/exports/export-tables.ts';
import { cellRow, committeeRow } from '../support/score-rows.ts';

type Counts = Readonly<Record<'tot' | 'kha' | 'trungBinh' | 'kem', number>>;

/** What stands below the counts of each grade, in tenths of a percent. */
function sharesOf(counts: Counts): number[] {
  const graded = counts.tot + counts.kha + counts.trungBinh + counts.kem;
  const figures = new ReportFigures();
  const profile = { ...committeeRow().profile, kind: 'province' } as const;
  figures.add(entryOfMonth(committeeRow({ organization: 'tinh', profile }), ['tinh']));
  const measures = toArray({ expected: graded + 1, graded, ...counts });
  figures.add(entryOfMonth(cellRow({ organization: 'cb', measures }), ['tinh', 'cb']));
  const scale = { sets: allPresetCriteriaSets(), scale: POINTS };
  const table = unitsOf(figures.units, { before: null, aYearBefore: null }, scale).text;
  return [...table.matchAll(/<small>(\d+),(\d)/gu)].map(([, whole, tenth]) => Number(`${whole}${tenth}`));
}

it('goes by largest remainder: 1, 3 and 3 of 7', () => {
  expect(sharesOf({ tot: 1, kha: 3, trungBinh: 3, kem: 0 })).toEqual([143, 429, 428]);
});

it('adds up, whatever the counts', () => {
  const count = fc.nat({ max: 500 });
  fc.assert(
    fc.property(fc.record({ tot: count, kha: count, trungBinh: count, kem: count }), (counts) => {
      fc.pre(Object.values(counts).some((each) => each > 0));
      expect(sharesOf(counts).reduce((sum, share) => sum + share, 0)).toBe(1_000);
    }),
  );
});
