/**
 * Many who write down changes at once, killed between any two steps and woken again, in any order and more than
 * once, while records are handed in, rows are folded, and organizations move to and fro: whoever reads on from where
 * they were sees everything that is to be seen at least once, in one order, and nothing of what has left them.
 */
import { describe, expect, it } from 'vitest';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import {
  type MemoryScorecardStore,
  memoryScorecardStore,
} from '../../shared/adapters/memory/scorecard-store.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { type Change, subjectId } from '../../shared/domain/log/change.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { RowChange } from '../../shared/domain/scorecards/row-change.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import { type LoggingDeps, logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { repairLog } from '../../shared/jobs/repair-log.ts';
import { rollUpCommittee } from '../../shared/jobs/roll-up-committee.ts';
import { scoreOrganization } from '../../shared/jobs/score-organization.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import { committeePlanRow, meetingRevision, planRow } from '../support/records.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { Scheduler } from './scheduler.ts';

const MONTH = '2026-10';
/** Cells that move by themselves; a committee, and a cell that stays below it. */
const ORGANIZATIONS = ['to-1', 'to-2', 'xa-9', 'to-9'];
const COMMITTEE = 'xa-9';
const REVISIONS = 4;
const SEEDS = 200;
/** Pages: so few that there is always somebody settling them. */
const LONGEST_TAIL = 3;

/** Wrong parts that a test may put in. */
type Distortion = {
  readonly log?: (log: ChangeLog) => ChangeLog;
  readonly registry?: (registry: LoggingDeps['registry']) => LoggingDeps['registry'];
  /** What a batch comes to before it is worked off. */
  readonly batch?: (batch: readonly RowChange[]) => readonly RowChange[];
  /** Batches are given up, some of them; what is lacking is told at the end by this. */
  readonly repair?: typeof repairLog;
};

/** Under another parent, or under the same one in another district. */
const PLACES: readonly Pick<PlanRow, 'parent' | 'path'>[] = [
  { parent: 'xa-1', path: ['tinh', 'huyen-1', 'xa-1'] },
  { parent: 'xa-1', path: ['tinh', 'huyen-2', 'xa-1'] },
  { parent: 'xa-2', path: ['tinh', 'huyen-2', 'xa-2'] },
];
const DISTRICTS: typeof PLACES = ['huyen-1', 'huyen-2', 'huyen-3'].map((parent) => ({
  ...{ parent, path: ['tinh', parent] },
}));
const placesOf = (organization: string): typeof PLACES => {
  if (organization === COMMITTEE) return DISTRICTS;
  if (organization !== 'to-9') return PLACES;
  return DISTRICTS.map(({ path }) => ({ parent: COMMITTEE, path: [...path, COMMITTEE] }));
};
const isCell = (organization: string): boolean => organization !== COMMITTEE;

const instantAt = (elapsed: number): string =>
  new Date(Date.parse('2026-10-13T16:00:00.000Z') + elapsed).toISOString();

/** What a client sees that comes back again and again with where it was. */
async function readOn(log: ChangeLog, seen: Change[], next: { page: number }): Promise<void> {
  for (;;) {
    const pages = await log.pages(next.page, 2);
    if (pages.length === 0) return;
    for (const { page, changes } of pages) {
      if (page !== next.page) throw new Error(`page ${page} in place of ${next.page}`);
      seen.push(...changes.filter(({ repeats }) => repeats === undefined));
      next.page += 1;
    }
  }
}

