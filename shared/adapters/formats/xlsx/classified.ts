/** The sheet of a year's annual classification: all, each kind, then each group of comparable organizations. */

import { CLASSIFICATIONS } from '../../../domain/events/annual-facts.ts';
import type { ClassificationEntry } from '../../../domain/exports/export-tables.ts';
import { capBaseOf, type Distribution, isOverCap } from '../../../domain/scorecards/classification.ts';
import { excellenceCaps } from '../../presets/excellence-caps.ts';
import { classificationWord, totalsOfGroups } from '../classification-totals.ts';
import { KIND_WORDS, UNIT_WORDS } from '../words.ts';
import { body, COUNT_FORMAT, gradeLook, HEADER, PERCENT_FORMAT } from './looks.ts';
import { wordOf } from './people-columns.ts';
import { type SheetCell, type SheetLayout, type SheetRow, wrappedHeight } from './sheet.ts';
import { figure, text } from './summary-cells.ts';

const ALL = 'Tất cả';
const PER_MILLE = 1_000;
const [NAME_WIDTH, KIND_WIDTH, UNIT_WIDTH] = [38, 26, 18];
const WRAPPED = { ...body(undefined, false), wrap: true, align: 'left' } as const;
const OVER = gradeLook('khong-dat');
const WITHIN = gradeLook('dat');
const NO_CAP = gradeLook(null);

const titles = (): readonly string[] => [
  'Cấp ủy cấp trên',
  'Loại tổ chức',
  'Loại đơn vị',
  'Tổng số tổ chức',
  'Đã xếp loại',
  ...CLASSIFICATIONS.flatMap((one) => [classificationWord(one), 'Tỷ lệ trên đã xếp loại']),
  ...excellenceCaps().map(({ title }) => `Tỷ lệ xuất sắc tối đa: ${title.vi}`),
  'Báo trong năm sau',
];

export const classifiedLayout = (name: string): SheetLayout => ({
  name,
  widths: [
    ...[NAME_WIDTH, KIND_WIDTH, UNIT_WIDTH, 10, 10],
    ...CLASSIFICATIONS.flatMap(() => [13, 11]),
    ...excellenceCaps().map(() => 18),
    10,
  ],
  frozen: { rows: 1, columns: 1 },
  table: true,
  landscape: true,
});

/** Whoever adds up lines leaves out those of `Tất cả`. */
export function classifiedRows(groups: readonly ClassificationEntry[]): SheetRow[] {
  const { all, kinds } = totalsOfGroups(groups);
  const noCap = excellenceCaps().map(() => text('', NO_CAP));
  return [
    { cells: titles().map((value) => ({ value, look: HEADER })), height: 78 },
    line([ALL, ALL, ALL], all, [...noCap, figure(later(groups), COUNT_FORMAT)]),
    ...kinds.map(([kind, of]) =>
      line([ALL, wordOf(KIND_WORDS, kind), ALL], of, [
        ...noCap,
        figure(later(groups.filter((group) => group.kind === kind)), COUNT_FORMAT),
      ]),
    ),
    ...groups.map((group) =>
      line([group.superiorName, wordOf(KIND_WORDS, group.kind), wordOf(UNIT_WORDS, group.unit)], group, [
        ...capCells(group),
        figure(group.toldNextYear, COUNT_FORMAT),
      ]),
    ),
  ];
}

const later = (groups: readonly ClassificationEntry[]): number =>
  groups.reduce((sum, { toldNextYear }) => sum + toldNextYear, 0);

function line(
  names: readonly [superior: string, kind: string, unit: string],
  { total, assessed, levels }: Distribution,
  rest: readonly SheetCell[],
): SheetRow {
  return {
    cells: [
      ...names.map((name) => text(name, WRAPPED)),
      figure(total, COUNT_FORMAT),
      figure(assessed, COUNT_FORMAT),
      ...levels.flatMap(({ count, share }) => [
        figure(count, COUNT_FORMAT),
        figure(assessed === 0 ? null : share / PER_MILLE, PERCENT_FORMAT),
      ]),
      ...rest,
    ],
    height: wrappedHeight(names, [NAME_WIDTH, KIND_WIDTH, UNIT_WIDTH]),
  };
}

/** Passing the cap is a warning; comparable organizations alone have one. */
function capCells(group: ClassificationEntry): SheetCell[] {
  const excellent = group.levels.find(({ classification }) => classification === 'xuat-sac')?.count ?? 0;
  return excellenceCaps().map((cap) => {
    if (excellent === 0) return text('', NO_CAP);
    const base = capBaseOf(group, cap);
    const over = isOverCap(excellent, base, cap);
    return text(`${over ? 'Vượt' : 'Không vượt'}: ${excellent} trên ${base}`, over ? OVER : WITHIN);
  });
}
