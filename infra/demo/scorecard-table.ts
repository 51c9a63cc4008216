/** Scorecards as a table for a person at a terminal: Vietnamese first, numbers as they are written in Vietnam. */

export type TableScorecard = {
  readonly name: string;
  readonly points: number | null;
  readonly grade: string | null;
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

type Cell = (card: TableScorecard) => string;
const count =
  (measure: string): Cell =>
  ({ measures }) =>
    whole.format(measures[measure] ?? 0);
const share =
  (part: string, all: string): Cell =>
  ({ measures }) => {
    const [n, of] = [measures[part] ?? 0, measures[all] ?? 0];
    return of === 0 ? '–' : `${whole.format(n)}/${whole.format(of)} = ${hundredths.format((n / of) * 100)} %`;
  };

const LINES: readonly (readonly [title: string, cell: Cell])[] = [
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
  ['Đã xếp loại (graded)', count('graded')],
  ['  Tốt', share('tot', 'graded')],
  ['  Khá', share('kha', 'graded')],
  ['  Trung bình', share('trungBinh', 'graded')],
  ['  Kém', share('kem', 'graded')],
  ['Điểm bình quân (mean points)', ({ points }) => (points === null ? '–' : hundredths.format(points / 100))],
  ['Xếp loại (grade)', ({ grade }) => (grade === null ? '–' : (GRADES[grade] ?? grade))],
  ['Số bản ghi đã nhận (revisions)', count('revisions')],
  // British English writes a day as Vietnamese does: 05/11/2026.
  ['Tính đến (as of)', ({ asOf }) => asOfFormat.format(new Date(asOf))],
];

/** One column a scorecard, one line a figure. */
export function scorecardTable(period: string, cards: readonly TableScorecard[]): string {
  const rows = [
    [`Kỳ báo cáo (period) ${period}`, ...cards.map(({ name }) => name)],
    ...LINES.map(([title, cell]) => [title, ...cards.map(cell)]),
  ];
  const widths =
    rows[0]?.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length))) ?? [];
  const line = (row: readonly string[]) =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('   ');
  const rule = widths.map((width) => '─'.repeat(width)).join('───');
  const [head, ...body] = rows.map(line);
  return [head, rule, ...body].join('\n');
}
