/** Scorecards as a table for a person at a terminal: Vietnamese first, numbers as they are written in Vietnam. */

export type TableScorecard = {
  readonly name: string;
  readonly period: string;
  readonly points: number | null;
  readonly percentOfFull: number | null;
  readonly grade: string | null;
  readonly mixedSheets: boolean;
  readonly scoredBy: readonly string[];
  readonly status: string;
  readonly asOf: string;
  readonly watermark: number;
  readonly measures: Readonly<Record<string, number>>;
};

const GRADES: Readonly<Record<string, string>> = {
  tot: 'Tốt',
  kha: 'Khá',
  'trung-binh': 'Trung bình',
  kem: 'Kém',
  dat: 'Đạt',
  'khong-dat': 'Không đạt',
};

const STATUSES: Readonly<Record<string, string>> = {
  awaiting: 'Chưa đến hạn báo cáo',
  reported: 'Đã báo cáo',
  late: 'Báo cáo quá hạn',
  overdue: 'Quá hạn chưa báo cáo',
  withdrawn: 'Đã rút báo cáo',
  exempt: 'Không thuộc diện sinh hoạt kỳ này',
};

const whole = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 });
const hundredths = new Intl.NumberFormat('vi-VN', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const asOfFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** Null where there is nothing to tell; a line that nobody has anything to tell in is left out. */
type Cell = (card: TableScorecard) => string | null;
type Measured = Pick<TableScorecard, 'measures'>;
const count =
  (measure: string): Cell =>
  ({ measures }) =>
    whole.format(measures[measure] ?? 0);
const share =
  (part: string, all: string) =>
  ({ measures }: Measured): string | null => {
    const [n, of] = [measures[part] ?? 0, measures[all] ?? 0];
    return of === 0
      ? null
      : `${whole.format(n)}/${whole.format(of)} = ${hundredths.format((n / of) * 100)} %`;
  };
/** Of a scale, only what was given: a district is graded by one scale, a province may have two below it. */
const graded =
  (grade: string, ofScale: readonly string[]): Cell =>
  (card) =>
    ofScale.some((one) => (card.measures[one] ?? 0) > 0) ? share(grade, 'graded')(card) : null;
const POINTS = ['tot', 'kha', 'trungBinh', 'kem'] as const;
const MET = ['dat', 'khongDat'] as const;
/** Several sheets, or another one than its own: no points, no grade (decision 61). */
const comparable =
  (cell: Cell): Cell =>
  (card) =>
    card.mixedSheets ? NOT_COMPARABLE : cell(card);
const NOT_COMPARABLE = 'không tính chung (*)';

/** Of those that owed a meeting in every month of the year. */
const held =
  (part: string): Cell =>
  ({ period, measures }) => {
    const all = ['held12', 'held9to11', 'held5to8', 'heldUnder5'].reduce(
      (sum, one) => sum + (measures[one] ?? 0),
      0,
    );
    return /^\d{4}$/.test(period) ? share(part, 'all')({ measures: { ...measures, all } }) : null;
  };

const LINES: readonly (readonly [title: string, cell: Cell])[] = [
  ['Kỳ báo cáo (period)', ({ period }) => period],
  ['Tình trạng (status)', ({ status }) => STATUSES[status] ?? status],
  ['Số báo cáo phải nộp (expected)', count('expected')],
  ['Đã báo cáo (reported)', share('reported', 'expected')],
  ['Nộp đúng hạn (on time)', share('onTime', 'expected')],
  ['Đảng viên có mặt / phải dự (attendance)', share('membersPresent', 'membersRequired')],
  ['Đủ nội dung (full agenda)', share('agendaComplete', 'agendaKnown')],
  ['Đúng trình tự các bước (steps in order)', share('stepsInOrder', 'reported')],
  ['Có tài liệu (documents)', share('documentsDistributed', 'preparationKnown')],
  ['Đảng viên công tác được giao việc (assigned)', share('workingAssigned', 'workingMembers')],
  ['Sổ tay: tạo lịch họp (scheduled)', share('handbookScheduled', 'handbookExpected')],
  ['Sổ tay: điểm danh (roll taken)', share('handbookRollTaken', 'handbookExpected')],
  ['Sổ tay: đăng nghị quyết (resolution posted)', share('handbookResolutionPosted', 'handbookExpected')],
  ['Buổi từ 90 phút trở lên (at least 90 minutes)', share('atLeast90Minutes', 'reported')],
  ['Đủ 12 kỳ trong năm (held twelve)', held('held12')],
  ['9–11 kỳ (nine to eleven)', held('held9to11')],
  ['5–8 kỳ (five to eight)', held('held5to8')],
  ['Đã xếp loại (graded)', count('graded')],
  ['  Tốt', graded('tot', POINTS)],
  ['  Khá', graded('kha', POINTS)],
  ['  Trung bình', graded('trungBinh', POINTS)],
  ['  Kém', graded('kem', POINTS)],
  ['  Đạt (met)', graded('dat', MET)],
  ['  Không đạt (not met)', graded('khongDat', MET)],
  [
    'Bộ tiêu chí (criteria set)',
    ({ scoredBy }) => (scoredBy.length > 1 ? `${scoredBy.length} bộ` : (scoredBy[0] ?? null)),
  ],
  [
    'Tỷ lệ điểm so với điểm tối đa (percent of full score)',
    ({ percentOfFull }) => (percentOfFull === null ? null : `${hundredths.format(percentOfFull / 100)} %`),
  ],
  [
    'Điểm bình quân trên tối đa (mean points)',
    comparable(({ points, measures: { fullScoreSum = 0, graded: of = 0 } }) =>
      points === null
        ? null
        : `${hundredths.format(points / 100)}/${hundredths.format(fullScoreSum / of / 100)}`,
    ),
  ],
  ['Xếp loại (grade)', comparable(({ grade }) => (grade === null ? null : (GRADES[grade] ?? grade)))],
  ['Số bản ghi đã nhận (revisions)', count('revisions')],
  // British English writes a day as Vietnamese does: 05/11/2026.
  ['Tính đến (as of)', ({ asOf }) => asOfFormat.format(new Date(asOf))],
];

const FOOTNOTE =
  '(*) Các buổi sinh hoạt bên dưới được chấm theo nhiều bộ tiêu chí hoặc theo bộ khác với bộ của cấp này; điểm không cộng chung được, hãy đọc tỷ lệ điểm.\n' +
  '    The meetings below were scored by several criteria sets, or by another one than this level’s own; their points do not add up: read the percent.';

/** One column a scorecard, one line a figure. */
export function scorecardTable(cards: readonly TableScorecard[]): string {
  const lines = LINES.map(([title, cell]) => ({ title, cells: cards.map(cell) })).filter(({ cells }) =>
    cells.some((cell) => cell !== null),
  );
  const rows = [
    ['', ...cards.map(({ name }) => name)],
    ...lines.map(({ title, cells }) => [title, ...cells.map((cell) => cell ?? '–')]),
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const line = (row: readonly string[]) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('   ');
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  const [head, ...body] = rows.map(line);
  const noted = cards.some(({ mixedSheets }) => mixedSheets);
  return [head, rule, ...body, ...(noted ? [FOOTNOTE] : [])].join('\n');
}
