import { describe, expect, it } from 'vitest';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { advancePeriods, openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { byYear, SweepError, sweepMonths } from '../../shared/jobs/sweep.ts';
import { everReached, plannedLevels } from '../../shared/jobs/walk-tree.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { MONTH, type SmallProvince, smallProvince, versionOf } from './small-province.ts';

async function sweptProvince() {
  const province = await smallProvince();
  for (const month of [MONTH, '2026-11']) {
    await province.registry.putPeriod(openingPeriod(month, province.control.now), aNote());
  }
  await advancePeriods(province.deps);
  for (const cell of ['a', 'b', 'c']) await province.accept(cell);
  const first = await sweepMonths(province.deps, 'r', [MONTH, '2026-11']);
  return { ...province, first };
}

describe('the sweep', () => {
  it('fills an empty table level by level, and finds nothing to do afterwards', async () => {
    const { deps, first } = await sweptProvince();
    // Root, committees and cells: an own row each, and one more for whoever has others below, in both months.
    expect(first.byLevel.map(({ rows, differed }) => [rows, differed])).toEqual([
      [4, 4],
      [8, 8],
      [6, 6],
    ]);
    expect(first).toMatchObject({ organizations: 6, differed: 18, contradicted: 0 });
    const second = await sweepMonths(deps, 'r', [MONTH, '2026-11']);
    expect(second).toMatchObject({ organizations: 6, differed: 0, contradicted: 0 });
  });

  it('puts right what lost triggers left behind, up to the root, and says how much', async () => {
    const { deps, accept } = await sweptProvince();
    await accept('a', MONTH, 2);
    const { byLevel, differed } = await sweepMonths(deps, 'r', [MONTH, '2026-11']);
    // The cell's rows of both months, and with each the committee's and the root's.
    expect(byLevel.map((level) => level.differed)).toEqual([2, 2, 2]);
    expect(differed).toBe(6);
  });

  it('repairs committees whose own rows are right', async () => {
    const { deps, scorecards } = await sweptProvince();
    const damaged = memoryScorecardStore();
    for (const row of scorecards.all()) if (row.parent !== 'r') await damaged.putRow(row);
    const { byLevel } = await sweepMonths({ ...deps, scorecards: damaged }, 'r', [MONTH, '2026-11']);
    expect(byLevel.map((level) => level.differed)).toEqual([2, 4, 0]);
    expect(damaged.all()).toEqual(scorecards.all());
  });

  it('counts a row that says something else with the same watermark', async () => {
    const { deps, scorecards } = await sweptProvince();
    const tampered = memoryScorecardStore();
    for (const row of scorecards.all())
      await tampered.putRow(
        row.tombstone || row.organization !== 'a' ? row : { ...row, measures: row.measures.map(() => 7) },
      );
    const counts = await sweepMonths({ ...deps, scorecards: tampered }, 'r', [MONTH]);
    // The cell in this month and the later one, and the committee above; the root still fits the committee's row.
    expect(counts.byLevel.map((level) => level.contradicted)).toEqual([0, 1, 2]);
    expect(counts.differed).toBe(0);
  });

  it('counts nobody twice where a committee has moved up beside its former parent', async () => {
    const { deps, registry, scorecards } = await sweptProvince();
    // q, with its cell, goes below p and comes back beside it.
    await enterVersion(registry, { ...versionOf('q', 'base-committee', 'p'), revision: 2 });
    await planSubtree(deps, 'q', MONTH);
    await sweepMonths(deps, 'r', [MONTH]);
    await enterVersion(registry, { ...versionOf('q', 'base-committee', 'r'), revision: 3 });
    await planSubtree(deps, 'q', MONTH);
    await sweepMonths(deps, 'r', [MONTH]);
    const root = scorecards.all().find((row) => row.parent === TOP && row.month === MONTH);
    if (root === undefined || root.tombstone) throw new Error('the root has no row');
    expect(fromArray(root.measures).expected).toBe(3);
    expect(await sweepMonths(deps, 'r', [MONTH])).toMatchObject({ differed: 0, contradicted: 0 });
  });

  it('takes months by year, in order', () => {
    expect(byYear(['2027-01', '2026-12', '2026-02'])).toEqual([['2026-02', '2026-12'], ['2027-01']]);
  });
});

describe('walking the tree', () => {
  it('goes by the plan rows of the month, whatever the roster says by now', async () => {
    const { registry, rewrite } = await sweptProvince();
    await rewrite('a', MONTH, { parent: 'q' });
    await enterVersion(registry, versionOf('n', 'cell', 'p'));
    const levels = await plannedLevels(registry, 'r', MONTH);
    expect(levels.map((level) => level.map(({ organization }) => organization))).toEqual([
      ['r'],
      ['p', 'q'],
      ['a', 'b', 'c'],
    ]);
    expect(await plannedLevels(registry, 'n', MONTH)).toEqual([]);
  });

  it('reaches everybody who was ever below', async () => {
    const { registry, rewrite } = await sweptProvince();
    await rewrite('a', MONTH, { parent: 'q' });
    expect((await everReached(registry, 'p')).sort()).toEqual(['a', 'b', 'p']);
  });
});

describe('trouble of one', () => {
  const poisoned = async (error: Error) => {
    const province = await sweptProvince();
    for (const cell of ['a', 'b']) await province.accept(cell, MONTH, 2);
    const events = {
      ...province.events,
      eventsOfYear: async (organization: string, year: string) => {
        if (organization === 'a') throw error;
        return province.events.eventsOfYear(organization, year);
      },
    };
    return { ...province, deps: { ...province.deps, events } };
  };
  const revisionsOf = ({ scorecards }: Pick<SmallProvince, 'scorecards'>, organization: string) =>
    scorecards
      .all()
      .flatMap((row) =>
        row.tombstone ||
        row.organization !== organization ||
        row.month !== MONTH ||
        row.parent === organization
          ? []
          : [fromArray(row.measures).revisions],
      );

  it('that lasts holds up nobody else, and is told by name when all others are done', async () => {
    const province = await poisoned(new TypeError('cannot be folded'));
    await expect(sweepMonths(province.deps, 'r', [MONTH])).rejects.toThrow(
      '1 reads or folds failed, all others are done: a from 2026-10: cannot be folded',
    );
    expect(revisionsOf(province, 'a')).toEqual([1]);
    expect(revisionsOf(province, 'b')).toEqual([2]);
    expect(revisionsOf(province, 'r')).toEqual([4]);
  });

  it('whose plan row cannot be read keeps back neither those above nor those below it', async () => {
    const province = await sweptProvince();
    for (const cell of ['a', 'c']) await province.accept(cell, MONTH, 2);
    const malformed = new TypeError('Stored plan row is malformed');
    const registry = {
      ...province.registry,
      planRow: async (organization: string, month: string) => {
        if (organization === 'p') throw malformed;
        return province.registry.planRow(organization, month);
      },
      planRows: async (asked: readonly { organization: string; month: string }[]) => {
        if (asked.some(({ organization }) => organization === 'p')) throw malformed;
        return province.registry.planRows(asked);
      },
    };
    const swept = sweepMonths({ ...province.deps, registry }, 'r', [MONTH]);
    await expect(swept).rejects.toMatchObject({ name: 'SweepError', unread: 1, errors: [malformed] });
    await expect(swept).rejects.toThrow(`plan row of p in ${MONTH}`);
    expect(revisionsOf(province, 'a')).toEqual([2]);
    expect(revisionsOf(province, 'c')).toEqual([2]);
    // What p counts waits for its own fold; what stands beside it is in already.
    expect(revisionsOf(province, 'q')).toEqual([2]);
    expect(revisionsOf(province, 'r')).toEqual([4]);
  });

  it('that passes ends the sweep, whose next run begins anew', async () => {
    const away = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const { deps } = await poisoned(away);
    await expect(sweepMonths(deps, 'r', [MONTH])).rejects.toBe(away);
  });

  it('is mended by the sweep once the cause is gone', async () => {
    const province = await poisoned(new TypeError('cannot be folded'));
    await expect(sweepMonths(province.deps, 'r', [MONTH])).rejects.toThrow(SweepError);
    await sweepMonths({ ...province.deps, events: province.events }, 'r', [MONTH]);
    expect(revisionsOf(province, 'r')).toEqual([5]);
  });
});
