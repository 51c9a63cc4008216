/** The product on stores in memory: the real jobs, run for what the stores tell, in any order, twice, and killed. */
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler as createScorecards } from '../../functions/read-scorecards/handler.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { excellenceCaps } from '../../shared/adapters/presets/excellence-caps.ts';
import type { MeetingRecord } from '../../shared/domain/events/meeting.ts';
import type { Instant, Month } from '../../shared/domain/period.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import { advancePeriods, openingPeriod } from '../../shared/jobs/advance-period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import { isSubtreeChange } from '../../shared/ports/changes.ts';
import { PassingError } from '../../shared/ports/passing-error.ts';
import { call, FIRST_REGISTRAR } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { silent } from '../support/silent-log.ts';
import { REFORM, type Reform, ROOT } from './reform-orders.ts';
import { TriggerBag } from './trigger-bag.ts';

type Trigger = readonly [kind: 'plan' | 'own' | 'roll', organization: string, month: Month];

/** No trouble of the work itself. */
export class Killed extends PassingError {
  override readonly name = 'Killed';
}

/** The regular meetings of those cells whose place in the list leaves `rest` when divided by `by`. */
export const recordsOf = (
  { cells }: Reform,
  month: Month,
  { by, rest }: { readonly by: number; readonly rest: number },
): { readonly organization: OrganizationId; readonly record: MeetingRecord }[] =>
  cells.flatMap((organization, i) => {
    const present = 12 + (i % 8);
    const members = { present, absentExcused: 21 - present };
    const record = meetingRecord({ heldOn: `${month}-13`, members, resolution: { votesFor: present } });
    return i % by === rest ? [{ organization, record }] : [];
  });

export class ReformWorld {
  readonly #random: SeededRandom;
  readonly #triggers = new TriggerBag<Trigger>();
  readonly reform: Reform;
  #time: Instant = '2026-09-02T02:00:00.000Z';
  /** Requests, of one kind or of any, until the one that fails. */
  #left = Number.POSITIVE_INFINITY;
  #kind = '';
  #exports = 0;
  kills = 0;

