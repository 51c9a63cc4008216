import { beforeAll, describe, expect, it } from 'vitest';
import { type CarriedOut, carryOut, closedMonthsOf, OPEN, plansOf, scorecardsOf } from './carry-out.ts';
import { ROOT, reformOf, SMALL_REFORM } from './reform-orders.ts';

const reform = reformOf(SMALL_REFORM);
const { moves, closures } = reform;
const gone = new Set(closures.map(({ organization }) => organization));

describe('four districts are abolished over three hundred cells', () => {
  let done: CarriedOut;
  let world: CarriedOut['world'];

  beforeAll(async () => {
    done = await carryOut(reform);
    world = done.world;
  }, 300_000);

  it('by an order that was cut off and sent again', async () => {
    expect(done.answers).toEqual([500, 500, 500, 200]);
    expect(world.kills).toBeGreaterThan(20);
    const [first = 0, second = 0, third = 0] = done.moved;
    expect(0 < first && first < second && second < third).toBe(true);
    expect(third).toBe(moves.length);
    // Every sending that wrote something left its reason.
    expect(world.registry.allRestructurings().length).toBeGreaterThanOrEqual(2);
  });

  it('and plan rows and scorecards are those of a province that was entered so', () => {
    expect(plansOf(world)).toEqual(plansOf(done.fresh));
    expect(scorecardsOf(world)).toEqual(scorecardsOf(done.fresh));
  });

  it('while closed months stay byte for byte', () => {
    expect(closedMonthsOf(world)).toBe(done.closedBefore);
  });

  it('who is gone counts nothing from then on, under nobody', () => {
    const rows = world.rows(...OPEN).filter(({ organization }) => gone.has(organization));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows)
      if (!row.tombstone)
        expect([row.status, row.points, row.organization]).toEqual(['exempt', null, row.organization]);
  });

  it('former parents keep tombstones, and whoever moved counts once', () => {
    const rows = world.rows('2026-11');
    for (const { organization, parent } of moves) {
      const standing = rows.filter((row) => row.organization === organization && row.parent !== organization);
      expect(standing.filter(({ tombstone }) => !tombstone).map((row) => row.parent)).toEqual([parent]);
      expect(standing.filter(({ tombstone }) => tombstone)).toHaveLength(1);
    }
  });

  it('quarters and years are the sums of their own months, of old and new parents and of who moved', async () => {
    const months = ['2026-09', ...['2026-10', '2026-11', '2026-12']];
    for (const organization of [ROOT, ...reform.gone, 'h5', 'h1-x3', 'h1-x4', 'h1-x4-c1', 'h1-b1'])
      for (const measure of ['expected', 'reported', 'revisions', 'membersPresent']) {
        const monthly = await Promise.all(
          months.map(async (month) => (await world.measure(organization, month, measure)) ?? 0),
        );
        const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0);
        const what = `${measure} of ${organization}`;
        expect(await world.measure(organization, '2026-Q4', measure), what).toBe(sum(monthly.slice(1)));
        expect(await world.measure(organization, '2026', measure), what).toBe(sum(monthly));
        if (gone.has(organization)) expect(monthly.slice(2), what).toEqual([0, 0]);
      }
    expect(await world.measure('h1', '2026-Q4', 'expected')).toBe(50);
    expect(await world.measure('h1-x3', '2026-Q4', 'expected')).toBe(12 + 24 + 24);
    expect(await world.measure('h5', '2026-12', 'expected')).toBe(50 + 4);
  });
});
