/** The columns of the table `scorecards`: one row per organization. */
import type { Bilingual, CriteriaSet } from '../../domain/criteria.ts';
import type { CriterionEntry, ScorecardEntry } from '../../domain/export-tables.ts';
import { MEASURES } from '../../domain/measures.ts';
import { assertDistinct, type Column, column, identifier } from './columns.ts';
import { organizationColumn } from './identity-columns.ts';
import { MEASURE_WORDING } from './measure-wording.ts';
import { terminatedPath } from './path.ts';
import { GRADE_WORDS, KIND_WORDS, STATUS_WORDS, UNIT_WORDS } from './words.ts';

type ScorecardColumn = Column<ScorecardEntry>;

const identity: readonly ScorecardColumn[] = [
  column(
    'text',
    'period',
    ['Kỳ báo cáo', 'Period', 'Tháng, quý hoặc năm', 'Month, quarter or year'],
    (row) => row.period,
  ),
  organizationColumn(),
  column(
    'text',
    'name',
    [
      'Tên tổ chức',
      'Name',
      'Tên trong kỳ; của quý, năm là tên ở tháng cuối',
      'Name in the period’s last month',
    ],
    (row) => row.name,
  ),
  column(
    'text',
    'kind',
    ['Loại tổ chức', 'Kind', 'Vị trí trong cây tổ chức', 'Place in the tree'],
    (row) => row.kind,
    { codes: KIND_WORDS },
  ),
  column(
    'text',
    'unit',
    ['Loại đơn vị', 'Kind of unit', 'Nơi tổ chức đảng hoạt động', 'Where the organization works'],
    (row) => row.unit,
    { codes: UNIT_WORDS },
  ),
  column(
    'text',
    'parent',
    ['Mã cấp trên trực tiếp', 'Parent', 'Để trống ở tổ chức gốc', 'Empty for the root'],
    (row) => row.parent,
    { nullable: true },
  ),
  column(
    'text',
    'path',
    [
      'Đường dẫn',
      'Path',
      'Các mã từ gốc đến tổ chức, mỗi mã kết thúc bằng dấu /',
      'Ids from the root to the organization, each ended by /',
    ],
    (row) => terminatedPath(row.path),
  ),
];

const result: readonly ScorecardColumn[] = [
  column(
    'text',
    'status',
    [
      'Tình trạng báo cáo',
      'Status',
      'Của cấp ủy: tình trạng xấu nhất trong các tổ chức trực thuộc',
      'Of a committee the worst of its parts',
    ],
    (row) => row.status,
    { codes: STATUS_WORDS },
  ),
  column(
    'text',
    'criteriaSet',
    [
      'Bộ tiêu chí',
      'Criteria set',
      'Mã bộ tiêu chí ở tháng cuối của kỳ',
      'Id, in the last month of the period',
    ],
    (row) => row.criteriaSet.id,
  ),
  column(
    'integer',
    'criteriaSetRevision',
    ['Phiên bản bộ tiêu chí', 'Criteria set revision', 'Bắt đầu từ 1', 'From 1 on'],
    (row) => row.criteriaSet.revision,
  ),
  column(
    'integer',
    'points',
    [
      'Điểm (1/100 điểm)',
      'Points (1/100 point)',
      'Của cấp ủy, quý, năm: bình quân các tháng đã xếp loại; trống nếu chưa xếp loại',
      'Of a committee or longer period the mean of the graded cell-months; empty if none is graded',
    ],
    (row) => row.points,
    { unit: 'hundredths', nullable: true },
  ),
  column(
    'text',
    'grade',
    ['Xếp loại', 'Grade', 'Trống nếu chưa xếp loại', 'Empty if not graded'],
    (row) => row.grade,
    { codes: GRADE_WORDS, nullable: true },
  ),
  column(
    'text',
    'gatesFailed',
    [
      'Tiêu chí bắt buộc chưa đạt',
      'Gates failed',
      'Mã các tiêu chí làm hạ xếp loại, cách nhau bằng dấu cách',
      'Ids of the criteria that kept the grade down, separated by spaces',
    ],
    (row) => row.gatesFailed.join(' '),
    { nullable: true },
  ),
  column(
    'integer',
    'watermark',
    [
      'Dấu mốc dữ liệu',
      'Watermark',
      'Chỉ tăng; bằng nhau nghĩa là cùng dữ liệu đầu vào',
      'Only rises; equal means equal inputs',
    ],
    (row) => row.watermark,
  ),
  column(
    'instant',
    'asOf',
    [
      'Số liệu đến thời điểm (UTC)',
      'As of (UTC)',
      'Thời điểm ghi nhận cuối cùng trong dữ liệu đầu vào',
      'Latest server time among the inputs',
    ],
    (row) => row.asOf,
  ),
];

