/** The columns of the table `plans`: one row per organization and month, with what its figures rest on besides its records. */
import type { PlanEntry } from '../../domain/export-tables.ts';
import type { MonthBasis } from '../../domain/month-basis.ts';
import {
  assertDistinct,
  type Cell,
  type Column,
  type ColumnType,
  column,
  type Traits,
  type Wording,
} from './columns.ts';
import { organizationColumn } from './identity-columns.ts';
import { terminatedPath } from './path.ts';
import { KIND_WORDS, MEETS_WORDS, UNIT_WORDS } from './words.ts';

type PlanColumn = Column<PlanEntry>;

const identity: readonly PlanColumn[] = [
  column('text', 'period', ['Kỳ báo cáo', 'Period', 'Tháng', 'Month'], (row) => row.month),
  organizationColumn(),
  column('text', 'name', ['Tên tổ chức', 'Name', 'Tên trong tháng', 'Name in the month'], (row) => row.name),
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
    [
      'Mã cấp trên trực tiếp',
      'Parent',
      'Trong tháng; để trống ở tổ chức gốc',
      'In the month; empty for the root',
    ],
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
  column(
    'text',
    'criteriaSet',
    [
      'Bộ tiêu chí',
      'Criteria set',
      'Mã bộ tiêu chí trong tháng; toàn văn trong criteria-sets.json',
      'Id of the set in force; its text is in criteria-sets.json',
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
    'instant',
    'dueAt',
    ['Hạn báo cáo (UTC)', 'Due at (UTC)', 'Ghi nhận từ lúc này là quá hạn', 'From this instant on late'],
    (row) => row.dueAt,
  ),
];

/** What the plan row said or earlier months brought along; empty where no row of its own is kept. */
const fact = (
  type: ColumnType,
  name: string,
  wording: Wording,
  of: (basis: MonthBasis) => Cell,
  traits: Traits = {},
): PlanColumn =>
  column(type, name, wording, ({ basis }) => (basis === null ? null : of(basis)), {
    ...traits,
    nullable: true,
  });

const facts: readonly PlanColumn[] = [
  fact(
    'text',
    'meets',
    ['Định kỳ sinh hoạt', 'Meets', 'Hằng tháng, hằng quý hoặc không', 'Monthly, quarterly or never'],
    (basis) => basis.meets,
    { codes: MEETS_WORDS },
  ),
  fact(
    'boolean',
    'expected',
    [
      'Phải sinh hoạt trong tháng',
      'Expected',
      'Buổi sinh hoạt thường kỳ phải tổ chức',
      'A regular meeting is owed',
    ],
    (basis) => basis.expected,
  ),
  fact(
    'boolean',
    'thematicOwed',
    [
      'Phải sinh hoạt chuyên đề trong quý',
      'Thematic meeting owed',
      'Ghi ở tháng cuối quý',
      'Said in the last month of the quarter',
    ],
    (basis) => basis.thematicOwed,
  ),
  fact(
    'boolean',
    'hasCommittee',
    [
      'Có chi ủy',
      'Has a cell committee',
      'Không có chi ủy thì coi như chi ủy đã họp trước',
      'Without one its meeting counts as met',
    ],
    (basis) => basis.hasCommittee,
  ),
  fact(
    'boolean',
    'handbook',
    [
      'Dùng sổ tay điện tử',
      'Uses the handbook',
      'Các mục sổ tay chỉ tính khi có dùng',
      'Its facts count only where it is used',
    ],
    (basis) => basis.handbook,
  ),
  fact(
    'integer',
    'dayRuleWeek',
    [
      'Ngày quy định: tuần thứ',
      'Day asked for: week',
      'Trống nếu không quy định ngày',
      'Empty where no day is asked for',
    ],
    (basis) => basis.dayRule?.week ?? null,
  ),
  fact(
    'integer',
    'dayRuleWeekday',
    [
      'Ngày quy định: thứ trong tuần',
      'Day asked for: weekday',
      '1 = thứ hai … 7 = chủ nhật; trống nếu không quy định ngày',
      '1 = Monday … 7 = Sunday; empty where no day is asked for',
    ],
    (basis) => basis.dayRule?.weekday ?? null,
  ),
  fact(
    'boolean',
    'duePassed',
    ['Đã qua hạn báo cáo', 'Due passed', 'Vào lúc tính điểm', 'At the time of scoring'],
    (basis) => basis.duePassed,
  ),
  fact(
    'text',
    'owedBefore',
    [
      'Các tháng trước phải sinh hoạt',
      'Months owed before',
      'Số các tháng trước trong năm, cách nhau bằng dấu cách',
      'Numbers of the year’s earlier months, separated by spaces',
    ],
    (basis) => basis.owedBefore.join(' '),
  ),
  fact(
    'text',
    'heldBefore',
    [
      'Các tháng trước đã sinh hoạt',
      'Months held before',
      'Trong số các tháng phải sinh hoạt',
      'Of the months in which it was owed',
    ],
    (basis) => basis.heldBefore.join(' '),
  ),
  fact(
    'text',
    'gradedBefore',
    [
      'Xếp loại các tháng trước',
      'Grades before',
      'Mã xếp loại các buổi thường kỳ trước trong năm, cách nhau bằng dấu cách; chỉ ghi khi bộ tiêu chí xếp loại năm',
      'Codes of the year’s earlier regular meetings’ grades, separated by spaces; only where the set grades years',
    ],
    (basis) => (basis.gradedBefore ?? []).join(' '),
  ),
  fact(
    'boolean',
    'thematicBefore',
    [
      'Đã sinh hoạt chuyên đề trước đó trong quý',
      'Thematic meeting held before',
      'Ở các tháng trước của quý',
      'In earlier months of the quarter',
    ],
    (basis) => basis.thematicBefore,
  ),
  fact(
    'text',
    'duties',
    [
      'Phân công dự đến hạn',
      'Duties due',
      'Mã phân công, cấp dự, chức danh và đã dự trước đó trong quý chưa (ma/cap/chuc-danh/0), cách nhau bằng dấu cách',
      'Duty, who comes, office, and whether done before in the quarter (id/by/office/0), separated by spaces',
    ],
    (basis) =>
      (basis.duties ?? [])
        .map(({ id, by, office, doneBefore }) => [id, by, office, doneBefore ? 1 : 0].join('/'))
        .join(' '),
  ),
  fact(
    'text',
    'withdrawn',
    [
      'Bản ghi đã rút',
      'Withdrawn records',
      'Mã buổi hoặc cuộc kiểm tra và lần ghi (regular/2), cách nhau bằng dấu cách',
      'Key of a meeting or an inspection, and revision (regular/2), separated by spaces',
    ],
    (basis) => basis.withdrawn.map(({ key, revision }) => `${key}/${revision}`).join(' '),
  ),
  fact(
    'integer',
    'findingsOpenBefore',
    [
      'Hạn chế các tháng trước chưa khắc phục',
      'Open findings of earlier months',
      'Của các tháng trước, kể cả năm trước, trong tháng này vẫn chưa khắc phục',
      'Of earlier months, of earlier years too, not put right as this month sees it',
    ],
    (basis) => basis.findingsBefore?.open ?? 0,
    { unit: 'findings' },
  ),
  fact(
    'integer',
    'findingsOverdueBefore',
    [
      'Hạn chế các tháng trước quá hạn khắc phục',
      'Overdue findings of earlier months',
      'Trong số chưa khắc phục',
      'Of those that are open',
    ],
    (basis) => basis.findingsBefore?.overdue ?? 0,
    { unit: 'findings' },
  ),
  fact(
    'integer',
    'otherRevisions',
    [
      'Lần ghi khác',
      'Other revisions',
      'Lần ghi khắc phục, xét báo cáo và số liệu năm, kể cả lần đã thay',
      'Revisions of remedies, reviews and annual facts, replaced ones too',
    ],
    (basis) => basis.otherRevisions ?? 0,
    { unit: 'revisions' },
  ),
];

const stamps: readonly PlanColumn[] = [
  column(
    'integer',
    'watermark',
    [
      'Phần riêng của dấu mốc dữ liệu',
      'Own part of the watermark',
      'Không kể các tổ chức trực thuộc',
      'Without the organizations below',
    ],
    (row) => row.watermark,
  ),
  column(
    'instant',
    'asOf',
    [
      'Dữ liệu riêng đến thời điểm (UTC)',
      'Own inputs as of (UTC)',
      'Không kể các tổ chức trực thuộc',
      'Without the organizations below',
    ],
    (row) => row.asOf,
  ),
];

export const planColumns: readonly PlanColumn[] = [...identity, ...facts, ...stamps];
assertDistinct(planColumns);
