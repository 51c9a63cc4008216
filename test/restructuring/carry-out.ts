/** The reform carried out by an order that is cut off and sent again, beside a province that was entered so. */
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { Reform } from './reform-orders.ts';
import { monthsAfter, provinceBefore, type ReformWorld } from './reform-world.ts';

export const CLOSED = ['2026-09', '2026-10'];
export const OPEN = ['2026-11', '2026-12'];

export type CarriedOut = {
  readonly world: ReformWorld;
  readonly fresh: ReformWorld;
  /** Plan rows and scorecards of the closed months before the reform. */
  readonly closedBefore: string;
  readonly answers: readonly number[];
  /** How many of the moves were in after each sending that was cut off. */
  readonly moved: readonly number[];
};

/** What a province shows, on whatever stores. */
export type Shown = Pick<ReformWorld, 'reform' | 'plans' | 'rows'>;

export const closedMonthsOf = (world: Shown): string =>
  JSON.stringify([world.plans(...CLOSED), world.rows(...CLOSED)]);

export async function carryOut(reform: Reform): Promise<CarriedOut> {
  const fresh = await provinceBefore(reform, 1, reform.after);
  await monthsAfter(fresh);

  const world = await provinceBefore(reform, 2);
  const closedBefore = closedMonthsOf(world);
  const answers: number[] = [];
  const moved: number[] = [];
  // Between the sendings the consumers run, and are killed as well.
  for (const writes of reform.size.cutOffAt) {
    world.killAfter(writes, 'write');
    answers.push(await world.sendOrder());
    moved.push(world.moved());
    await world.rest(10);
  }
  answers.push(await world.sendOrder());
  await world.rest(200);
  await monthsAfter(world, 200);
  return { world, fresh, closedBefore, answers, moved };
}

/** What a row says, without how it came to say it. */
function said(row: ScoreRow): unknown {
  if (row.tombstone) return null;
  const { watermark: _, asOf: __, basis: ___, ...content } = row;
  return content;
}

/** The scorecards of the open months of everybody who is still there, by place. */
export function scorecardsOf(world: Shown): Map<string, unknown> {
  const gone = new Set(world.reform.closures.map(({ organization }) => organization));
  return new Map(
    world
      .rows(...OPEN)
      .filter(({ tombstone, organization }) => !tombstone && !gone.has(organization))
      .map((row) => [`${row.month} ${row.parent} ${row.organization}`, said(row)]),
  );
}

export const plansOf = (world: Shown) =>
  world
    .plans(...OPEN)
    .filter(({ exists }) => exists)
    .map(({ version: _, plannedAt: __, formerParents: ___, ...content }) => content);
