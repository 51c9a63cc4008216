/** The change feed: resumable at any position, by the place at the time, for those above it then and now. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/read-log/handler.ts';
import { memoryChangeLog } from '../../shared/adapters/memory/change-log.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { logChanges } from '../../shared/jobs/log-changes.ts';
import { LogTail } from '../../shared/jobs/log-tail.ts';
import { planOrganization } from '../../shared/jobs/plan-organization.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE, TREE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let handler: ApiFunction;
let changeLog: ChangeLog;
/** Has everything that was folded written down. */
let log: () => Promise<unknown>;

beforeEach(async () => {
  world = await apiWorld();
  changeLog = memoryChangeLog();
  const deps = { ...world, log: changeLog };
  handler = createHandler(deps);
  const tail = new LogTail(changeLog);
  log = () => logChanges({ ...world, tail }, world.takeRowChanges());
});

/** Hands a record in, folds, and has everything written down. */
async function happens(organization: string, revision: number): Promise<void> {
  await world.events.append(meetingRevision({ organization, revision }));
  await world.fold(MONTH);
  await log();
}

const get = (subject: string, organization: string, query = '') =>
  call(handler, 'GET', `/changes?organization=${organization}${query}`, { subject });

type Item = { kind: string; organization: string; revision: number | null; left: boolean };

/** Everything from a position on, and where to come back to. */
async function follow(subject: string, organization: string, since: string | null, limit = 100) {
  const items: Item[] = [];
  for (let next = since; ; ) {
    const { status, body } = await get(
      subject,
      organization,
      `&limit=${limit}${next === null ? '' : `&since=${next}`}`,
    );
    expect(status).toBe(200);
    items.push(...body.items);
    next = String(body.next);
    if (!body.more) return { items, next };
  }
}

const recordsOf = (items: readonly Item[]) =>
  items
    .filter(({ kind }) => kind === 'meeting')
    .map(({ organization, revision }) => `${organization} ${revision}`);

async function moveToHuyenE(organization: string): Promise<void> {
  await enterVersion(world.registry, {
    ...version(organization, 'cell', 'huyen-e', 'monthly'),
    from: '2026-10',
  });
  await planOrganization(world.planning, organization, MONTH);
  await world.fold(MONTH);
  await log();
}

