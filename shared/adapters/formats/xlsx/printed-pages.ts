/** How sections come to stand on printed pages: a break that the printer would make by itself goes through them. */
import { LINE_HEIGHT, printScale, type SheetRow } from './sheet.ts';

/** A4 across, less the margins that every sheet has; points. */
const PAGE_HEIGHT = 516;

const heightOf = (rows: readonly SheetRow[]): number =>
  rows.reduce((sum, { height = LINE_HEIGHT }) => sum + height, 0);

/**
 * The rows, from 0, with which a page begins, so that no section is broken that a page can hold.
 * @param widths of the sheet's columns, in characters
 */
export function pageStartsOf(
  sections: readonly (readonly SheetRow[])[],
  widths: readonly number[],
): readonly number[] {
  const room = PAGE_HEIGHT / printScale(widths);
  const starts: number[] = [];
  let [row, used] = [0, 0];
  for (const section of sections) {
    const height = heightOf(section);
    if (used > 0 && used + height > room) {
      starts.push(row);
      used = 0;
    }
    row += section.length;
    used = (used + height) % room;
  }
  return starts;
}
