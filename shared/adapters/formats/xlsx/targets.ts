/** The sheet that tells of every programme which of its targets are met. */
import type { ProgrammeProgress } from '../../../domain/programmes/progress.ts';
import {
  boundsInWords,
  SCALE,
  type TargetKind,
  type TargetValue,
  verdictInWords,
} from '../../../domain/programmes/target.ts';
import { UNIT_WORDS } from '../words.ts';
import { body, COUNT_FORMAT, gradeLook, HEADER, POINTS_FORMAT } from './looks.ts';
import { wordOf } from './people-columns.ts';
import { type SheetLayout, type SheetRow, wrappedHeight } from './sheet.ts';
import { figure, text } from './summary-cells.ts';

/** Together they stay on one page. */
const WIDTHS = [34, 34, 20, 16, 11, 11, 11, 18, 11, 11, 11] as const;
const TITLES = [
  'Chương trình, đề án',
  'Chỉ tiêu',
  'Yêu cầu',
  'Loại đơn vị',
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

const ALL_UNITS = 'Tất cả';
const WRAPPED = { ...body(undefined, false), wrap: true, align: 'left' } as const;
const PERCENT_OF_TARGET = '0.00%';
const MET = gradeLook('dat');
const MISSED = gradeLook('khong-dat');
const NOT_JUDGED = gradeLook(null);

/** A line a target, in the programmes' own order, and below it one for each kind of unit where there are several. */
export const targetRows = (programmes: readonly ProgrammeProgress[]): SheetRow[] => [
  { cells: TITLES.map((value) => ({ value, look: HEADER })), height: 36 },
  ...programmes.flatMap(({ title, basis, targets }) => {
    const programme = basis.length === 0 ? title.vi : `${title.vi} (${basis.join('; ')})`;
    return targets.flatMap(({ target, value, parts, byUnit }): SheetRow[] => {
      const asked = boundsInWords(target).vi;
      const line = (unit: string, of: TargetValue, counts: readonly (number | null)[]): SheetRow => ({
        cells: [
          text(programme, WRAPPED),
          text(target.title.vi, WRAPPED),
          text(asked, WRAPPED),
          text(unit, WRAPPED),
          figure(of.numerator, COUNT_FORMAT),
          figure(of.denominator, COUNT_FORMAT),
          result(target.kind, of),
          text(verdictInWords(of.met).vi, of.met === null ? NOT_JUDGED : of.met ? MET : MISSED),
          ...counts.map((count) => figure(count, COUNT_FORMAT)),
        ],
        height: wrappedHeight([programme, target.title.vi, asked, unit], WIDTHS),
      });
      const measured = (byUnit ?? []).filter((one) => isMeasured(one.value));
      const units = measured.length < 2 ? [] : measured;
      return [
        line(ALL_UNITS, value, [parts.met, parts.missed, parts.unmeasured]),
        ...units.map(({ unit, value: of }) => line(wordOf(UNIT_WORDS, unit), of, [null, null, null])),
      ];
    });
  }),
];

/** Committees are of a kind of unit, too, and most have nothing of their own to count. */
const isMeasured = ({ numerator, denominator }: TargetValue): boolean =>
  (denominator === null ? numerator : denominator) !== 0;

/** As it was judged: rounded away from the bound, so that what is missed never reads as met. */
function result(kind: TargetKind, { value }: TargetValue): SheetRow['cells'][number] {
  if (value === null || kind === 'count') return figure(value, COUNT_FORMAT);
  return figure(value / SCALE[kind], kind === 'share' ? PERCENT_OF_TARGET : POINTS_FORMAT);
}