describe('the change feed', () => {
  it('is empty at first, and its position works when there is something', async () => {
    const officer = await world.grant('officer', 'huyen-b');
    const first = await get(officer, 'huyen-b');
    expect(first.body).toEqual({ items: [], next: expect.any(String), more: false });
    await happens('cb-1', 1);
    const { items } = await follow(officer, 'huyen-b', first.body.next);
    expect(recordsOf(items)).toEqual(['cb-1 1']);
    expect(items.find(({ kind }) => kind === 'meeting')).toEqual({
      kind: 'meeting',
      organization: 'cb-1',
      period: MONTH,
      key: 'regular',
      revision: 1,
      at: '2026-10-13T16:00:00.000Z',
      by: 'subject-1',
      path: [PROVINCE, 'huyen-b', 'db-c', 'cb-1'],
      from: null,
      to: { withdrawn: false },
      left: false,
    });
    expect(items).toContainEqual(
      expect.objectContaining({
        kind: 'scorecard',
        organization: 'db-c',
        to: {
          ...{ status: 'reported', points: 10_000, grade: 'tot' },
          ...{ percentOfFull: 10_000, mixedSheets: false },
        },
      }),
    );
  });

  it('gives the same in one order, whatever the pages, and once', async () => {
    const officer = await world.grant('officer', PROVINCE);
    await happens('cb-1', 1);
    await happens('cs-f', 1);
    await happens('cb-1', 2);
    const whole = await follow(officer, PROVINCE, null);
    expect(recordsOf(whole.items)).toEqual(['cb-1 1', 'cs-f 1', 'cb-1 2']);
    for (const limit of [1, 2, 7])
      expect((await follow(officer, PROVINCE, null, limit)).items).toEqual(whole.items);
    expect(await follow(officer, PROVINCE, whole.next)).toEqual({ items: [], next: whole.next });
    await happens('cs-d', 1);
    expect(recordsOf((await follow(officer, PROVINCE, whole.next)).items)).toEqual(['cs-d 1']);
  });

  it('says of a subtree what happens in it and nothing else', async () => {
    const analyst = await world.grant('analyst', 'huyen-e');
    await happens('cb-1', 1);
    await happens('cs-f', 1);
    const { items } = await follow(analyst, 'huyen-e', null, 1);
    expect([...new Set(items.map(({ organization }) => organization))].sort()).toEqual(['cs-f', 'huyen-e']);
    expect((await get(analyst, PROVINCE)).status).toBe(404);
    expect((await get(analyst, 'huyen-b')).status).toBe(404);
    expect((await get(analyst, 'nowhere')).status).toBe(404);
  });

  it('tells those left behind that it left, and those it came to what it brings and what happens from then on', async () => {
    const before = await world.grant('officer', 'huyen-b');
    const after = await world.grant('officer', 'huyen-e');
    await happens('cb-1', 1);
    const old = await follow(before, 'huyen-b', null);
    expect((await follow(after, 'huyen-e', null)).items.filter((one) => one.organization === 'cb-1')).toEqual(
      [],
    );
    await moveToHuyenE('cb-1');
    await happens('cb-1', 2);
    const left = (await follow(before, 'huyen-b', old.next)).items.filter(
      (one) => one.organization === 'cb-1',
    );
    expect(left).toEqual([
      expect.objectContaining({ kind: 'plan-row', left: true, to: null, path: null, revision: null }),
    ]);
    const come = (await follow(after, 'huyen-e', null)).items.filter((one) => one.organization === 'cb-1');
    expect(come[0]).toMatchObject({
      kind: 'plan-row',
      left: false,
      to: { parent: 'huyen-e' },
      from: { parent: 'db-c' },
    });
    // What it has brought along is new to them; it is told behind the place, and before what happens there.
    expect(recordsOf(come)).toEqual(['cb-1 1', 'cb-1 2']);
    // Asking for the organization itself shows no more of its past than asking for those above it.
    expect(recordsOf((await follow(after, 'cb-1', null)).items)).toEqual(['cb-1 1', 'cb-1 2']);
    expect((await get(before, 'cb-1')).status).toBe(404);
  });

  it('says so where what comes next is not kept any more, and begins with what is', async () => {
    const officer = await world.grant('officer', PROVINCE);
    const { next: beginning } = (await get(officer, PROVINCE)).body;
    await happens('cb-1', 1);
    await happens('cs-f', 1);
    const { items, next } = await follow(officer, PROVINCE, null);
    expect(recordsOf(items)).toEqual(['cb-1 1', 'cs-f 1']);
    await changeLog.forget(1);
    for (const since of [beginning, 'WzAsMV0']) {
      const { status, body } = await get(officer, PROVINCE, `&since=${since}`);
      expect([status, body.code]).toEqual([410, 'CURSOR_TOO_OLD']);
    }
    // Whoever has read all of them is at the end, not behind it.
    expect(await follow(officer, PROVINCE, next)).toEqual({ items: [], next });
    expect(recordsOf((await follow(officer, PROVINCE, null)).items)).toEqual(['cs-f 1']);
    await changeLog.forget(2);
    expect(await follow(officer, PROVINCE, next)).toEqual({ items: [], next });
    expect((await get(officer, PROVINCE)).body).toEqual({ items: [], next, more: false });
    await happens('cb-1', 2);
    expect(recordsOf((await follow(officer, PROVINCE, next)).items)).toEqual(['cb-1 2']);
  });

  it('refuses what is no position', async () => {
    const officer = await world.grant('officer', PROVINCE);
    for (const since of ['x', 'WyJhIl0', 'Wy0xLDBd']) {
      const { status, body } = await get(officer, PROVINCE, `&since=${since}`);
      expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/since']);
    }
  });

  it('refuses a position that lies beyond its end, where a client would wait for what it has missed', async () => {
    const officer = await world.grant('officer', PROVINCE);
    await happens('cb-1', 1);
    const { next } = await follow(officer, PROVINCE, null);
    await happens('cb-1', 2);
    const later = (await follow(officer, PROVINCE, null)).next;
    // As after a restoring: the log is the one of before.
    const restored = memoryChangeLog();
    for (const page of (await changeLog.pages(0, 100)).slice(0, -1)) await restored.append(page);
    handler = createHandler({ ...world, log: restored });
    const [page] = await restored.pages(0, 1);
    const at = (...position: number[]) => Buffer.from(JSON.stringify(position)).toString('base64url');
    for (const since of [later, at(1_000_000, 0), at(0, (page?.changes.length ?? 0) + 1), at(1, 1)]) {
      const { status, body } = await get(officer, PROVINCE, `&since=${since}`);
      expect([status, body.errors?.[0]?.pointer], since).toEqual([422, '/since']);
    }
    expect(await follow(officer, PROVINCE, next)).toEqual({ items: [], next });
    expect((await follow(officer, PROVINCE, at(0, page?.changes.length ?? 0))).items).toEqual([]);
  });

  it('knows the root’s row', async () => {
    const officer = await world.grant('officer', PROVINCE);
    await happens('cb-1', 1);
    expect(world.scorecards.all().some(({ parent }) => parent === TOP)).toBe(true);
    expect((await follow(officer, PROVINCE, null)).items).toContainEqual(
      expect.objectContaining({ kind: 'scorecard', organization: PROVINCE }),
    );
  });
});

