/** Two sections of the summary: who rose most since the period before, and how far self and superior scores part. */
import { type EarlierPeriod, earlierFigures } from '../../../domain/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/export-tables.ts';
import { roundHalfEven } from '../../../domain/integers.ts';
import { periodWords } from '../period-words.ts';
import { COUNT_FORMAT, POINTS_FORMAT, RISE_FORMAT } from './looks.ts';
import type { SheetRow } from './sheet.ts';
import { EMPTY, figure, gradeCell, heads, NAMED, note, section, text } from './summary-cells.ts';

type Rated = Pick<ScorecardEntry, 'organization' | 'name' | 'points' | 'grade'>;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The ten that rose most; of equal rises the one with more points first, then by id. */
export function risers(ranked: readonly Rated[], before: EarlierPeriod | null, who: string): SheetRow[] {
  if (before === null)
    return [section('Tiến bộ nhất'), note('Chưa có bản xuất của kỳ trước để so sánh.'), EMPTY];
  const risen = ranked.flatMap((row) => {
    const earlier = earlierFigures(before, row.organization)?.points ?? null;
    const { points } = row;
    return points === null || earlier === null || points <= earlier ? [] : [{ row, points, earlier }];
  });
  const best = risen
    .toSorted(
      (a, b) =>
        b.points - b.earlier - (a.points - a.earlier) ||
        b.points - a.points ||
        compare(a.row.organization, b.row.organization),
    )
    .slice(0, NAMED);
  const then = periodWords(before.period).toLocaleLowerCase('vi');
  if (best.length === 0)
    return [section('Tiến bộ nhất'), note(`Chưa có ${who} nào tăng điểm so với ${then}.`), EMPTY];
  const title = `Tiến bộ nhất: ${best.length} trong ${risen.length} ${who} tăng điểm so với ${then}`;
  return [
    section(title),
    heads('Tổ chức', 'Kỳ trước', 'Kỳ này', 'Tăng', 'Xếp loại'),
    ...best.map(
      ({ row, points, earlier }): SheetRow => ({
        cells: [
          text(row.name),
          figure(earlier / 100, POINTS_FORMAT),
          figure(points / 100, POINTS_FORMAT),
          figure((points - earlier) / 100, RISE_FORMAT),
          gradeCell(row.grade),
        ],
      }),
    ),
    EMPTY,
  ];
}

/** Of the top and each of its parts, over the meetings that have both sheets complete. */
export function gaps(rows: readonly ScorecardEntry[]): SheetRow[] {
  const mean = (sum: number, count: number): number | null =>
    count === 0 ? null : roundHalfEven(sum, count) / 100;
  return [
    section('Chênh lệch giữa chi bộ tự chấm và cấp trên chấm'),
    note('Trên các buổi sinh hoạt có đủ cả hai bảng điểm; chênh lệch không kể dấu.'),
    heads('Đơn vị', 'Chi bộ đã tự chấm', 'Cấp trên đã chấm', 'Đủ hai bảng', 'Bình quân (điểm)'),
    ...rows.map(
      ({ name, measures }): SheetRow => ({
        cells: [
          text(name),
          figure(measures.selfScored, COUNT_FORMAT),
          figure(measures.superiorScored, COUNT_FORMAT),
          figure(measures.compared, COUNT_FORMAT),
          figure(mean(measures.absoluteGapSum, measures.compared), POINTS_FORMAT),
        ],
      }),
    ),
    EMPTY,
  ];
}
