/** What sheets are called: Excel allows 31 characters, some of them not, and no name twice. */

const LONGEST = 31;
const FORBIDDEN = /[\p{Cc}:\\/?*[\]]+/gu;

export class SheetNames {
  readonly #taken = new Set<string>();

  /** `wanted`, cut, and numbered if it is taken; `Đảng bộ` in front says nothing among others of the same. */
  next(wanted: string): string {
    const plain = wanted.normalize('NFC').replace(FORBIDDEN, ' ').replace(/\s+/gu, ' ').trim();
    const short = plain.replace(/^Đảng bộ (?=.)/u, '').replace(/^'+|'+$/gu, '') || '–';
    const name = `${short.slice(0, 1).toLocaleUpperCase('vi')}${short.slice(1)}`;
    for (let number = 1; ; number += 1) {
      const suffix = number === 1 ? '' : ` (${number})`;
      const candidate = `${cut(name, LONGEST - suffix.length)}${suffix}`;
      const key = candidate.toLocaleLowerCase('vi');
      if (this.#taken.has(key)) continue;
      this.#taken.add(key);
      return candidate;
    }
  }
}

/** Whole characters, so that none is cut in half; no apostrophe at the end, which Excel refuses. */
function cut(text: string, length: number): string {
  let short = '';
  for (const character of text) {
    if (short.length + character.length > length) break;
    short += character;
  }
  return short.trimEnd().replace(/'+$/u, '');
}
