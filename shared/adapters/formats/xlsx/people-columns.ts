/**
 * The columns of a workbook made for people: fewer than the tables for machines have, with words for codes, points
 * as points and shares as percentages. Each value follows from the row's measures, which the CSV shows in full.
 */
import type { Bilingual } from '../../../domain/bilingual.ts';
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import { GRADES } from '../../../domain/criteria/grade.ts';
import type { Measure } from '../../../domain/criteria/measures.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { roundHalfEven } from '../../../domain/integers.ts';
import { isCommittee } from '../../../domain/roster/organization.ts';
import { MEASURE_OF_GRADE } from '../../../domain/scorecards/meeting-measures.ts';
import type { CodeWord } from '../columns.ts';
import { criterionPlaces } from '../criterion-columns.ts';
import { gradeTold, SEVERAL_SHEETS } from '../mean-scale.ts';
import tables from '../table-columns.json' with { type: 'json' };
import { toldOf } from '../told-columns.ts';
import { GRADE_WORDS, KIND_WORDS, STATUS_WORDS, UNIT_WORDS } from '../words.ts';
import { excelInstant } from './excel-time.ts';
import {
  body,
  COUNT_FORMAT,
  gradeLook,
  INSTANT_FORMAT,
  PERCENT_FORMAT,
  PERCENT_OF_FULL_FORMAT,
  POINTS_FORMAT,
  statusLook,
} from './looks.ts';
import { type SheetCell, type SheetRow, wrappedHeight } from './sheet.ts';
import type { Look } from './styles.ts';

export type PeopleColumn = {
  readonly title: Bilingual;
  readonly meaning: Bilingual;
  readonly unit: Bilingual | null;
  /** In characters. */
  readonly width: number;
  readonly cell: (row: ScorecardEntry) => SheetCell;
};

export const wordOf = (words: readonly CodeWord[], code: string): string =>
  words.find((word) => word.code === code)?.vi ?? code;

const PERCENT = { vi: '%', en: '%' };
const POINTS = { vi: 'điểm', en: 'point' };
const NARROW = 12;

type Wording = readonly [titleVi: string, titleEn: string, meaningVi?: string, meaningEn?: string];

/** A column of the table `scorecards` in the same words. */
const told = (column: unknown): Wording => {
  const { title, meaning } = toldOf(column);
  return [title.vi, title.en, meaning.vi, meaning.en];
};

/** One look for committees, one for the others; the same objects every time, so that they are looked up by identity. */
const looks = (format: string | undefined) => [body(format, false), body(format, true)] as const;

const plain = (
  [titleVi, titleEn, meaningVi = '', meaningEn = '']: Wording,
  { width, format, unit }: { readonly width: number; readonly format?: string; readonly unit?: Bilingual },
  value: (row: ScorecardEntry) => string | number | null,
): PeopleColumn => {
  const [ofOthers, ofCommittees] = looks(format);
  return {
    title: { vi: titleVi, en: titleEn },
    meaning: { vi: meaningVi, en: meaningEn },
    unit: unit ?? null,
    width,
    cell: (row) => ({ value: value(row), look: isCommittee(row.kind) ? ofCommittees : ofOthers }),
  };
};

const DEEPEST = 6;
const NAME_LOOKS: readonly (readonly [Look, Look])[] = Array.from({ length: DEEPEST + 1 }, (_, indent) => [
  { ...body(undefined, false), indent, align: 'left', wrap: true },
  { ...body(undefined, true), indent, align: 'left', wrap: true },
]);

const NAME_WIDTH = 44;
const KIND_WIDTH = 36;
/** A level deeper takes about as much as a character and a half. */
const INDENT = 2;

/** How high a row is whose name or kind goes over a line: one that is cut off cannot be read on paper. */
export function heightOf({ name: called, kind: code, path }: ScorecardEntry): Pick<SheetRow, 'height'> {
  const texts = [called, wordOf(KIND_WORDS, code)];
  const widths = [NAME_WIDTH - INDENT * Math.min(DEEPEST, path.length), KIND_WIDTH];
  const height = wrappedHeight(texts, widths);
  return height > wrappedHeight([], []) ? { height } : {};
}

