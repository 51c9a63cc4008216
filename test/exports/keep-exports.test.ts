/** What the schedule does: lost exports taken up, open months kept fresh, closed ones left alone. */
import { describe, expect, it } from 'vitest';
import { newOrder } from '../../shared/domain/exports/export.ts';
import { keepExports } from '../../shared/jobs/keep-exports.ts';
import { publishExport } from '../../shared/jobs/publish-export.ts';
import { queueExport } from '../../shared/jobs/queue-export.ts';
import { aNote } from '../support/audited.ts';
import { meetingRevision, periodState } from '../support/records.ts';
import { order, publish, published, stateOf } from './published-files.ts';
import { MONTHS, PROVINCE, type SmallProvince, smallProvince } from './small-province.ts';

const ages = () => Number.POSITIVE_INFINITY;
const closed = { status: 'closed', settled: true, revision: 2 } as const;

async function change({ registry }: SmallProvince, month: string, state: Parameters<typeof periodState>[0]) {
  const revision = ((await registry.period(month))?.revision ?? 0) + 1;
  expect(await registry.putPeriod(periodState({ month, ...state, revision }), aNote())).toBe('stored');
}

describe('the schedule', () => {
  it('makes an interim export of every open month once, and another only when its figures moved', async () => {
    const world = await smallProvince();
    expect(await keepExports(world, ages)).toEqual({ queued: 3, published: 3 });
    expect(await keepExports(world, ages)).toEqual({ queued: 0, published: 0 });
    await world.events.append(
      meetingRevision({ organization: 'to-4', revision: 3, recordedAt: '2026-10-15T00:00:00.000Z' }),
    );
    await world.fold(['2026-10']);
    expect(await keepExports(world, ages)).toEqual({ queued: 1, published: 1 });
    const { exports } = await world.registry.exportsOf(PROVINCE, {
      period: '2026-10',
      limit: 10,
      after: null,
    });
    expect(exports.map(({ kind, requestedBy }) => [kind, requestedBy])).toEqual([
      ['interim', 'schedule'],
      ['interim', 'schedule'],
    ]);
    expect(exports[0]?.manifest?.previous).toBe(exports[1]?.exportId);
  });

  it('leaves closed months alone', async () => {
    const world = await smallProvince();
    for (const month of MONTHS) await world.registry.putPeriod(periodState({ month, ...closed }), aNote());
    expect(await keepExports(world, ages)).toEqual({ queued: 0, published: 0 });
  });

  it('makes an export of the year, and of the one before, after each closing of a month, once', async () => {
    const world = await smallProvince();
    await keepExports(world, ages);
    const close = async (month: string) => {
      const finalExport = world.newExportId(PROVINCE, month, world.now());
      const stored = await world.registry.period(month);
      const revision = (stored?.revision ?? 0) + 1;
      await world.registry.putPeriod(periodState({ month, ...closed, finalExport, revision }), aNote());
    };
    const years = async (year: string) =>
      (await world.registry.exportsOf(PROVINCE, { period: year, limit: 10, after: null })).exports.map(
        ({ kind, status }) => `${kind} ${status}`,
      );
    await close('2026-08');
    world.setNow('2026-11-05T02:10:00.000Z');
    expect(await keepExports(world, ages)).toEqual({ queued: 1, published: 1 });
    expect(await keepExports(world, ages)).toEqual({ queued: 0, published: 0 });
    expect(await years('2026')).toEqual(['interim published']);
    // Most of a year is told in the next one.
    await close('2027-01');
    world.setNow('2027-02-15T02:10:00.000Z');
    await keepExports(world, ages);
    await keepExports(world, ages);
    expect(await years('2026')).toEqual(['interim published', 'interim published']);
    expect(await years('2027')).toEqual(['interim published']);
  });

  it('publishes what was ordered and never begun, and what lost its run, but not what is being run', async () => {
    const world = await smallProvince();
    await keepExports(world, ages);
    const queued = await order(world, '2026-10', 'xa-1');
    const running = await order(world, '2026-10', 'xa-2');
    const stuck = await order(world, '2026-10', 'huyen');
    const claim = { status: 'running', attempt: 1, revision: 2 } as const;
    await world.registry.putExport({ ...running, ...claim, updatedAt: '2026-11-05T02:09:00.000Z' });
    await world.registry.putExport({ ...stuck, ...claim });
    world.setNow('2026-11-05T02:10:00.000Z');
    expect(await keepExports(world, ages)).toEqual({ queued: 0, published: 2 });
    expect(await published(world, queued)).toMatchObject({ attempt: 1 });
    expect(await published(world, stuck)).toMatchObject({ attempt: 2 });
    expect(await stateOf(world, running)).toMatchObject({ status: 'running', attempt: 1 });
  });

  it('goes on after one that cannot be published, and tells of it', async () => {
    const world = await smallProvince();
    await keepExports(world, ages);
    const bad = await order(world, '2026-10', 'to-1');
    const good = await order(world, '2026-10', 'xa-1');
    const broken: SmallProvince = {
      ...world,
      objects: {
        ...world.objects,
        putOnce: (key, body, type) =>
          key.includes(bad.exportId)
            ? Promise.reject(new Error('no space left'))
            : world.objects.putOnce(key, body, type),
      },
    };
    await expect(keepExports(broken, ages)).rejects.toThrow('1 pieces of work on exports failed');
    expect(await published(world, good)).toMatchObject({ status: 'published' });
  });

  it('begins nothing that it has no time for', async () => {
    const world = await smallProvince();
    expect(await keepExports(world, () => 1_000)).toEqual({ queued: 3, published: 0 });
  });
});

