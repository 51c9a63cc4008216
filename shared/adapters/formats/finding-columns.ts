/** The columns of the table `findings`: one row per finding of a current inspection, without its text. */
import type { FindingEntry } from '../../domain/export-tables.ts';
import { assertDistinct, type Column, column } from './columns.ts';
import { nameColumn } from './identity-columns.ts';
import { SEVERITY_WORDS } from './words.ts';

export const findingColumns: readonly Column<FindingEntry>[] = [
  column(
    'text',
    'period',
    ['Kỳ báo cáo', 'Period', 'Tháng của cuộc kiểm tra', 'Month of the inspection'],
    (row) => row.month,
  ),
  column(
    'text',
    'organization',
    ['Mã tổ chức', 'Organization', 'Tổ chức có hạn chế', 'Where it was found'],
    (row) => row.organization,
  ),
  nameColumn(),
  column(
    'text',
    'inspection',
    ['Mã cuộc kiểm tra', 'Inspection', 'Cột mã của bảng inspections', 'Key in the table inspections'],
    (row) => row.inspection,
  ),
  column(
    'integer',
    'n',
    ['Hạn chế số', 'Number', 'Duy nhất trong cuộc kiểm tra', 'Unique in its inspection'],
    ({ finding }) => finding.n,
  ),
  column(
    'text',
    'severity',
    ['Mức độ', 'Severity', 'Theo cuộc kiểm tra', 'By the inspection'],
    ({ finding }) => finding.severity,
    { codes: SEVERITY_WORDS },
  ),
  column(
    'date',
    'remedyDue',
    ['Hạn khắc phục', 'Remedy due', 'Trống nếu không định hạn', 'Empty if no day was set'],
    ({ finding }) => finding.remedyDue,
    { nullable: true },
  ),
  column(
    'date',
    'remediedOn',
    [
      'Ngày khắc phục',
      'Remedied on',
      'Trống nếu chưa khắc phục, theo các tháng được xuất',
      'Empty while it is not, as far as the exported months know',
    ],
    ({ remedy }) => remedy?.remediedOn ?? null,
    { nullable: true },
  ),
  column(
    'text',
    'verifiedBy',
    [
      'Mã tổ chức xác nhận khắc phục',
      'Verified by',
      'Tổ chức hoặc cơ quan đã kiểm chứng',
      'The organization or body that saw it',
    ],
    ({ remedy }) => remedy?.verifiedBy ?? null,
    { nullable: true },
  ),
  column(
    'text',
    'remedyPeriod',
    [
      'Kỳ ghi nhận khắc phục',
      'Period of the remedy',
      'Tháng đầu tiên còn mở khi ghi nhận; trước tháng đó tính là chưa khắc phục',
      'The first month still open when it was recorded; before it the finding counts as open',
    ],
    ({ remedy }) => remedy?.month ?? null,
    { nullable: true },
  ),
];
assertDistinct(findingColumns);