async function play(seed: number, distortion: Distortion): Promise<string[]> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random, () => {});
  const options = { beforeEach: scheduler.pause };
  const toFold: string[] = [];
  const rowChanges: RowChange[] = [];
  const contents = new Map<string, string>();
  const plans = new Map<string, PlanRow[]>();
  const registry = memoryRegistry({
    ...options,
    onChange: (change) => void (change.type === 'plan-row' && toFold.push(change.organization)),
  });
  const events = memoryEventStore({ ...options, onChange: ({ organization }) => toFold.push(organization) });
  let toRollUp = 0;
  const scorecards = memoryScorecardStore({
    ...options,
    onRow: (change) => {
      rowChanges.push(change);
      contents.set(contentId(change.after), contentOf(change.after));
      if (change.after.parent === COMMITTEE) toRollUp += 1;
    },
  });
  const log = (distortion.log ?? ((same) => same))(memoryChangeLog(options));
  let elapsed = 0;
  const deps = {
    registry: (distortion.registry ?? ((same) => same))(registry),
    events,
    now: () => instantAt(elapsed),
  };
  // As a container's, each remembers from batch to batch what it has read, and works off one at a time.
  const idle: LogTail[] = [];
  const work = async (batch: readonly RowChange[]) => {
    const tail = (random.chance(0.8) && idle.pop()) || new LogTail(log, LONGEST_TAIL);
    const { unread } = await logChanges({ ...deps, tail }, (distortion.batch ?? ((same) => same))(batch));
    if (unread.length > 0) throw unread[0]?.error;
    idle.push(tail);
  };

  /** Often the same millisecond. */
  const now = () => {
    if (random.chance(0.6)) elapsed += 1;
    return instantAt(elapsed);
  };
  const place = async (organization: string, at: number): Promise<void> => {
    const { parent, path } = placesOf(organization)[at] ?? { parent: null, path: [] };
    const versions = plans.get(organization) ?? [];
    const before = versions.at(-1);
    const former = before === undefined ? [] : [...before.formerParents, before.parent ?? ''];
    const made = isCell(organization) ? planRow : committeePlanRow;
    const row = made({
      ...{ organization, parent, path: [...path, organization], plannedAt: now() },
      formerParents: [...new Set(former)].filter((id) => id !== parent).sort(),
      version: versions.length + 1,
    });
    await registry.putPlanRow(row);
    plans.set(organization, [...versions, row]);
  };
  for (const organization of ORGANIZATIONS) await place(organization, 0);
  for (const organization of ORGANIZATIONS.filter(isCell))
    scheduler.spawn(`client of ${organization}`, async () => {
      for (let revision = 1; revision <= REVISIONS; revision += 1)
        await events.append(meetingRevision({ organization, revision, recordedAt: now() }));
    });
  for (const organization of ['to-1', 'to-2', COMMITTEE])
    scheduler.spawn(`registrar of ${organization}`, async () => {
      let at = 0;
      for (let rewrites = random.int(6); rewrites > 0; rewrites -= 1) {
        // Often it stays where it is, and only the plan row's version has risen.
        if (random.chance(0.5)) at = random.int(PLACES.length);
        await place(organization, at);
        if (organization === COMMITTEE) await place('to-9', at);
      }
    });
  const seen: Change[] = [];
  const next = { page: 0 };
  for (
    let steps = 0;
    scheduler.processes.size + toFold.length + toRollUp + rowChanges.length > 0;
    steps += 1
  ) {
    if (steps > 20_000) return ['it does not come to rest'];
    const organization = random.chance(0.5) ? toFold.shift() : undefined;
    if (organization !== undefined)
      scheduler.spawn('folder', () =>
        scoreOrganization(
          { registry, events, scorecards, criteriaSets: presetCriteriaSets },
          organization,
          MONTH,
        ),
      );
    if (toRollUp > 0 && random.chance(0.3)) {
      toRollUp -= 1;
      scheduler.spawn('roller', () =>
        rollUpCommittee({ registry, scorecards, criteriaSets: presetCriteriaSets }, COMMITTEE, MONTH),
      );
    }
    if (distortion.repair !== undefined && random.chance(0.1))
      rowChanges.splice(random.int(rowChanges.length + 1), 1 + random.int(2));
    if (rowChanges.length > 0 && random.chance(0.3)) {
      const batch = rowChanges.splice(random.int(rowChanges.length), 1 + random.int(4));
      const worker = scheduler.spawn('logger', () => work(batch), scheduler.anySpeed());
      if (random.chance(0.3)) rowChanges.push(...batch);
      if (random.chance(0.3)) {
        // Killed after some steps, and woken with the same batch.
        for (let left = random.int(12); left > 0 && scheduler.weight > 0; left -= 1) await scheduler.step();
        if (worker.state === 'running') {
          scheduler.kill(worker);
          rowChanges.push(...batch);
        }
      }
    }
    if (random.chance(0.1)) await readOn(log, seen, next);
    if (scheduler.weight > 0) await scheduler.step();
  }
  const span = { months: [MONTH], since: '2026-09-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };
  const repairing = {
    ...deps,
    log,
    scorecards: honestRows(scorecards),
    tail: new LogTail(log, LONGEST_TAIL),
  };
  await distortion.repair?.(repairing, span);
  await readOn(log, seen, next);
  if (distortion.repair !== undefined) {
    const again = await distortion.repair({ ...repairing, tail: new LogTail(log, LONGEST_TAIL) }, span);
    if (again.lacking > 0) return ['what was repaired is found lacking again'];
  }
  return ORGANIZATIONS.flatMap((organization) =>
    faultsOf(
      seen.filter((change) => change.organization === organization),
      plans.get(organization) ?? [],
      scorecards.all().filter((row) => row.organization === organization && !row.tombstone),
      isCell(organization),
      contents,
    ).map((fault) => `${organization}: ${fault}`),
  );
}

