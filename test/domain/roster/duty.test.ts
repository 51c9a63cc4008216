import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromArray } from '../../../shared/domain/criteria/measures.ts';
import { doesDuty } from '../../../shared/domain/events/duty-done.ts';
import type { StoredEvent } from '../../../shared/domain/events/event.ts';
import { monthsOf } from '../../../shared/domain/period.ts';
import {
  type Duty,
  dutiesOwedIn,
  EVERY,
  firstChanged,
  isOwedIn,
  owesAlike,
} from '../../../shared/domain/roster/duty.ts';
import type { PlanRow } from '../../../shared/domain/roster/plan.ts';
import { foldOwnRows } from '../../../shared/domain/scorecards/own-row.ts';
import { inspection, inspectionRevision } from '../../support/inspections.ts';
import { committeePlanRow, duty, planRow } from '../../support/records.ts';
import { BINH_THUAN } from '../criteria/binh-thuan.ts';

const inMonths = (one: Duty) => monthsOf('2026').filter((month) => isOwedIn(one, month));

describe('a duty is owed', () => {
  it('every month in which it holds', () => {
    expect(inMonths(duty({ from: '2026-03', until: '2026-05' }))).toEqual(['2026-03', '2026-04', '2026-05']);
    expect(inMonths(duty({ from: '2026-11' }))).toEqual(['2026-11', '2026-12']);
  });

  it('or in the last month of each quarter, if it holds in that one', () => {
    const quarterly = { every: 'quarter', from: '2026-02' } as const;
    expect(inMonths(duty(quarterly))).toEqual(['2026-03', '2026-06', '2026-09', '2026-12']);
    expect(inMonths(duty({ ...quarterly, until: '2026-08' }))).toEqual(['2026-03', '2026-06']);
  });

  it('as often as its quarters or months say, whatever the order it is listed in', () => {
    const month = fc.constantFrom(...monthsOf('2026'));
    const anyDuty = fc.record({
      id: fc.constantFrom('a', 'b', 'c'),
      every: fc.constantFrom(...EVERY),
      from: month,
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyDuty, { selector: ({ id }) => id }), month, (parts, asked) => {
        const duties = parts.map(duty);
        const owed = dutiesOwedIn(duties, asked);
        expect(dutiesOwedIn(duties.toReversed(), asked)).toEqual(owed);
        expect(owed.map(({ id }) => id)).toEqual(
          duties
            .filter((one) => isOwedIn(one, asked))
            .map(({ id }) => id)
            .toSorted(),
        );
      }),
    );
  });
});

describe('a change of a duty', () => {
  const month = fc.constantFrom(...monthsOf('2026'));
  const anyDuty = fc
    .record({
      every: fc.constantFrom(...EVERY),
      office: fc.constantFrom('van-phong', 'ban-to-chuc'),
      from: month,
      until: fc.option(month, { nil: null }),
    })
    .map((parts) => duty(parts));

  it('begins no later than the first month that it lets owe something else', () => {
    fc.assert(
      fc.property(fc.option(anyDuty, { nil: null }), anyDuty, month, (before, after, asked) => {
        const first = firstChanged(before, after);
        if (!owesAlike(before, after, asked)) expect(first !== null && first <= asked).toBe(true);
        expect(firstChanged(after, { ...after, revision: 2 })).toBeNull();
      }),
    );
  });

  it('that only ends it begins behind the end', () => {
    const until = '2026-06';
    expect(firstChanged(duty({ from: '2026-01', until: null }), duty({ from: '2026-01', until }))).toBe(
      '2026-07',
    );
    expect(firstChanged(duty({ from: '2026-01', until }), duty({ from: '2026-01', until: null }))).toBe(
      '2026-07',
    );
  });
});

describe('an inspection does a duty', () => {
  const visit = (parts: Parameters<typeof inspection>[0], by = 'huyen') => ({
    key: `2026-10-13-attendance-${by}`,
    record: inspection(parts),
  });

  it('that it names, whoever came', () => {
    expect(doesDuty(visit({ duty: 'pc-1', office: 'van-phong' }, 'ban'), duty())).toBe(true);
    expect(doesDuty(visit({ duty: 'pc-2', office: duty().office }), duty())).toBe(false);
  });

  it('or, naming none, that is its own office’s', () => {
    expect(doesDuty(visit({ duty: null, office: duty().office }), duty())).toBe(true);
    expect(doesDuty(visit({ duty: null, office: 'van-phong' }), duty())).toBe(false);
    expect(doesDuty(visit({ duty: null, office: duty().office }, 'ban'), duty())).toBe(false);
  });
});

describe('duties are counted at the organization to be attended', () => {
  const owed = (parts: Partial<Duty> = {}) =>
    [duty(parts)].map(({ id, by, office, every }) => ({ id, by, office, every }));
  const counted = (plans: readonly PlanRow[], events: readonly StoredEvent[]) => {
    const row = foldOwnRows({
      organization: plans[0]?.organization ?? '',
      fromMonth: plans[0]?.month ?? '',
      events,
      plans,
      criteriaSets: [BINH_THUAN],
    }).at(-1);
    if (row === undefined || row.tombstone) throw new Error('no row');
    const { dutiesExpected, dutiesDone } = fromArray(row.measures);
    return [dutiesExpected, dutiesDone];
  };
  const came = (
    on: string,
    parts: Parameters<typeof inspection>[0] = { duty: 'pc-1' },
    organization = 'to-1',
  ) => inspectionRevision(parts, { organization, month: on.slice(0, 7), key: `${on}-attendance-huyen` });

  it('once a month, however often it was done', () => {
    const plans = [planRow({ duties: owed() })];
    expect(counted(plans, [])).toEqual([1, 0]);
    expect(counted(plans, [came('2026-10-13')])).toEqual([1, 1]);
    expect(counted(plans, [came('2026-10-13'), came('2026-10-14')])).toEqual([1, 1]);
    expect(counted([planRow()], [came('2026-10-13')])).toEqual([0, 0]);
  });

  it('not by an inspection that was withdrawn, nor by one of another month', () => {
    const plans = [planRow({ duties: owed() })];
    const gone = inspectionRevision(null, { key: '2026-10-13-attendance-huyen', revision: 2 });
    expect(counted(plans, [came('2026-10-13'), gone])).toEqual([1, 0]);
    expect(counted([planRow({ month: '2026-09' }), ...plans], [came('2026-09-13')])).toEqual([1, 0]);
  });

  it('once a quarter, in its last month, done anywhere in it', () => {
    const months = monthsOf('2026-Q4');
    const quarter = months.map((month) =>
      planRow({ month, duties: month === '2026-12' ? owed({ every: 'quarter' }) : [] }),
    );
    expect(counted(quarter, [])).toEqual([1, 0]);
    for (const month of months) expect(counted(quarter, [came(`${month}-13`)])).toEqual([1, 1]);
    expect(counted([planRow({ month: '2026-09' }), ...quarter], [came('2026-09-13')])).toEqual([1, 0]);
  });

  it('at a committee, too', () => {
    const plans = [committeePlanRow({ duties: owed() })];
    expect(counted(plans, [came('2026-10-13', { duty: 'pc-1' }, 'dang-uy-1')])).toEqual([1, 1]);
  });
});
