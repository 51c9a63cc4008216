/**
 * The whole product but its HTTP face, in one process: the real jobs over memory stores, triggered by the stores'
 * own changes, run by workers that are interleaved at every request, duplicated, reordered, dropped and killed.
 */
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import type { CriteriaSetRef, PlanRow } from '../../shared/domain/plan.ts';
import { TOP } from '../../shared/domain/scorecard.ts';
import { type AdvanceDeps, advancePeriod } from '../../shared/jobs/advance-period.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import {
  NewerCodeError,
  type PutRows,
  putRows,
  putWhatDiffers,
  UnsettledFoldError,
} from '../../shared/jobs/put-rows.ts';
import { rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import { type SweepDeps, type SweepSteps, sweepMonths } from '../../shared/jobs/sweep.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { type Code, currentCode, nextVersionOf } from './code.ts';
import { simulatedSets } from './criteria.ts';
import { type Process, Scheduler } from './scheduler.ts';

/** Why a worker runs. It says where, never what; the same trigger may stand there several times. */
export type Trigger =
  | { readonly kind: 'plan'; readonly organization: OrganizationId; readonly from: Month }
  | { readonly kind: 'own'; readonly organization: OrganizationId; readonly month: Month }
  | { readonly kind: 'roll'; readonly organization: OrganizationId; readonly month: Month }
  | { readonly kind: 'advance'; readonly month: Month }
  | { readonly kind: 'sweep' };

type Pending = { readonly trigger: Trigger; readonly speed: number };

/** How much goes wrong, at most. */
export type Chaos = {
  readonly workers: number;
  readonly duplicates: number;
  readonly crashes: number;
  /** Triggers of folds that get lost, until a sweep puts things right. */
  readonly drops: number;
  /** Kinds of work half of which lags behind all the way. */
  readonly slow?: readonly (Trigger['kind'] | 'client')[];
};

/** What a planted mistake may change; nothing of it is known to the product. */
export type Planted = {
  readonly code?: (honest: Code, world: World) => Code;
  readonly scorecards?: typeof memoryScorecardStore;
  readonly registry?: (honest: Stores['registry'], world: World) => Stores['registry'];
  readonly readScorecards?: (honest: Stores['scorecards'], world: World) => Stores['scorecards'];
  readonly waitsForWrites?: boolean;
};

export type Stores = {
  readonly registry: ReturnType<typeof memoryRegistry>;
  readonly events: ReturnType<typeof memoryEventStore>;
  readonly scorecards: ReturnType<typeof memoryScorecardStore>;
};

/** Nothing came to rest: work makes work for ever. */
export class RestlessError extends Error {
  override readonly name = 'RestlessError';
}

const MOST_STEPS = 20_000;
const START = Date.parse('2026-01-05T00:00:00.000Z');

export class World {
  readonly root: OrganizationId;
  readonly random: SeededRandom;
  readonly scheduler: Scheduler;
  readonly stores: Stores;
  readonly planted: Planted;
  /** Criteria sets assigned to organizations; the nearest one above holds. */
  readonly criteria = new Map<OrganizationId, CriteriaSetRef>();
  /** Revisions accepted, by month. */
  readonly acknowledged = new Map<Month, number>();
  /** What the root showed when the final export of a month was asked for. */
  readonly exported = new Map<Month, number>();
  /** What must not even happen in passing: rows of new code replaced by old code, plan rows changed unnoticeably. */
  readonly setbacks: string[] = [];
  /** Requests of clients that are being answered. */
  readonly requests = new Set<Process>();
  deployed: 'old' | 'both' | 'new' = 'old';
  readonly trace: (line: string) => void;

  readonly #chaos: Chaos;
  #pending: Pending[] = [];
  readonly #workers = new Map<Process, { readonly trigger: Trigger; readonly isNew: boolean }>();
  #elapsedMs = 0;
  #dropped = 0;

  constructor(
    root: OrganizationId,
    random: SeededRandom,
    chaos: Chaos,
    planted: Planted,
    trace: (line: string) => void,
  ) {
    this.#chaos = chaos;
    this.root = root;
    this.random = random;
    this.planted = planted;
    this.trace = trace;
    this.scheduler = new Scheduler(random, trace);
    // One item a page: others may write between any two items of a read, as between the pages of a real one.
    const options = { beforeEach: this.scheduler.pause, pageSize: 1 };
    const registry = memoryRegistry({
      ...options,
      onChange: (change) => {
        if (change.type === 'organization-version')
          this.trigger({ kind: 'plan', organization: change.organization, from: change.from });
        if (change.type === 'plan-row') this.trigger({ kind: 'own', ...at(change) });
      },
    });
    const scorecards = (planted.scorecards ?? memoryScorecardStore)({
      ...options,
      onChange: ({ parent, month }) => {
        if (parent !== TOP) this.trigger({ kind: 'roll', organization: parent, month });
      },
    });
    this.stores = {
      registry: this.#watchPlans(planted.registry?.(registry, this) ?? registry),
      events: memoryEventStore({
        ...options,
        onChange: (change) => this.trigger({ kind: 'own', ...at(change) }),
      }),
      scorecards: this.#watchRows(planted.readScorecards?.(scorecards, this) ?? scorecards),
    };
  }

  #watchRows(scorecards: Stores['scorecards']): Stores['scorecards'] {
    const versions = new Map<string, number>();
    return {
      ...scorecards,
      putRow: async (row) => {
        const outcome = await scorecards.putRow(row);
        const key = `${row.parent}#${row.month}/${row.organization}`;
        if (outcome !== 'stored') return outcome;
        if ((versions.get(key) ?? 0) > row.foldVersion) this.setbacks.push(`old code replaced ${key}`);
        versions.set(key, row.foldVersion);
        return outcome;
      },
    };
  }

  #watchPlans(registry: Stores['registry']): Stores['registry'] {
    const isRewritten = (row: PlanRow) =>
      registry
        .allPlanRows()
        .some(
          ({ organization, month, version }) =>
            organization === row.organization && month === row.month && version >= row.version,
        );
    return {
      ...registry,
      putPlanRow: async (row) => {
        const outcome = await registry.putPlanRow(row);
        if (outcome === 'stored' && !isRewritten(row))
          this.setbacks.push(`plan ${row.organization} ${row.month}: changed, but not its version`);
        return outcome;
      },
    };
  }

  /** Server time: never stands still. */
  readonly now = (): Instant => {
    this.#elapsedMs += 1;
    return new Date(START + this.#elapsedMs).toISOString();
  };

  passTime(until: Instant): void {
    this.#elapsedMs = Math.max(this.#elapsedMs, Date.parse(until) - START);
  }

  trigger(trigger: Trigger): void {
    this.#pending.push({ trigger, speed: this.scheduler.anySpeed() });
  }

  paceOf(kind: Trigger['kind'] | 'client'): number {
    return this.#chaos.slow?.includes(kind) && this.random.chance(0.5) ? 0.05 : 1;
  }

  get oldCodeRuns(): boolean {
    return [...this.#workers.values()].some(({ isNew }) => !isNew);
  }

  codeOf(isNew: boolean): Code {
    const code = this.planted.code?.(currentCode, this) ?? currentCode;
    return isNew ? nextVersionOf(code) : code;
  }

  /** Works everything off in order and undisturbed. */
  async calm(): Promise<void> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift())
      await this.work(next.trigger, this.codeOf(false));
  }

  /** Runs until nothing is left to do; a sweep follows if triggers got lost. */
  async run(): Promise<void> {
    await this.#runOnce(this.#chaos);
    if (this.#dropped === 0) return;
    this.trigger({ kind: 'sweep' });
    await this.#runOnce({ ...this.#chaos, drops: 0 });
  }

  async #runOnce({ workers, duplicates, crashes, drops }: Chaos): Promise<void> {
    let [crashesLeft, duplicatesLeft, dropsLeft] = [crashes, duplicates, drops];
    for (let steps = 0; ; steps += 1) {
      if (steps > MOST_STEPS) throw new RestlessError(`${steps} steps and no rest.`);
      if (dropsLeft > 0 && this.random.chance(0.03) && this.#drop()) dropsLeft -= 1;
      if (crashesLeft > 0 && this.#workers.size > 0 && this.random.chance(crashes / 200)) {
        this.#crash();
        crashesLeft -= 1;
      }
      this.#reap();
      const startable = this.#workers.size < workers ? this.#pending : [];
      const toStart = startable.reduce((sum, { speed }) => sum + speed, 0);
      const toStep = this.scheduler.weight;
      if (toStart + toStep === 0) break;
      if (this.random.next() * (toStart + toStep) < toStep) await this.scheduler.step();
      else if (this.#start(duplicatesLeft > 0 && this.random.chance(0.2))) duplicatesLeft -= 1;
    }
    const [stuck] = this.scheduler.processes;
    if (stuck !== undefined) throw new RestlessError(`${stuck.name} waits for nothing.`);
  }

  /** Starts a worker for one of the triggers; true if the trigger stays, to be delivered again. */
  #start(again: boolean): boolean {
    const chosen = this.random.weighted(this.#pending, ({ speed }) => speed);
    const { trigger } = chosen;
    if (again) this.trace(`${describe(trigger)}: delivered again`);
    else this.#pending.splice(this.#pending.indexOf(chosen), 1);
    const isNew = this.deployed === 'new' || (this.deployed === 'both' && this.random.chance(0.5));
    const name = `${isNew ? 'new ' : ''}${describe(trigger)} ${this.random.int(1000)}`;
    const process = this.scheduler.spawn(
      name,
      () => this.work(trigger, this.codeOf(isNew)),
      this.paceOf(trigger.kind),
    );
    this.#workers.set(process, { trigger, isNew });
    return again;
  }

  /** Takes leave of the workers that are done; what they failed at comes again. */
  #reap(): void {
    for (const [process, { trigger }] of this.#workers) {
      if (process.state === 'running') continue;
      this.#workers.delete(process);
      if (process.state === 'ended') continue;
      const expected = process.error instanceof NewerCodeError || process.error instanceof UnsettledFoldError;
      if (process.state === 'failed' && !expected) throw process.error;
      this.trigger(trigger);
    }
    for (const process of this.requests) {
      if (process.state !== 'running') this.requests.delete(process);
      if (process.state === 'failed') throw process.error;
    }
  }

  #crash(): void {
    this.scheduler.kill(this.random.pick([...this.#workers.keys()]));
  }

  #drop(): boolean {
    const droppable = this.#pending.filter(({ trigger: { kind } }) => kind === 'own' || kind === 'roll');
    if (droppable.length === 0) return false;
    const lost = this.random.pick(droppable);
    this.trace(`lost: ${describe(lost.trigger)}`);
    this.#pending.splice(this.#pending.indexOf(lost), 1);
    this.#dropped += 1;
    return true;
  }

  /** What a consumer or a job does for a trigger. */
  async work(trigger: Trigger, code: Code): Promise<void> {
    const deps = this.deps();
    switch (trigger.kind) {
      case 'plan':
        for (const { month, status } of await deps.registry.periods())
          if (month >= trigger.from && (status === 'opening' || status === 'open'))
            await planSubtree(deps, trigger.organization, month, code.planning);
        return;
      case 'own':
        await scoreOrganization(deps, trigger.organization, trigger.month, code.scoring);
        return;
      case 'roll':
        await rollUpCommittee(deps, trigger.organization, trigger.month, code.rollUp);
        return;
      case 'advance':
        await advancePeriod(deps, trigger.month, { planning: code.planning, sweep: sweepStepsOf(code) });
        return;
      case 'sweep': {
        const months = (await deps.registry.periods()).map(({ month }) => month);
        await sweepMonths(deps, this.root, months, sweepStepsOf(code));
      }
    }
  }

  deps(): AdvanceDeps & { readonly registry: Stores['registry'] } {
    return {
      ...this.stores,
      criteriaSets: simulatedSets,
      criteriaInForce: async (path) => {
        await this.scheduler.pause('criteria');
        const nearest = path.findLast((id) => this.criteria.has(id)) ?? '';
        return this.criteria.get(nearest) ?? { id: 'simulated', revision: 1 };
      },
      now: this.now,
      root: this.root,
      newExportId: (organization, month) => `${organization}_${month}_1`,
      jobs: { publishExport: async (id) => this.#note(id) },
      drain: () => this.#drain(),
    };
  }

  /** Waits until the requests have ended that are being answered now. */
  async #drain(): Promise<void> {
    if (this.planted.waitsForWrites === false) return;
    const before = [...this.requests];
    while (before.some(({ state }) => state === 'running')) await this.scheduler.pause('drain');
  }

  #note(exportId: string): void {
    const [, month = ''] = exportId.split('_');
    const root = this.stores.scorecards.all().find((row) => row.parent === TOP && row.month === month);
    if (root !== undefined && !root.tombstone) this.exported.set(month, root.measures[0] ?? 0);
  }
}

const at = ({ organization, month }: { organization: OrganizationId; month: Month }) => ({
  organization,
  month,
});

/** The sweep's own steps, but with the folds, and with the mistakes, of `code`. */
export function sweepStepsOf(code: Code): SweepSteps {
  const puts = (own: PutRows, deps: SweepDeps) => (own === putRows ? putWhatDiffers(deps.scorecards) : own);
  return {
    score: (deps, organization, from) =>
      scoreOrganization(deps, organization, from, { ...code.scoring, put: puts(code.scoring.put, deps) }),
    rollUp: async (deps, committee, month) =>
      code.sweepsCommittees
        ? rollUpCommittee(deps, committee, month, { ...code.rollUp, put: puts(code.rollUp.put, deps) })
        : { rows: 0, stored: 0, contradicted: 0 },
  };
}

function describe(trigger: Trigger): string {
  return Object.values(trigger).join(' ');
}
