/** The sheet that a superior reads first: how complete the reports are, how the grades fall, who leads and who needs help. */

import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import type { Grade } from '../../../domain/criteria/grade.ts';
import type { Measures } from '../../../domain/criteria/measures.ts';
import { type EarlierPeriod, earlierFigures } from '../../../domain/exports/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { isCell, isGrassroots } from '../../../domain/roster/organization.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import { compareTexts } from '../../../domain/text-order.ts';
import { gradeTold, type MeanScale, scaleOf } from '../mean-scale.ts';
import { GRADE_WORDS } from '../words.ts';
import type { Chart } from './chart.ts';
import { body, COUNT_FORMAT, LINK, PERCENT_FORMAT } from './looks.ts';
import { wordOf } from './people-columns.ts';
import { pageStartsOf } from './printed-pages.ts';
import type { SheetCell, SheetLayout, SheetRow } from './sheet.ts';
import { sheetReference } from './sheet-places.ts';
import {
  EMPTY,
  figure,
  gradeCell,
  gradeToldCell,
  heads,
  mean,
  NAMED,
  note,
  ratio,
  section,
  text,
} from './summary-cells.ts';
import { CHARTED, gradeChart, gradeCounts, partChart, room } from './summary-charts.ts';
import { gaps, risers } from './summary-comparison.ts';

const WIDTHS = [44, 14, 14, 14, 14, 14, 14, 12, 40] as const;

export const summaryLayout = (
  name: string,
  { charts, pageStarts }: Pick<Composed, 'charts' | 'pageStarts'>,
): SheetLayout => ({
  name,
  charts,
  pageStarts,
  widths: WIDTHS,
  landscape: true,
});

type Composed = {
  readonly rows: readonly SheetRow[];
  readonly charts: readonly Chart[];
  /** As in the layout. */
  readonly pageStarts: readonly number[];
};

/** Shares are told in tenths of a percent. */
const PER_MILLE = 1_000;

/** No more than is told, because there is one for every cell. */
type Ranked = Pick<
  ScorecardEntry,
  'organization' | 'name' | 'points' | 'percentOfFull' | 'grade' | 'mixedSheets'
> &
  Pick<Measures, 'expected' | 'reported' | 'overdue' | 'graded'>;

/** Takes every row as it goes by. */
export class Summary {
  readonly #basic: Ranked[] = [];
  readonly #cells: Ranked[] = [];
  readonly #parts: { readonly row: ScorecardEntry; readonly sheet: string | null }[] = [];

  add(row: ScorecardEntry): void {
    const { organization, name, points, percentOfFull, grade, mixedSheets } = row;
    const { expected, reported, overdue, graded } = row.measures;
    const ranked = {
      ...{ organization, name, points, percentOfFull, grade, mixedSheets },
      ...{ expected, reported, overdue, graded },
    };
    if (isGrassroots(row.kind)) this.#basic.push(ranked);
    if (isCell(row.kind)) this.#cells.push(ranked);
  }

  /** @param sheet where its own part of the workbook begins */
  addPart(row: ScorecardEntry, sheet: string | null): void {
    this.#parts.push({ row, sheet });
  }

