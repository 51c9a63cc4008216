/**
 * The report of a period on two printed pages, in the form that published ones use: assessed of total, count and
 * share of each grade, by kind of unit, beside the period before and the same one a year before.
 */
import type { CriteriaSet } from '../../../domain/criteria/criteria.ts';
import type { ScorecardEntry } from '../../../domain/exports/export-tables.ts';
import type { SummaryAbout } from '../../../ports/export-formats.ts';
import { POINTS, scaleOf } from '../mean-scale.ts';
import { periodWords } from '../period-words.ts';
import { classificationOf } from './classification.ts';
import { earlierUnits, ReportFigures, sidesOf } from './figures.ts';
import { type Html, html, NOTHING } from './html.ts';
import { partLines, partsOf } from './parts.ts';
import { programmesOf, targetLines } from './programmes.ts';
import { distributionOf, indicatorsOf, remarksOf } from './sections.ts';
import { STYLE } from './style.ts';
import { unitsOf } from './units.ts';

/** @param batches rows of a subtree, its top first */
export async function* encodeReport(
  sets: readonly CriteriaSet[],
  about: SummaryAbout,
  batches: AsyncIterable<readonly ScorecardEntry[]>,
): AsyncGenerator<Uint8Array> {
  const figures = new ReportFigures();
  for await (const batch of batches) for (const row of batch) figures.add(row);
  yield Buffer.from(`<!doctype html>\n${pageOf(sets, about, figures).text}\n`, 'utf8');
}

const VIETNAM = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `05/11/2026 09:00` */
function instantText(instant: string): string {
  const parts = new Map(VIETNAM.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  const [day, month, year] = [parts.get('day'), parts.get('month'), parts.get('year')];
  return `${day}/${month}/${year} ${parts.get('hour')}:${parts.get('minute')}`;
}

function pageOf(sets: readonly CriteriaSet[], about: SummaryAbout, figures: ReportFigures): Html {
  const { top } = figures;
  const owner = top?.name ?? about.organization;
  const title = `Báo cáo sinh hoạt chi bộ – ${owner} – ${periodWords(about.period)}`;
  return html`<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${identityOf(about)}<title>${title}</title><style>${STYLE}</style></head><body>
<header><h1>Báo cáo chất lượng sinh hoạt chi bộ</h1><p class="en">Report on the quality of the cells’ meetings</p>
<h2 class="owner">${owner} – ${periodWords(about.period)}</h2>
<p class="stamp">${about.kind === 'final' ? 'Số liệu chính thức, kỳ đã khóa' : 'Số liệu tạm thời, còn có thể thay đổi'}${top === null ? NOTHING : html`; tính đến ${instantText(top.asOf)} (giờ Việt Nam)`}</p></header>
${top === null ? html`<p>Kỳ này chưa có số liệu.</p>` : bodyOf(sets, about, figures, top)}
<footer>Bản xuất ${about.exportId}${top === null ? NOTHING : html`, dấu mốc dữ liệu ${top.watermark}`}. Mã băm SHA-256 của bộ tệp dữ liệu: <span class="hash">${about.dataSha256}</span>. Tỷ lệ tính trên số đã xếp loại.</footer></body></html>`;
}

/** Which export it is, once more for programs: who changes a manifest by itself is found out by it. */
const identityOf = ({ exportId, kind, previous, dataSha256 }: SummaryAbout): Html =>
  html`${Object.entries({ exportId, kind, previous: previous ?? '', dataSha256 }).map(
    ([name, value]) => html`<meta name="nennep.${name}" content="${value}">`,
  )}`;

function bodyOf(
  sets: readonly CriteriaSet[],
  { earlier, programmes, classification }: SummaryAbout,
  figures: ReportFigures,
  top: ScorecardEntry,
): Html {
  const sides = sidesOf(top, earlier);
  const units = {
    before: earlierUnits(earlier.before, top.organization),
    aYearBefore: earlierUnits(earlier.aYearBefore, top.organization),
  };
  const { parts } = figures;
  const scale = scaleOf(top, sides);
  const room = roomFor(partLines(parts), targetLines(programmes));
  return html`${distributionOf(top, sides, sets)}
${unitsOf(figures.units, units, { sets, scale })}
${scale === POINTS ? NOTHING : inPercent(top)}
${classificationOf(classification)}
<div class="page"></div>
${indicatorsOf(top, sides, scale)}
${partsOf(parts, earlier, scale, room.parts)}
${programmesOf(programmes, parts.length === 0 ? 4 : 5, room.targets)}
${remarksOf(earlier, sides)}`;
}

/** Why means are told in percent. */
const inPercent = ({ mixedSheets, scoredBy }: ScorecardEntry): Html =>
  html`<p class="note">${
    mixedSheets
      ? html`Các buổi sinh hoạt được chấm theo ${scoredBy.length} bộ tiêu chí (${scoredBy.join(', ')})`
      : 'Kỳ so sánh chấm theo bảng có điểm tối đa khác'
  }: điểm không cộng chung được. Thay vào đó nêu bình quân tỷ lệ điểm trên điểm tối đa của từng buổi, mỗi buổi tính như nhau.</p>`;

/** Lines that parts and targets have together on the second page, and what either may claim against the other. */
const LINES = 20;
const CLAIM = LINES / 2;

function roomFor(parts: number, targets: number): { readonly parts: number; readonly targets: number } {
  if (parts + targets <= LINES) return { parts, targets };
  const forTargets = Math.floor(Math.min(targets, Math.max(CLAIM, LINES - parts)));
  return { parts: LINES - forTargets, targets: forTargets };
}