/** What a reader of one organization's changes has not been told, or should not have been. */
function faultsOf(
  seen: readonly Change[],
  plans: readonly PlanRow[],
  rows: readonly ScoreRow[],
  hasMet: boolean,
  contents: ReadonlyMap<string, string>,
): string[] {
  const faults: string[] = [];
  const last = plans.at(-1);
  const pathOf = (change: { readonly path: readonly string[] }) => change.path.join('/');
  const finally_ = last === undefined ? '' : pathOf(last);
  // Whoever stands above the place where it ends knows all that stands there.
  const atLast = seen.filter((change) => pathOf(change) === finally_);
  for (let revision = 1; hasMet && revision <= REVISIONS; revision += 1)
    if (!atLast.some((change) => change.kind === 'meeting' && change.revision === revision))
      faults.push(`revision ${revision} is not told where it stands`);
  const row = rows.find(({ parent }) => parent === last?.parent);
  // Whoever was told that it left this place knows nothing of it any more.
  const scores = seen
    .slice(seen.findLastIndex(({ leftPath }) => leftPath?.join('/') === finally_) + 1)
    .filter((change) => change.kind === 'scorecard' && pathOf(change) === finally_);
  const highest = Math.max(...scores.map(({ revision }) => revision));
  const known = row && contents.get(contentId({ ...row, watermark: highest }));
  if (row === undefined || known !== contentOf(row))
    faults.push('the last scorecard is not told where it stands');
  const told = seen.filter(({ kind }) => kind === 'plan-row');
  if (told.at(-1)?.revision !== last?.version) faults.push('the last plan row is not told');
  for (const [i, change] of told.entries()) {
    const before = told[i - 1];
    if (before !== undefined && change.revision <= before.revision)
      faults.push(`plan row ${change.revision} is told after ${before.revision}`);
    if (JSON.stringify(change.from) !== JSON.stringify(before?.state ?? null))
      faults.push(`plan row ${change.revision} comes from another state than was told`);
    const left = before === undefined || pathOf(before) === pathOf(change) ? null : before.path;
    if (JSON.stringify(change.leftPath) !== JSON.stringify(left))
      faults.push(`plan row ${change.revision} is not told to those whom it leaves`);
  }
  faults.push(...toldTooEarly(seen));
  let version = 0;
  for (const change of seen) {
    if (change.kind === 'plan-row') version = change.revision;
    if (!plans.slice(Math.max(version - 1, 0)).some((plan) => pathOf(plan) === pathOf(change)))
      faults.push(`${subjectId(change)} ${change.revision} is told to those whom it had left`);
  }
  return faults;
}

