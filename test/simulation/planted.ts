/**
 * The mistakes that look right. Each is a wrong step in place of a right one, or a wrong store in place of the real
 * one; the product knows of none of them. `scenario` is where it does its harm.
 */
import type { PlanRow } from '../../shared/domain/plan.ts';
import type { ScoreRow } from '../../shared/domain/scorecard.ts';
import type { PutRows } from '../../shared/jobs/put-rows.ts';
import type { Code } from './code.ts';
import { readAncestorsFirst, rewriteSilently } from './planted-registry.ts';
import { isCommitteeRow, scorecardsWith } from './planted-scorecards.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Planted, World } from './world.ts';

export type Mistake = {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly planted: Planted;
};

/** With another fold of own rows, given what the right one makes and what it is made from. */
const ownFold =
  (
    change: (
      rows: readonly ScoreRow[],
      inputs: Parameters<Code['scoring']['fold']>[0],
    ) => readonly ScoreRow[],
  ): NonNullable<Planted['code']> =>
  (honest) => ({
    ...honest,
    scoring: { ...honest.scoring, fold: (inputs) => change(honest.scoring.fold(inputs), inputs) },
  });

const committeeFold =
  (
    change: (rows: readonly ScoreRow[], inputs: Parameters<Code['rollUp']['fold']>[0]) => readonly ScoreRow[],
  ): NonNullable<Planted['code']> =>
  (honest) => ({
    ...honest,
    rollUp: { ...honest.rollUp, fold: (inputs) => change(honest.rollUp.fold(inputs), inputs) },
  });

