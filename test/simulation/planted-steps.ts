/** Wrong steps and wrong reads, to be put in place of right ones. */
import { askedBy } from '../../shared/domain/programmes/programme.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { PutRows } from '../../shared/jobs/put-rows.ts';
import type { Code } from './code.ts';
import { isCommitteeRow, scorecardsWith } from './planted-scorecards.ts';
import type { Planted, World } from './world.ts';

/** With another fold of own rows, given what the right one makes and what it is made from. */
export const ownFold =
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

export const committeeFold =
  (
    change: (rows: readonly ScoreRow[], inputs: Parameters<Code['rollUp']['fold']>[0]) => readonly ScoreRow[],
  ): NonNullable<Planted['code']> =>
  (honest) => ({
    ...honest,
    rollUp: { ...honest.rollUp, fold: (inputs) => change(honest.rollUp.fold(inputs), inputs) },
  });

/** With another way of putting rows, for own rows and committees alike. */
export const putting =
  (make: (honest: PutRows, world: World) => PutRows): NonNullable<Planted['code']> =>
  (honest, world) => ({
    ...honest,
    scoring: { ...honest.scoring, put: make(honest.scoring.put, world) },
    rollUp: { ...honest.rollUp, put: make(honest.rollUp.put, world) },
  });

export const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, number) => total + number, 0);
/** The honest condition of a put. */
export const isAllowed = (old: ScoreRow | null, row: ScoreRow): boolean =>
  old === null || (old.foldVersion <= row.foldVersion && old.watermark < row.watermark);

export async function storedRow(
  world: World,
  { parent, month, organization }: ScoreRow,
): Promise<ScoreRow | null> {
  return (await world.stores.scorecards.rows([{ parent, month, organization }]))[0] ?? null;
}

export const withoutStamp = ({ watermark: _, asOf: __, ...content }: ScoreRow): string =>
  JSON.stringify(content);

/** A roll-up that counts its puts instead of its inputs: wrong wherever the lock is read. */
export function optimisticLock(lockIsRead: 'first' | 'last'): NonNullable<Planted['code']> {
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

export const lockedScorecards = (whenLost: 'done' | 'again') =>
  scorecardsWith({
    allowed: (old, row) =>
      isCommitteeRow(row) ? (old?.watermark ?? 0) === row.watermark - 1 : isAllowed(old, row),
    refused: (_, row) => (isCommitteeRow(row) ? whenLost : 'done'),
  });

/** Plan rows as the processes of a world remember them: now and then an old one. */
function remembering(): (world: World, row: PlanRow) => PlanRow {
  const memories = new WeakMap<World, Map<string, PlanRow>>();
  return (world, row) => {
    const memory = memories.get(world) ?? new Map<string, PlanRow>();
    memories.set(world, memory);
    const key = `${row.organization} ${row.month}`;
    const known = memory.get(key);
    if (known !== undefined && world.random.chance(0.5)) return known;
    memory.set(key, row);
    return row;
  };
}

export const planFromCache = (): Planted => {
  const recall = remembering();
  return {
    code: (honest, world) => ({
      ...honest,
      scoring: {
        ...honest.scoring,
        read: async (deps, organization, month) => {
          const { plans, ...read } = await honest.scoring.read(deps, organization, month);
          return { ...read, plans: plans.map((plan) => recall(world, plan)) };
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
export const valueBeforeVersion: NonNullable<Planted['code']> = (honest) => ({
  ...honest,
  scoring: {
    ...honest.scoring,
    read: async (deps, organization, month) => {
      const before = await deps.registry.planRowsFrom(organization, month.slice(0, 4));
      const { plans, ...read } = await honest.scoring.read(deps, organization, month);
      return {
        ...read,
        plans: plans.map((plan) => {
          const first = before.find((row) => row.month === plan.month) ?? plan;
          return { ...first, version: plan.version };
        }),
      };
    },
  },
});

/** Eventually consistent reads: some rows as they were before they were last put. */
export const staleReads: NonNullable<Planted['readScorecards']> = (honest, world) => {
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

export const lastFormerParentOnly: NonNullable<Planted['code']> = (honest) => ({
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

/** Takes the plan row that it has just made or rewritten for right. */
export const looksOnce: NonNullable<Planted['code']> = (honest) => {
  const written = new Map<string, number>();
  const keyOf = ({ organization, month }: PlanRow) => `${organization} ${month}`;
  return {
    ...honest,
    planning: {
      ...honest.planning,
      derive: (inputs) => {
        const { existing } = inputs;
        if (existing !== null && written.get(keyOf(existing)) === existing.version) return 'unchanged';
        const decision = honest.planning.derive(inputs);
        if (typeof decision !== 'string') written.set(keyOf(decision.write), decision.write.version);
        return decision;
      },
    },
  };
};

/** The due date as it is asked for by now, whenever the plan row is rewritten. */
export const dueDateAnew: NonNullable<Planted['code']> = (honest) => ({
  ...honest,
  planning: {
    ...honest.planning,
    derive: (inputs) => {
      const decision = honest.planning.derive(inputs);
      const { period, inherited } = inputs;
      if (typeof decision === 'string' || period === null) return decision;
      const { dueAt } = askedBy(inherited.programmes, { month: period.month, meets: 'monthly' });
      return { write: { ...decision.write, dueAt: dueAt ?? period.dueAt } };
    },
  },
});
