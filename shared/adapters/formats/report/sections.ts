/** The sections of the report, each a table or a plot under its title. */
import type { CriteriaSet } from '../../../domain/criteria.ts';
import { type EarlierPeriods, earlierFigures } from '../../../domain/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/export-tables.ts';
import { GRADES, type Grade } from '../../../domain/grade.ts';
import { MEASURE_OF_GRADE } from '../../../domain/meeting-measures.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import { periodWords } from '../period-words.ts';
import { UNIT_WORDS } from '../words.ts';
import type { Side, UnitLine } from './figures.ts';
import {
  countText,
  type Html,
  html,
  NOTHING,
  perMilleText,
  pointsText,
  riseText,
  shareText,
} from './html.ts';
import { gradeBars, gradeWord, shareBars } from './plots.ts';

const title = (vi: string, en: string): Html => html`<h2>${vi}<span class="en">${en}</span></h2>`;
const cells = (values: readonly (string | null)[]): Html[] => values.map((value) => html`<td>${value}</td>`);
const row = (label: string, values: readonly (string | null)[], sum = false): Html =>
  html`<tr class="${sum ? 'sum' : 'line'}"><td>${label}</td>${cells(values)}</tr>`;
const heads = (labels: readonly string[]): Html =>
  html`<tr>${labels.map((label) => html`<th>${label}</th>`)}</tr>`;

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

export function unitsOf(units: readonly UnitLine[], sets: readonly CriteriaSet[]): Html {
  const sums = units.map(({ sum }) => ({ figure: (measure: keyof typeof sum) => sum[measure] }));
  const given = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  const grades = GRADES.filter(
    (grade) => given.has(grade) || sums.some(({ figure }) => figure(MEASURE_OF_GRADE[grade]) > 0),
  );
  return html`${title('2. Theo loại đơn vị', 'By kind of unit')}
<table>${heads([
    'Loại đơn vị',
    'Chi bộ',
    'Phải báo cáo',
    'Đã báo cáo',
    'Tỷ lệ',
    'Đã xếp loại',
    ...grades.map(gradeWord),
    'Tỷ lệ dự',
  ])}${units.map(({ unit, organizations, sum }) =>
    row(UNIT_WORDS.find(({ code }) => code === unit)?.vi ?? unit, [
      countText(organizations),
      countText(sum.expected),
      countText(sum.reported),
      shareText(sum.reported, sum.expected),
      countText(sum.graded),
      ...grades.map((grade) => {
        const count = sum[MEASURE_OF_GRADE[grade]];
        const share = shareText(count, sum.graded);
        return share === null ? countText(count) : `${countText(count)} (${share})`;
      }),
      shareText(sum.membersPresent, sum.membersRequired),
    ]),
  )}</table>`;
}

export function indicatorsOf({ measures: m }: ScorecardEntry, sides: readonly Side[]): Html {
  return html`${title('3. Nền nếp và nội dung', 'Regularity and content')}
<table>${heads(['Chỉ tiêu', ...sides.map(({ period }) => periodWords(period))])}
${row(
  'Điểm bình quân',
  sides.map(({ points }) => pointsText(points)),
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
<p class="note">Mỗi thanh: số đạt trên số đã biết. Cấp trên đã chấm ${countText(m.superiorScored)} buổi; chênh lệch tuyệt đối bình quân giữa chi bộ tự chấm và cấp trên chấm: ${gapOf(m)} điểm trên ${countText(m.compared)} buổi có đủ hai bảng điểm.</p>`;
}

const gapOf = ({ compared, absoluteGapSum }: ScorecardEntry['measures']): string | null =>
  compared === 0 ? null : pointsText(Math.round(absoluteGapSum / compared));

/** As many as the second page has room for. */
const SHOWN = 18;

export function partsOf(parts: readonly ScorecardEntry[], { before }: EarlierPeriods): Html {
  if (parts.length === 0) return NOTHING;
  const ranked = parts.toSorted(
    (a, b) => (b.points ?? -1) - (a.points ?? -1) || (a.organization < b.organization ? -1 : 1),
  );
  const left = ranked.length - SHOWN;
  const shown = left > 0 ? [...ranked.slice(0, SHOWN / 2), ...ranked.slice(-SHOWN / 2)] : ranked;
  return html`${title('4. Các đơn vị trực thuộc', 'Parts, by mean points')}
<table>${heads([
    'Đơn vị',
    'Phải báo cáo',
    'Tỷ lệ báo cáo',
    'Đã xếp loại',
    'Điểm',
    'So với kỳ trước',
    'Xếp loại',
  ])}${shown.map(({ organization, name, points, grade, measures }) =>
    row(name, [
      countText(measures.expected),
      shareText(measures.reported, measures.expected),
      countText(measures.graded),
      pointsText(points),
      riseText(points, before === null ? null : (earlierFigures(before, organization)?.points ?? null)),
      grade === null ? null : gradeWord(grade),
    ]),
  )}</table>${
    left > 0
      ? html`<p class="note">Chỉ nêu ${SHOWN / 2} đơn vị có điểm cao nhất và ${SHOWN / 2} đơn vị có điểm thấp nhất trong ${countText(ranked.length)}; đầy đủ trong scorecards.xlsx.</p>`
      : NOTHING
  }`;
}

/** What the comparison rests on, or why there is none. */
export function remarksOf({ before, aYearBefore }: EarlierPeriods, sides: readonly Side[]): Html {
  const used = [
    ...new Map([before, aYearBefore].flatMap((each) => (each ? [[each.exportId, each]] : []))).values(),
  ];
  const merged = used.some(({ merged: gone }) => gone.size > 0);
  return html`<p class="note">${
    sides.length === 1
      ? 'Chưa có bản xuất của kỳ trước và cùng kỳ năm trước để so sánh.'
      : `So sánh với bản xuất gần nhất của từng kỳ: ${used.map(({ exportId }) => exportId).join(', ')}.`
  }${merged ? ' Tổ chức được hợp nhất: số liệu kỳ trước là tổng của các tổ chức tiền thân.' : ''}</p>`;
}
