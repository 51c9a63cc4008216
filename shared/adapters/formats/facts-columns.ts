/** The columns of the table `facts`: one row per organization and year that it says something of. */
import type { AnnualFacts } from '../../domain/annual-facts.ts';
import type { FactsEntry } from '../../domain/export-tables.ts';
import { assertDistinct, type Cell, type Column, column } from './columns.ts';
import { nameColumn, organizationColumn, revisionColumns } from './identity-columns.ts';
import { CLASSIFICATION_WORDS } from './words.ts';

type FactsColumn = Column<FactsEntry>;

const identity: readonly FactsColumn[] = [
  column(
    'text',
    'period',
    ['Kỳ ghi nhận', 'Period', 'Tháng ghi nhận', 'The month in which it counts'],
    (row) => row.month,
  ),
  organizationColumn(),
  nameColumn(),
  column(
    'text',
    'year',
    ['Năm', 'Year', 'Năm mà số liệu nói về', 'The year that the facts are of'],
    (row) => row.year,
  ),
  ...revisionColumns<FactsEntry>(),
];

const SAID = ['Theo tổ chức báo cáo; trống nếu chưa rõ', 'By the organization; empty while unknown'] as const;

/** A count of members that may be unknown. */
const members = (
  name: string,
  titleVi: string,
  titleEn: string,
  fact: (facts: AnnualFacts) => Cell,
): FactsColumn =>
  column('integer', name, [titleVi, titleEn, ...SAID], ({ record }) => fact(record), {
    unit: 'members',
    nullable: true,
  });

const facts: readonly FactsColumn[] = [
  column(
    'text',
    'classification',
    ['Xếp loại tổ chức đảng', 'Classification', ...SAID],
    ({ record }) => record.classification,
    { nullable: true, codes: CLASSIFICATION_WORDS },
  ),
  members('membersTotal', 'Đảng viên: tổng số', 'Members', (f) => f.members.total),
  members(
    'membersXuatSac',
    'Đảng viên hoàn thành xuất sắc nhiệm vụ',
    'Members: excellent',
    (f) => f.members.xuatSac,
  ),
  members('membersTot', 'Đảng viên hoàn thành tốt nhiệm vụ', 'Members: good', (f) => f.members.tot),
  members(
    'membersHoanThanh',
    'Đảng viên hoàn thành nhiệm vụ',
    'Members: completed',
    (f) => f.members.hoanThanh,
  ),
  members(
    'membersKhongHoanThanh',
    'Đảng viên không hoàn thành nhiệm vụ',
    'Members: not completed',
    (f) => f.members.khongHoanThanh,
  ),
  members('admitted', 'Đảng viên mới kết nạp', 'Admitted', (f) => f.admitted),
  members('committeeMembers', 'Chi ủy viên, cấp ủy viên', 'Committee members', (f) => f.committeeMembers),
  members('committeeTrained', 'Trong đó được tập huấn', 'Of them trained', (f) => f.committeeTrained),
  members('handbookAccounts', 'Tài khoản sổ tay', 'Handbook accounts', (f) => f.handbookAccounts),
  members(
    'handbookEligible',
    'Đảng viên thuộc diện dùng sổ tay',
    'Eligible for the handbook',
    (f) => f.handbookEligible,
  ),
];

export const factsColumns: readonly FactsColumn[] = [...identity, ...facts];
assertDistinct(factsColumns);
