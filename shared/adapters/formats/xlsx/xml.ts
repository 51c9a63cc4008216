/** Text as it may stand in the XML of a workbook. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text or the value of an attribute. */
export const xmlText = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

/** Characters that XML has no place for, or a reader would turn into others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones
const CONTROL = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;
const code = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** Text of a cell in NFC (ST_Xstring, ECMA-376 part 1, 22.9.2.19): what XML cannot hold goes as `_x000D_`, and so does what looks like it. */
export const cellText = (text: string): string =>
  xmlText(
    text
      .toWellFormed()
      .normalize('NFC')
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replace(CONTROL, code),
  );
