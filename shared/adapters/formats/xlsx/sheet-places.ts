/** How formulas and links name columns and sheets. */

/** Every cell asks: each is put together once. */
const LETTERS: string[] = [];

/** `A`, `B` … `Z`, `AA` …; from 0. */
export function columnLetters(index: number): string {
  const known = LETTERS[index];
  if (known !== undefined) return known;
  const rest = index % 26;
  const letter = String.fromCharCode(65 + rest);
  const letters = index < 26 ? letter : columnLetters((index - rest) / 26 - 1) + letter;
  LETTERS[index] = letters;
  return letters;
}

/** The place of a sheet in a formula or a link. */
export const sheetReference = (name: string): string => `'${name.replaceAll("'", "''")}'`;
