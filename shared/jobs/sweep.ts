/**
 * Recomputes scorecards from Events and plan rows: every own row, then every committee, level by level up to the
 * root. Own rows alone would not do: a lost trigger of a roll-up leaves the committee behind although all rows
 * below it are right, and putting an equal row again emits no change.
 */
import pMap from 'p-map';
import { type Month, yearOf } from '../domain/period.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PlanRow } from '../domain/roster/plan.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { type PutCounts, putWhatDiffers } from './put-rows.ts';
import { ROLL_UP_STEPS, type RollUpDeps, rollUpCommittee } from './roll-up-committee.ts';
import { SCORING_STEPS, type ScoringDeps, scoreOrganization } from './score-organization.ts';
import { Troubles } from './troubles.ts';
import { type Past, plannedLevels, type WalkRegistry } from './walk-tree.ts';

export type SweepDeps = ScoringDeps &
  RollUpDeps & {
    readonly registry: WalkRegistry;
    readonly scorecards: Pick<ScorecardStore, 'rows'>;
  };

/** The two folds; a test may put a wrong one in. */
export type SweepSteps = {
  readonly score: (deps: SweepDeps, organization: OrganizationId, from: Month) => Promise<PutCounts>;
  readonly rollUp: (deps: SweepDeps, committee: OrganizationId, month: Month) => Promise<PutCounts>;
};

export type LevelCounts = {
  /** Rows recomputed, tombstones included. */
  readonly rows: number;
  /** Of them, those that were behind and have been put right. */
  readonly differed: number;
  /** Of them, those that say something else although they are not behind; they cannot be put right. */
  readonly contradicted: number;
};

export type SweepCounts = {
  /** Organizations with a plan row in any of the months. */
  readonly organizations: number;
  /** Rows that were behind, on all levels. */
  readonly differed: number;
  readonly contradicted: number;
  /** From the root (0) down. */
  readonly byLevel: readonly LevelCounts[];
};

export const FOLDS_AT_ONCE = 16;

export const SWEEP_STEPS: SweepSteps = {
  score: (deps, organization, from) =>
    scoreOrganization(deps, organization, from, { ...SCORING_STEPS, put: putWhatDiffers(deps.scorecards) }),
  rollUp: (deps, committee, month) =>
    rollUpCommittee(deps, committee, month, { ...ROLL_UP_STEPS, put: putWhatDiffers(deps.scorecards) }),
};

/** Thrown after everything else was swept, with what went wrong and for whom. */
export class SweepError extends AggregateError {
  override readonly name = 'SweepError';
  /** Plan rows, and roster entries of who has others below it, that could not be read and were passed by. */
  readonly unread: number;

  constructor(errors: readonly Error[], message: string, unread: number) {
    super(errors, message);
    this.unread = unread;
  }
}

/** @throws SweepError if there were any */
export function tell(troubles: Troubles, unread: number): void {
  const { errors, message } = troubles;
  if (errors.length === 0) return;
  const text = `${errors.length} reads or folds failed, all others are done: ${message}`;
  throw new SweepError(errors, text, unread);
}

/**
 * Sweeps the given months of one year. An own row's fold of a month reaches the later months of its year as well.
 * @throws SweepError
 */
export async function sweepMonths(
  deps: SweepDeps,
  root: OrganizationId,
  months: readonly Month[],
  steps: SweepSteps = SWEEP_STEPS,
): Promise<SweepCounts> {
  const ordered = [...months].sort();
  const troubles = new Troubles();
  let unread = 0;
  const past: Past = async (what, read) => {
    const found = await troubles.past(what, read);
    if (found === null) unread += 1;
    return found;
  };
  const trees = await pMap(
    ordered,
    async (month) => ({ month, levels: await plannedLevels(deps.registry, root, month, past) }),
    { concurrency: 1 },
  );
  const tally = new Tally();
  await pMap(
    firstAppearances(trees),
    ({ organization, month, level }) =>
      troubles.past(`${organization} from ${month}`, async () =>
        tally.add(level, await steps.score(deps, organization, month)),
      ),
    { concurrency: FOLDS_AT_ONCE },
  );
  for (const { month, levels } of trees) {
    const rollUp = ({ organization }: PlanRow, level: number) =>
      troubles.past(`${organization} in ${month}, rolled up`, async () => {
        const counts = await steps.rollUp(deps, organization, month);
        tally.add(level, counts);
        return counts.stored;
      });
    await rollUpLevels(levels, rollUp);
  }
  tell(troubles, unread);
  return tally.counts(
    new Set(trees.flatMap(({ levels }) => levels.flat().map((row) => row.organization))).size,
  );
}

/**
 * From the lowest level up. A committee that moved leaves a tombstone under each former parent, which may stand on its
 * own level or below: whoever was folded before it came folds again, as long as anything was put.
 */
export async function rollUpLevels(
  levels: readonly (readonly PlanRow[])[],
  rollUp: (row: PlanRow, level: number) => Promise<number | null>,
): Promise<void> {
  const committees = levels.map((rows) => rows.filter(({ kind }) => isCommittee(kind)));
  const someMoved = committees.flat().some(({ formerParents }) => formerParents.length > 0);
  for (let pass = 0, put = 1; put > 0 && (pass === 0 || (someMoved && pass <= levels.length)); pass += 1) {
    put = 0;
    for (const [level, rows] of [...committees.entries()].reverse()) {
      const stored = await pMap(rows, (row) => rollUp(row, level), { concurrency: FOLDS_AT_ONCE });
      put += stored.reduce<number>((sum, one) => sum + (one ?? 0), 0);
    }
  }
}

/** The months by year, ascending: what {@link sweepMonths} takes at a time. */
export const byYear = (months: readonly Month[]): readonly (readonly Month[])[] =>
  Object.values(Object.groupBy([...months].sort(), yearOf)).filter((group) => group !== undefined);

/** Every organization once, with the first of the months in which it has a plan row. */
function firstAppearances(trees: readonly { month: Month; levels: readonly (readonly PlanRow[])[] }[]) {
  const first = new Map<OrganizationId, { organization: OrganizationId; month: Month; level: number }>();
  for (const { month, levels } of trees)
    for (const [level, rows] of levels.entries())
      for (const { organization } of rows)
        if (!first.has(organization)) first.set(organization, { organization, month, level });
  return first.values();
}

class Tally {
  readonly #levels: { rows: number; differed: number; contradicted: number }[] = [];

  add(level: number, { rows, stored, contradicted }: PutCounts): void {
    while (this.#levels.length <= level) this.#levels.push({ rows: 0, differed: 0, contradicted: 0 });
    const counts = this.#levels[level];
    if (counts === undefined) return;
    counts.rows += rows;
    counts.differed += stored;
    counts.contradicted += contradicted;
  }

  counts(organizations: number): SweepCounts {
    const sum = (part: 'differed' | 'contradicted') =>
      this.#levels.reduce((total, level) => total + level[part], 0);
    return {
      organizations,
      differed: sum('differed'),
      contradicted: sum('contradicted'),
      byLevel: this.#levels,
    };
  }
}