  readonly #beforeEach = async (request: string) => {
    if (this.#kind !== '' && request !== this.#kind) return;
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#left = Number.POSITIVE_INFINITY;
    this.kills += 1;
    throw new Killed();
  };
  readonly registry = memoryRegistry({
    beforeEach: this.#beforeEach,
    onChange: (change) => {
      if (isSubtreeChange(change)) this.#tell('plan', change.organization, change.from);
      if (change.type === 'plan-row') this.#tell('own', change.organization, change.month);
    },
  });
  readonly events = memoryEventStore({
    beforeEach: this.#beforeEach,
    onChange: ({ organization, month }) => this.#tell('own', organization, month),
  });
  readonly scorecards = memoryScorecardStore({
    beforeEach: this.#beforeEach,
    onChange: ({ parent, month }) => this.#tell('roll', parent, month),
  });
  readonly #deps = {
    registry: this.registry,
    events: this.events,
    scorecards: this.scorecards,
    criteriaSets: presetCriteriaSets,
    caps: excellenceCaps(),
    defaultCriteriaSet: { id: 'binh-thuan', revision: 1 },
    now: () => this.#time,
    province: ROOT,
    root: ROOT,
    firstRegistrar: FIRST_REGISTRAR,
    jobs: { publishExport: async () => {} },
    drain: async () => {},
    newExportId: (organization: string, month: Month) => {
      this.#exports += 1;
      return `${organization}_${month}_${this.#exports}`;
    },
  };

  constructor(reform: Reform, seed: number) {
    this.reform = reform;
    this.#random = new SeededRandom(seed);
  }

  #tell(...trigger: Trigger): void {
    if (trigger[1] !== '^') this.#triggers.add(trigger.join(' '), trigger);
  }

  set(time: Instant): void {
    this.#time = time;
  }

  killAfter(requests: number, kind: '' | 'write' = ''): void {
    this.#left = requests;
    this.#kind = kind;
  }

  async enter(versions: readonly OrganizationVersion[]): Promise<void> {
    for (const one of versions) await enterVersion(this.registry, one);
  }

  async open(month: Month): Promise<void> {
    await this.registry.putPeriod(openingPeriod(month, this.#time), aNote());
    await advancePeriods(this.#deps);
    await this.rest();
  }

  async close(month: Month): Promise<void> {
    const state = await this.registry.period(month);
    if (state === null) throw new Error(`${month} was never opened`);
    const closing = { ...state, status: 'closing', closingAt: this.#time } as const;
    await this.registry.putPeriod({ ...closing, revision: state.revision + 1 }, aNote());
    await advancePeriods(this.#deps);
    await this.rest();
  }

  /** Some of the cells report; see {@link recordsOf}. */
  async report(month: Month, by: number, rest: number): Promise<void> {
    for (const { organization, record } of recordsOf(this.reform, month, { by, rest }))
      await this.events.append(
        meetingRevision({ organization, month, recordedAt: `${month}-14T02:00:00.000Z`, record }),
      );
  }

  /** Sends the order; the status of the answer. */
  async sendOrder(): Promise<number> {
    const { closures, moves } = this.reform;
    const { status } = await call(
      createRoster(this.#deps, { log: silent }),
      'POST',
      `/organizations/${ROOT}/closures`,
      {
        subject: FIRST_REGISTRAR,
        body: { closures, moves, reason: 'Bỏ cấp huyện' },
      },
    );
    return status;
  }

  /** How many of those to be moved stand where the order says. */
  moved(): number {
    const versions = this.registry.allVersions().filter(({ from }) => from === REFORM);
    const parentOf = new Map(versions.map(({ organization, parent }) => [organization, parent]));
    return this.reform.moves.filter(({ organization, parent }) => parentOf.get(organization) === parent)
      .length;
  }

  /** Does all that there is to do, in any order; some of it twice, and some of it killed and begun again. */
  async rest(killed = 0): Promise<void> {
    let kills = killed;
    while (this.#triggers.size > 0) {
      const { key, trigger } = this.#triggers.take(this.#random);
      if (kills > 0 && this.#random.chance(0.2)) {
        kills -= 1;
        this.killAfter(1 + this.#random.int(12));
      }
      try {
        await this.#work(trigger);
        if (this.#random.chance(0.02)) await this.#work(trigger);
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        this.#triggers.add(key, trigger);
      }
    }
    this.killAfter(Number.POSITIVE_INFINITY);
  }

  async #work([kind, organization, month]: Trigger): Promise<void> {
    if (kind === 'plan') await planOpenMonths(this.#deps, organization, month);
    if (kind === 'own') await scoreOrganization(this.#deps, organization, month);
    if (kind === 'roll') await rollUpCommittee(this.#deps, organization, month);
  }

  rows(...months: readonly Month[]): ScoreRow[] {
    return this.scorecards.all().filter(({ month }) => months.includes(month));
  }

  plans(...months: readonly Month[]) {
    return this.registry.allPlanRows().filter(({ month }) => months.includes(month));
  }

  /** A measure of a scorecard, as the API shows it. */
  async measure(organization: string, period: string, name: string): Promise<number | null> {
    const subject = 'analyst';
    const grants = [{ organization: ROOT, role: 'analyst', from: '2026-01-01', until: null }] as const;
    const { revision } = await this.registry.grants(subject);
    if (revision === 0) await this.registry.putGrants({ subject, grants, revision: 1 }, aNote());
    const url = `/organizations/${organization}/scorecards/${period}`;
    const { status, body } = await call(createScorecards(this.#deps, { log: silent }), 'GET', url, {
      subject,
    });
    return status === 200 ? body.measures[name] : null;
  }
}

/** September and October closed, November open and half reported: the day before the reform. */
export async function provinceBefore(
  reform: Reform,
  seed: number,
  roster: readonly OrganizationVersion[] = reform.before,
): Promise<ReformWorld> {
  const world = new ReformWorld(reform, seed);
  await world.enter(roster);
  await world.open('2026-09');
  await world.report('2026-09', 3, 0);
  world.set('2026-10-02T02:00:00.000Z');
  await world.open('2026-10');
  await world.report('2026-10', 2, 0);
  world.set('2026-11-02T02:00:00.000Z');
  await world.open('2026-11');
  world.set('2026-11-12T02:00:00.000Z');
  await world.close('2026-09');
  await world.close('2026-10');
  world.set('2026-11-15T02:00:00.000Z');
  await world.report('2026-11', 2, 0);
  await world.rest();
  return world;
}

/** The other half of November, and December. */
export async function monthsAfter(world: ReformWorld, kills = 0): Promise<void> {
  await world.report('2026-11', 2, 1);
  world.set('2026-12-02T02:00:00.000Z');
  await world.open('2026-12');
  await world.report('2026-12', 4, 1);
  await world.rest(kills);
}
