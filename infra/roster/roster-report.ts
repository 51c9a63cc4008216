/** What became of a roster file, as a CSV that a spreadsheet opens: for each line a row, or one for each of its faults. */
import { stringify } from 'csv-stringify/sync';
import type { EnteredOrganization } from './enter-roster.ts';
import type { LineOfFile } from './held-back.ts';
import type { RosterFault } from './roster-entry.ts';

export type ReportRow = {
  /** Line of the file, from 1; null where it has none. */
  readonly line: number | null;
  readonly organization: string;
  readonly outcome: EnteredOrganization['outcome'] | 'unread';
  /** The field that is at fault; empty: the line as a whole, or no fault. */
  readonly column: string;
  /** Stable code of the rule; empty without a fault. */
  readonly code: string;
  /** The rule and what to do; empty without a fault. */
  readonly advice: string;
};

const OUTCOMES: Readonly<Record<ReportRow['outcome'], string>> = {
  entered: 'Đã nhập | entered',
  changed: 'Đã sửa | changed',
  unchanged: 'Đã có, không đổi | unchanged',
  refused: 'Không nhận | refused',
  waiting: 'Chờ dòng khác | waiting for another line',
  unread: 'Không đọc | not read',
  unanswered: 'Chưa được xử lý | unanswered',
};

const SEND_AGAIN =
  'Máy chủ chưa trả lời. Hãy kiểm tra kết nối và mã truy cập rồi nạp lại cùng tệp này; dòng đã nhập không bị nhập lần nữa. | The server gave no answer. Check connection and token and load the same file again; what was entered is not entered twice.';

const STANDS_OTHERWISE =
  'Tổ chức này, từ tháng này, đã có với nội dung khác. Hãy so lại; nếu dòng này mới đúng, nạp lại tệp với --overwrite. | From this month on the organization stands there otherwise. Compare the two; if this line is right, load the file with --overwrite.';

const restsOn = ({ line, organization }: LineOfFile): string => {
  const refused = `${line ?? '?'} (${organization})`;
  return `Chưa gửi dòng này, vì nó dựa vào dòng ${refused} không được nhận. Hãy sửa dòng đó rồi nạp lại cả tệp. | This line was not sent, because it rests on line ${refused}, which was refused. Correct that line and load the whole file again.`;
};

const rowsOfFault = ({ line, column, organization, rule, vi, en }: RosterFault): ReportRow => ({
  ...{ line, organization, outcome: 'refused', column },
  ...{ code: rule, advice: `${vi} | ${en}` },
});

const inBoth = (vi: string | undefined, en: string | undefined): string =>
  [vi, en].filter((words) => words !== undefined).join(' | ');

function rowsOfResult(result: EnteredOrganization): ReportRow[] {
  const { line, organization, outcome, status, problem, english } = result;
  const row = { line: line ?? null, organization, outcome };
  if (result.waitsFor !== undefined)
    return [{ ...row, column: '', code: 'waits-for-line', advice: restsOn(result.waitsFor) }];
  if (outcome === 'unanswered')
    return [
      { ...row, column: '', code: status === null ? 'UNREACHABLE' : String(status), advice: SEND_AGAIN },
    ];
  if (outcome !== 'refused') return [{ ...row, column: '', code: '', advice: '' }];
  if (problem?.errors === undefined) {
    const code = problem?.code ?? String(status);
    // The API speaks to a program of its headers; a person has a file.
    const advice =
      code === 'PRECONDITION_REQUIRED' ? STANDS_OTHERWISE : inBoth(problem?.detail, english?.detail);
    return [{ ...row, column: '', code, advice }];
  }
  return problem.errors.map(({ pointer, rule, detail }) => {
    const same = english?.errors?.find((one) => one.pointer === pointer && one.rule === rule);
    return { ...row, column: pointer.slice(1), code: rule, advice: inBoth(detail, same?.detail) };
  });
}

/** Sheets behind the first, which may as well be notes: told of, and no fault. */
export const rowsOfSheets = (unread: readonly string[]): ReportRow[] =>
  unread.map((sheet) => ({
    ...{ line: null, organization: '', outcome: 'unread', column: '', code: 'first-sheet-alone' },
    advice: `Không đọc trang tính "${sheet}": của sổ tính chỉ đọc trang đầu tiên. Nếu trang này có tổ chức cần nhập, hãy chép sang trang đầu tiên hoặc lưu thành tệp riêng. | The sheet "${sheet}" is not read: of a workbook the first alone is. If it has organizations to enter, copy them to the first, or save it as a file of its own.`,
  }));

/** Every line of the file that says something, in its order. */
export const reportOf = (
  faults: readonly RosterFault[],
  results: readonly EnteredOrganization[],
): ReportRow[] =>
  [...faults.map(rowsOfFault), ...results.flatMap(rowsOfResult)].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0),
  );

/** With the mark that makes Excel read UTF-8; no cell is taken for a formula. */
export const reportFile = (rows: readonly ReportRow[]): string =>
  stringify(
    rows.map(({ outcome, ...row }) => ({ ...row, outcome: OUTCOMES[outcome] })),
    {
      ...{ bom: true, header: true, escape_formulas: true, record_delimiter: 'windows' },
      columns: [
        { key: 'line', header: 'Dòng | line' },
        { key: 'organization', header: 'Mã tổ chức | organization' },
        { key: 'outcome', header: 'Kết quả | outcome' },
        { key: 'column', header: 'Cột | column' },
        { key: 'code', header: 'Mã lỗi | code' },
        { key: 'advice', header: 'Cần làm gì | what to do' },
      ],
    },
  );

/** One row as a line for people at a terminal. */
export const spokenRow = ({ line, column, organization, code, advice }: ReportRow): string =>
  [line === null ? '' : `dòng ${line} | line ${line}`, column, organization, code, advice]
    .filter((part) => part !== '')
    .join(' · ');