/** The name, set in by how deep below the top the organization stands. */
const name = (depthOfTop: number): PeopleColumn => ({
  title: { vi: 'Tên tổ chức', en: 'Name' },
  meaning: {
    vi: 'Tên trong kỳ, thụt vào theo cấp; cấp ủy đứng trước các tổ chức trực thuộc',
    en: 'Name in the period, set in by level; a committee before its parts',
  },
  unit: null,
  width: NAME_WIDTH,
  cell: (row) => {
    const depth = Math.min(DEEPEST, Math.max(0, row.path.length - depthOfTop));
    const [ofOthers, ofCommittees] = NAME_LOOKS[depth] ?? looks(undefined);
    return { value: row.name, look: isCommittee(row.kind) ? ofCommittees : ofOthers };
  },
});

const KIND_LOOKS: readonly [Look, Look] = [
  { ...body(undefined, false), wrap: true },
  { ...body(undefined, true), wrap: true },
];

const kind: PeopleColumn = {
  ...toldOf(tables.scorecards.kind),
  width: KIND_WIDTH,
  cell: (row) => ({
    value: wordOf(KIND_WORDS, row.kind),
    look: KIND_LOOKS[isCommittee(row.kind) ? 1 : 0],
  }),
};

const status: PeopleColumn = {
  ...toldOf(tables.scorecards.status),
  width: 34,
  cell: (row) => ({ value: wordOf(STATUS_WORDS, row.status), look: statusLook(row.status) }),
};

/** The word; said of a mean over several sheets is that it has none. */
export function gradeText(row: Pick<ScorecardEntry, 'grade' | 'mixedSheets'>): string | null {
  if (row.mixedSheets) return SEVERAL_SHEETS;
  return row.grade === null ? null : wordOf(GRADE_WORDS, row.grade);
}

const grade: PeopleColumn = {
  ...toldOf(tables.scorecards.grade),
  width: NARROW,
  cell: (row) => ({
    value: gradeText(row),
    look: gradeLook(gradeTold(row)),
  }),
};

const count = (measure: Measure, width: number = NARROW): PeopleColumn =>
  plain(told(tables.measures[measure]), { width, format: COUNT_FORMAT }, (row) => row.measures[measure]);

/** Empty where there is nothing to have a share of. */
const share = (wording: Wording, part: Measure, whole: Measure): PeopleColumn =>
  plain(wording, { width: NARROW, format: PERCENT_FORMAT, unit: PERCENT }, ({ measures }) =>
    measures[whole] === 0 ? null : measures[part] / measures[whole],
  );

const ofRegular = (titleVi: string, titleEn: string, part: Measure, whole: Measure = 'regular') =>
  share(
    [
      titleVi,
      titleEn,
      'Trong các buổi sinh hoạt thường kỳ có số liệu',
      'Of the regular meetings for which it is known',
    ],
    part,
    whole,
  );

/** Which set a criterion is of need not be said where there is one. */
const withoutLabel = (title: string, sets: readonly CriteriaSet[]): string =>
  sets.every(({ id }) => id === sets[0]?.id) ? title.replace(/ \[[^\]]*\]$/u, '') : title;

/** No word of the title is broken. */
const criterionWidth = (title: string): number =>
  Math.max(18, ...title.split(' ').map((word) => word.length + 4));

/** Points of each criterion: of a cell's month its own, of anything wider the mean of the graded cell-months. */
const criterionPoints = (sets: readonly CriteriaSet[]): PeopleColumn[] =>
  criterionPlaces(sets).map(({ set, id, title, max }) =>
    plain(
      [
        withoutLabel(title.vi, sets),
        withoutLabel(title.en, sets),
        `Tối đa ${max / 100} điểm; của cấp ủy, quý, năm: bình quân các tháng đã xếp loại`,
        `At most ${max / 100} points; of a committee or longer period the mean of the graded cell-months`,
      ],
      { width: criterionWidth(withoutLabel(title.vi, sets)), format: POINTS_FORMAT, unit: POINTS },
      (row) => {
        const entry = row.criteria.find((one) => one.id === id && one.set === set);
        if (entry === undefined || entry.points === null) return null;
        return (entry.graded > 1 ? roundHalfEven(entry.points, entry.graded) : entry.points) / 100;
      },
    ),
  );