  /** @param before the period before, if there was an export of it */
  compose(top: ScorecardEntry, sets: readonly CriteriaSet[], before: EarlierPeriod | null): Composed {
    const basic = this.#basic.some(({ organization }) => organization !== top.organization);
    const ranked = basic ? this.#basic : this.#cells;
    const scale = scaleOf(top, [before && earlierFigures(before, top.organization)]);
    const who = basic ? 'tổ chức cơ sở đảng' : 'chi bộ';
    const head = [section(`Tình hình báo cáo và xếp loại – ${top.name}`), ...completeness(top), EMPTY];
    const grades = distribution(top, sets);
    const aboveParts = [...head, ...grades, ...room(head.length + grades.length)];
    const sections = [
      aboveParts,
      this.#partRows(scale),
      best(ranked, scale, who),
      risers(ranked, before, scale, who),
      needing(ranked, scale, who),
      gaps(scale, [top, ...this.#parts.map(({ row }) => row)]),
    ];
    const parts = this.#parts.slice(0, CHARTED).map(({ row }) => row);
    return {
      rows: sections.flat(),
      pageStarts: pageStartsOf(sections, WIDTHS),
      charts: [
        gradeChart(top, sets, head.length),
        ...partChart(parts, this.#parts.length, aboveParts.length),
      ],
    };
  }

  #partRows(scale: MeanScale): SheetRow[] {
    if (this.#parts.length === 0) return [];
    return [
      section('Các đơn vị trực thuộc'),
      heads(
        'Đơn vị',
        'Phải báo cáo',
        'Đã báo cáo',
        'Tỷ lệ báo cáo',
        'Quá hạn chưa báo cáo',
        'Đã xếp loại',
        scale.title,
        'Xếp loại',
      ),
      ...this.#parts.map(({ row, sheet }): SheetRow => {
        const { expected, reported, overdue, graded } = row.measures;
        const label: SheetCell =
          sheet === null
            ? text(row.name)
            : {
                ...text(row.name, { ...body(undefined, false), ...LINK }),
                link: `${sheetReference(sheet)}!A1`,
              };
        return {
          cells: [
            label,
            figure(expected, COUNT_FORMAT),
            figure(reported, COUNT_FORMAT),
            figure(ratio(reported, expected), PERCENT_FORMAT),
            figure(overdue, COUNT_FORMAT),
            figure(graded, COUNT_FORMAT),
            mean(scale.of(row)),
            gradeToldCell(row),
          ],
        };
      }),
      EMPTY,
    ];
  }
}

function completeness({ measures }: ScorecardEntry): SheetRow[] {
  const { expected, reported, onTime, late, awaiting, overdue } = measures;
  const line = (label: string, value: number, strong = false): SheetRow => ({
    cells: [
      text(label, body(undefined, strong)),
      figure(value, COUNT_FORMAT, strong),
      figure(ratio(value, expected), PERCENT_FORMAT, strong),
    ],
  });
  return [
    heads('Báo cáo', 'Số lượng', 'Trên phải nộp'),
    line('Phải báo cáo', expected, true),
    line('Đã báo cáo', reported, true),
    line('– đúng hạn', onTime),
    line('– quá hạn', late),
    line('Chưa đến hạn báo cáo', awaiting),
    line('Quá hạn chưa báo cáo', overdue),
  ];
}

/** Shares by largest remainder, so that they add up to 100 %. */
function distribution(top: ScorecardEntry, sets: readonly CriteriaSet[]): SheetRow[] {
  const { measures } = top;
  const counts = gradeCounts(top, sets);
  const shares = largestRemainderShares(
    counts.map(({ count }) => count),
    PER_MILLE,
  );
  const graded = measures.graded;
  return [
    section('Xếp loại'),
    note(
      `Đã xếp loại ${graded.toLocaleString('vi')} trên ${measures.expected.toLocaleString('vi')} buổi sinh hoạt phải báo cáo.${overSeveral(top)}`,
    ),
    heads('Xếp loại', 'Số lượng', 'Trên đã xếp loại'),
    ...counts.map(
      ({ grade, count }, i): SheetRow => ({
        cells: [
          gradeCell(grade),
          figure(count, COUNT_FORMAT),
          figure(graded === 0 ? null : (shares[i] ?? 0) / PER_MILLE, PERCENT_FORMAT),
        ],
      }),
    ),
    {
      cells: [
        text('Cộng', body(undefined, true)),
        figure(graded, COUNT_FORMAT, true),
        figure(graded === 0 ? null : 1, PERCENT_FORMAT, true),
      ],
    },
  ];
}

/** Where points have no mean: what stands in its place. */
const overSeveral = ({ mixedSheets, percentOfFull, scoredBy }: ScorecardEntry): string =>
  mixedSheets && percentOfFull !== null
    ? ` Chấm theo ${scoredBy.length} bộ tiêu chí: bình quân mỗi buổi đạt ${(percentOfFull / 100).toLocaleString('vi', { minimumFractionDigits: 2 })} % điểm tối đa.`
    : '';

const rankedRow = (row: Ranked, scale: MeanScale, why: string | null): SheetRow => ({
  cells: [
    text(row.name),
    figure(row.expected, COUNT_FORMAT),
    figure(row.reported, COUNT_FORMAT),
    figure(ratio(row.reported, row.expected), PERCENT_FORMAT),
    figure(row.overdue, COUNT_FORMAT),
    figure(row.graded, COUNT_FORMAT),
    mean(scale.of(row)),
    gradeToldCell(row),
    ...(why === null ? [] : [text(why)]),
  ],
});

const rankedHeads = ({ title }: MeanScale): readonly string[] => [
  'Tổ chức',
  'Phải báo cáo',
  'Đã báo cáo',
  'Tỷ lệ báo cáo',
  'Quá hạn chưa báo cáo',
  'Đã xếp loại',
  title,
  'Xếp loại',
];

/** Of equal means the one with more graded meetings first, then by id. */
function best(ranked: readonly Ranked[], scale: MeanScale, who: string): SheetRow[] {
  const leading = ranked
    .filter((row) => scale.of(row) !== null)
    .toSorted(
      (a, b) =>
        (scale.of(b) ?? 0) - (scale.of(a) ?? 0) ||
        b.graded - a.graded ||
        compareTexts(a.organization, b.organization),
    )
    .slice(0, NAMED);
  if (leading.length === 0) return [];
  return [
    section(`${leading.length} ${who} có ${scale.name} cao nhất`),
    heads(...rankedHeads(scale)),
    ...leading.map((row) => rankedRow(row, scale, null)),
    EMPTY,
  ];
}

const WEAK: ReadonlySet<Grade> = new Set(['trung-binh', 'kem', 'khong-dat']);

/** Those with a low grade or reports overdue, the lowest mean first; one without a mean after them. */
function needing(ranked: readonly Ranked[], scale: MeanScale, who: string): SheetRow[] {
  const weakGrade = (row: Ranked): Grade | null => {
    const grade = gradeTold(row);
    return grade !== null && WEAK.has(grade) ? grade : null;
  };
  const weak = ranked.filter((row) => weakGrade(row) !== null || row.overdue > 0);
  if (weak.length === 0) return [];
  const first = weak
    .toSorted(
      (a, b) =>
        (scale.of(a) ?? Number.MAX_SAFE_INTEGER) - (scale.of(b) ?? Number.MAX_SAFE_INTEGER) ||
        b.overdue - a.overdue ||
        compareTexts(a.organization, b.organization),
    )
    .slice(0, NAMED);
  const reason = (row: Ranked): string => {
    const grade = weakGrade(row);
    return [
      ...(grade === null ? [] : [`xếp loại ${wordOf(GRADE_WORDS, grade)}`]),
      ...(row.overdue > 0 ? [`${row.overdue} báo cáo quá hạn`] : []),
    ].join('; ');
  };
  return [
    section(`Cần giúp đỡ: ${first.length} trong ${weak.length} ${who}`),
    heads(...rankedHeads(scale), 'Vì sao'),
    ...first.map((row) => rankedRow(row, scale, reason(row))),
    EMPTY,
  ];
}