const measures: readonly ScorecardColumn[] = MEASURES.map((measure) => {
  const [unit, ...wording] = MEASURE_WORDING[measure];
  return column('integer', measure, wording, (row) => row.measures[measure], { unit });
});

/** One criterion as it stands in columns. */
export type CriterionPlace = {
  readonly set: string;
  readonly id: string;
  /** The part of a column's name that says which criterion. */
  readonly name: string;
  readonly title: Bilingual;
  readonly max: number;
};

/**
 * Every criterion of the sets, ascending by set, in the sets' order. Of several revisions of a set the newest
 * words a criterion; one that it has dropped stays, because earlier months were scored by it.
 */
export function criterionPlaces(sets: readonly CriteriaSet[]): readonly CriterionPlace[] {
  const newestFirst = sets.toSorted((a, b) =>
    a.id === b.id ? b.revision - a.revision : a.id < b.id ? -1 : 1,
  );
  const places = new Map<string, CriterionPlace>();
  for (const { id: set, criteria } of newestFirst) {
    for (const { id, max, title } of criteria) {
      const label = `[${set}/${id}]`;
      const name = `${identifier(set)}_${identifier(id)}`;
      const place = { set, id, name, max, title: { vi: `${title.vi} ${label}`, en: `${title.en} ${label}` } };
      if (!places.has(label)) places.set(label, place);
    }
  }
  return [...places.values()];
}

const entryOf = (row: ScorecardEntry, set: string, id: string): CriterionEntry | undefined =>
  row.criteria.find((entry) => entry.id === id && entry.set === set);

const criteria = (sets: readonly CriteriaSet[]): ScorecardColumn[] =>
  criterionPlaces(sets).flatMap(({ set, id, name, title, max }) => [
    column<ScorecardEntry>(
      'integer',
      `points_${name}`,
      [
        `Điểm: ${title.vi} (1/100 điểm)`,
        `Points: ${title.en} (1/100 point)`,
        `Tháng của chi bộ: điểm tiêu chí, tối đa ${max}, trống nếu chưa rõ; rộng hơn: tổng các tháng đã xếp loại`,
        `Of a cell's month its points, at most ${max}, empty while unknown; of anything wider the sum of the graded cell-months`,
      ],
      (row) => entryOf(row, set, id)?.points ?? null,
      { unit: 'hundredths', nullable: true },
    ),
    column<ScorecardEntry>(
      'integer',
      `graded_${name}`,
      [
        `Đã xếp loại: ${title.vi}`,
        `Graded: ${title.en}`,
        'Số tháng của chi bộ đã xếp loại theo tiêu chí này',
        'Graded cell-months with this criterion',
      ],
      (row) => entryOf(row, set, id)?.graded ?? 0,
      { unit: 'reports' },
    ),
    column<ScorecardEntry>(
      'integer',
      `full_${name}`,
      [`Đạt điểm tối đa: ${title.vi}`, `Full points: ${title.en}`, 'Trong số đã xếp loại', 'Of the graded'],
      (row) => entryOf(row, set, id)?.fullPoints ?? 0,
      { unit: 'reports' },
    ),
  ]);

/** @throws RangeError if two criteria would share a column. */
export function scorecardColumns(sets: readonly CriteriaSet[]): readonly ScorecardColumn[] {
  const columns = [...identity, ...result, ...measures, ...criteria(sets)];
  assertDistinct(columns);
  return columns;
}
