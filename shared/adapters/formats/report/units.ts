/** The section of the report that breaks the figures down by kind of unit. */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import { GRADES } from '../../../domain/criteria/grade.ts';
import { MEASURE_OF_GRADE } from '../../../domain/scorecards/meeting-measures.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import type { MeanScale } from '../mean-scale.ts';
import { UNIT_WORDS } from '../words.ts';
import { meansOf, type UnitLine, type UnitSum, type UnitSums } from './figures.ts';
import { countText, type Html, html, perMilleText, pointsText, riseText, shareText } from './html.ts';
import { gradeWord } from './plots.ts';
import { heads, row, title } from './tables.ts';

/**
 * @param sheets the sets, and in what means are told
 * @param earlier what the kinds of unit came to in the period before and a year before; null: no export of it
 */
export function unitsOf(
  units: readonly UnitLine[],
  earlier: { readonly before: UnitSums | null; readonly aYearBefore: UnitSums | null },
  { sets, scale }: { readonly sets: readonly CriteriaSet[]; readonly scale: MeanScale },
): Html {
  const given = new Set(sets.flatMap(({ thresholds }) => thresholds.map(({ grade }) => grade)));
  const grades = GRADES.filter(
    (grade) => given.has(grade) || units.some(({ sum }) => sum[MEASURE_OF_GRADE[grade]] > 0),
  );
  return html`${title('2. Theo loại đơn vị', 'By kind of unit')}
<table class="dense">${heads([
    'Loại đơn vị',
    'Chi bộ',
    'Phải báo cáo',
    'Đã báo cáo',
    'Đã xếp loại',
    ...grades.map(gradeWord),
    'Tỷ lệ dự',
    scale.title,
    'So kỳ trước',
    'So cùng kỳ',
  ])}${units.map(({ unit, organizations, sum }) => {
    const mean = (of: UnitSum | undefined): number | null =>
      of === undefined ? null : scale.of(meansOf(of));
    const rise = (sums: UnitSums | null): string | null => riseText(mean(sum), mean(sums?.get(unit)));
    const counts = grades.map((grade) => sum[MEASURE_OF_GRADE[grade]]);
    const shares = largestRemainderShares(counts, 1_000);
    return row(UNIT_WORDS.find(({ code }) => code === unit)?.vi ?? unit, [
      countText(organizations),
      countText(sum.expected),
      withShare(sum.reported, shareText(sum.reported, sum.expected)),
      countText(sum.graded),
      ...counts.map((count, i) => withShare(count, perMilleText(shares[i] ?? 0))),
      shareText(sum.membersPresent, sum.membersRequired),
      pointsText(mean(sum)),
      rise(earlier.before),
      rise(earlier.aYearBefore),
    ]);
  })}</table>`;
}

/** The count, and below it its share; of nothing no share. */
const withShare = (count: number, share: string | null): Html =>
  share === null || count === 0
    ? html`${countText(count)}`
    : html`${countText(count)}<small>${share}</small>`;
