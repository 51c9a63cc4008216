/**
 * The whole product but its HTTP face, in one process: the real jobs over memory stores, triggered by the stores'
 * own changes, run by workers that are interleaved at every request, duplicated, reordered, dropped and killed.
 */
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { type ScoreRow, TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { NewerCodeError, UnsettledFoldError } from '../../shared/jobs/put-rows.ts';
import { isSubtreeChange } from '../../shared/ports/changes.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { askedOf, type RulesState } from './asked.ts';
import { type Code, currentCode, nextVersionOf } from './code.ts';
import { simulatedSets } from './criteria.ts';
import { type Process, Scheduler } from './scheduler.ts';
import type { Stores } from './stores.ts';
import { watchPlans, watchRows } from './watch.ts';
import { describeTrigger, type Trigger, type WorkDeps, work } from './work.ts';

/** What a month showed when its final export was asked for, the first time or anew after a reopening. */
export type Final = {
  readonly exportId: string;
  readonly revisions: number;
  readonly plans: readonly PlanRow[];
  readonly rows: readonly ScoreRow[];
};

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
  /** Revisions accepted, by month. */
  readonly acknowledged = new Map<Month, number>();
  /** What was so when the final export of a month was asked for. */
  readonly finals = new Map<Month, Final>();
  /** What must not even happen in passing: rows of new code replaced by old code, plan rows changed unnoticeably. */
  readonly setbacks: string[] = [];
  /** Every revision of every programme, in the order in which they were published. */
  readonly published: Programme[] = [];
  /** Requests of clients that are being answered. */
  readonly requests = new Set<Process>();
  deployed: 'old' | 'both' | 'new' = 'old';
  readonly trace: (line: string) => void;

  readonly #chaos: Chaos;
  #pending: Pending[] = [];
  readonly #workers = new Map<Process, { readonly trigger: Trigger; readonly isNew: boolean }>();
  readonly #states: RulesState[] = [];
  readonly #opened = new Map<Month, number>();
  #elapsedMs = 0;
  #dropped = 0;
  #exports = 0;

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
        if (isSubtreeChange(change)) {
          this.noteState();
          this.trigger({ kind: 'plan', organization: change.organization, from: change.from });
        }
        if (change.type === 'plan-row') this.trigger({ kind: 'own', ...at(change) });
      },
    });
    const scorecards = (planted.scorecards ?? memoryScorecardStore)({
      ...options,
      onChange: ({ parent, month }) => {
        if (parent !== TOP) this.trigger({ kind: 'roll', organization: parent, month });
      },
    });
    const tell = (fault: string) => void this.setbacks.push(fault);
    this.stores = {
      registry: watchPlans(planted.registry?.(registry, this) ?? registry, tell),
      events: memoryEventStore({
        ...options,
        onChange: (change) => this.trigger({ kind: 'own', ...at(change) }),
      }),
      scorecards: watchRows(planted.readScorecards?.(scorecards, this) ?? scorecards, tell),
    };
  }

  /** Server time: never stands still. */
  readonly now = (): Instant => {
    this.#elapsedMs += 1;
    return new Date(START + this.#elapsedMs).toISOString();
  };

  /** The roster and the programmes as they are. */
  rulesState(): RulesState {
    return { versions: this.stores.registry.allVersions(), published: [...this.published] };
  }

  /** Remembers it: a plan row's due date was asked for at some time, and no later word changes it. */
  noteState(): void {
    if (this.stores !== undefined) this.#states.push(this.rulesState());
  }

  /** When the records of a plan row may be due: what was asked for at any time since its month began to open. */
  dueDatesOf({ organization, month }: Pick<PlanRow, 'organization' | 'month'>): Set<Instant> {
    const since = this.#opened.get(month) ?? 0;
    return new Set(this.#states.slice(since).map((state) => askedOf(state, organization, month).dueAt));
  }

  /** From now on a plan row of the month may be stamped. */
  noteOpening(month: Month): void {
    this.noteState();
    this.#opened.set(month, this.#states.length - 1);
  }

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
      await work(this.deps(), next.trigger, this.codeOf(false));
  }

  /** Runs until nothing is left to do; the clock's job comes round again, and a sweep if triggers got lost. */
  async run(): Promise<void> {
    await this.#runOnce(this.#chaos);
    const periods = await this.stores.registry.periods();
    const unsettled = periods.some(({ status, settled }) => status === 'closed' && !settled);
    if (unsettled || this.published.length > 0) this.trigger({ kind: 'advance-all' });
    if (this.#dropped > 0) this.trigger({ kind: 'sweep' });
    if (this.#pending.length > 0) await this.#runOnce({ ...this.#chaos, drops: 0 });
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
    if (again) this.trace(`${describeTrigger(trigger)}: delivered again`);
    else this.#pending.splice(this.#pending.indexOf(chosen), 1);
    const isNew = this.deployed === 'new' || (this.deployed === 'both' && this.random.chance(0.5));
    const name = `${isNew ? 'new ' : ''}${describeTrigger(trigger)} ${this.random.int(1000)}`;
    const process = this.scheduler.spawn(
      name,
      () => work(this.deps(), trigger, this.codeOf(isNew)),
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
    this.trace(`lost: ${describeTrigger(lost.trigger)}`);
    this.#pending.splice(this.#pending.indexOf(lost), 1);
    this.#dropped += 1;
    return true;
  }

  deps(): WorkDeps {
    return {
      ...this.stores,
      criteriaSets: simulatedSets,
      defaultCriteriaSet: { id: 'simulated', revision: 1 },
      now: this.now,
      root: this.root,
      newExportId: (organization, month) => {
        this.#exports += 1;
        return `${organization}_${month}_${this.#exports}`;
      },
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

  /** Notes what a month showed when a final export was first asked for: from then on it must not change. */
  #note(exportId: string): void {
    const [, month = ''] = exportId.split('_');
    const root = this.stores.scorecards.all().find((row) => row.parent === TOP && row.month === month);
    if (root === undefined || root.tombstone || this.finals.get(month)?.exportId === exportId) return;
    this.finals.set(month, {
      exportId,
      rows: this.stores.scorecards.all().filter((row) => row.month === month),
      revisions: fromArray(root.measures).revisions,
      plans: this.stores.registry.allPlanRows().filter((row) => row.month === month),
    });
  }
}

const at = ({ organization, month }: { organization: OrganizationId; month: Month }) => ({
  organization,
  month,
});
