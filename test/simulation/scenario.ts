/** What happens from outside: clients that submit, a registrar that moves, months that open, code that is deployed. */
import { reopen } from '../../functions/keep-periods/reopen.ts';
import { Refusal } from '../../shared/contracts/problem.ts';
import { meetingAt } from '../../shared/domain/events/event.ts';
import { defaultDueAt, localDate, type Month } from '../../shared/domain/period.ts';
import { type Duty, owesAlike } from '../../shared/domain/roster/duty.ts';
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { closedSince, takesRecords } from '../../shared/domain/roster/plan.ts';
import { openingPeriod } from '../../shared/jobs/advance-period.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRecord, organizationVersion } from '../support/records.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { type OfficerAct, officiate } from './inspecting.ts';
import { type ProgrammeAct, publish } from './programmes.ts';
import type { Chaos, Planted } from './world.ts';
import { World } from './world.ts';

const FIRST_MONTH: Month = '2026-01';

type MeetingPlace = {
  readonly cell: string;
  readonly month: Month;
  /** Of the regular meeting, or, where it is `thematic`, of a thematic one; the fifth, unless told. */
  readonly day?: number;
  readonly thematic?: boolean;
};

export type Act =
  | ({ readonly act: 'submit'; readonly opinions: number } & MeetingPlace)
  | ({ readonly act: 'withdraw' } & MeetingPlace)
  | { readonly act: 'move'; readonly who: string; readonly to: string; readonly from: Month }
  | {
      readonly act: 'describe';
      readonly who: string;
      readonly change: Partial<Pick<OrganizationVersion, 'handbook' | 'meets' | 'closed'>>;
      readonly from: Month;
    }
  /** A new cell, from the month on. */
  | { readonly act: 'enter'; readonly who: string; readonly under: string; readonly from: Month }
  /** Waits until the plan row says so. */
  | { readonly act: 'planned'; readonly who: string; readonly under: string; readonly month: Month }
  /** In force from the month on; from the first one, unless told. */
  | { readonly act: 'criteria'; readonly who: string; readonly revision: number; readonly from?: Month }
  /** Whose office must attend whom; `until` may end it. */
  | ({ readonly act: 'duty' } & Omit<Duty, 'office' | 'revision'>)
  /** Waits until the month is closed and settled, then opens it again for one organization. */
  | { readonly act: 'reopen'; readonly who: string; readonly month: Month }
  /** The last day of whatever was opened again is over, and the clock's job comes round. */
  | { readonly act: 'over' }
  | { readonly act: 'due' | 'open' | 'close'; readonly month: Month }
  | { readonly act: 'deploy' | 'retire' | 'sweep' }
  | ProgrammeAct
  | OfficerAct;

export type Scenario = {
  /** Parent by organization; committees are the ones that `committees` names. */
  readonly tree: Readonly<Record<OrganizationId, OrganizationId | null>>;
  readonly committees: readonly OrganizationId[];
  /** Open from the start. */
  readonly months: readonly Month[];
  /** Cells that have not submitted anything at the start. */
  readonly silent?: readonly OrganizationId[];
  /** Each acts in its order, all at the same time. */
  readonly actors: readonly (readonly Act[])[];
  readonly chaos: Chaos;
};

/** Sets the world up as it is before anything happens, then lets everything happen. */
export async function play(
  scenario: Scenario,
  seed: number,
  planted: Planted = {},
  trace: (line: string) => void = () => {},
): Promise<World> {
  const root = Object.keys(scenario.tree).find((id) => scenario.tree[id] === null) ?? '';
  const world = new World(root, new SeededRandom(seed), scenario.chaos, planted, trace);
  await setUp(world, scenario);
  trace('--- everything is set up');
  for (const [i, acts] of scenario.actors.entries()) {
    world.scheduler.spawn(`actor ${i}`, async () => {
      for (const act of acts) {
        trace(`actor ${i}: ${JSON.stringify(act)}`);
        await perform(world, act);
      }
    });
  }
  await world.run();
  return world;
}

async function setUp(world: World, { tree, committees, months, silent = [] }: Scenario): Promise<void> {
  const { registry } = world.stores;
  for (const [organization, parent] of Object.entries(tree)) {
    const kind = parent === null ? 'province' : committees.includes(organization) ? 'base-committee' : 'cell';
    const meets = kind === 'cell' ? 'monthly' : 'none';
    await enterVersion(registry, organizationVersion({ organization, parent, kind, meets, handbook: false }));
  }
  for (const month of months) {
    world.noteOpening(month);
    await registry.putPeriod(openingPeriod(month, world.now()), aNote());
    world.trigger({ kind: 'advance', month });
  }
  await world.calm();
  for (const cell of Object.keys(tree).filter((id) => !committees.includes(id) && !silent.includes(id)))
    for (const month of months) await submit(world, { cell, month }, 1);
  await world.calm();
}