describe('ordering an export', () => {
  it('twice before it was begun is ordering it once', async () => {
    const world = await smallProvince();
    const first = await order(world);
    expect(await order(world)).toEqual(first);
    await publishExport(world, first.exportId);
    expect((await order(world)).exportId).not.toBe(first.exportId);
  });

  it('is final only of a period whose opened months are all closed and settled, its last one among them', async () => {
    const world = await smallProvince();
    const kind = async (period: string) =>
      (await queueExport(world, { organization: PROVINCE, path: [PROVINCE], period, by: 'x' }))?.kind ?? null;
    await change(world, '2026-08', { status: 'closed', settled: true });
    await change(world, '2026-09', { status: 'closed', settled: false });
    expect(await kind('2026-08')).toBe('final');
    expect(await kind('2026-09')).toBe('interim');
    expect(await kind('2026-Q3')).toBe('interim');
    await change(world, '2026-09', { status: 'closed', settled: true });
    expect(await kind('2026-Q3')).toBe('final');
    expect(await kind('2026')).toBe('interim');
    expect(await kind('2026-Q2')).toBe(null);
    await change(world, '2026-11', { status: 'opening' });
    expect(await kind('2026-11')).toBe(null);
    // Open again for somebody: what is told then changes it, and the figures since January of the months after it.
    const reopening = { organization: 'to-1', until: '2026-11-20T17:00:00.000Z', reopenedAt: world.now() };
    await change(world, '2026-08', { status: 'closed', settled: true, reopenings: [reopening] });
    expect(await kind('2026-08')).toBe('interim');
    expect(await kind('2026-09')).toBe('interim');
    expect(await kind('2026-Q3')).toBe('interim');
    await change(world, '2026-08', { status: 'closed', settled: true });
    expect(await kind('2026-08')).toBe('final');
    await change(world, '2026-09', { status: 'closed', settled: true, reopenings: [reopening] });
    expect(await kind('2026-08')).toBe('final');
    expect(await kind('2026-Q3')).toBe('interim');
  });

  it('is not final any more when a month under it is open again by the time it is made', async () => {
    const world = await smallProvince();
    const put = (month: string, parts: Parameters<typeof periodState>[0]) =>
      change(world, month, { status: 'closed', settled: true, ...parts });
    const until = '2026-11-20T17:00:00.000Z';
    const reopened = { reopenings: [{ organization: 'to-1', until, reopenedAt: world.now() }] };
    for (const month of MONTHS) await put(month, {});
    const waiting = await order(world);
    const later = await order(world, '2026-09');
    expect([waiting.kind, later.kind]).toEqual(['final', 'final']);
    await put('2026-10', reopened);
    const failing = {
      ...world,
      objects: { ...world.objects, putOnce: () => Promise.reject(new Error('full')) },
    };
    await expect(publishExport(failing, waiting.exportId)).rejects.toThrow('full');
    expect(await stateOf(world, waiting)).toMatchObject({ kind: 'interim', status: 'queued' });
    // Settled again, the next order is no longer the one that waits.
    await put('2026-10', {});
    const again = await order(world);
    expect(again).toMatchObject({ kind: 'final', status: 'queued' });
    expect(again.exportId).not.toBe(waiting.exportId);
    for (const { exportId } of [waiting, again, later]) await publishExport(world, exportId);
    expect((await published(world, waiting)).manifest.kind).toBe('interim');
    expect((await published(world, again)).manifest.kind).toBe('final');
    // October tells nothing of September.
    expect((await published(world, later)).manifest.kind).toBe('final');
  });

  it('stays final where the closing makes it while an earlier month is open again', async () => {
    const world = await smallProvince();
    const until = '2026-11-20T17:00:00.000Z';
    const reopenings = [{ organization: 'to-1', until, reopenedAt: world.now() }];
    await change(world, '2026-09', { status: 'closed', settled: true, reopenings });
    world.setNow('2026-11-12T00:00:00.000Z');
    const exportId = world.newExportId(PROVINCE, '2026-10', world.now());
    const asked = {
      exportId,
      organization: PROVINCE,
      period: '2026-10',
      kind: 'final',
      csv: 'plain',
    } as const;
    const closing = newOrder({ ...asked, requestedBy: 'closing' }, world.now());
    await world.registry.orderExport(closing, null, aNote());
    await publishExport(world, exportId);
    expect((await published(world, closing)).manifest.kind).toBe('final');
  });

  it('links each export to the newest published one of the same organization and period', async () => {
    const world = await smallProvince();
    const first = await publish(world);
    await publish(world, '2026-09');
    await publish(world, '2026-10', 'huyen');
    const second = await publish(world);
    const third = await publish(world);
    expect([second.manifest.previous, third.manifest.previous]).toEqual([first.exportId, second.exportId]);
  });
});
