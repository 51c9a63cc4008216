/** Sections of a printed sheet: none is broken that a page can hold, and no page is begun without need. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pageStartsOf } from '../../shared/adapters/formats/xlsx/printed-pages.ts';
import { printScale } from '../../shared/adapters/formats/xlsx/sheet.ts';

/** At this width a page has exactly what A4 has: 516 points below its margins. */
const WIDTHS = [149];
const PAGE = 516;

it('a sheet that is narrower than the page is not blown up, a wider one is brought down to it', () => {
  expect(printScale([10])).toBe(1);
  expect(printScale(WIDTHS)).toBe(1);
  expect(printScale([100, 80])).toBeCloseTo(784 / 945, 5);
});

it('no section is broken that a page can hold, and none is moved that has room', () => {
  const section = fc.array(fc.integer({ min: 10, max: 60 }), { maxLength: 20 });
  fc.assert(
    fc.property(fc.array(section, { maxLength: 12 }), (heights) => {
      const starts = pageStartsOf(
        heights.map((rows) => rows.map((height) => ({ cells: [], height }))),
        WIDTHS,
      );
      let [row, used] = [0, 0];
      for (const rows of heights) {
        const height = rows.reduce((sum, each) => sum + each, 0);
        const isMoved = starts.includes(row) && used > 0 && rows.length > 0;
        if (used > 0 && height > 0) expect(isMoved).toBe(used + height > PAGE);
        used = ((isMoved ? 0 : used) + height) % PAGE;
        row += rows.length;
      }
      expect(starts.every((start) => start > 0 && start < row)).toBe(true);
    }),
  );
});