async function perform(world: World, act: Act): Promise<void> {
  const { registry } = world.stores;
  switch (act.act) {
    case 'submit':
    case 'withdraw': {
      const opinions = act.act === 'submit' ? act.opinions : null;
      // An impatient client sends it again, before it is answered or after.
      const requests = Array.from({ length: world.random.chance(0.3) ? 2 : 1 }, () =>
        world.scheduler.spawn(
          `client ${act.cell}`,
          () => submit(world, act, opinions),
          world.paceOf('client'),
        ),
      );
      for (const request of requests) world.requests.add(request);
      while (requests.some(({ state }) => state === 'running'))
        await world.scheduler.pause('waits for the answer');
      return;
    }
    case 'inspect':
    case 'remedy':
    case 'review':
    case 'facts':
    case 'schedule':
      return request(world, `officer of ${act.who}`, () => officiate(world, act));
    case 'move':
      return request(world, 'registrar', () => rewrite(world, act.who, act.from, { parent: act.to }));
    case 'planned': {
      const isPlanned = () =>
        registry
          .allPlanRows()
          .some(
            ({ organization, month, parent }) =>
              organization === act.who && month === act.month && parent === act.under,
          );
      while (!isPlanned()) await world.scheduler.pause('waits for the plan');
      return;
    }
    case 'enter':
      return request(world, 'registrar', () => enter(world, act.who, act.under, act.from));
    case 'describe':
      return request(world, 'registrar', () => rewrite(world, act.who, act.from, act.change));
    case 'criteria':
      return request(world, 'rule-maker', () => adopt(world, act.who, act.revision, act.from ?? FIRST_MONTH));
    case 'programme':
      return request(world, 'rule-maker', () => publish(world, act));
    case 'duty': {
      const { act: _, ...duty } = act;
      return request(world, 'officer', () => assign(world, duty));
    }
    case 'reopen':
      return openAgain(world, act.who, act.month);
    case 'over':
      for (const { reopenings } of await registry.periods())
        for (const { until } of reopenings) world.passTime(until);
      return world.trigger({ kind: 'advance-all' });
    case 'due':
      world.passTime(defaultDueAt(act.month));
      return world.trigger({ kind: 'advance', month: act.month });
    case 'open':
      world.noteOpening(act.month);
      await registry.putPeriod(openingPeriod(act.month, world.now()), aNote());
      return world.trigger({ kind: 'advance', month: act.month });
    case 'close': {
      const period = await registry.period(act.month);
      if (period?.status !== 'open') return;
      const { revision } = period;
      await registry.putPeriod(
        {
          ...period,
          status: 'closing',
          closingAt: world.now(),
          revision: revision + 1,
        },
        aNote(),
      );
      return world.trigger({ kind: 'advance', month: act.month });
    }
    case 'deploy':
      world.deployed = 'both';
      return;
    case 'retire':
      world.deployed = 'new';
      while (world.oldCodeRuns) await world.scheduler.pause('old code runs');
      return;
    case 'sweep':
      return world.trigger({ kind: 'sweep' });
  }
}

/** Somebody asks for something, and waits for the answer; a closing waits for it too. */
async function request(world: World, name: string, ask: () => Promise<void>): Promise<void> {
  const asked = world.scheduler.spawn(name, ask);
  world.requests.add(asked);
  while (asked.state === 'running') await world.scheduler.pause('waits for the answer');
}

/** Whether a month not before `from` is closed or about to be: what holds in it is said for good. */
const isSaid = async (world: World, from: Month): Promise<boolean> =>
  closedSince(await world.stores.registry.periods(), from) !== undefined;

/** Enters a cell that was not there before, as the roster's PUT does. */
async function enter(world: World, organization: OrganizationId, parent: string, from: Month): Promise<void> {
  if (await isSaid(world, from)) return;
  const cell = { organization, parent, from, kind: 'cell', meets: 'monthly', handbook: false } as const;
  await enterVersion(world.stores.registry, organizationVersion(cell));
}

/** Registers a change that holds from a month on, as the roster's PUT does. */
async function rewrite(
  world: World,
  organization: OrganizationId,
  from: Month,
  change: Partial<OrganizationVersion>,
): Promise<void> {
  const { registry } = world.stores;
  for (;;) {
    const versions = (await registry.organization(organization))?.versions ?? [];
    const last = versions.findLast((version) => version.from <= from);
    // The month of its entering was closed before it could be entered.
    if (last === undefined && (await isSaid(world, from))) return;
    if (last === undefined) throw new RangeError(`${organization} does not exist in ${from}`);
    const revision = last.from === from ? last.revision + 1 : 1;
    if (await isSaid(world, from)) return;
    if ((await enterVersion(registry, { ...last, ...change, from, revision })) === 'stored') return;
  }
}

