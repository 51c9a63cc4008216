/** The section of the report that sets the parts side by side. */
import {
  type EarlierPeriod,
  type EarlierPeriods,
  earlierFigures,
} from '../../../domain/exports/earlier-periods.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import { gradeTold, type MeanScale, SEVERAL_SHEETS } from '../mean-scale.ts';
import { countText, type Html, html, NOTHING, pointsText, riseText, shareText } from './html.ts';
import { gradeWord } from './plots.ts';
import { heads, linesOf, row, title } from './tables.ts';

const columnsOf = ({ title: mean }: MeanScale): readonly string[] => [
  'Đơn vị',
  'Phải báo cáo',
  'Tỷ lệ báo cáo',
  'Đã xếp loại',
  mean,
  'So kỳ trước',
  'So cùng kỳ',
  'Xếp loại',
];
/** Of a name, before it is broken. */
const CHARACTERS_A_LINE = 38;

/**
 * @param scale in what means are told
 * @param room how many lines the page has for them; of more the best and the last are named
 */
export function partsOf(
  parts: readonly ScorecardEntry[],
  earlier: EarlierPeriods,
  scale: MeanScale,
  room: number,
): Html {
  if (parts.length === 0) return NOTHING;
  const ranked = parts.toSorted(
    (a, b) => (scale.of(b) ?? -1) - (scale.of(a) ?? -1) || (a.organization < b.organization ? -1 : 1),
  );
  const shown = bothEnds(ranked, room);
  return html`${title('4. Các đơn vị trực thuộc', `Parts, by ${scale.inEnglish}`)}
<table class="dense">${heads(columnsOf(scale))}${shown.map((part) => {
    const { organization, measures } = part;
    const rise = (period: EarlierPeriod | null): string | null => {
      const figures = period && earlierFigures(period, organization);
      return figures && riseText(scale.of(part), scale.of(figures));
    };
    const grade = gradeTold(part);
    return row(part.name, [
      countText(measures.expected),
      shareText(measures.reported, measures.expected),
      countText(measures.graded),
      pointsText(scale.of(part)),
      rise(earlier.before),
      rise(earlier.aYearBefore),
      part.mixedSheets ? SEVERAL_SHEETS : grade && gradeWord(grade),
    ]);
  })}</table>${
    shown.length < ranked.length
      ? html`<p class="note">Chỉ nêu ${countText(shown.length)} trong ${countText(ranked.length)} đơn vị: những đơn vị có ${scale.name} cao nhất và thấp nhất; đầy đủ trong scorecards.xlsx.</p>`
      : NOTHING
  }`;
}

/** How many lines the parts take if all are shown. */
export const partLines = (parts: readonly ScorecardEntry[]): number =>
  parts.reduce((lines, { name }) => lines + linesOf(name, CHARACTERS_A_LINE), 0);

/** The first and the last in turn, as long as there is room. */
function bothEnds(ranked: readonly ScorecardEntry[], room: number): readonly ScorecardEntry[] {
  const [first, last]: [ScorecardEntry[], ScorecardEntry[]] = [[], []];
  let left = room;
  for (let taken = 0; taken < ranked.length; taken += 1) {
    const fromTheTop = taken % 2 === 0;
    const part = ranked.at(fromTheTop ? first.length : -1 - last.length);
    if (part === undefined) break;
    left -= linesOf(part.name, CHARACTERS_A_LINE);
    if (left < 0) break;
    (fromTheTop ? first : last).push(part);
  }
  return [...first, ...last.toReversed()];
}
