/** The columns of the table `inspections`: one row per current inspection; the texts of findings are left out. */
import type { CriteriaSet } from '../../domain/criteria.ts';
import type { InspectionEntry } from '../../domain/export-tables.ts';
import { inspectionKeyParts } from '../../domain/inspection.ts';
import { assertDistinct, type Column, column } from './columns.ts';
import { nameColumn, revisionColumns } from './identity-columns.ts';
import { criterionPlaces } from './scorecard-columns.ts';
import { CONCLUSION_WORDS, INSPECTION_WORDS } from './words.ts';

type InspectionColumn = Column<InspectionEntry>;

const identity: readonly InspectionColumn[] = [
  column('text', 'period', ['Kỳ báo cáo', 'Period', 'Tháng', 'Month'], (row) => row.month),
  column(
    'text',
    'organization',
    ['Mã tổ chức', 'Organization', 'Tổ chức được kiểm tra', 'The organization that was inspected'],
    (row) => row.organization,
  ),
  nameColumn(),
  column(
    'text',
    'key',
    ['Mã cuộc kiểm tra', 'Key', 'Duy nhất trong tổ chức và kỳ', 'Unique in organization and period'],
    (row) => row.key,
  ),
  column(
    'date',
    'inspectedOn',
    ['Ngày kiểm tra', 'Inspected on', 'Theo mã', 'By the key'],
    (row) => inspectionKeyParts(row.key).inspectedOn,
  ),
  column(
    'text',
    'kind',
    ['Hình thức', 'Kind', 'Dự sinh hoạt, kiểm tra, giám sát', 'Attendance, inspection, supervision'],
    (row) => inspectionKeyParts(row.key).kind,
    { codes: INSPECTION_WORDS },
  ),
  column(
    'text',
    'by',
    ['Mã tổ chức kiểm tra', 'By', 'Cấp trên hoặc cơ quan của cấp trên', 'A superior or a body of one'],
    (row) => inspectionKeyParts(row.key).by,
  ),
  ...revisionColumns<InspectionEntry>(),
  column(
    'text',
    'criteriaSet',
    ['Bộ tiêu chí', 'Criteria set', 'Mã bộ tiêu chí trong kỳ', 'Id of the set in force'],
    (row) => row.criteriaSet.id,
  ),
];

const content: readonly InspectionColumn[] = [
  column(
    'text',
    'office',
    ['Chức danh', 'Office', 'Chức danh đã đến, không phải tên người', 'The office that came, no person'],
    ({ record }) => record.office,
  ),
  column(
    'text',
    'duty',
    ['Mã phân công', 'Duty', 'Trống nếu không theo phân công', 'Empty if it was none'],
    ({ record }) => record.duty,
    { nullable: true },
  ),
  column(
    'text',
    'meeting',
    ['Mã buổi sinh hoạt', 'Meeting', 'Buổi đã dự hoặc xem xét', 'The meeting attended or looked at'],
    ({ record }) => record.meeting,
    { nullable: true },
  ),
  column(
    'text',
    'plan',
    ['Kế hoạch kiểm tra', 'Plan', 'Trống nếu không theo kế hoạch', 'Empty if it belongs to none'],
    ({ record }) => record.plan,
    { nullable: true },
  ),
  column(
    'text',
    'conclusion',
    ['Kết luận', 'Conclusion', 'Về điểm tự chấm', 'On the self score'],
    ({ record }) => record.conclusion,
    { codes: CONCLUSION_WORDS },
  ),
  column(
    'integer',
    'proposals',
    ['Số kiến nghị', 'Proposals', 'Của cuộc kiểm tra', 'Made by the inspection'],
    ({ record }) => record.proposals,
    { unit: 'opinions' },
  ),
  column(
    'integer',
    'findings',
    ['Số hạn chế', 'Findings', 'Từng hạn chế ở bảng findings', 'Each of them is a row of findings'],
    ({ record }) => record.findings.length,
    { unit: 'findings' },
  ),
];

const scores = (sets: readonly CriteriaSet[]): InspectionColumn[] =>
  criterionPlaces(sets).map(({ set, id, name, title }) =>
    column(
      'integer',
      `score_${name}`,
      [
        `Cấp trên chấm: ${title.vi} (1/100 điểm)`,
        `Superior score: ${title.en} (1/100 point)`,
        'Điểm của cuộc kiểm tra; trống nếu không chấm',
        'What the inspection gave; empty if nothing',
      ],
      ({ criteriaSet, record }) => (criteriaSet.id === set ? (record.scores?.[id] ?? null) : null),
      { unit: 'hundredths', nullable: true },
    ),
  );

/** @throws RangeError if two criteria would share a column. */
export function inspectionColumns(sets: readonly CriteriaSet[]): readonly InspectionColumn[] {
  const columns = [...identity, ...content, ...scores(sets)];
  assertDistinct(columns);
  return columns;
}
