/** What two rows say of what lies between them, over rows folded from arbitrary histories. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import {
  eventsNotCounted,
  isOwnRow,
  type LiveRowChange,
  liveChange,
  mayDifferInPlan,
  mergeRowChanges,
  type RowChange,
} from '../../../shared/domain/scorecards/row-change.ts';
import type { LiveRow } from '../../../shared/domain/scorecards/scorecard.ts';
import { committeePlanRow, meetingRevision, planRow } from '../../support/records.ts';
import { cellRow, committeeRow, tombstone } from '../../support/score-rows.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';

const MONTHS = ['2026-09', '2026-10'] as const;
const MONTH = '2026-10';

/** An event is accepted, or a plan row is rewritten; `second` is when its server says that it is. */
type Step = {
  readonly of: 'event' | 'plan';
  readonly month: (typeof MONTHS)[number];
  readonly second: number;
};

const steps = fc.array(
  fc.record({
    of: fc.constantFrom('event', 'event', 'plan'),
    month: fc.constantFrom(...MONTHS),
    // Servers' clocks are not quite the same, and a second holds several steps.
    second: fc.integer({ min: 0, max: 9 }),
  }),
  { maxLength: 14 },
);

const at = (second: number): string => `2026-10-14T00:00:0${second}.000Z`;

/** Events and plan rows after the first `count` steps. */
function stateAfter(history: readonly Step[], count: number): { events: StoredEvent[]; plans: PlanRow[] } {
  const done = history.slice(0, count);
  const events = done.flatMap(({ of, month, second }, i) =>
    of === 'event' ? [meetingRevision({ month, revision: i + 1, recordedAt: at(second) })] : [],
  );
  const plans = MONTHS.map((month) => {
    const rewritten = done.filter((step) => step.of === 'plan' && step.month === month);
    const last = rewritten.at(-1);
    const plannedAt = last === undefined ? '2026-09-25T17:00:00.000Z' : at(last.second);
    return planRow({ month, version: 1 + rewritten.length, plannedAt });
  });
  return { events, plans };
}

function rowAfter(history: readonly Step[], count: number): LiveRow {
  const organization = 'to-1';
  const rows = foldOwnRows({
    ...{ organization, fromMonth: MONTH, criteriaSets: [BINH_THUAN] },
    ...stateAfter(history, count),
  });
  const [row] = rows;
  if (row === undefined || row.tombstone) throw new Error('October has a plan row');
  return row;
}

/** Two folds of one history, and the events of the month as they are read somewhat later. */
const folded = fc.tuple(steps, fc.nat(14), fc.nat(14), fc.nat(14)).map(([history, ...cuts]) => {
  const [first = 0, second = 0, third = 0] = cuts
    .map((cut) => Math.min(cut, history.length))
    .toSorted((a, b) => a - b);
  const change: LiveRowChange = { before: rowAfter(history, first), after: rowAfter(history, second) };
  const events = stateAfter(history, third).events.filter(({ month }) => month === MONTH);
  return { history, first, second, change, events };
});

/** The wrong way: trusting clocks. */
const laterAlone: typeof eventsNotCounted = ({ before }, events) =>
  events.filter(({ recordedAt }) => before === null || recordedAt > before.asOf);

const missesNone = (pick: typeof eventsNotCounted) =>
  fc.property(folded, ({ history, first, change, events }) => {
    const counted = new Set(stateAfter(history, first).events.map(({ revision }) => revision));
    const told = new Set(pick(change, events).map(({ revision }) => revision));
    return events.every(({ revision }) => counted.has(revision) || told.has(revision));
  });

describe('what happened between two rows', () => {
  it('misses no event that the row before did not count', () => {
    fc.assert(missesNone(eventsNotCounted));
    expect(() => fc.assert(missesNone(laterAlone), { numRuns: 2_000 })).toThrow();
  });

  it('is told once where servers’ clocks go one way', () => {
    const inOrder = steps.map((some) =>
      some.map((step, second) => ({ ...step, second: second % 10 })).slice(0, 10),
    );
    fc.assert(
      fc.property(inOrder, fc.nat(10), (history, cut) => {
        const first = Math.min(cut, history.length);
        const change = { before: rowAfter(history, first), after: rowAfter(history, history.length) };
        const { events } = stateAfter(history, history.length);
        const told = eventsNotCounted(
          change,
          events.filter(({ month }) => month === MONTH),
        );
        return told.every(({ revision }) => revision > first);
      }),
    );
  });

  it('says of the plan row that it has not changed only where it has not', () => {
    fc.assert(
      fc.property(folded, ({ history, first, second, change }) => {
        const between = history.slice(first, second);
        const isChanged = between.some(({ of, month }) => of === 'plan' && month === MONTH);
        const isOnlyRecords = between.every(({ of, month }) => of === 'event' && month === MONTH);
        return isChanged ? mayDifferInPlan(change) : !isOnlyRecords || !mayDifferInPlan(change);
      }),
    );
  });

  it('is unknown where nothing stood, or the organization comes back', () => {
    const after = cellRow();
    expect(liveChange({ before: tombstone(), after })).toEqual({ before: null, after });
    expect(liveChange({ before: after, after: tombstone() })).toBeNull();
    expect(mayDifferInPlan({ before: null, after })).toBe(true);
    expect(eventsNotCounted({ before: null, after }, [meetingRevision()])).toEqual([meetingRevision()]);
  });

  it('is the same however often and in whatever order the puts are told', () => {
    const [a, b, c] = [cellRow({ watermark: 5 }), cellRow({ watermark: 6 }), cellRow({ watermark: 9 })];
    const puts: RowChange[] = [
      { before: null, after: a },
      { before: a, after: b },
      { before: b, after: c },
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray([...puts, ...puts], { minLength: 1 }), (some) => {
        const lowest = Math.min(...some.map(({ after }) => after.watermark));
        const first = puts.find(({ after }) => after.watermark === lowest);
        const highest = Math.max(...some.map(({ after }) => after.watermark));
        const last = puts.find(({ after }) => after.watermark === highest);
        expect(mergeRowChanges(some)).toEqual([{ before: first?.before, after: last?.after }]);
      }),
    );
    expect(mergeRowChanges([...puts, { before: null, after: committeeRow() }])).toHaveLength(2);
  });

  it('comes from an own row: a cell’s, or a committee’s in its own partition', () => {
    expect(isOwnRow(cellRow())).toBe(true);
    const profile = { ...committeeRow().profile, kind: committeePlanRow().kind };
    expect(isOwnRow(committeeRow({ profile }))).toBe(false);
    expect(isOwnRow(committeeRow({ profile, parent: 'dang-uy-1' }))).toBe(true);
  });
});
