/** The first sheet: what this is, of whom and when, and where to find what. */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import { GRADES } from '../../../domain/criteria/grade.ts';
import type { ExportAbout, SummaryAbout } from '../../../ports/export-formats.ts';
import { periodWords } from '../period-words.ts';
import { GRADE_WORDS } from '../words.ts';
import { excelInstant } from './excel-time.ts';
import {
  COUNT_FORMAT,
  gradeLook,
  INSTANT_FORMAT,
  LABEL,
  LINK,
  NOTE,
  PLAIN,
  SECTION,
  SUBTITLE,
  TITLE,
} from './looks.ts';
import { LINE_HEIGHT, type SheetLayout, type SheetRow, wrappedHeight } from './sheet.ts';
import { sheetReference } from './sheet-places.ts';

export const TITLE_TEXT = 'Bảng điểm sinh hoạt chi bộ';

const WIDTHS = [36, 74] as const;

export const coverLayout = (name: string): SheetLayout => ({ name, widths: WIDTHS, tab: '1F3864' });

export type Listed = { readonly name: string; readonly what: string };

/** One thing that is said of the export. */
const pairRow = (label: string, value: string | number | null, format?: string): SheetRow => ({
  ...heightOf(label, String(value ?? '')),
  cells: [
    { value: label, look: LABEL },
    { value, look: format === undefined ? PLAIN : { ...PLAIN, format } },
  ],
});

/** Readers do not all see to a wrapped text themselves. */
const heightOf = (...texts: readonly string[]): Pick<SheetRow, 'height'> => {
  const height = wrappedHeight(texts, WIDTHS);
  return height > LINE_HEIGHT ? { height } : {};
};

/** What, of whom, of when. */
export const headRows = (title: string, { organization, period, top }: ExportAbout): SheetRow[] => [
  { cells: [{ value: title, look: TITLE }], height: 34 },
  { cells: [{ value: top?.name ?? organization, look: SUBTITLE }], height: 24 },
  { cells: [{ value: periodWords(period), look: SUBTITLE }], height: 24 },
  { cells: [] },
];

/** Which export it is, and up to when the figures go. */
export const exportRows = ({ kind, top, organization, exportId }: ExportAbout): SheetRow[] => [
  pairRow('Loại bản xuất', kind === 'final' ? 'Chính thức' : 'Tạm thời: số liệu còn có thể thay đổi'),
  pairRow('Số liệu đến (giờ Việt Nam)', top === null ? null : excelInstant(top.asOf), INSTANT_FORMAT),
  pairRow('Dấu mốc dữ liệu', top?.watermark ?? 0, COUNT_FORMAT),
  pairRow('Số lần ghi nhận', top?.revisions ?? 0, COUNT_FORMAT),
  pairRow('Mã tổ chức', organization),
  pairRow('Mã bản xuất', exportId),
];

/** What is where, each a link. */
export const sheetList = (sheets: readonly Listed[]): SheetRow[] => [
  { cells: [{ value: 'Các trang', look: SECTION }], height: 22 },
  ...sheets.map(({ name, what }) => ({
    ...heightOf(name, what),
    cells: [
      { value: name, look: LINK, link: `${sheetReference(name)}!A1` },
      { value: what, look: PLAIN },
    ],
  })),
];

export function coverRows(
  about: SummaryAbout,
  sets: readonly CriteriaSet[],
  sheets: readonly Listed[],
): SheetRow[] {
  const empty: SheetRow = { cells: [] };
  return [
    ...headRows(TITLE_TEXT, about),
    ...exportRows(about),
    pairRow('Mã băm dữ liệu (SHA-256)', about.dataSha256),
    ...sets.map(({ id, revision, title }, i) =>
      pairRow(i === 0 ? 'Bộ tiêu chí' : '', `${title.vi} [${id}, phiên bản ${revision}]`),
    ),
    empty,
    ...(about.top === null ? [{ cells: [{ value: 'Kỳ này chưa có số liệu.', look: SECTION }] }] : []),
    ...sheetList(sheets),
    empty,
    { cells: [{ value: 'Màu xếp loại', look: SECTION }], height: 22 },
    ...GRADE_WORDS.map(({ code, vi }) => ({ cells: [{ value: vi, look: lookOf(code) }] })),
    empty,
    {
      cells: [
        {
          value:
            'Ô trống nghĩa là chưa rõ hoặc không áp dụng. Bảng này dành cho người đọc; mọi số liệu gốc có trong các tệp của cùng bản xuất. Mã băm dữ liệu là của cả bộ tệp ấy, ghi trong manifest.json: bản in này dựa trên đúng bộ tệp có cùng mã.',
          look: NOTE,
        },
      ],
      merged: [[0, 1]],
      height: 48,
    },
  ];
}

const lookOf = (code: string) => gradeLook(GRADES.find((grade) => grade === code) ?? null);
