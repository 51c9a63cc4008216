/** One sheet of a workbook as XML, row by row. */
import type { Chart } from './chart.ts';
import { columnLetters } from './sheet-places.ts';
import type { Look, Styles } from './styles.ts';
import { cellText, xmlText } from './xml.ts';

/** A number or a text and its look; null for an empty cell with a look; undefined leaves the place alone. */
export type SheetCell = {
  readonly value: string | number | null;
  readonly look: Look;
  /** `'Sheet'!A1`, within the workbook. */
  readonly link?: string;
};
export type SheetRow = {
  readonly cells: readonly (SheetCell | undefined)[];
  /** Points; by content unless given. */
  readonly height?: number;
  /** Cells that become one: first and last column, from 0. */
  readonly merged?: readonly (readonly [first: number, last: number])[];
};

export type SheetLayout = {
  readonly name: string;
  /** In characters. */
  readonly widths: readonly number[];
  /** Rows and columns that stay when the rest is scrolled. */
  readonly frozen?: { readonly rows: number; readonly columns: number };
  /** Whether the first row filters those below it, and is printed on every page, as are the columns that stay. */
  readonly table?: boolean;
  /** Whether the first row is printed on every page, and filters nothing. */
  readonly headed?: boolean;
  /** Rows, from 0, with which a printed page begins. */
  readonly pageStarts?: readonly number[];
  readonly landscape?: boolean;
  /** RGB of its tab. */
  readonly tab?: string;
  /** Over its cells. */
  readonly charts?: readonly Chart[];
};

export const LINE_HEIGHT = 15;

/** Points that texts need where they are wrapped in columns of these widths: readers do not all see to it themselves. */
export const wrappedHeight = (texts: readonly string[], widths: readonly number[]): number =>
  LINE_HEIGHT * Math.max(1, ...texts.map((text, i) => Math.ceil(text.length / ((widths[i] ?? 1) - 2))));

/** Characters that a landscape page shows in a readable size. */
const PAGE_WIDTH = 190;

/** A4 across, less the margins below, and a character of the workbook's font; points. */
const PAGE_POINTS = 784;
const CHARACTER_POINTS = 5.25;

/** At what size, of 1, columns so many characters wide fill a page across; never larger than they are. */
export const printScale = (widths: readonly number[]): number =>
  Math.min(1, PAGE_POINTS / (CHARACTER_POINTS * widths.reduce((sum, width) => sum + width, 0)));

/** What the workbook must know of a sheet once it is written. */
export type SheetOutcome = { rows: number };

/** Rows that become text at once. */
const BATCH = 200;

export async function* sheetXml(
  { widths, frozen, table = false, landscape = false, tab, charts = [], pageStarts }: SheetLayout,
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  styles: Styles,
  outcome: SheetOutcome,
): AsyncGenerator<string> {
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">' +
    `<sheetPr>${tab === undefined ? '' : `<tabColor rgb="FF${tab}"/>`}<pageSetUpPr fitToPage="1"/></sheetPr>` +
    `<sheetViews><sheetView workbookViewId="0" showGridLines="${table ? 1 : 0}">${paneXml(frozen)}</sheetView></sheetViews>` +
    '<sheetFormatPr defaultRowHeight="15"/>' +
    `<cols>${widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>`;
  const merged: string[] = [];
  const links: string[] = [];
  let text = '';
  for await (const row of rows) {
    outcome.rows += 1;
    text += rowXml(row, outcome.rows, styles);
    for (const [first, last] of row.merged ?? [])
      merged.push(`${columnLetters(first)}${outcome.rows}:${columnLetters(last)}${outcome.rows}`);
    for (const [i, cell] of row.cells.entries())
      if (cell?.link !== undefined)
        links.push(`<hyperlink ref="${columnLetters(i)}${outcome.rows}" location="${xmlText(cell.link)}"/>`);
    if (outcome.rows % BATCH === 0) {
      yield text;
      text = '';
    }
  }
  const width = widths.reduce((sum, each) => sum + each, 0);
  const kept = widths.slice(0, frozen?.columns ?? 0).reduce((sum, each) => sum + each, 0);
  const pagesWide = table ? Math.max(1, Math.ceil((width - kept) / (PAGE_WIDTH - kept))) : 1;
  const last = `${columnLetters(widths.length - 1)}${outcome.rows}`;
  yield `${text}</sheetData>` +
    (table ? `<autoFilter ref="A1:${last}"/>` : '') +
    (merged.length === 0
      ? ''
      : `<mergeCells count="${merged.length}">${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`) +
    (links.length === 0 ? '' : `<hyperlinks>${links.join('')}</hyperlinks>`) +
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="${landscape ? 'landscape' : 'portrait'}" fitToWidth="${pagesWide}" fitToHeight="0"/>` +
    '<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>' +
    breaksXml(pageStarts) +
    `${charts.length === 0 ? '' : '<drawing r:id="rId1"/>'}</worksheet>`;
}

function breaksXml(pageStarts: readonly number[] = []): string {
  if (pageStarts.length === 0) return '';
  const breaks = pageStarts.map((row) => `<brk id="${row}" max="16383" man="1"/>`).join('');
  return `<rowBreaks count="${pageStarts.length}" manualBreakCount="${pageStarts.length}">${breaks}</rowBreaks>`;
}

function paneXml(frozen: SheetLayout['frozen']): string {
  if (frozen === undefined) return '';
  const { rows, columns } = frozen;
  const at = `${columnLetters(columns)}${rows + 1}`;
  const split = `${columns > 0 ? ` xSplit="${columns}"` : ''}${rows > 0 ? ` ySplit="${rows}"` : ''}`;
  const pane = columns > 0 ? (rows > 0 ? 'bottomRight' : 'topRight') : 'bottomLeft';
  return `<pane${split} topLeftCell="${at}" activePane="${pane}" state="frozen"/><selection pane="${pane}" activeCell="${at}" sqref="${at}"/>`;
}

function rowXml({ cells, height }: SheetRow, number: number, styles: Styles): string {
  const tall = height === undefined ? '' : ` ht="${height}" customHeight="1"`;
  let text = `<row r="${number}"${tall}>`;
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i];
    if (cell !== undefined) text += cellXml(cell, `${columnLetters(i)}${number}`, styles);
  }
  return `${text}</row>`;
}

function cellXml({ value, look }: SheetCell, place: string, styles: Styles): string {
  const head = `<c r="${place}" s="${styles.of(look)}"`;
  if (value === null || value === '') return `${head}/>`;
  if (typeof value === 'number') return `${head}><v>${value}</v></c>`;
  return `${head} t="inlineStr"><is><t xml:space="preserve">${cellText(value)}</t></is></c>`;
}
