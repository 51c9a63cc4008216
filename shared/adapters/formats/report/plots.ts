/** Plots of the report: inline SVG, told apart by hatching as well as by shade, so that a copier does not blur them. */
import type { Grade } from '../../../domain/criteria/grade.ts';
import { largestRemainderShares } from '../../../domain/shares.ts';
import { GRADE_WORDS } from '../words.ts';
import { countText, Html, html, NOTHING, perMilleText } from './html.ts';

export type GradeCount = { readonly grade: Grade; readonly count: number };
export type StackedBar = { readonly label: string; readonly counts: readonly GradeCount[] };

const PER_MILLE = 1_000;
/** Of a segment, that its share can be written into it. */
const WIDE_ENOUGH = 70;

export const gradeWord = (grade: Grade): string =>
  GRADE_WORDS.find(({ code }) => code === grade)?.vi ?? grade;

/** The better, the lighter; each with lines of its own. */
const PATTERNS = new Html(
  `<defs>
<pattern id="tot" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#fff"/></pattern>
<pattern id="kha" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#d5e4f3"/><path d="M0 8L8 0" stroke="#5b7fa6" stroke-width="1"/></pattern>
<pattern id="trung-binh" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#f0c36a"/><path d="M0 0L8 8M0 8L8 0" stroke="#7a5200" stroke-width="1"/></pattern>
<pattern id="kem" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#8c2318"/></pattern>
<pattern id="dat" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1" fill="#5b7fa6"/></pattern>
<pattern id="khong-dat" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#8c2318"/><path d="M4 0V8" stroke="#fff" stroke-width="1"/></pattern>
</defs>`,
);

const LEFT = 150;
const WIDTH = 520;
const ROW = 34;

/** The shares of the grades, a bar a period; a period with nothing graded has none. */
export function gradeBars(bars: readonly StackedBar[]): Html {
  const drawn = bars.filter(({ counts }) => counts.some(({ count }) => count > 0));
  if (drawn.length === 0) return NOTHING;
  const legend = drawn[0]?.counts ?? [];
  const height = drawn.length * ROW + 30;
  return html`<svg viewBox="0 0 ${LEFT + WIDTH + 10} ${height}" role="img" aria-label="Cơ cấu xếp loại">${PATTERNS}${drawn.map(
    (bar, i) => barOf(bar, i * ROW),
  )}${legend.map(({ grade }, i) => legendOf(grade, LEFT + (i * WIDTH) / Math.max(5, legend.length), drawn.length * ROW + 6))}</svg>`;
}

function barOf({ label, counts }: StackedBar, top: number): Html {
  const shares = largestRemainderShares(
    counts.map(({ count }) => count),
    PER_MILLE,
  );
  let left = LEFT;
  const segments = counts.map(({ grade }, i) => {
    const share = shares[i] ?? 0;
    const width = (share * WIDTH) / PER_MILLE;
    const at = left;
    left += width;
    if (share === 0) return NOTHING;
    const written =
      width < WIDE_ENOUGH
        ? NOTHING
        : html`<rect x="${at + width / 2 - 25}" y="${top + 6}" width="50" height="14" fill="#fff" stroke="none"/><text x="${at + width / 2}" y="${top + 17}" text-anchor="middle">${perMilleText(share)}</text>`;
    return html`<rect x="${at}" y="${top + 2}" width="${width}" height="22" fill="url(#${grade})" stroke="#222"/>${written}`;
  });
  return html`<text x="${LEFT - 8}" y="${top + 17}" text-anchor="end">${label}</text>${segments}`;
}

const legendOf = (grade: Grade, left: number, top: number): Html =>
  html`<rect x="${left}" y="${top}" width="16" height="12" fill="url(#${grade})" stroke="#222"/><text x="${left + 22}" y="${top + 11}">${gradeWord(grade)}</text>`;

export type PlainBar = { readonly label: string; readonly part: number; readonly whole: number };

/** How much of a whole each has; a bar each. */
export function shareBars(bars: readonly PlainBar[], label: string): Html {
  const step = 22;
  return html`<svg viewBox="0 0 ${LEFT + WIDTH + 10} ${bars.length * step + 4}" role="img" aria-label="${label}">${bars.map(
    ({ label: name, part, whole }, i) => {
      const width = whole === 0 ? 0 : (part * (WIDTH - 130)) / whole;
      return html`<text x="${LEFT - 8}" y="${i * step + 15}" text-anchor="end">${name}</text><rect x="${LEFT}" y="${i * step + 4}" width="${WIDTH - 130}" height="14" fill="none" stroke="#999"/><rect x="${LEFT}" y="${i * step + 4}" width="${width}" height="14" fill="#44546a" stroke="#222"/><text x="${LEFT + WIDTH - 124}" y="${i * step + 15}">${countText(part)} / ${countText(whole)}</text>`;
    },
  )}</svg>`;
}
