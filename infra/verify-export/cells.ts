/** Cells of a CSV line as values: what is not of the column's kind is no guess but an error. */
import { type Line, UnreadableExportError } from './files.ts';

export class Cells {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  /** As it is written; a text that looks like a formula keeps its apostrophe. */
  text(column: string): string {
    const cell = this.#line.get(column);
    if (cell === undefined) throw new UnreadableExportError(`There is no column ${column}`);
    return cell;
  }

  some(column: string): string {
    return this.text(column) || this.#refuse(column);
  }

  textOrNull(column: string): string | null {
    return this.text(column) || null;
  }

  /** A slug begins with no apostrophe of its own: one before a hyphen is CSV's. */
  slug(column: string): string {
    return this.some(column).replace(/^'(?=-)/, '');
  }

  slugOrNull(column: string): string | null {
    return this.text(column) === '' ? null : this.slug(column);
  }

  integer(column: string): number {
    return this.integerOrNull(column) ?? this.#refuse(column);
  }

  integerOrNull(column: string): number | null {
    const cell = this.text(column);
    if (cell === '') return null;
    if (!/^-?\d+$/.test(cell) || !Number.isSafeInteger(Number(cell))) return this.#refuse(column);
    return Number(cell);
  }

  flag(column: string): boolean {
    return this.flagOrNull(column) ?? this.#refuse(column);
  }

  flagOrNull(column: string): boolean | null {
    const cell = this.text(column);
    if (cell === '') return null;
    return cell === 'true' ? true : cell === 'false' ? false : this.#refuse(column);
  }

  oneOf<T extends string>(column: string, codes: readonly T[]): T {
    return this.oneOrNone(column, codes) ?? this.#refuse(column);
  }

  oneOrNone<T extends string>(column: string, codes: readonly T[]): T | null {
    const cell = this.text(column);
    return cell === '' ? null : (codes.find((code) => code === cell) ?? this.#refuse(column));
  }

  /** What stands between spaces. */
  words(column: string): string[] {
    return this.text(column)
      .split(' ')
      .filter((word) => word !== '');
  }

  wordsOf<T extends string>(column: string, codes: readonly T[]): T[] {
    return this.words(column).map((word) => codes.find((code) => code === word) ?? this.#refuse(column));
  }

  #refuse(column: string): never {
    const where = `${this.#line.get('organization') ?? '?'} ${this.#line.get('period') ?? ''}`.trim();
    throw new UnreadableExportError(`${where}: ${column} cannot be “${this.#line.get(column) ?? ''}”`);
  }
}
