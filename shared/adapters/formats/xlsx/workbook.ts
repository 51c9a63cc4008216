/** A workbook as a stream of bytes: sheets are written one after the other, in whatever order they come to be known. */
import { type Chart, chartXml, drawingXml } from './chart.ts';
import { type SheetLayout, type SheetRow, sheetXml } from './sheet.ts';
import { columnLetters, sheetReference } from './sheet-places.ts';
import { Styles } from './styles.ts';
import { xmlText } from './xml.ts';
import { ZipWriter } from './zip.ts';

type Written = {
  readonly layout: SheetLayout;
  readonly rows: number;
  readonly part: number;
  readonly position: number;
};

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const DRAWING = 'application/vnd.openxmlformats-officedocument.drawing+xml';
const CHART = 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml';

/** What Excel remembers a filter by; people never see it. */
const FILTER = '_xlnm._FilterDatabase';
const PRINT_TITLES = '_xlnm.Print_Titles';

async function* once(text: string): AsyncGenerator<string> {
  yield HEAD + text;
}

export class WorkbookWriter {
  readonly #zip = new ZipWriter();
  readonly #styles = new Styles();
  readonly #sheets: Written[] = [];
  #charts = 0;

  /** @param position where among the others the sheet stands; equal ones in the order of writing */
  async *sheet(
    layout: SheetLayout,
    rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
    position: number,
  ): AsyncGenerator<Uint8Array> {
    const part = this.#sheets.length + 1;
    const outcome = { rows: 0 };
    yield* this.#zip.entry(`xl/worksheets/sheet${part}.xml`, sheetXml(layout, rows, this.#styles, outcome));
    this.#sheets.push({ layout, rows: outcome.rows, part, position });
    if (layout.charts !== undefined && layout.charts.length > 0)
      yield* this.#draw(part, layout, layout.charts);
  }

  /** The charts of a sheet, and the drawing that places them; numbered as they come. */
  async *#draw(part: number, { name }: SheetLayout, charts: readonly Chart[]): AsyncGenerator<Uint8Array> {
    const numbers = charts.map((_, i) => this.#charts + i + 1);
    this.#charts += charts.length;
    const drawing = `drawing${part}.xml`;
    const parts: readonly (readonly [name: string, xml: string])[] = [
      [
        `xl/worksheets/_rels/sheet${part}.xml.rels`,
        relations([relation('rId1', `${RELATIONS}/drawing`, `../drawings/${drawing}`)]),
      ],
      [`xl/drawings/${drawing}`, drawingXml(charts)],
      [
        `xl/drawings/_rels/${drawing}.rels`,
        relations(
          numbers.map((number, i) =>
            relation(`rId${i + 1}`, `${RELATIONS}/chart`, `../charts/chart${number}.xml`),
          ),
        ),
      ],
      ...charts.map((chart, i) => [`xl/charts/chart${numbers[i]}.xml`, chartXml(name, chart)] as const),
    ];
    for (const [path, xml] of parts) yield* this.#zip.entry(path, once(xml));
  }

  /**
   * Everything else; nothing may follow.
   * @param about `created` in UTC
   */
  async *end(about: { readonly title: string; readonly created: string }): AsyncGenerator<Uint8Array> {
    const sheets = this.#sheets.toSorted((a, b) => a.position - b.position);
    const parts: readonly (readonly [name: string, xml: string])[] = [
      ['xl/styles.xml', this.#styles.xml()],
      ['xl/workbook.xml', workbookXml(sheets)],
      ['xl/_rels/workbook.xml.rels', workbookRelations(sheets)],
      ['docProps/core.xml', coreXml(about)],
      ['_rels/.rels', packageRelations()],
      ['[Content_Types].xml', contentTypes(sheets, this.#charts)],
    ];
    for (const [name, xml] of parts) yield* this.#zip.entry(name, once(xml));
    yield this.#zip.end();
  }
}

type DefinedName = readonly [name: string, sheet: number, range: string];

function workbookXml(sheets: readonly Written[]): string {
  const listed = sheets
    .map(({ layout, part }) => `<sheet name="${xmlText(layout.name)}" sheetId="${part}" r:id="rId${part}"/>`)
    .join('');
  const names = sheets.flatMap(({ layout, rows }, i): readonly DefinedName[] => {
    const { name, table = false, headed = false, widths, frozen } = layout;
    const sheet = xmlText(sheetReference(name));
    if (!table) return headed ? [[PRINT_TITLES, i, `${sheet}!$1:$1`]] : [];
    const last = columnLetters(widths.length - 1);
    const kept = columnLetters(Math.max(1, frozen?.columns ?? 0) - 1);
    return [
      [FILTER, i, `${sheet}!$A$1:$${last}$${rows}`],
      [PRINT_TITLES, i, `${sheet}!$A:$${kept},${sheet}!$1:$1`],
    ];
  });
  const defined = names
    .map(
      ([name, i, range]) =>
        `<definedName name="${name}" localSheetId="${i}" hidden="${name === FILTER ? 1 : 0}">${range}</definedName>`,
    )
    .join('');
  return (
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><bookViews><workbookView activeTab="0"/></bookViews>` +
    `<sheets>${listed}</sheets>${defined === '' ? '' : `<definedNames>${defined}</definedNames>`}</workbook>`
  );
}

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;

const relations = (listed: readonly string[]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${listed.join('')}</Relationships>`;

const workbookRelations = (sheets: readonly Written[]): string =>
  relations([
    ...sheets.map(({ part }) =>
      relation(`rId${part}`, `${RELATIONS}/worksheet`, `worksheets/sheet${part}.xml`),
    ),
    relation('styles', `${RELATIONS}/styles`, 'styles.xml'),
  ]);

const packageRelations = (): string =>
  relations([
    relation('workbook', `${RELATIONS}/officeDocument`, 'xl/workbook.xml'),
    relation('core', `${PACKAGE}/relationships/metadata/core-properties`, 'docProps/core.xml'),
  ]);

const coreXml = ({ title, created }: { readonly title: string; readonly created: string }): string =>
  `<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
  ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
  `<dc:title>${xmlText(title)}</dc:title><dc:language>vi</dc:language>` +
  `<dcterms:created xsi:type="dcterms:W3CDTF">${xmlText(created)}</dcterms:created></cp:coreProperties>`;

function contentTypes(sheets: readonly Written[], charts: number): string {
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${type}"/>`;
  return (
    `<Types xmlns="${PACKAGE}/content-types">` +
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
    '<Default Extension="xml" ContentType="application/xml"/>' +
    override('/xl/workbook.xml', `${OFFICE}.sheet.main+xml`) +
    override('/xl/styles.xml', `${OFFICE}.styles+xml`) +
    override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml') +
    sheets
      .map(({ part }) => override(`/xl/worksheets/sheet${part}.xml`, `${OFFICE}.worksheet+xml`))
      .join('') +
    sheets
      .filter(({ layout }) => layout.charts !== undefined && layout.charts.length > 0)
      .map(({ part }) => override(`/xl/drawings/drawing${part}.xml`, DRAWING))
      .join('') +
    Array.from({ length: charts }, (_, i) => override(`/xl/charts/chart${i + 1}.xml`, CHART)).join('') +
    '</Types>'
  );
}
