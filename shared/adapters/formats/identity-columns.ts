/** Columns that several tables have in the same words: which organization a row is of, and which revision it shows. */
import { type Column, column } from './columns.ts';

export const organizationColumn = <Row extends { readonly organization: string }>(): Column<Row> =>
  column(
    'text',
    'organization',
    ['Mã tổ chức', 'Organization', 'Mã không đổi của tổ chức đảng', 'Id that never changes'],
    (row) => row.organization,
  );

export const nameColumn = <Row extends { readonly name: string }>(): Column<Row> =>
  column('text', 'name', ['Tên tổ chức', 'Name', 'Tên trong kỳ', 'Name in the period'], (row) => row.name);

/** The current revision and when it was recorded. */
export const revisionColumns = <
  Row extends { readonly revision: number; readonly recordedAt: string },
>(): readonly Column<Row>[] => [
  column(
    'integer',
    'revision',
    ['Lần ghi', 'Revision', 'Lần ghi hiện hành', 'Current revision'],
    (row) => row.revision,
  ),
  column(
    'instant',
    'recordedAt',
    [
      'Ghi nhận lúc (UTC)',
      'Recorded at (UTC)',
      'Giờ máy chủ của lần ghi hiện hành',
      'Server time of the current revision',
    ],
    (row) => row.recordedAt,
  ),
];