/** A column for each grade that the sets can give. */
function gradeCounts(sets: readonly CriteriaSet[]): PeopleColumn[] {
  const given = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  return GRADES.filter((grade) => given.has(grade)).map((grade) => count(MEASURE_OF_GRADE[grade], 11));
}

/** @param depthOfTop length of the path of the organization that the workbook is of */
export const peopleColumns = (sets: readonly CriteriaSet[], depthOfTop: number): readonly PeopleColumn[] => [
  name(depthOfTop),
  plain(told(tables.scorecards.organization), { width: 28 }, (row) => row.organization),
  kind,
  plain(told(tables.scorecards.unit), { width: 20 }, (row) => wordOf(UNIT_WORDS, row.unit)),
  status,
  plain(
    [
      'Điểm',
      'Points',
      'Của cấp ủy, quý, năm: bình quân các tháng đã xếp loại; trống nếu chưa xếp loại, hoặc chấm theo nhiều bảng điểm',
      'Of a committee or longer period the mean of the graded cell-months; empty if none is graded, or several sheets were used',
    ],
    { width: 10, format: POINTS_FORMAT, unit: POINTS },
    (row) => (row.points === null || row.mixedSheets ? null : row.points / 100),
  ),
  plain(
    [
      'Tỷ lệ điểm so với điểm tối đa',
      'Percent of the full score',
      'Bình quân tỷ lệ điểm trên điểm tối đa của các tháng đã xếp loại, mỗi tháng tính như nhau; so sánh được dù chấm theo những bảng điểm nào',
      'Mean over the graded cell-months of their points out of their sheet’s total, each counted alike; comparable whatever the sheets',
    ],
    { width: NARROW, format: PERCENT_OF_FULL_FORMAT, unit: PERCENT },
    (row) => (row.percentOfFull === null ? null : row.percentOfFull / 10_000),
  ),
  grade,
  count('expected'),
  count('reported'),
  count('late'),
  count('awaiting'),
  count('overdue'),
  share(
    ['Tỷ lệ báo cáo', 'Reported, share', 'Đã báo cáo trên phải nộp', 'Reported of expected'],
    'reported',
    'expected',
  ),
  count('graded'),
  ...gradeCounts(sets),
  count('membersTotal'),
  share(
    ['Tỷ lệ dự sinh hoạt', 'Attendance, share', 'Có mặt trên phải dự', 'Present of required'],
    'membersPresent',
    'membersRequired',
  ),
  share(
    ['Tỷ lệ phát biểu', 'Speakers, share', 'Phát biểu trên có mặt', 'Speakers of present'],
    'speakers',
    'membersPresent',
  ),
  ofRegular('Từ 90 phút trở lên', 'At least 90 minutes, share', 'atLeast90Minutes'),
  ofRegular('Đúng lịch', 'On schedule, share', 'onSchedule'),
  ofRegular('Chuẩn bị đầy đủ', 'Preparation complete, share', 'preparationComplete', 'preparationKnown'),
  ofRegular('Đủ nội dung', 'Agenda complete, share', 'agendaComplete', 'agendaKnown'),
  ofRegular('Biên bản đầy đủ', 'Minutes complete, share', 'minutesComplete', 'minutesKnown'),
  ofRegular('Có nghị quyết, kết luận', 'Resolution adopted, share', 'resolutionsAdopted', 'resolutionKnown'),
  share(
    [
      'Nhiệm vụ có thời hạn',
      'Tasks with a deadline, share',
      'Trên số nhiệm vụ đã giao',
      'Of the tasks assigned',
    ],
    'tasksWithDeadline',
    'tasksAssigned',
  ),
  share(
    [
      'Nhiệm vụ kỳ trước đã hoàn thành',
      'Previous tasks done, share',
      'Trên số nhiệm vụ kỳ trước',
      'Of the previous resolution’s tasks',
    ],
    'previousTasksDone',
    'previousTasks',
  ),
  count('thematic'),
  ...criterionPoints(sets),
  plain(
    [
      'Số liệu đến (giờ Việt Nam)',
      'As of (Vietnam time)',
      'Thời điểm ghi nhận cuối cùng trong dữ liệu đầu vào',
      'Latest server time among the inputs',
    ],
    { width: 18, format: INSTANT_FORMAT },
    (row) => (row.asOf === '' ? null : excelInstant(row.asOf)),
  ),
];
