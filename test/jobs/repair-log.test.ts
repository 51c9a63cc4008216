/** What the change log lacks is found by comparing what stands with what was told, and is told; nothing else is. */
import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/repair-log/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import type { Change } from '../../shared/domain/log/change.ts';
import { advancePeriods } from '../../shared/jobs/advance-period.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { firstPageSince } from '../../shared/jobs/log-search.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { planOrganization } from '../../shared/jobs/plan-organization.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import { advanceDeps } from '../support/advancing.ts';
import { type ApiWorld, apiWorld, MONTH, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { meetingRevision } from '../support/records.ts';

const context = {} as Context;
const DAY = '2026-11-20';
const NIGHT = `${DAY}T20:30:00.000Z`;

let world: ApiWorld;
let log: ChangeLog;

beforeEach(async () => {
  world = await apiWorld();
  log = memoryChangeLog();
  world.set(`${DAY}T02:00:00.000Z`);
  await world.fold(MONTH);
  await tell();
});

const tell = () => logChanges({ ...world, tail: new LogTail(log) }, world.takeRowChanges());
const hand = async (organization: string, revision: number, recordedAt: string) => {
  await world.events.append(meetingRevision({ organization, revision, recordedAt }));
  await world.fold(MONTH);
};
const move = async (parent: string, revision: number, time: string) => {
  world.set(`${DAY}T${time}:00.000Z`);
  const moved = { ...version('cs-d', 'base-cell', parent, 'monthly'), from: MONTH, revision };
  await enterVersion(world.registry, moved);
  await planOrganization(world.planning, 'cs-d', MONTH);
  await world.fold(MONTH);
};
/** A move of which the batch is lost, and a record that is told where it led to. */
const goUntold = async (parent: string) => {
  await move(parent, 1, '03:00');
  lose();
  await hand('cs-d', 1, `${DAY}T05:00:00.000Z`);
  await tell();
};
const lose = () => void world.takeRowChanges();
const repair = (event: object = {}) => {
  world.set(NIGHT);
  return createHandler({ ...world, log, tail: new LogTail(log) })(event, context);
};
const told = async () => (await log.pages(0, 100)).flatMap(({ changes }) => changes);
const names = (changes: readonly Change[]) =>
  changes.map(({ kind, organization, revision }) => `${kind} ${organization} ${revision}`);

describe('repair-log', () => {
  it('finds nothing to tell where everything was told', async () => {
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    await tell();
    const before = await told();
    expect(await repair()).toMatchObject({ LogRowsLacking: 0, LogChangesRepaired: 0 });
    expect(await told()).toEqual(before);
  });

  it('does not miss what the log has only for its own sake: scorecards that say what they said', async () => {
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    const tail = new LogTail(log);
    await logChanges({ ...world, tail }, world.takeRowChanges());
    const [row] = await world.registry.planRows([{ organization: 'cb-1', month: MONTH }]);
    if (row === undefined) throw new Error('The cell is planned');
    const plannedAt = `${DAY}T04:00:00.000Z`;
    await world.registry.putPlanRow({ ...row, version: row.version + 1, plannedAt });
    await world.fold(MONTH);
    await logChanges({ ...world, tail }, world.takeRowChanges());
    expect((await told()).filter(({ repeats }) => repeats).length).toBeGreaterThan(2);
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
  });

  it('tells of records, scorecards of all levels and plan rows that were given up, and notes who did it', async () => {
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    await tell();
    const before = await told();
    await hand('cb-1', 2, `${DAY}T04:00:00.000Z`);
    await enterVersion(world.registry, { ...version('cs-f', 'cell', 'db-c', 'monthly'), from: MONTH });
    world.set(`${DAY}T05:00:00.000Z`);
    await planOrganization(world.planning, 'cs-f', MONTH);
    await world.fold(MONTH);
    lose();
    // A later record of the same cell does not make up for it.
    await hand('cb-1', 3, `${DAY}T06:00:00.000Z`);
    await tell();
    expect(await repair()).toMatchObject({ LogRowsLacking: expect.any(Number) });
    const after = (await told()).slice(before.length);
    expect(names(after)).toEqual(expect.arrayContaining(['meeting cb-1 2', 'meeting cb-1 3']));
    expect(
      after.find(({ kind, organization }) => kind === 'plan-row' && organization === 'cs-f'),
    ).toMatchObject({
      path: expect.arrayContaining(['db-c']),
      leftPath: expect.arrayContaining(['huyen-e']),
    });
    for (const row of world.scorecards
      .all()
      .filter((one) => !one.tombstone && one.parent !== one.organization))
      expect(names(await told())).toContain(`scorecard ${row.organization} ${row.watermark}`);
    const notes = await world.registry.audit('2026-11', { bound: '', newestFirst: false, limit: 100 });
    const records = notes.flatMap(({ entries }) => entries).filter(({ kind }) => kind === 'meeting');
    expect(records.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
  });

  it('tells those to be rid of it who were told of a record under a place that no plan row told them of', async () => {
    await goUntold('huyen-e');
    await move('huyen-b', 2, '08:00');
    await tell();
    const before = await told();
    const knowing = before.filter(
      (change) => change.organization === 'cs-d' && change.path.includes('huyen-e'),
    );
    expect(names(knowing)).toContain('meeting cs-d 1');
    expect(before.filter(({ leftPath }) => leftPath?.includes('huyen-e'))).toEqual([]);
    expect(await repair()).toMatchObject({ LogChangesRepaired: 1 });
    expect((await told()).slice(before.length)).toEqual([
      expect.objectContaining({
        ...{ kind: 'plan-row', organization: 'cs-d', revision: 3 },
        ...{ path: ['tinh-a', 'huyen-b', 'cs-d'], leftPath: ['tinh-a', 'huyen-e', 'cs-d'] },
      }),
    ]);
    expect(await repair()).toMatchObject({ LogRowsLacking: 0, LogChangesRepaired: 0 });
    world.set(`${DAY}T21:00:00.000Z`);
    await hand('cs-d', 2, `${DAY}T21:00:00.000Z`);
    await tell();
    expect((await told()).at(-1)?.path).not.toContain('huyen-e');
  });

  it('leaves it to whoever tells the plan row, as long as that is on its way', async () => {
    await goUntold('huyen-e');
    await move('db-c', 2, '20:20');
    expect(await repair()).toMatchObject({ LogChangesRepaired: 0 });
    await tell();
    const ofMeeting = (await told()).filter(
      ({ kind, organization }) => `${kind} ${organization}` === 'meeting cs-d',
    );
    expect(ofMeeting.map(({ path }) => path.at(-2))).toEqual(['huyen-e', 'db-c']);
    expect(await repair()).toMatchObject({ LogChangesRepaired: 1 });
    expect((await told()).at(-1)?.leftPath).toContain('huyen-e');
  });

  it('leaves alone what may be on its way still, and what is older than the span', async () => {
    await hand('cb-1', 1, `${DAY}T20:20:00.000Z`);
    lose();
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
    await hand('cs-d', 1, '2026-11-16T20:00:00.000Z');
    lose();
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
    const counts = await repair({ months: [MONTH], since: '2026-10-01T00:00:00.000Z' });
    expect(counts.LogRowsLacking).toBeGreaterThan(0);
    expect(names(await told())).toContain('meeting cs-d 1');
  });

  it('tells of the rest where something cannot be read, and fails', async () => {
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    await hand('cs-d', 1, `${DAY}T03:00:00.000Z`);
    lose();
    world.set(NIGHT);
    const eventsOfMonth = async (organization: string, month: string) => {
      if (organization === 'cb-1') throw new Error('malformed');
      return world.events.eventsOfMonth(organization, month);
    };
    const deps = { ...world, log, tail: new LogTail(log), events: { eventsOfMonth } };
    await expect(createHandler(deps)({}, context)).rejects.toThrow('could not be read');
    expect(names(await told())).toContain('meeting cs-d 1');
  });

  it('lets go of pages written before a day, but of none that is not settled', async () => {
    for (let page = 1; page < 6; page += 1)
      await log.append({
        page,
        changes: [{ ...changeOf(await told()), at: '2026-11-20T00:00:00.000Z' }],
        writtenAt: `2026-11-2${page}T00:00:00.000Z`,
      });
    expect(await firstPageSince(log, '2026-11-23T00:00:00.000Z')).toBe(3);
    expect(await firstPageSince(log, '2027-01-01T00:00:00.000Z')).toBe(6);
    expect(await repair({ forgetBefore: '2026-11-23T00:00:00.000Z' })).toEqual({ LogPagesForgotten: 0 });
    await log.settle([], 5);
    expect(await repair({ forgetBefore: '2026-11-23T00:00:00.000Z' })).toEqual({ LogPagesForgotten: 3 });
    expect(await repair({ forgetBefore: '2027-01-01T00:00:00.000Z' })).toEqual({ LogPagesForgotten: 2 });
    expect((await log.pages(5, 10)).map(({ page }) => page)).toEqual([5]);
    // The search does not lose its way among pages that are gone.
    expect(await firstPageSince(log, '2026-10-01T00:00:00.000Z')).toBe(5);
  });

  it.each([
    ['that say when they were written', (day: string) => ({ writtenAt: day })],
    ['from before pages said so', () => ({})],
  ])('does not take late pages for old ones, among pages %s', async (_, written) => {
    const change = changeOf(await told());
    log = memoryChangeLog();
    const days = ['20', '21', '22', '22', '22', '22', '23'].map((day) => `2026-11-${day}T00:00:00.000Z`);
    for (const [page, day] of days.entries()) {
      const at = page >= 3 && page <= 5 ? '2026-10-01T00:00:00.000Z' : day;
      await log.append({ page, changes: [{ ...change, at }], ...written(day) });
    }
    await log.settle([], days.length);
    expect(await firstPageSince(log, '2026-11-21T00:00:00.000Z')).toBe(1);
    expect(await firstPageSince(log, '2026-11-24T00:00:00.000Z')).toBe(7);
    expect(await repair({ forgetBefore: '2026-11-21T00:00:00.000Z' })).toEqual({ LogPagesForgotten: 1 });
    expect((await log.pages(1, 10)).length).toBe(6);
    expect(await firstPageSince(log, '2026-11-22T00:00:00.000Z')).toBe(2);
  });

  it('finds what was told since pages began to say when they were written, and before', async () => {
    const change = changeOf(await told());
    log = memoryChangeLog();
    const day = (number: number) => `2026-11-1${number}T00:00:00.000Z`;
    for (let page = 0; page < 8; page += 1) {
      const written = page < 4 ? {} : { writtenAt: day(page) };
      await log.append({ page, changes: [{ ...change, at: day(page) }], ...written });
    }
    for (let page = 0; page < 8; page += 1) expect(await firstPageSince(log, day(page))).toBe(page);
  });

  it('finds nothing lacking the night after it told of old things behind newer ones', async () => {
    log = memoryChangeLog();
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    await tell();
    expect(await repair({ months: [MONTH], since: '2026-11-01T00:00:00.000Z' })).not.toMatchObject({
      LogRowsLacking: 0,
    });
    for (const at of ['2026-11-19T00:00:00.000Z', '2026-11-09T00:00:00.000Z', '2026-11-01T00:00:00.000Z'])
      expect(await repair({ months: [MONTH], since: at })).toMatchObject({ LogRowsLacking: 0 });
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
  });
});

describe('repair-log of a month that is settled', () => {
  const LATER = '2026-11';
  const night = (day: string) => `${day}T20:30:00.000Z`;
  const repairAt = (instant: string) => {
    world.set(instant);
    return createHandler({ ...world, log, tail: new LogTail(log) })({}, context);
  };
  const advance = () => advancePeriods(advanceDeps(world));
  const close = async (month: string, at: string) => {
    world.set(at);
    await advance();
    const state = await world.registry.period(month);
    if (state === null) throw new Error(`${month} is open`);
    const revision = state.revision + 1;
    await world.registry.putPeriod({ ...state, status: 'closing', closingAt: at, revision }, aNote());
    await advance();
    expect(await world.registry.period(month)).toMatchObject({ settled: true });
  };

  it('finds what was given up in the last hours before the closing, and what the closing put', async () => {
    await hand('cb-1', 1, `${DAY}T03:00:00.000Z`);
    lose();
    await close(MONTH, `${DAY}T05:00:00.000Z`);
    lose();
    expect((await repair()).LogRowsLacking).toBeGreaterThan(0);
    expect(names(await told())).toContain('meeting cb-1 1');
    expect(await repair()).toMatchObject({ LogRowsLacking: 0 });
  });

  it('finds what was given up while it was open again, and in the months behind it', async () => {
    await world.open(LATER);
    await close(MONTH, `${DAY}T05:00:00.000Z`);
    await close(LATER, '2026-12-12T05:00:00.000Z');
    await tell();
    expect(await repairAt(night('2026-12-20'))).toMatchObject({ LogRowsCompared: 0 });
    world.set('2026-12-21T02:00:00.000Z');
    await world.reopen('cb-1', '2027-01-10T17:00:00.000Z');
    await world.events.append(
      meetingRevision({ organization: 'cb-1', revision: 1, recordedAt: '2026-12-21T03:00:00.000Z' }),
    );
    await world.fold(MONTH, LATER);
    const lost = world.takeRowChanges().map(({ after }) => after);
    expect(lost.map(({ month }) => month)).toContain(LATER);
    await repairAt(night('2026-12-21'));
    for (const row of lost.filter(({ parent, organization }) => parent !== organization))
      expect(names(await told())).toContain(`scorecard ${row.organization} ${row.watermark}`);
    expect(names(await told())).toContain('meeting cb-1 1');
    expect(await repairAt(night('2026-12-21'))).toMatchObject({ LogRowsLacking: 0 });
  });

  it('finds what was given up in the last hours of a reopening, after it was settled again', async () => {
    await close(MONTH, `${DAY}T05:00:00.000Z`);
    await tell();
    world.set('2026-12-21T02:00:00.000Z');
    await world.reopen('cb-1', '2026-12-21T17:00:00.000Z');
    await hand('cb-1', 1, '2026-12-21T16:00:00.000Z');
    world.set('2026-12-21T17:00:00.000Z');
    await advance();
    expect(await world.registry.period(MONTH)).toMatchObject({ reopenings: [] });
    lose();
    expect((await repairAt(night('2026-12-21'))).LogRowsLacking).toBeGreaterThan(0);
    expect(names(await told())).toContain('meeting cb-1 1');
  });

  it('is not looked at once it has been at rest for as long as the night looks back', async () => {
    await close(MONTH, `${DAY}T05:00:00.000Z`);
    await tell();
    const partitions: string[] = [];
    const scorecards = {
      partition: (parent: string, month: string) => {
        partitions.push(month);
        return world.scorecards.partition(parent, month);
      },
    };
    const at = (instant: string) => {
      world.set(instant);
      return createHandler({ ...world, scorecards, log, tail: new LogTail(log) })({}, context);
    };
    await at('2026-11-23T04:00:00.000Z');
    expect(new Set(partitions)).toEqual(new Set([MONTH]));
    partitions.splice(0);
    await at('2026-11-23T06:00:00.000Z');
    expect(partitions).toEqual([]);
  });
});

function changeOf([first]: readonly Change[]): Change {
  if (first === undefined) throw new Error('The month was opened');
  return first;
}