describe('a scorecard of which the watermark alone has risen', () => {
  /** As closing does of everybody: the plan rows say the same by another version. */
  async function rewritePlanRows(): Promise<void> {
    const organizations = TREE.map(([organization]) => ({ organization, month: MONTH }));
    for (const row of await world.registry.planRows(organizations))
      await world.registry.putPlanRow({ ...row, version: row.version + 1 });
    await world.fold(MONTH);
  }
  const scorecardsOf = (items: readonly Item[]) => items.filter(({ kind }) => kind === 'scorecard');
  const stored = async () => (await changeLog.pages(0, 100)).flatMap(({ changes }) => changes);

  it('is told to nobody, though the log has it', async () => {
    const officer = await world.grant('officer', PROVINCE);
    await happens('cb-1', 1);
    const told = await follow(officer, PROVINCE, null);
    const rows = scorecardsOf(told.items).length;
    await rewritePlanRows();
    await log();
    const { items, next } = await follow(officer, PROVINCE, told.next);
    expect(scorecardsOf(items)).toEqual([]);
    expect(items.some(({ kind }) => kind === 'plan-row')).toBe(true);
    expect((await stored()).filter(({ repeats }) => repeats).length).toBeGreaterThan(5);
    await happens('cb-1', 2);
    const more = scorecardsOf((await follow(officer, PROVINCE, next)).items);
    expect(more.map(({ organization }) => organization).sort()).toEqual(
      ['cb-1', 'db-c', 'huyen-b', PROVINCE].sort(),
    );
    expect(rows).toBeGreaterThan(4);
  });

  it('is told by whoever does not remember what was told last', async () => {
    await happens('cb-1', 1);
    await rewritePlanRows();
    await logChanges({ ...world, tail: new LogTail(changeLog, 1) }, world.takeRowChanges());
    await changeLog.settle([], (await changeLog.pages(0, 100)).length);
    await rewritePlanRows();
    const before = (await stored()).length;
    await logChanges({ ...world, tail: new LogTail(changeLog) }, world.takeRowChanges());
    expect((await stored()).slice(before).filter(({ repeats }) => repeats)).toEqual([]);
  });

  it('is told where something else was told in between, or those above the place were told that it left', async () => {
    await happens('cb-1', 1);
    const change = (await stored()).findLast(
      ({ kind, organization }) => kind === 'scorecard' && organization === 'cb-1',
    );
    if (change === undefined) throw new Error('Its scorecard was told');
    const tail = new LogTail(changeLog);
    await tail.readOn();
    expect(tail.isToldLast(change)).toBe(true);
    expect(tail.isToldLast({ ...change, path: [PROVINCE, 'huyen-e', 'cb-1'] })).toBe(false);
    await tail.append([{ ...change, revision: change.revision + 1 }], world.now());
    expect(tail.isToldLast(change)).toBe(false);
    const moved = { ...change, kind: 'plan-row' as const, path: [PROVINCE, 'cb-1'], leftPath: change.path };
    await tail.append([moved], world.now());
    expect(tail.isToldLast({ ...change, revision: change.revision + 1 })).toBe(false);
  });
});
