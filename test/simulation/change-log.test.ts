/**
 * Many who write down changes at once, killed between any two steps and woken again, in any order and more than
 * once: whoever reads on from where they were sees every change that is to be seen, once, in one order.
 */
import { describe, expect, it } from 'vitest';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { type Change, subjectId } from '../../shared/domain/change.ts';
import { logChanges, type Trigger } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import { meetingRevision, planRow } from '../support/records.ts';
import { cellRow } from '../support/score-rows.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import { Scheduler } from './scheduler.ts';

const ORGANIZATIONS = ['to-1', 'to-2', 'to-3'];
const SEEDS = 150;
/** Pages: so few that there is always somebody settling them. */
const LONGEST_TAIL = 3;

/** What a client sees that comes back again and again with where it was. */
async function readOn(log: ChangeLog, seen: Change[], next: { page: number }): Promise<void> {
  for (;;) {
    const pages = await log.pages(next.page, 2);
    if (pages.length === 0) return;
    for (const { page, changes } of pages) {
      if (page !== next.page) throw new Error(`page ${page} in place of ${next.page}`);
      seen.push(...changes);
      next.page += 1;
    }
  }
}

async function play(seed: number, distort: (log: ChangeLog) => ChangeLog = (log) => log): Promise<string[]> {
  const random = new SeededRandom(seed);
  const scheduler = new Scheduler(random, () => {});
  const { pause } = scheduler;
  const triggers: Trigger[] = [];
  const registry = memoryRegistry({ beforeEach: pause });
  const events = memoryEventStore({
    beforeEach: pause,
    onChange: (change) => triggers.push({ ...change, of: 'records' }),
  });
  const scorecards = memoryScorecardStore({
    beforeEach: pause,
    onChange: (change) => triggers.push({ ...change, of: 'row' }),
  });
  const log = distort(memoryChangeLog({ beforeEach: pause }));
  const deps = { registry, events, scorecards };
  // As a container's, each remembers from batch to batch what it has read, and works off one at a time.
  const idle: LogTail[] = [];
  const work = async (batch: readonly Trigger[]) => {
    const tail = (random.chance(0.8) && idle.pop()) || new LogTail(log, LONGEST_TAIL);
    await logChanges({ ...deps, tail }, batch);
    idle.push(tail);
  };

  for (const organization of ORGANIZATIONS) {
    await registry.putPlanRow(planRow({ organization }));
    scheduler.spawn(`writer of ${organization}`, async () => {
      for (let revision = 1; revision <= 4; revision += 1) {
        await events.append(meetingRevision({ organization, revision }));
        await scorecards.putRow(cellRow({ organization, watermark: 10 + revision, points: revision * 100 }));
      }
    });
  }
  const seen: Change[] = [];
  const next = { page: 0 };
  for (let steps = 0; scheduler.processes.size > 0 || triggers.length > 0; steps += 1) {
    if (steps > 20_000) return ['it does not come to rest'];
    if (triggers.length > 0 && random.chance(0.3)) {
      const batch = triggers.splice(random.int(triggers.length), 1 + random.int(4));
      const worker = scheduler.spawn('logger', () => work(batch), scheduler.anySpeed());
      if (random.chance(0.3)) triggers.push(...batch);
      if (random.chance(0.3)) {
        // Killed after some steps, and woken with the same batch.
        for (let left = random.int(12); left > 0 && scheduler.weight > 0; left -= 1) await scheduler.step();
        if (worker.state === 'running') {
          scheduler.kill(worker);
          triggers.push(...batch);
        }
      }
    }
    if (random.chance(0.1)) await readOn(log, seen, next);
    if (scheduler.weight > 0) await scheduler.step();
  }
  await readOn(log, seen, next);
  return faultsOf(seen);
}

function faultsOf(seen: readonly Change[]): string[] {
  const faults: string[] = [];
  const bySubject = new Map<string, Change[]>();
  for (const change of seen)
    bySubject.set(subjectId(change), [...(bySubject.get(subjectId(change)) ?? []), change]);
  for (const organization of ORGANIZATIONS) {
    const of = (kind: Change['kind'], key: string) =>
      (bySubject.get(subjectId({ kind, organization, month: '2026-10', key })) ?? []).map(
        ({ revision }) => revision,
      );
    const records = of('meeting', 'regular').join();
    if (records !== '1,2,3,4') faults.push(`records of ${organization}: ${records}`);
    const rows = of('scorecard', '');
    if (rows.at(-1) !== 14) faults.push(`last scorecard of ${organization}: ${rows.at(-1)}`);
    if (rows.some((row, i) => i > 0 && row <= (rows[i - 1] ?? 0)))
      faults.push(`scorecards of ${organization} go back: ${rows}`);
    if (of('plan-row', '').join() !== '1') faults.push(`plan rows of ${organization}: ${of('plan-row', '')}`);
  }
  for (const [subject, changes] of bySubject)
    for (const [i, { from }] of changes.entries())
      if (JSON.stringify(from) !== JSON.stringify(changes[i - 1]?.state ?? null))
        faults.push(`${subject} comes from another state than it was in`);
  return faults;
}

async function firstFault(distort?: (log: ChangeLog) => ChangeLog): Promise<string | null> {
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const [fault] = await play(seed, distort);
    if (fault !== undefined) return `seed ${seed}: ${fault}`;
  }
  return null;
}

describe('changes written down by many at once', () => {
  it('are complete, once each, in one order', async () => {
    expect(await firstFault()).toBeNull();
  });

  it('would not be, were a page put behind whatever others have written', async () => {
    const pushy = (log: ChangeLog): ChangeLog => ({
      ...log,
      append: async ({ page, changes }) => {
        for (let next = page; ; next += 1)
          if ((await log.append({ page: next, changes })) === 'stored') return 'stored';
      },
    });
    expect(await firstFault(pushy)).not.toBeNull();
  });

  it('would not be, were pages settled before what they say is kept', async () => {
    const hasty = (log: ChangeLog): ChangeLog => ({
      ...log,
      settle: async (known, through) => {
        await log.settle([], through);
        await log.settle(known, through);
      },
    });
    expect(await firstFault(hasty)).not.toBeNull();
  });

  it('would not be, were what is settled of a subject not looked at', async () => {
    const blind = (log: ChangeLog): ChangeLog => ({
      ...log,
      logged: async (subjects) => subjects.map(() => null),
    });
    expect(await firstFault(blind)).not.toBeNull();
  });
});
