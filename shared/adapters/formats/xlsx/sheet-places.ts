/** How formulas and links name columns and sheets. */

/** `A`, `B` … `Z`, `AA` …; from 0. */
export function columnLetters(index: number): string {
  const rest = index % 26;
  const letter = String.fromCharCode(65 + rest);
  return index < 26 ? letter : columnLetters((index - rest) / 26 - 1) + letter;
}

/** The place of a sheet in a formula or a link. */
export const sheetReference = (name: string): string => `'${name.replaceAll("'", "''")}'`;
