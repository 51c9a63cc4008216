/** Findings over several years, each folded from its own events and what the year before hands on. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromArray } from '../../../shared/domain/criteria/measures.ts';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import { remedyChangeViolations } from '../../../shared/domain/events/inspection-rules.ts';
import { NOTHING_HANDED_ON, type YearBefore } from '../../../shared/domain/scorecards/handed-on.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import type { LiveRow } from '../../../shared/domain/scorecards/scorecard.ts';
import { finding, inspectionRevision, remedyRevision } from '../../support/inspections.ts';
import { planRow } from '../../support/records.ts';
import { presetSet } from '../criteria/preset-sets.ts';

const NGHE_AN = presetSet('nghe-an-08');
const criteriaSet = { id: NGHE_AN.id, revision: NGHE_AN.revision };
const YEARS = ['2026', '2027', '2028', '2029', '2030'];
const MONTHS = YEARS.flatMap((year) =>
  Array.from({ length: 12 }, (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`),
);

/** By which visit of how many, in which month a finding is made, and after how many months each time it is put right, opened again, put right … */
const story = fc.record({
  visit: fc.nat({ max: 1 }),
  found: fc.nat({ max: 20 }),
  changes: fc.array(fc.nat({ max: 26 }), { maxLength: 4 }),
});

type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

/** A visit looks at a month once, and at several months under one key. */
const stories = fc.uniqueArray(story, {
  maxLength: 5,
  selector: ({ visit, found }) => `${visit} ${found}`,
});

type Change = { readonly month: string; readonly remedied: boolean };

/** What the API lets through of a story: a remedy is withdrawn by the end of the year after it was told. */
function changesOf({ found, changes }: Pick<Story, 'found' | 'changes'>): Change[] {
  const told: Change[] = [];
  let at = found;
  for (const gap of changes) {
    at += gap;
    const month = MONTHS[at];
    const last = told.at(-1);
    if (month === undefined) break;
    if (last?.remedied === true && remedyChangeViolations({ told: last.month, changedIn: month }).length > 0)
      break;
    told.push({ month, remedied: last?.remedied !== true });
  }
  return told;
}

/** Open findings of every month, folded year by year. */
function folded(events: readonly StoredEvent[]): number[] {
  let before: YearBefore | null = null;
  const open: number[] = [];
  for (const year of YEARS) {
    const rows: readonly LiveRow[] = foldOwnRows({
      organization: 'to-1',
      fromMonth: `${year}-01`,
      events: events.filter(({ month }) => month.startsWith(year)),
      plans: MONTHS.filter((month) => month.startsWith(year)).map((month) => planRow({ month, criteriaSet })),
      before,
      criteriaSets: [NGHE_AN],
    }).flatMap((row) => (row.tombstone ? [] : [row]));
    open.push(...rows.map(({ measures }) => fromArray(measures).findingsOpen));
    const december = rows.at(-1);
    before = december ? { ...december, handedOn: december.handedOn ?? NOTHING_HANDED_ON } : null;
  }
  return open;
}

it('counts in every month of five years what was found by then and is not put right', () => {
  fc.assert(
    fc.property(stories, (each) => {
      const told = each.map((one) => ({
        found: MONTHS[one.found] ?? '',
        key: `2027-12-1${one.visit}-inspection-huyen`,
        changes: changesOf(one),
      }));
      const events = told.flatMap(({ found, key, changes }) => [
        inspectionRevision({ findings: [finding()] }, { key, month: found }),
        ...changes.map(({ month, remedied }, n): StoredEvent => {
          const remedy = remedyRevision({}, { key: `${found}/${key}/1`, month, revision: n + 1 });
          return remedied ? remedy : { ...remedy, withdrawn: true, record: null };
        }),
      ]);
      const expected = MONTHS.map(
        (month) =>
          told.filter(
            ({ found, changes }) =>
              found <= month && changes.findLast((one) => one.month <= month)?.remedied !== true,
          ).length,
      );
      expect(folded(events)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
