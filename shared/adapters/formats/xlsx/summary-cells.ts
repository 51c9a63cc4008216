/** Cells and rows that the sections of the summary are made of. */
import type { Grade } from '../../../domain/criteria/grade.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { gradeTold } from '../mean-scale.ts';
import { GRADE_WORDS } from '../words.ts';
import { body, gradeLook, HEADER, NOTE, POINTS_FORMAT, SECTION } from './looks.ts';
import { gradeText, wordOf } from './people-columns.ts';
import type { SheetCell, SheetRow } from './sheet.ts';
import type { Look } from './styles.ts';

/** How many are named in a ranking. */
export const NAMED = 10;

export const text = (value: string, look: Look = body(undefined, false)): SheetCell => ({ value, look });
export const figure = (value: number | null, format: string, strong = false): SheetCell => ({
  value,
  look: body(format, strong),
});
export const heads = (...titles: readonly string[]): SheetRow => ({
  cells: titles.map((value) => ({ value, look: HEADER })),
  height: 32,
});
export const section = (value: string): SheetRow => ({ cells: [{ value, look: SECTION }], height: 24 });
export const EMPTY: SheetRow = { cells: [] };
export const gradeCell = (grade: Grade | null): SheetCell => ({
  value: grade === null ? null : wordOf(GRADE_WORDS, grade),
  look: gradeLook(grade),
});

/** A grade that says something, else why there is none. */
export const gradeToldCell = (row: Pick<ScorecardEntry, 'grade' | 'mixedSheets'>): SheetCell => ({
  value: gradeText(row),
  look: gradeLook(gradeTold(row)),
});
/** A mean, or what it rose: hundredths on either scale. */
export const mean = (hundredths: number | null, format: string = POINTS_FORMAT): SheetCell =>
  figure(hundredths === null ? null : hundredths / 100, format);

const NOTE_LINE: Look = { ...NOTE, wrap: false };
export const note = (value: string): SheetRow => ({ cells: [{ value, look: NOTE_LINE }] });

/** Null where there is nothing to have a share of. */
export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