const contentId = ({ organization, parent, watermark }: ScoreRow): string =>
  `${organization} ${parent} ${watermark}`;
const contentOf = ({ watermark: _, asOf: __, foldVersion: ___, ...said }: ScoreRow): string =>
  JSON.stringify(said);

/** Nothing is told anywhere before the plan row is told there: who never hears that it came never hears that it left. */
function toldTooEarly(seen: readonly Change[]): string[] {
  let place = '';
  return seen.flatMap((change) => {
    const at = change.path.join('/');
    if (change.kind === 'plan-row') place = at;
    return at === place ? [] : [`${subjectId(change)} ${change.revision} is told before its plan row`];
  });
}

/** Of this small world the root's partition is known, which holds everybody else, and the committee's. */
const honestRows = (scorecards: MemoryScorecardStore): Pick<ScorecardStore, 'partition'> => ({
  partition: async (parent) =>
    scorecards.all().filter((row) => (row.parent === COMMITTEE) === (parent === COMMITTEE)),
});

async function firstFault(distortion: Distortion = {}): Promise<string | null> {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const [fault] = await play(seed, distortion);
    if (fault !== undefined) return `seed ${seed}: ${fault}`;
  }
  return null;
}

describe('changes written down by many at once', () => {
  it('are complete and in one order for everybody at every place', async () => {
    expect(await firstFault()).toBeNull();
  });

  it('are complete again behind a repair, whatever batches were given up', async () => {
    expect(await firstFault({ repair: repairLog })).toBeNull();
    const none = async () => ({ compared: 0, lacking: 0, written: 0 });
    expect(await firstFault({ repair: none })).not.toBeNull();
  });

  it('would not be, did a repair look at scorecards alone', async () => {
    const repair: typeof repairLog = (deps, span) =>
      repairLog({ ...deps, events: { eventsOfMonth: async () => [] } }, span);
    expect(await firstFault({ repair })).not.toBeNull();
  });

  it('would not be, were a page put behind whatever others have written', async () => {
    const log = (honest: ChangeLog): ChangeLog => ({
      ...honest,
      append: async (page) => {
        for (let next = page.page; ; next += 1)
          if ((await honest.append({ ...page, page: next })) === 'stored') return 'stored';
      },
    });
    expect(await firstFault({ log })).not.toBeNull();
  });

  it('would not be, were pages settled before what they say is kept', async () => {
    const log = (honest: ChangeLog): ChangeLog => ({
      ...honest,
      settle: async (known, through) => {
        await honest.settle([], through);
        await honest.settle(known, through);
      },
    });
    expect(await firstFault({ log })).not.toBeNull();
  });

  it('would not be, were what is settled of a plan row not looked at', async () => {
    const log = (honest: ChangeLog): ChangeLog => ({
      ...honest,
      logged: async (subjects) => subjects.map(() => null),
    });
    expect(await firstFault({ log })).not.toBeNull();
  });

  it('would not be, did plan rows come from a cache', async () => {
    const registry = (honest: LoggingDeps['registry']): LoggingDeps['registry'] => {
      let cached: PlanRow[] = [];
      let uses = 0;
      return {
        ...honest,
        planRows: async (places) => {
          uses += 1;
          if (uses % 3 !== 1 && cached.length > 0)
            return cached.filter((row) =>
              places.some(({ organization }) => organization === row.organization),
            );
          cached = await honest.planRows(
            ORGANIZATIONS.map((organization) => ({ organization, month: MONTH })),
          );
          return cached;
        },
      };
    };
    expect(await firstFault({ registry })).not.toBeNull();
  });

  it('would not be, were a row taken to come from what the last batch left', async () => {
    const batch = (some: readonly RowChange[]) => some.map(({ after }) => ({ before: after, after }));
    expect(await firstFault({ batch })).not.toBeNull();
  });
});
