/** How cells look: each look that is asked for becomes one entry of the workbook's style sheet. */
import { xmlText } from './xml.ts';

export type Look = {
  /** Excel's number format, e.g. `0.00`. */
  readonly format?: string;
  readonly bold?: boolean;
  /** Points. */
  readonly size?: number;
  /** RGB, six hexadecimal digits. */
  readonly color?: string;
  readonly fill?: string;
  readonly align?: 'left' | 'center' | 'right';
  readonly indent?: number;
  readonly wrap?: boolean;
  readonly bordered?: boolean;
};

const FONT = 'Calibri';
const SIZE = 11;
/** Numbers below are Excel's own formats. */
const FIRST_FORMAT = 164;

/** Distinct values in the order of their first use, by position. */
class Distinct {
  readonly #places = new Map<string, number>();

  constructor(...first: string[]) {
    for (const value of first) this.place(value);
  }

  place(value: string): number {
    const place = this.#places.get(value) ?? this.#places.size;
    this.#places.set(value, place);
    return place;
  }

  list(tag: string): string {
    return `<${tag} count="${this.#places.size}">${[...this.#places.keys()].join('')}</${tag}>`;
  }

  get size(): number {
    return this.#places.size;
  }

  get values(): readonly string[] {
    return [...this.#places.keys()];
  }
}

export class Styles {
  readonly #formats = new Distinct();
  readonly #fonts = new Distinct(fontXml({}));
  readonly #fills = new Distinct(
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
  );
  readonly #borders = new Distinct(borderXml(false));
  readonly #looks = new Distinct();
  readonly #known = new Map<Look, number>();

  constructor() {
    this.of({});
  }

  /** The number by which a cell names the look. */
  of(look: Look): number {
    const known = this.#known.get(look) ?? this.#looks.place(this.#xml(look));
    this.#known.set(look, known);
    return known;
  }

  #xml(look: Look): string {
    const format = look.format === undefined ? 0 : FIRST_FORMAT + this.#formats.place(look.format);
    const font = this.#fonts.place(fontXml(look));
    const fill = look.fill === undefined ? 0 : this.#fills.place(fillXml(look.fill));
    const border = this.#borders.place(borderXml(look.bordered === true));
    const alignment = [
      look.align === undefined ? '' : ` horizontal="${look.align}"`,
      ' vertical="center"',
      look.indent === undefined ? '' : ` indent="${look.indent}"`,
      look.wrap === true ? ' wrapText="1"' : '',
    ].join('');
    return (
      `<xf numFmtId="${format}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0" applyNumberFormat="1"` +
      ` applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment${alignment}/></xf>`
    );
  }

  /** `xl/styles.xml` with every look asked for so far. */
  xml(): string {
    const formats = this.#formats.values
      .map((code, i) => `<numFmt numFmtId="${FIRST_FORMAT + i}" formatCode="${xmlText(code)}"/>`)
      .join('');
    return (
      '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
      (formats === '' ? '' : `<numFmts count="${this.#formats.size}">${formats}</numFmts>`) +
      this.#fonts.list('fonts') +
      this.#fills.list('fills') +
      this.#borders.list('borders') +
      '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
      this.#looks.list('cellXfs') +
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    );
  }
}

function fontXml({ bold = false, size = SIZE, color = '000000' }: Look): string {
  return `<font>${bold ? '<b/>' : ''}<sz val="${size}"/><color rgb="FF${color}"/><name val="${FONT}"/><family val="2"/></font>`;
}

const fillXml = (color: string): string =>
  `<fill><patternFill patternType="solid"><fgColor rgb="FF${color}"/><bgColor indexed="64"/></patternFill></fill>`;

function borderXml(bordered: boolean): string {
  const side = (name: string) =>
    bordered ? `<${name} style="thin"><color rgb="FFBFBFBF"/></${name}>` : `<${name}/>`;
  return `<border>${['left', 'right', 'top', 'bottom'].map(side).join('')}<diagonal/></border>`;
}
