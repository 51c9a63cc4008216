/** What a year's report says of the annual classification: of how many, and how many of each class. */
import type { ClassificationEntry } from '../../../domain/exports/export-tables.ts';
import { classificationWord, totalsOfGroups } from '../classification-totals.ts';
import { countText, type Html, html, NOTHING, perMilleText } from './html.ts';

/** Nothing unless somebody is classified. */
export function classificationOf(groups: readonly ClassificationEntry[]): Html {
  const { grassroots, all } = totalsOfGroups(groups);
  const of = grassroots.total > 0 ? grassroots : all;
  if (of.assessed === 0) return NOTHING;
  const who = grassroots.total > 0 ? 'tổ chức cơ sở đảng' : 'tổ chức đảng';
  const levels = of.levels
    .map(
      ({ classification, count, share }) =>
        `${classificationWord(classification)} ${countText(count)} (${perMilleText(share)})`,
    )
    .join('; ');
  return html`<p class="note">Xếp loại ${who} cuối năm: đã xếp loại ${countText(of.assessed)} trên ${countText(of.total)}: ${levels}. Theo từng cấp ủy và loại đơn vị: trang Xếp loại năm của scorecards.xlsx.</p>`;
}
