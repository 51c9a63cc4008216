/** Bar charts over the cells of a sheet (DrawingML charts, ECMA-376 part 1, 21.2), with the values they show kept beside the references. */
import { columnLetters, sheetReference } from './sheet-places.ts';
import { xmlText } from './xml.ts';

/** Cells of one column, rows from 0. */
type Range = { readonly column: number; readonly first: number; readonly last: number };

export type Chart = {
  readonly title: string;
  /** Upright columns, or bars from the left, the first category on top. */
  readonly direction: 'columns' | 'bars';
  readonly categories: Range & { readonly texts: readonly string[] };
  /** Null where the cell is empty. */
  readonly values: Range & { readonly numbers: readonly (number | null)[]; readonly format: string };
  /** RGB of each bar; one for all if there is one. */
  readonly fills: readonly string[];
  /** Cell from whose corner to whose corner, from 0. */
  readonly from: readonly [column: number, row: number];
  readonly to: readonly [column: number, row: number];
};

const DRAWING = 'http://schemas.openxmlformats.org/drawingml/2006';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const reference = (sheet: string, { column, first, last }: Range): string =>
  xmlText(
    `${sheetReference(sheet)}!$${columnLetters(column)}$${first + 1}:$${columnLetters(column)}$${last + 1}`,
  );

const fillXml = (color: string): string =>
  `<c:spPr><a:solidFill><a:srgbClr val="${color}"/></a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="262626"/></a:solidFill></a:ln></c:spPr>`;

/** `xl/charts/chart‹n›.xml`; `sheet` is the one whose cells it shows. */
export function chartXml(sheet: string, chart: Chart): string {
  const { title, direction, categories, values, fills } = chart;
  const [first = '44546A'] = fills;
  const points = fills.length < 2 ? [] : fills;
  const bars = direction === 'bars';
  const caches = {
    texts: categories.texts.map((text, i) => `<c:pt idx="${i}"><c:v>${xmlText(text)}</c:v></c:pt>`).join(''),
    numbers: values.numbers
      .map((number, i) => (number === null ? '' : `<c:pt idx="${i}"><c:v>${number}</c:v></c:pt>`))
      .join(''),
  };
  const text = (size: number, bold: 0 | 1) =>
    `<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="${size}" b="${bold}"/></a:pPr><a:endParaRPr lang="vi-VN"/></a:p></c:txPr>`;
  const hidden = '<c:showLegendKey val="0"/>';
  const shown =
    '<c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>';
  return (
    `<c:chartSpace xmlns:c="${DRAWING}/chart" xmlns:a="${DRAWING}/main" xmlns:r="${RELATIONS}"><c:roundedCorners val="0"/><c:chart>` +
    `<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr><a:r><a:rPr lang="vi-VN" sz="1200" b="1"/><a:t>${xmlText(title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title>` +
    '<c:autoTitleDeleted val="0"/><c:plotArea><c:layout/>' +
    `<c:barChart><c:barDir val="${bars ? 'bar' : 'col'}"/><c:grouping val="clustered"/><c:varyColors val="0"/>` +
    `<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>${xmlText(title)}</c:v></c:tx>${fillXml(first)}<c:invertIfNegative val="0"/>` +
    points
      .map(
        (fill, i) =>
          `<c:dPt><c:idx val="${i}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>${fillXml(fill)}</c:dPt>`,
      )
      .join('') +
    `<c:dLbls><c:numFmt formatCode="${xmlText(values.format)}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>${text(900, 0)}${hidden}${shown}</c:dLbls>` +
    `<c:cat><c:strRef><c:f>${reference(sheet, categories)}</c:f><c:strCache><c:ptCount val="${categories.texts.length}"/>${caches.texts}</c:strCache></c:strRef></c:cat>` +
    `<c:val><c:numRef><c:f>${reference(sheet, values)}</c:f><c:numCache><c:formatCode>${xmlText(values.format)}</c:formatCode><c:ptCount val="${values.numbers.length}"/>${caches.numbers}</c:numCache></c:numRef></c:val></c:ser>` +
    '<c:gapWidth val="50"/><c:axId val="1"/><c:axId val="2"/></c:barChart>' +
    `<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="${bars ? 'maxMin' : 'minMax'}"/></c:scaling><c:delete val="0"/><c:axPos val="${bars ? 'l' : 'b'}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>${text(900, 0)}<c:crossAx val="2"/><c:tickLblSkip val="1"/></c:catAx>` +
    `<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="1"/><c:axPos val="${bars ? 't' : 'l'}"/><c:numFmt formatCode="${xmlText(values.format)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/></c:valAx>` +
    '</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
  );
}

/** `xl/drawings/drawing‹n›.xml`: where on the sheet the charts lie; the i-th is its relation `rId‹i+1›`. */
export const drawingXml = (charts: readonly Chart[]): string =>
  `<xdr:wsDr xmlns:xdr="${DRAWING}/spreadsheetDrawing" xmlns:a="${DRAWING}/main">` +
  charts
    .map(
      ({ title, from, to }, i) =>
        `<xdr:twoCellAnchor>${cornerXml('from', from)}${cornerXml('to', to)}` +
        `<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="${i + 2}" name="Biểu đồ ${i + 1}" descr="${xmlText(title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>` +
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>' +
        `<a:graphic><a:graphicData uri="${DRAWING}/chart"><c:chart xmlns:c="${DRAWING}/chart" xmlns:r="${RELATIONS}" r:id="rId${i + 1}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>`,
    )
    .join('') +
  '</xdr:wsDr>';

const cornerXml = (name: string, [column, row]: readonly [number, number]): string =>
  `<xdr:${name}><xdr:col>${column}</xdr:col><xdr:colOff>60000</xdr:colOff><xdr:row>${row}</xdr:row><xdr:rowOff>30000</xdr:rowOff></xdr:${name}>`;
