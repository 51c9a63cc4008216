/** The sheet that a superior reads first: how complete the reports are, how the grades fall, who leads and who needs help. */
import type { CriteriaSet } from '../../../domain/criteria.ts';
import type { ScorecardEntry } from '../../../domain/export-tables.ts';
import type { Measures } from '../../../domain/measures.ts';
import { MEASURE_OF_GRADE } from '../../../domain/meeting-measures.ts';
import { isCommittee, type Kind } from '../../../domain/organization.ts';
import { GRADES, type Grade } from '../../../domain/scorecard.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import { GRADE_WORDS } from '../words.ts';
import {
  body,
  COUNT_FORMAT,
  gradeLook,
  HEADER,
  LINK,
  NOTE,
  PERCENT_FORMAT,
  POINTS_FORMAT,
  SECTION,
} from './looks.ts';
import { wordOf } from './people-columns.ts';
import { type SheetCell, type SheetLayout, type SheetRow, sheetReference } from './sheet.ts';
import type { Look } from './styles.ts';

export const summaryLayout = (name: string): SheetLayout => ({
  name,
  widths: [44, 14, 14, 14, 14, 14, 14, 12, 40],
  landscape: true,
});

const NAMED = 10;
/** Shares are told in tenths of a percent. */
const PER_MILLE = 1_000;

/** No more than is told, because there is one for every cell. */
type Ranked = Pick<ScorecardEntry, 'organization' | 'name' | 'points' | 'grade'> &
  Pick<Measures, 'expected' | 'reported' | 'overdue' | 'graded'>;

const text = (value: string, look: Look = body(undefined, false)): SheetCell => ({ value, look });
const figure = (value: number | null, format: string, strong = false): SheetCell => ({
  value,
  look: body(format, strong),
});
const heads = (...titles: readonly string[]): SheetRow => ({
  cells: titles.map((value) => ({ value, look: HEADER })),
  height: 32,
});
const section = (value: string): SheetRow => ({ cells: [{ value, look: SECTION }], height: 24 });
const EMPTY: SheetRow = { cells: [] };

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const gradeCell = (grade: Grade | null): SheetCell => ({
  value: grade === null ? null : wordOf(GRADE_WORDS, grade),
  look: gradeLook(grade),
});

/** Takes every row as it goes by. */
export class Summary {
  readonly #basic: Ranked[] = [];
  readonly #cells: Ranked[] = [];
  readonly #parts: { readonly row: ScorecardEntry; readonly sheet: string | null }[] = [];

  add(row: ScorecardEntry): void {
    const { organization, name, points, grade } = row;
    const { expected, reported, overdue, graded } = row.measures;
    const ranked = { organization, name, points, grade, expected, reported, overdue, graded };
    if (BASIC.has(row.kind)) this.#basic.push(ranked);
    if (!isCommittee(row.kind)) this.#cells.push(ranked);
  }

  /** @param sheet where its own part of the workbook begins */
  addPart(row: ScorecardEntry, sheet: string | null): void {
    this.#parts.push({ row, sheet });
  }

  rows(top: ScorecardEntry, sets: readonly CriteriaSet[]): SheetRow[] {
    const basic = this.#basic.some(({ organization }) => organization !== top.organization);
    const ranked = basic ? this.#basic : this.#cells;
    const who = basic ? 'tổ chức cơ sở đảng' : 'chi bộ';
    return [
      section(`Tình hình báo cáo và xếp loại – ${top.name}`),
      ...completeness(top),
      EMPTY,
      ...distribution(top, sets),
      EMPTY,
      ...this.#partRows(),
      ...best(ranked, who),
      ...needing(ranked, who),
    ];
  }

  #partRows(): SheetRow[] {
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
        'Điểm',
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
            figure(row.points === null ? null : row.points / 100, POINTS_FORMAT),
            gradeCell(row.grade),
          ],
        };
      }),
      EMPTY,
    ];
  }
}

