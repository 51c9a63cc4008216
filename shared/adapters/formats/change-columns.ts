/** The columns of the table `changes`: one row for each organization that differs from the export before, and reason. */
import type { ChangeRow, Standing } from '../../domain/export-changes.ts';
import { assertDistinct, type Cell, type CodeWord, type Column, column, type Wording } from './columns.ts';
import { nameColumn, organizationColumn } from './identity-columns.ts';
import { CHANGE_WORDS, GRADE_WORDS, KIND_WORDS, STATUS_WORDS } from './words.ts';

type ChangeColumn = Column<ChangeRow>;
type Traits = { readonly codes?: readonly CodeWord[]; readonly unit?: 'hundredths' };

/** One fact as it was in the export before and as it is in this one. */
const twice = (
  type: 'text' | 'integer',
  name: string,
  titleVi: string,
  titleEn: string,
  of: (standing: Standing) => Cell,
  traits: Traits = {},
): readonly ChangeColumn[] => {
  const side = (
    suffix: 'Before' | 'After',
    wording: Wording,
    standing: (row: ChangeRow) => Standing | null,
  ): ChangeColumn =>
    column(
      type,
      `${name}${suffix}`,
      wording,
      (row) => {
        const at = standing(row);
        return at === null ? null : of(at);
      },
      { nullable: true, ...traits },
    );
  return [
    side(
      'Before',
      [`${titleVi}, trước`, `${titleEn}, before`, 'Trong bản xuất trước', 'In the export before'],
      (row) => row.before,
    ),
    side(
      'After',
      [`${titleVi}, nay`, `${titleEn}, now`, 'Trong bản xuất này', 'In this export'],
      (row) => row.after,
    ),
  ];
};

export const changeColumns: readonly ChangeColumn[] = [
  organizationColumn(),
  nameColumn(),
  column(
    'text',
    'kind',
    ['Loại tổ chức', 'Kind', 'Vị trí trong cây tổ chức', 'Place in the tree'],
    (row) => row.kind,
    {
      codes: KIND_WORDS,
    },
  ),
  column(
    'text',
    'reason',
    [
      'Lý do thay đổi',
      'Reason',
      'Mỗi lý do một dòng; của cấp ủy: thay đổi ở các tổ chức trực thuộc là “parts”',
      'A row for each; of a committee what changed below it is `parts`',
    ],
    (row) => row.reason,
    { codes: CHANGE_WORDS },
  ),
  ...twice('text', 'parent', 'Mã cấp trên trực tiếp', 'Parent', ({ parent }) => parent),
  ...twice('text', 'status', 'Tình trạng báo cáo', 'Status', ({ status }) => status, { codes: STATUS_WORDS }),
  ...twice('integer', 'points', 'Điểm (1/100 điểm)', 'Points (1/100 point)', ({ points }) => points, {
    unit: 'hundredths',
  }),
  ...twice('text', 'grade', 'Xếp loại', 'Grade', ({ grade }) => grade, { codes: GRADE_WORDS }),
  ...twice('integer', 'watermark', 'Dấu mốc dữ liệu', 'Watermark', ({ watermark }) => watermark),
];
assertDistinct(changeColumns);
