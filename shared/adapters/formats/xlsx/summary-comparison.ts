/** Two sections of the summary: who rose most since the period before, and how far self and superior scores part. */

import { type EarlierPeriod, earlierFigures } from '../../../domain/exports/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { roundHalfEven } from '../../../domain/integers.ts';
import { compareTexts } from '../../../domain/text-order.ts';
import type { MeanScale } from '../mean-scale.ts';
import { periodWords } from '../period-words.ts';
import { COUNT_FORMAT, RISE_FORMAT } from './looks.ts';
import type { SheetRow } from './sheet.ts';
import { EMPTY, figure, gradeToldCell, heads, mean, NAMED, note, section, text } from './summary-cells.ts';

type Rated = Pick<
  ScorecardEntry,
  'organization' | 'name' | 'points' | 'percentOfFull' | 'grade' | 'mixedSheets'
>;

/** The ten that rose most; of equal rises the one that stands higher first, then by id. */
export function risers(
  ranked: readonly Rated[],
  before: EarlierPeriod | null,
  scale: MeanScale,
  who: string,
): SheetRow[] {
  if (before === null)
    return [section('Tiến bộ nhất'), note('Chưa có bản xuất của kỳ trước để so sánh.'), EMPTY];
  const risen = ranked.flatMap((row) => {
    const figures = earlierFigures(before, row.organization);
    const [now, earlier] = [scale.of(row), figures && scale.of(figures)];
    return now === null || earlier === null || now <= earlier ? [] : [{ row, now, earlier }];
  });
  const best = risen
    .toSorted(
      (a, b) =>
        b.now - b.earlier - (a.now - a.earlier) ||
        b.now - a.now ||
        compareTexts(a.row.organization, b.row.organization),
    )
    .slice(0, NAMED);
  const then = periodWords(before.period).toLocaleLowerCase('vi');
  if (best.length === 0)
    return [section('Tiến bộ nhất'), note(`Chưa có ${who} nào tăng ${scale.name} so với ${then}.`), EMPTY];
  const title = `Tiến bộ nhất: ${best.length} trong ${risen.length} ${who} tăng ${scale.name} so với ${then}`;
  return [
    section(title),
    heads('Tổ chức', 'Kỳ trước', 'Kỳ này', 'Tăng', 'Xếp loại'),
    ...best.map(
      ({ row, now, earlier }): SheetRow => ({
        cells: [
          text(row.name),
          mean(earlier),
          mean(now),
          mean(now - earlier, RISE_FORMAT),
          gradeToldCell(row),
        ],
      }),
    ),
    EMPTY,
  ];
}

/** Of the top and each of its parts, over the meetings that have both sheets complete. */
export function gaps(scale: MeanScale, rows: readonly ScorecardEntry[]): SheetRow[] {
  return [
    section('Chênh lệch giữa chi bộ tự chấm và cấp trên chấm'),
    note('Trên các buổi sinh hoạt có đủ cả hai bảng điểm; chênh lệch không kể dấu.'),
    heads('Đơn vị', 'Chi bộ đã tự chấm', 'Cấp trên đã chấm', 'Đủ hai bảng', `Bình quân (${scale.unit})`),
    ...rows.map(
      ({ name, measures }): SheetRow => ({
        cells: [
          text(name),
          figure(measures.selfScored, COUNT_FORMAT),
          figure(measures.superiorScored, COUNT_FORMAT),
          figure(measures.compared, COUNT_FORMAT),
          mean(measures.compared === 0 ? null : roundHalfEven(scale.gapSum(measures), measures.compared)),
        ],
      }),
    ),
    EMPTY,
  ];
}
