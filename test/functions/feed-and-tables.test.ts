/**
 * The change feed against the tables, cells and committees alike: whatever happens in whatever order, and however often
 * it is told, whoever reads on from where they were ends with what stands there. What the feed is for.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-log/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { type LiveRow, type ScoreRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { apiWorld, call, MONTH, PROVINCE, TREE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { inspectionRevision } from '../support/inspections.ts';
import { meetingRevision } from '../support/records.ts';

const CELLS = ['cb-1', 'cs-d', 'cs-f'] as const;
const COMMITTEES = [PROVINCE, 'huyen-b', 'huyen-e', 'db-c'] as const;
const DISTRICTS = ['huyen-b', 'huyen-e'] as const;

type Step =
  | { readonly what: 'record'; readonly cell: (typeof CELLS)[number] }
  | { readonly what: 'inspect'; readonly committee: (typeof COMMITTEES)[number] }
  /** A cell or a committee, with all below it. */
  | { readonly what: 'move'; readonly organization: 'cb-1' | 'cs-d' | 'db-c'; readonly to: number }
  /** The plan row says the same by another version, as when a month is closed. */
  | { readonly what: 'rewrite'; readonly organization: (typeof CELLS | typeof COMMITTEES)[number] }
  | { readonly what: 'fold' }
  /** Fold, and write down everything. */
  | { readonly what: 'settle' }
  /** Some of what was put is written down: from where, how much, and whether it comes again. */
  | { readonly what: 'log'; readonly from: number; readonly size: number; readonly again: boolean }
  | { readonly what: 'read'; readonly limit: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constant('record' as const), cell: fc.constantFrom(...CELLS) }),
  fc.record({ what: fc.constant('inspect' as const), committee: fc.constantFrom(...COMMITTEES) }),
  fc.record({
    what: fc.constant('move' as const),
    organization: fc.constantFrom('cb-1' as const, 'cs-d' as const, 'db-c' as const),
    to: fc.nat({ max: 1 }),
  }),
  fc.record({
    what: fc.constant('rewrite' as const),
    organization: fc.constantFrom(...CELLS, ...COMMITTEES),
  }),
  fc.constant({ what: 'fold' as const }),
  fc.constant({ what: 'settle' as const }),
  fc.record({
    what: fc.constant('log' as const),
    from: fc.nat({ max: 30 }),
    size: fc.integer({ min: 1, max: 12 }),
    again: fc.boolean(),
  }),
  fc.record({ what: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 7 }) }),
);

type Item = {
  readonly kind: string;
  readonly organization: string;
  readonly key: string;
  readonly revision: number | null;
  readonly to: unknown;
  readonly left: boolean;
};

/** Follows a subtree from the beginning, page by page, wherever it was last time. */
class Follower {
  readonly items: Item[] = [];
  #next: string | null = null;
  readonly #ask: (query: string) => ReturnType<typeof call>;

  constructor(ask: (query: string) => ReturnType<typeof call>) {
    this.#ask = ask;
  }

  async read(limit: number): Promise<void> {
    const { status, body } = await this.#ask(
      `&limit=${limit}${this.#next === null ? '' : `&since=${this.#next}`}`,
    );
    expect(status).toBe(200);
    this.items.push(...body.items);
    this.#next = String(body.next);
    if (body.more) await this.read(limit);
  }

  /** The highest revision told of each thing since its organization was last told to have left. */
  get knows(): ReadonlyMap<string, Item> {
    const known = new Map<string, Item>();
    for (const item of this.items) {
      if (item.left) {
        for (const [name, { organization }] of known)
          if (organization === item.organization) known.delete(name);
        continue;
      }
      const name = `${item.organization} ${item.kind} ${item.key}`;
      if ((known.get(name)?.revision ?? 0) <= (item.revision ?? 0)) known.set(name, item);
    }
    return known;
  }
}

async function play(steps: readonly Step[], distort: (row: LiveRow) => boolean = () => false) {
  const world = await apiWorld();
  const log = memoryChangeLog();
  const handler = createHandler({ ...world, log });
  const tail = new LogTail(log);
  const revisions = new Map<string, number>();
  const toLog = world.takeRowChanges();
  const contents = new Map(toLog.map(({ after }) => [contentId(after), contentOf(after)]));
  const fold = async () => {
    await world.fold(MONTH);
    const changes = world.takeRowChanges();
    for (const { after } of changes) contents.set(contentId(after), contentOf(after));
    toLog.push(...changes.filter(({ after }) => after.tombstone || !distort(after)));
  };
  const rise = (organization: string): number => {
    const revision = (revisions.get(organization) ?? 0) + 1;
    revisions.set(organization, revision);
    return revision;
  };
  const followers = new Map(
    await Promise.all(
      COMMITTEES.map(async (organization) => {
        const subject = await world.grant('officer', organization);
        const url = `/changes?organization=${organization}`;
        const follower = new Follower((query) => call(handler, 'GET', url + query, { subject }));
        return [organization, follower] as const;
      }),
    ),
  );
  const carryOut = async (one: Step): Promise<void> => {
    switch (one.what) {
      case 'record':
        await world.events.append(meetingRevision({ organization: one.cell, revision: rise(one.cell) }));
        return;
      case 'inspect':
        await world.events.append(
          inspectionRevision({}, { organization: one.committee, revision: rise(one.committee) }),
        );
        return;
      case 'move': {
        const [, kind = 'cell', , meets] = TREE.find(([id]) => id === one.organization) ?? [];
        const entered = version(one.organization, kind, DISTRICTS[one.to] ?? '', meets);
        const history = await world.registry.organization(one.organization);
        const before = history?.versions.at(-1);
        const revision = (before?.revision ?? 0) + 1;
        await enterVersion(world.registry, { ...entered, from: before?.from ?? '', revision });
        await planSubtree(world.planning, one.organization, MONTH);
        return;
      }
      case 'rewrite': {
        const [row] = await world.registry.planRows([{ organization: one.organization, month: MONTH }]);
        if (row !== undefined) await world.registry.putPlanRow({ ...row, version: row.version + 1 });
        return;
      }
      case 'fold':
        return fold();
      case 'settle':
        await fold();
        await logChanges({ ...world, tail }, toLog.splice(0));
        return;
      case 'log': {
        const batch = toLog.splice(Math.min(one.from, toLog.length), one.size);
        await logChanges({ ...world, tail }, batch);
        if (one.again) toLog.push(...batch);
        return;
      }
      case 'read':
        for (const follower of followers.values()) await follower.read(one.limit);
    }
  };
  for (const one of steps) await carryOut(one);
  await fold();
  await logChanges({ ...world, tail }, toLog);
  for (const follower of followers.values()) await follower.read(100);
  return { world, followers, contents };
}