/** With another way of putting rows, for own rows and committees alike. */
const putting =
  (make: (honest: PutRows, world: World) => PutRows): NonNullable<Planted['code']> =>
  (honest, world) => ({
    ...honest,
    scoring: { ...honest.scoring, put: make(honest.scoring.put, world) },
    rollUp: { ...honest.rollUp, put: make(honest.rollUp.put, world) },
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const isOpen = (old: ScoreRow | null, row: ScoreRow): boolean =>
  old === null || (old.foldVersion <= row.foldVersion && old.watermark < row.watermark);

async function storedRow(world: World, { parent, month, organization }: ScoreRow): Promise<ScoreRow | null> {
  return (await world.stores.scorecards.rows([{ parent, month, organization }]))[0] ?? null;
}

const withoutStamp = ({ watermark: _, asOf: __, ...content }: ScoreRow): string => JSON.stringify(content);

/** A roll-up that counts its puts instead of its inputs: wrong wherever the lock is read. */
function optimisticLock(lockIsRead: 'first' | 'last'): NonNullable<Planted['code']> {
  return (honest, world) => {
    let lock = 0;
    return {
      ...honest,
      rollUp: {
        ...honest.rollUp,
        read: async (deps, committee, month) => {
          const readLock = async () => {
            const plan = await deps.registry.planRow(committee, month);
            const parent = plan?.parent ?? '^';
            const [row] = await world.stores.scorecards.rows([{ parent, month, organization: committee }]);
            lock = row?.watermark ?? 0;
          };
          if (lockIsRead === 'first') await readLock();
          const inputs = await honest.rollUp.read(deps, committee, month);
          if (lockIsRead === 'last') await readLock();
          return inputs;
        },
        fold: (inputs) => honest.rollUp.fold(inputs).map((row) => ({ ...row, watermark: lock + 1 })),
      },
    };
  };
}

const lockedScorecards = (whenLost: 'done' | 'again') =>
  scorecardsWith({
    allowed: (old, row) =>
      isCommitteeRow(row) ? (old?.watermark ?? 0) === row.watermark - 1 : isOpen(old, row),
    refused: (_, row) => (isCommitteeRow(row) ? whenLost : 'done'),
  });

/** Plan rows as some process remembers them: now and then an old one. */
function remembered(): (world: World, row: PlanRow) => PlanRow {
  const memory = new Map<string, PlanRow>();
  return (world, row) => {
    const key = `${row.organization} ${row.month}`;
    const known = memory.get(key);
    if (known !== undefined && world.random.chance(0.5)) return known;
    memory.set(key, row);
    return row;
  };
}

const planFromCache = (): Planted => {
  const recall = remembered();
  return {
    code: (honest, world) => ({
      ...honest,
      scoring: {
        ...honest.scoring,
        read: async (deps, organization, month) => {
          const { events, plans } = await honest.scoring.read(deps, organization, month);
          return { events, plans: plans.map((plan) => recall(world, plan)) };
        },
      },
      rollUp: {
        ...honest.rollUp,
        read: async (deps, committee, month) => {
          const { rows, plan } = await honest.rollUp.read(deps, committee, month);
          return { rows, plan: plan && recall(world, plan) };
        },
      },
    }),
  };
};

/** The plan's content from a first read, its version from a second one. */
const valueBeforeVersion: NonNullable<Planted['code']> = (honest) => ({
  ...honest,
  scoring: {
    ...honest.scoring,
    read: async (deps, organization, month) => {
      const before = await deps.registry.planRowsOfYear(organization, month.slice(0, 4));
      const { events, plans } = await honest.scoring.read(deps, organization, month);
      return {
        events,
        plans: plans.map((plan) => {
          const first = before.find((row) => row.month === plan.month) ?? plan;
          return { ...first, version: plan.version };
        }),
      };
    },
  },
});

/** Eventually consistent reads: some rows as they were before they were last put. */
const staleReads: NonNullable<Planted['readScorecards']> = (honest, world) => {
  const before = new Map<string, ScoreRow>();
  const keyOf = ({ parent, month, organization }: ScoreRow) => `${parent} ${month} ${organization}`;
  return {
    ...honest,
    putRow: async (row) => {
      const old = honest.all().find((stored) => keyOf(stored) === keyOf(row));
      const outcome = await honest.putRow(row);
      if (outcome === 'stored' && old !== undefined) before.set(keyOf(row), old);
      return outcome;
    },
    partition: async (parent, month) =>
      (await honest.partition(parent, month)).map((row) =>
        world.random.chance(0.3) ? (before.get(keyOf(row)) ?? row) : row,
      ),
  };
};

const lastFormerParentOnly: NonNullable<Planted['code']> = (honest) => ({
  ...honest,
  planning: {
    ...honest.planning,
    derive: (inputs) => {
      const decision = honest.planning.derive(inputs);
      const { existing } = inputs;
      if (typeof decision === 'string' || existing === null) return decision;
      const formerParents =
        existing.parent === decision.write.parent ? existing.formerParents : [existing.parent ?? '^'];
      return { write: { ...decision.write, formerParents } };
    },
  },
});

/** Takes the plan row that it has just rewritten for right. */
const looksOnce: NonNullable<Planted['code']> = (honest) => {
  const written = new Map<string, number>();
  return {
    ...honest,
    planning: {
      ...honest.planning,
      derive: (inputs) => {
        const { existing } = inputs;
        const key = `${existing?.organization} ${existing?.month}`;
        if (existing !== null && written.get(key) === existing.version) return 'unchanged';
        const decision = honest.planning.derive(inputs);
        if (typeof decision !== 'string') written.set(key, decision.write.version);
        return decision;
      },
    },
  };
};

export const mistakes: readonly Mistake[] = [
  {
    name: 'a put without a condition',
    scenario: 'a cell changes its mind',
    planted: { scorecards: scorecardsWith({ allowed: () => true, refused: () => 'done' }) },
  },
  {
    name: 'an optimistic lock that is read after the children',
    scenario: 'a cell changes its mind',
    planted: { code: optimisticLock('last'), scorecards: lockedScorecards('again') },
  },
  {
    name: 'an optimistic lock whose conflict is swallowed',
    scenario: 'three cells submit',
    planted: { code: optimisticLock('first'), scorecards: lockedScorecards('done') },
  },
  {
    name: 'no put where the value looks equal',
    scenario: 'an empty committee moves',
    planted: {
      code: putting((honest, world) => async (store, rows) => {
        const different: ScoreRow[] = [];
        for (const row of rows) {
          const stored = await storedRow(world, row);
          if (stored === null || withoutStamp(stored) !== withoutStamp(row)) different.push(row);
        }
        return honest(store, different);
      }),
    },
  },
  {
    name: "a committee's watermark is the largest of its rows' instead of their sum",
    scenario: 'two cells submit',
    planted: {
      code: committeeFold((rows, { rows: partition, plan }) => {
        const watermark = Math.max(0, ...partition.map((row) => row.watermark)) + (plan?.version ?? 0) + 1;
        return rows.map((row) => ({ ...row, watermark }));
      }),
    },
  },
  {
    name: 'eventually consistent reads of the rows',
    scenario: 'a cell changes its mind',
    planted: { readScorecards: staleReads },
  },
  {
    name: 'rows deleted under the former parent',
    scenario: 'a cell moves there and back',
    planted: {
      scorecards: scorecardsWith({
        allowed: isOpen,
        refused: () => 'done',
        become: (row) => (row.tombstone ? null : row),
      }),
    },
  },
  { name: 'plan rows from a cache', scenario: 'criteria change', planted: planFromCache() },
  {
    name: "a plan row's content read before its version",
    scenario: 'criteria change',
    planted: { code: valueBeforeVersion },
  },
  {
    name: 'old code may overwrite what new code has put',
    scenario: 'new code',
    planted: {
      scorecards: scorecardsWith({
        allowed: (old, row) => old === null || old.watermark < row.watermark,
        refused: () => 'done',
      }),
    },
  },
  {
    name: 'one row that is done ends the whole fold',
    scenario: 'a cell moves',
    planted: {
      code: putting((honest) => async (store, rows) => {
        let stored = 0;
        for (const row of rows) {
          const put = await honest(store, [row]);
          if (put.again) return { stored, contradicted: 0, again: true };
          if (put.stored === 0) return { stored, contradicted: 0, again: false };
          stored += 1;
        }
        return { stored, contradicted: 0, again: false };
      }),
    },
  },
  {
    name: 'a tombstone put only once',
    scenario: 'a cell moves to and fro',
    planted: {
      code: putting((honest, world) => async (store, rows) => {
        const due: ScoreRow[] = [];
        for (const row of rows)
          if (!row.tombstone || (await storedRow(world, row))?.tombstone !== true) due.push(row);
        return honest(store, due);
      }),
    },
  },
  {
    name: "tombstones left out of the parent's watermark",
    scenario: 'a cell moves',
    planted: {
      code: committeeFold((rows, { rows: partition }) => {
        const left = sum(partition.filter((row) => row.tombstone).map((row) => row.watermark));
        return rows.map((row) => ({ ...row, watermark: row.watermark - left }));
      }),
    },
  },
  {
    name: 'a tombstone under the last former parent only',
    scenario: 'a cell moves on',
    planted: { code: lastFormerParentOnly },
  },
  {
    name: 'an own watermark without the plan version',
    scenario: 'a cell moves',
    planted: {
      code: ownFold((rows, { plans }) =>
        rows.map((row) => {
          const versions = plans.filter((plan) => plan.month <= row.month).map((plan) => plan.version);
          return { ...row, watermark: row.watermark - sum(versions) };
        }),
      ),
    },
  },
  {
    name: 'committees without an own row',
    scenario: 'an empty committee moves',
    planted: {
      code: ownFold((rows) => rows.filter((row) => row.parent !== row.organization)),
    },
  },
  {
    name: 'a sweep of own rows only',
    scenario: 'triggers of a move get lost',
    planted: { code: (honest) => ({ ...honest, sweepsCommittees: false }) },
  },
  {
    name: "a fold of the trigger's month only",
    scenario: 'an earlier month changes',
    planted: { code: ownFold((rows, { fromMonth }) => rows.filter(({ month }) => month === fromMonth)) },
  },
  {
    name: 'an own watermark from its own month only',
    scenario: 'an earlier month changes',
    planted: {
      code: ownFold((rows, { events, plans }) =>
        rows.map((row) => {
          const version = plans.find(({ month }) => month === row.month)?.version ?? 0;
          const revisions = events.filter(({ month }) => month === row.month).length;
          return { ...row, watermark: revisions + version + row.foldVersion };
        }),
      ),
    },
  },
  {
    name: 'inherited criteria changed without raising the version',
    scenario: 'inherited criteria come with a move',
    planted: { registry: rewriteSilently('criteriaSet') },
  },
  {
    name: 'a path changed without raising the version',
    scenario: 'a committee moves',
    planted: { registry: rewriteSilently('path') },
  },
  {
    // Looking again would mend it, so this one does not.
    name: 'an opening that reads the parent before the plan row',
    scenario: 'a month opens while cells move',
    planted: {
      code: (honest, world) => {
        const once = looksOnce(honest, world);
        return { ...once, planning: { ...once.planning, read: readAncestorsFirst } };
      },
    },
  },
  {
    name: 'a rewriting job that does not look again',
    scenario: 'a committee moves there and back',
    planted: { code: looksOnce },
  },
  {
    name: 'a closing that does not wait for the writes before it',
    scenario: 'a month closes',
    planted: { waitsForWrites: false },
  },
  {
    name: 'a closing that leaves plan rows to slow planning jobs',
    scenario: 'a month closes while cells move',
    planted: { code: (honest) => ({ ...honest, seal: async () => {} }) },
  },
];