/** Basic organizations of the Party: those that a district's figures are read by. */
const BASIC: ReadonlySet<Kind> = new Set(['base-committee', 'base-cell']);

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
function distribution({ measures }: ScorecardEntry, sets: readonly CriteriaSet[]): SheetRow[] {
  const known = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  const counts = GRADES.map((grade) => ({ grade, count: measures[MEASURE_OF_GRADE[grade]] })).filter(
    ({ grade, count }) => known.has(grade) || count > 0,
  );
  const shares = largestRemainderShares(
    counts.map(({ count }) => count),
    PER_MILLE,
  );
  const graded = measures.graded;
  return [
    section('Xếp loại'),
    {
      cells: [
        {
          value: `Đã xếp loại ${graded.toLocaleString('vi')} trên ${measures.expected.toLocaleString('vi')} buổi sinh hoạt phải báo cáo.`,
          look: NOTE_LINE,
        },
      ],
    },
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

const NOTE_LINE: Look = { ...NOTE, wrap: false };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const rankedRow = (
  { name, points, grade, expected, reported, overdue, graded }: Ranked,
  why: string | null,
): SheetRow => ({
  cells: [
    text(name),
    figure(expected, COUNT_FORMAT),
    figure(reported, COUNT_FORMAT),
    figure(ratio(reported, expected), PERCENT_FORMAT),
    figure(overdue, COUNT_FORMAT),
    figure(graded, COUNT_FORMAT),
    figure(points === null ? null : points / 100, POINTS_FORMAT),
    gradeCell(grade),
    ...(why === null ? [] : [text(why)]),
  ],
});

const RANKED_HEADS = [
  'Tổ chức',
  'Phải báo cáo',
  'Đã báo cáo',
  'Tỷ lệ báo cáo',
  'Quá hạn chưa báo cáo',
  'Đã xếp loại',
  'Điểm',
  'Xếp loại',
];

/** Of equal points the one with more graded meetings first, then by id. */
function best(ranked: readonly Ranked[], who: string): SheetRow[] {
  const leading = ranked
    .filter(({ points }) => points !== null)
    .toSorted(
      (a, b) =>
        (b.points ?? 0) - (a.points ?? 0) || b.graded - a.graded || compare(a.organization, b.organization),
    )
    .slice(0, NAMED);
  if (leading.length === 0) return [];
  return [
    section(`${leading.length} ${who} có điểm cao nhất`),
    heads(...RANKED_HEADS),
    ...leading.map((row) => rankedRow(row, null)),
    EMPTY,
  ];
}

const WEAK: ReadonlySet<Grade> = new Set(['trung-binh', 'kem', 'khong-dat']);

/** Those with a low grade or reports overdue, the lowest points first; one without points after them. */
function needing(ranked: readonly Ranked[], who: string): SheetRow[] {
  const weak = ranked.filter(({ grade, overdue }) => (grade !== null && WEAK.has(grade)) || overdue > 0);
  if (weak.length === 0) return [];
  const first = weak
    .toSorted(
      (a, b) =>
        (a.points ?? Number.MAX_SAFE_INTEGER) - (b.points ?? Number.MAX_SAFE_INTEGER) ||
        b.overdue - a.overdue ||
        compare(a.organization, b.organization),
    )
    .slice(0, NAMED);
  const reason = ({ grade, overdue }: Ranked): string =>
    [
      ...(grade !== null && WEAK.has(grade) ? [`xếp loại ${wordOf(GRADE_WORDS, grade)}`] : []),
      ...(overdue > 0 ? [`${overdue} báo cáo quá hạn`] : []),
    ].join('; ');
  return [
    section(`Cần giúp đỡ: ${first.length} trong ${weak.length} ${who}`),
    heads(...RANKED_HEADS, 'Vì sao'),
    ...first.map((row) => rankedRow(row, reason(row))),
    EMPTY,
  ];
}