/** Puts a criteria set in force for a subtree, over whatever the organization adopted before. */
async function adopt(
  world: World,
  organization: OrganizationId,
  setRevision: number,
  from: Month,
): Promise<void> {
  const { registry } = world.stores;
  for (;;) {
    const adopted = (await registry.organization(organization))?.bindings.criteria ?? [];
    const revision = (adopted.find((one) => one.from === from)?.revision ?? 0) + 1;
    if (await isSaid(world, from)) return;
    const adoption = {
      organization,
      from,
      criteriaSet: { id: 'simulated', revision: setRevision },
      adoptedAt: world.now(),
      adoptedBy: 'rule-maker',
      revision,
    };
    if ((await registry.putCriteriaAdoption(adoption, aNote())) === 'stored') return;
  }
}

/** Assigns a duty, or changes one, as long as no closed month would owe it differently. */
async function assign(world: World, duty: Omit<Duty, 'office' | 'revision'>): Promise<void> {
  const { registry } = world.stores;
  for (;;) {
    const stored = await registry.duty(duty.id);
    const next = { ...duty, office: 'uy-vien-ban-thuong-vu', revision: (stored?.revision ?? 0) + 1 };
    const closed = (await registry.periods()).filter(
      ({ status }) => status !== 'open' && status !== 'opening',
    );
    if (closed.some(({ month }) => !owesAlike(stored, next, month))) return;
    if ((await registry.putDuty(next, aNote())) === 'stored') return;
  }
}

async function openAgain(world: World, organization: OrganizationId, month: Month): Promise<void> {
  const { registry } = world.stores;
  for (;;) {
    const period = await registry.period(month);
    const plan = await registry.planRow(organization, month);
    if (period === null || plan === null) throw new RangeError(`${organization} has no ${month}`);
    if (period.settled) {
      const until = localDate(world.now());
      const asked = { until, reason: 'late', subject: 'officer' };
      try {
        await reopen({ registry, now: world.now }, { plan, period }, asked);
        return;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        // It does not meet; or the month is being settled once more, and may be asked for again afterwards.
        if (error.code !== 'PERIOD_NOT_CLOSED') return;
      }
    }
    await world.scheduler.pause('waits for the close');
  }
}

/**
 * Accepts a record, an amendment or (`opinions` null) a withdrawal as the write function does: a strong read of plan
 * row and period, the latest revision, an append that fails if somebody else was first.
 */
async function submit(
  world: World,
  { cell, month, day = 5, thematic = false }: MeetingPlace,
  opinions: number | null,
): Promise<void> {
  const heldOn = `${month}-${String(day).padStart(2, '0')}`;
  const key = thematic ? `thematic-${heldOn}` : 'regular';
  const { registry, events } = world.stores;
  for (;;) {
    const asked = { subject: 'client', plans: [{ organization: cell, month }] };
    const {
      plans: [plan = null],
      periods: [period = null],
    } = await registry.access(asked);
    const latest = await events.latest(meetingAt(cell, month, key));
    const withdrawn = latest === null || latest.withdrawn;
    const told = withdrawn ? null : latest.record;
    const same = told?.heldOn === heldOn && told.discussion.opinions === opinions;
    const recordedAt = world.now();
    if (
      (opinions === null ? withdrawn : same) ||
      plan === null ||
      period === null ||
      !takesRecords(period, plan, recordedAt)
    )
      return;
    const stamp = {
      type: 'meeting' as const,
      organization: cell,
      month,
      key,
      revision: (latest?.revision ?? 0) + 1,
      recordedAt,
      recordedBy: 'client',
      onTime: withdrawn ? recordedAt < plan.dueAt : latest.onTime,
      reason: null,
      bodyHash: '0'.repeat(64),
    };
    const selfScore = opinions === null || opinions % 3 === 0 ? null : { minutes: 500 * (opinions % 8) };
    const record = meetingRecord({ heldOn, discussion: { opinions }, selfScore });
    const event =
      opinions === null
        ? { ...stamp, withdrawn: true as const, record: null }
        : { ...stamp, withdrawn: false as const, record };
    if ((await events.append(event)) === 'stored') {
      world.acknowledged.set(month, (world.acknowledged.get(month) ?? 0) + 1);
      return;
    }
  }
}