const contentId = ({ organization, parent, watermark }: ScoreRow): string =>
  `${organization} ${parent} ${watermark}`;
/** All that a row says, but how much it rests on. */
const contentOf = ({ watermark: _, asOf: __, foldVersion: ___, ...said }: ScoreRow): string =>
  JSON.stringify(said);

/** What a follower of each committee should know in the end, and what it does. */
async function compared({ world, followers, contents }: Awaited<ReturnType<typeof play>>) {
  const plans = world.registry.allPlanRows();
  return [...followers].map(([top, follower]) => {
    const expected = plans
      .filter(({ path }) => path.includes(top))
      .flatMap((plan) => {
        const { organization, parent } = plan;
        const row = world.scorecards
          .all()
          .find((one) => one.organization === organization && one.parent === (parent ?? TOP));
        const records = world.events
          .all()
          .filter((event) => event.organization === organization)
          .map((event) => `${organization} ${event.type} ${event.key}`);
        const scorecard =
          row === undefined || row.tombstone
            ? []
            : [`${organization} scorecard ${JSON.stringify([row.status, row.points])} ${contentOf(row)}`];
        return [`${organization} plan-row ${plan.version}`, ...scorecard, ...new Set(records)];
      });
    const known = [...follower.knows].map(([name, { kind, organization, revision, to }]) => {
      if (kind === 'plan-row') return `${organization} plan-row ${revision}`;
      if (kind !== 'scorecard') return name;
      const { status, points } = Object(to);
      const parent = plans.find((plan) => plan.organization === organization)?.parent ?? TOP;
      const said = contents.get(`${organization} ${parent} ${revision}`);
      return `${organization} scorecard ${JSON.stringify([status, points])} ${said}`;
    });
    return { top, expected: expected.sort(), known: known.sort() };
  });
}

/** Its own inspection is new to those above the new place, and no row of the new place counts it as new. */
const COMMITTEE_MOVES: Step[] = [
  { what: 'inspect', committee: 'db-c' },
  { what: 'record', cell: 'cb-1' },
  { what: 'settle' },
  { what: 'read', limit: 3 },
  { what: 'move', organization: 'db-c', to: 1 },
  { what: 'settle' },
  { what: 'read', limit: 3 },
];

/** Nothing but a version rises; told once, it is told to those above the new place all the same. */
const REWRITTEN_AND_MOVED: Step[] = [
  { what: 'record', cell: 'cb-1' },
  { what: 'settle' },
  { what: 'rewrite', organization: 'cb-1' },
  { what: 'settle' },
  { what: 'read', limit: 3 },
  { what: 'move', organization: 'db-c', to: 1 },
  { what: 'rewrite', organization: 'cb-1' },
  { what: 'settle' },
  { what: 'rewrite', organization: 'db-c' },
  { what: 'settle' },
];

/** When it left, its followers dropped what they knew, and whoever writes the log remembers having told them. */
const COMMITTEE_RETURNS: Step[] = [
  ...COMMITTEE_MOVES,
  { what: 'move', organization: 'db-c', to: 0 },
  { what: 'settle' },
];

/** A record is handed in before the cell moves, and written down when it has: where it stays only until it goes on. */
const PASSES_THROUGH: Step[] = [
  { what: 'settle' },
  { what: 'record', cell: 'cb-1' },
  { what: 'fold' },
  { what: 'move', organization: 'cb-1', to: 1 },
  { what: 'log', from: 0, size: 30, again: false },
  { what: 'move', organization: 'cb-1', to: 0 },
];

describe('the change feed and the tables', () => {
  it('come to the same for everybody above, of records, plan rows and scorecards of cells and committees', {
    timeout: 180_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        for (const { top, expected, known } of await compared(await play(steps)))
          expect({ top, known }).toEqual({ top, known: expected });
      }),
      {
        numRuns: 20,
        examples: [[COMMITTEE_MOVES], [COMMITTEE_RETURNS], [REWRITTEN_AND_MOVED], [PASSES_THROUGH]],
      },
    );
  });

  it('would not, were what committees come to not told', async () => {
    const steps: Step[] = [{ what: 'record', cell: 'cb-1' }, { what: 'fold' }];
    const silent = await compared(await play(steps, ({ organization }) => organization === 'db-c'));
    expect(silent.some(({ expected, known }) => expected.join() !== known.join())).toBe(true);
    const told = await compared(await play(steps));
    expect(told.every(({ expected, known }) => expected.join() === known.join())).toBe(true);
  });
});
