/** The sheet that tells of every programme which of its targets are met. */
import type { ProgrammeProgress } from '../../../domain/progress.ts';
import {
  boundsInWords,
  SCALE,
  type TargetKind,
  type TargetValue,
  verdictInWords,
} from '../../../domain/target.ts';
import { body, COUNT_FORMAT, gradeLook, HEADER, POINTS_FORMAT } from './looks.ts';
import { type SheetLayout, type SheetRow, wrappedHeight } from './sheet.ts';
import { figure, text } from './summary-cells.ts';

/** Together they stay on one page. */
const WIDTHS = [40, 36, 20, 11, 11, 11, 18, 11, 11, 11] as const;
const TITLES = [
  'Chương trình, đề án',
  'Chỉ tiêu',
  'Yêu cầu',
  'Tử số',
  'Mẫu số',
  'Kết quả',
  'Đánh giá',
  'Đơn vị đạt',
  'Đơn vị chưa đạt',
  'Không có số liệu',
] as const;

export const targetsLayout = (name: string): SheetLayout => ({
  name,
  widths: WIDTHS,
  frozen: { rows: 1, columns: 1 },
  table: true,
  landscape: true,
});

const WRAPPED = { ...body(undefined, false), wrap: true, align: 'left' } as const;
const PERCENT_OF_TARGET = '0.00%';
const MET = gradeLook('dat');
const MISSED = gradeLook('khong-dat');
const NOT_JUDGED = gradeLook(null);

/** A line a target, in the programmes' own order. */
export const targetRows = (programmes: readonly ProgrammeProgress[]): SheetRow[] => [
  { cells: TITLES.map((value) => ({ value, look: HEADER })), height: 36 },
  ...programmes.flatMap(({ title, basis, targets }) =>
    targets.map(({ target, value, parts }): SheetRow => {
      const programme = basis.length === 0 ? title.vi : `${title.vi} (${basis.join('; ')})`;
      const asked = boundsInWords(target).vi;
      return {
        cells: [
          text(programme, WRAPPED),
          text(target.title.vi, WRAPPED),
          text(asked, WRAPPED),
          figure(value.numerator, COUNT_FORMAT),
          figure(value.denominator, COUNT_FORMAT),
          result(target.kind, value),
          text(verdictInWords(value.met).vi, value.met === null ? NOT_JUDGED : value.met ? MET : MISSED),
          figure(parts.met, COUNT_FORMAT),
          figure(parts.missed, COUNT_FORMAT),
          figure(parts.unmeasured, COUNT_FORMAT),
        ],
        height: wrappedHeight([programme, target.title.vi, asked], WIDTHS),
      };
    }),
  ),
];

/** As it was judged: rounded away from the bound, so that what is missed never reads as met. */
function result(kind: TargetKind, { value }: TargetValue): SheetRow['cells'][number] {
  if (value === null || kind === 'count') return figure(value, COUNT_FORMAT);
  return figure(value / SCALE[kind], kind === 'share' ? PERCENT_OF_TARGET : POINTS_FORMAT);
}
