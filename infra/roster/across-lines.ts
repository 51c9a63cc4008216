/** What is wrong with lines of a roster together that is with none of them alone. */
import { type RuleViolation, violation } from '../../shared/contracts/field-errors.ts';
import { fileTree } from './file-tree.ts';
import type { RosterEntry } from './roster-entry.ts';

export type EntryFault = { readonly entry: RosterEntry; readonly violation: RuleViolation };

/** Each line that cannot be entered because of others, with the reason; the rest stand. */
export const faultsAcross = (entries: readonly RosterEntry[]): EntryFault[] => [
  ...saidTwice(entries),
  ...inCircles(entries),
];

/** Of two lines that say what one organization is from one month on, the later is refused: both cannot hold. */
function saidTwice(entries: readonly RosterEntry[]): EntryFault[] {
  const first = new Map<string, RosterEntry>();
  return entries.flatMap((entry) => {
    const key = `${entry.organization} ${entry.body.from}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, entry);
      return [];
    }
    const line = before.line ?? '?';
    const fault = violation(
      '/from',
      'version-once',
      `Dòng ${line} đã nói về tổ chức này từ cùng tháng đó. Hãy bỏ một trong hai dòng, hoặc sửa tháng.`,
      `Line ${line} speaks of the same organization from the same month on. Leave out one of them, or correct the month.`,
    );
    return [{ entry, violation: fault }];
  });
}

/** Lines by which, in their month, an organization would stand below itself. The API would miss the parent first. */
function inCircles(entries: readonly RosterEntry[]): EntryFault[] {
  const tree = fileTree(entries);
  return entries.flatMap((entry) => {
    const { organization, body } = entry;
    const above = tree.above(entry);
    if (!above.has(organization)) return [];
    const round = [organization, ...above].slice(0, [...above].indexOf(organization) + 2).join(' → ');
    const fault = violation(
      '/parent',
      'no-cycle',
      `Các dòng của tệp xếp thành vòng từ tháng ${body.from}: ${round}. Hãy sửa cấp trên của một trong các tổ chức đó.`,
      `The file's lines go round in a circle from ${body.from}: ${round}. Correct the parent of one of them.`,
    );
    return [{ entry, violation: fault }];
  });
}
