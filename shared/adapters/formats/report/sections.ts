/** The sections of the report, each a table or a plot under its title. */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import { GRADES, type Grade } from '../../../domain/criteria/grade.ts';
import type { EarlierPeriods } from '../../../domain/exports/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { roundHalfEven } from '../../../domain/integers.ts';
import { MEASURE_OF_GRADE } from '../../../domain/scorecards/meeting-measures.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import type { MeanScale } from '../mean-scale.ts';
import { periodWords } from '../period-words.ts';
import type { Side } from './figures.ts';
import { countText, type Html, html, perMilleText, pointsText, shareText } from './html.ts';
import { gradeBars, gradeWord, shareBars } from './plots.ts';
import { heads, row, title } from './tables.ts';

/** Those that the sets can give, and those that any period has. */
const gradesOf = (sets: readonly CriteriaSet[], sides: readonly Pick<Side, 'figure'>[]): readonly Grade[] => {
  const given = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  return GRADES.filter(
    (grade) => given.has(grade) || sides.some(({ figure }) => figure(MEASURE_OF_GRADE[grade]) > 0),
  );
};

/** Counts and shares of a period, the shares adding up. */
function sharesOf(grades: readonly Grade[], { figure }: Pick<Side, 'figure'>) {
  const counts = grades.map((grade) => figure(MEASURE_OF_GRADE[grade]));
  const shares = largestRemainderShares(counts, 1_000);
  return counts.map((count, i) => ({
    count: countText(count),
    share: figure('graded') === 0 ? null : perMilleText(shares[i] ?? 0),
  }));
}

export function distributionOf(
  { measures }: ScorecardEntry,
  sides: readonly Side[],
  sets: readonly CriteriaSet[],
): Html {
  const grades = gradesOf(sets, sides);
  const told = sides.map((side) => sharesOf(grades, side));
  const { graded, expected } = measures;
  const bars = sides.toReversed().map(({ period, figure }) => ({
    label: periodWords(period),
    counts: grades.map((grade) => ({ grade, count: figure(MEASURE_OF_GRADE[grade]) })),
  }));
  return html`${title('1. Xếp loại', 'Grades')}
<p class="lead">Đã xếp loại <b>${countText(graded)}</b> trên <b>${countText(expected)}</b> buổi sinh hoạt phải báo cáo (${shareText(graded, expected)}).</p>
<table>${heads(['Xếp loại', ...sides.flatMap(({ period }) => [periodWords(period), 'Tỷ lệ'])])}
${grades.map((grade, i) =>
  row(
    gradeWord(grade),
    told.flatMap((side) => [side[i]?.count ?? null, side[i]?.share ?? null]),
  ),
)}
${row(
  'Đã xếp loại',
  sides.flatMap(({ figure }) => [countText(figure('graded')), figure('graded') === 0 ? null : '100 %']),
  true,
)}
${row(
  'Phải báo cáo',
  sides.flatMap(({ figure }) => [countText(figure('expected')), null]),
)}</table>${gradeBars(bars)}`;
}

export function indicatorsOf(
  { measures: m }: ScorecardEntry,
  sides: readonly Side[],
  scale: MeanScale,
): Html {
  return html`${title('3. Nền nếp và nội dung', 'Regularity and content')}
<table>${heads(['Chỉ tiêu', ...sides.map(({ period }) => periodWords(period))])}
${row(
  `${scale.title} bình quân`,
  sides.map((side) => pointsText(scale.of(side))),
)}
${row(
  'Tỷ lệ báo cáo',
  sides.map(({ figure }) => shareText(figure('reported'), figure('expected'))),
)}
${row(
  'Tỷ lệ đảng viên dự sinh hoạt',
  sides.map(({ figure }) => shareText(figure('membersPresent'), figure('membersRequired'))),
)}</table>
${shareBars(
  [
    { label: 'Nộp đúng hạn', part: m.onTime, whole: m.expected },
    { label: 'Sinh hoạt đúng lịch', part: m.onSchedule, whole: m.regular },
    { label: 'Từ 90 phút trở lên', part: m.atLeast90Minutes, whole: m.regular },
    { label: 'Chuẩn bị đầy đủ', part: m.preparationComplete, whole: m.preparationKnown },
    { label: 'Đủ nội dung', part: m.agendaComplete, whole: m.agendaKnown },
    { label: 'Biên bản đầy đủ', part: m.minutesComplete, whole: m.minutesKnown },
    { label: 'Nhiệm vụ kỳ trước xong', part: m.previousTasksDone, whole: m.previousTasks },
  ],
  'Nền nếp và nội dung',
)}
<p class="note">Mỗi thanh: số đạt trên số đã biết. Cấp trên đã chấm ${countText(m.superiorScored)} buổi; ${gapOf(m, scale)}.</p>`;
}

const gapOf = (measures: ScorecardEntry['measures'], scale: MeanScale): Html =>
  measures.compared === 0
    ? html`chưa có buổi nào đủ bảng điểm của cả chi bộ và cấp trên`
    : html`chênh lệch tuyệt đối bình quân giữa chi bộ tự chấm và cấp trên chấm: ${pointsText(roundHalfEven(scale.gapSum(measures), measures.compared))} ${scale.unit} trên ${countText(measures.compared)} buổi có đủ hai bảng điểm`;

/** What the comparison rests on, or why there is none. */
export function remarksOf({ before, aYearBefore }: EarlierPeriods, sides: readonly Side[]): Html {
  const used = [
    ...new Map([before, aYearBefore].flatMap((each) => (each ? [[each.exportId, each]] : []))).values(),
  ];
  const families = used.flatMap((each) => [...each.families.values()]);
  return html`<p class="note">${
    sides.length === 1
      ? 'Chưa có bản xuất của kỳ trước và cùng kỳ năm trước để so sánh.'
      : `So sánh với bản xuất gần nhất của từng kỳ: ${used.map(({ exportId }) => exportId).join(', ')}.`
  }${families.length > 0 ? ' Tổ chức được hợp nhất hoặc tách ra: số liệu kỳ trước là tổng của các tổ chức tiền thân, tính trọn cả khi chỉ nhận một phần.' : ''}${
    families.some((ids) => ids.length === 0)
      ? ' Có tổ chức không so sánh được: số liệu kỳ trước của tổ chức tiền thân không tách ra được, hoặc khi đó thuộc cấp ủy khác.'
      : ''
  }</p>`;
}
