/** The official sheet of one meeting with its two columns, self and superior, as a page to print. */
import { escaped } from '../../shared/contracts/html.ts';
import type { Bilingual } from '../../shared/domain/bilingual.ts';
import type { CriteriaSet } from '../../shared/domain/criteria/criteria.ts';
import { GRADE_WORDS, pointsInWords } from '../../shared/domain/criteria/criteria-words.ts';
import {
  type MeetingKey,
  type MeetingKind,
  type MeetingRecord,
  meetingKind,
} from '../../shared/domain/events/meeting.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { ExplainedCriterion, ExplainedMeeting } from '../../shared/domain/scorecards/explanation.ts';
import { spoken } from '../../shared/domain/spoken-date.ts';

export type SheetPage = {
  readonly plan: PlanRow;
  readonly key: MeetingKey;
  readonly record: MeetingRecord;
  readonly set: CriteriaSet;
  /** Whether the sheet is a frame without points: then sums count the criteria that are met. */
  readonly isMet: boolean;
  readonly explained: ExplainedMeeting;
};

const KIND_TITLES: Readonly<Record<MeetingKind, Bilingual>> = {
  regular: { vi: 'Sinh hoạt thường kỳ', en: 'Regular meeting' },
  thematic: { vi: 'Sinh hoạt chuyên đề', en: 'Thematic meeting' },
  extraordinary: { vi: 'Sinh hoạt bất thường', en: 'Extraordinary meeting' },
};

const points = (hundredths: number | null): string =>
  hundredths === null ? '–' : pointsInWords(hundredths).vi;
/** Of a frame without points a criterion is met or not. */
const mark = (hundredths: number | null, isMet: boolean): string =>
  hundredths === null || !isMet ? points(hundredths) : hundredths > 0 ? 'Đạt' : 'Không đạt';
const both = ({ vi, en }: Bilingual): string =>
  `${escaped(vi)}${vi === en ? '' : ` <span lang="en">${escaped(en)}</span>`}`;

/** Of a column that is filled in throughout; of part of a sheet there is no total that could be compared. */
const sum = (criteria: readonly ExplainedCriterion[], of: 'self' | 'superior' | 'points'): number | null =>
  criteria.reduce<number | null>(
    (total, { [of]: one }) => (total === null || one === null ? null : total + one),
    0,
  );

function rowsOfGroup({ explained, isMet }: SheetPage, group: ExplainedMeeting['groups'][number]): string {
  const criteria = explained.criteria.filter((criterion) => criterion.group === group.id);
  const rows = criteria
    .map(
      (one) =>
        `<tr><td>${both(one.title)}<div class="rule">${escaped(one.rule.vi)}</div></td><td>${isMet ? '' : points(one.max)}</td><td>${mark(one.self, isMet)}</td><td>${mark(one.superior, isMet)}</td><td>${mark(one.points, isMet)}</td></tr>`,
    )
    .join('\n');
  return `<tr class="group"><th scope="rowgroup">${both(group.title)}</th><td>${points(group.points)}</td><td>${points(sum(criteria, 'self'))}</td><td>${points(sum(criteria, 'superior'))}</td><td>${points(sum(criteria, 'points'))}</td></tr>\n${rows}`;
}

export function sheetPage(page: SheetPage): string {
  const { plan, key, record, set, isMet, explained } = page;
  const most: Bilingual = isMet ? { vi: 'Số tiêu chí', en: 'Criteria' } : { vi: 'Điểm tối đa', en: 'Most' };
  const counts: Bilingual = isMet ? { vi: 'Kết quả', en: 'Counts' } : { vi: 'Điểm tính', en: 'Counts' };
  const { criteria } = explained;
  const kind = KIND_TITLES[meetingKind(key)];
  const grade: Bilingual =
    explained.grade === null ? { vi: 'Chưa xếp loại', en: 'Not graded' } : GRADE_WORDS[explained.grade];
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Bảng chấm điểm: ${escaped(plan.name)}, ${spoken(record.heldOn)}</title>
<style>
body { font: 14px/1.4 "Times New Roman", Tinos, serif; margin: 1.5rem auto; max-width: 48rem; padding: 0 1rem; }
h1 { font-size: 1.25rem; text-align: center; text-transform: uppercase; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 1px solid #444; padding: .25rem .4rem; text-align: left; vertical-align: top; }
td + td, th + td, thead th + th { text-align: right; }
thead th + th { width: 11%; }
/* Once, at the end, not at the foot of every printed page. */
tfoot { display: table-row-group; }
.group th, .group td, tfoot td, tfoot th { font-weight: bold; background: #eee; }
.rule, [lang="en"] { color: #555; font-size: .85em; }
.signatures { display: flex; justify-content: space-between; margin-top: 2rem; text-align: center; }
.signatures div { width: 45%; min-height: 6rem; break-inside: avoid; }
@media print { body { font-size: 12px; margin: 0; max-width: none; padding: 0 1px; } td, th { padding: .1rem .3rem; } tr, .signatures { break-inside: avoid; } .group { break-after: avoid; } }
@page { size: A4; margin: 12mm 15mm; }
</style>
</head>
<body>
<h1>Bảng chấm điểm chất lượng sinh hoạt chi bộ</h1>
<p><b>${escaped(plan.name)}</b> · ${both(kind)}<br>
Ngày ${spoken(record.heldOn)} · Kỳ ${spoken(plan.month)}<br>
${record.theme === null ? '' : `Chuyên đề <span lang="en">Theme</span>: ${escaped(record.theme)}<br>\n`}${both(set.title)}, bản ${set.revision}</p>
<table>
<thead><tr><th>Nội dung <span lang="en">Criterion</span></th><th>${most.vi}<br><span lang="en">${most.en}</span></th><th>Chi bộ tự chấm<br><span lang="en">Self</span></th><th>Cấp ủy cấp trên chấm<br><span lang="en">Superior</span></th><th>${counts.vi}<br><span lang="en">${counts.en}</span></th></tr></thead>
<tbody>
${explained.groups.map((group) => rowsOfGroup(page, group)).join('\n')}
</tbody>
<tfoot><tr><th>Tổng <span lang="en">Total</span></th><td>${points(criteria.reduce((total, { max }) => total + max, 0))}</td><td>${points(sum(criteria, 'self'))}</td><td>${points(sum(criteria, 'superior'))}</td><td>${points(explained.points)}</td></tr></tfoot>
</table>
<p>Xếp loại <span lang="en">Grade</span>: <b>${both(grade)}</b><br><span class="rule">${[explained.thresholds, ...explained.gates.map(({ rule }) => rule)].map(({ vi }) => escaped(vi)).join('<br>')}</span></p>
<div class="signatures"><div>Chi bộ tự chấm<br>(ký tên)</div><div>Cấp ủy cấp trên<br>(ký tên, đóng dấu)</div></div>
</body>
</html>
`;
}
