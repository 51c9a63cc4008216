/**
 * A run may die at any call, before the call reaches its store or after it did and before the answer came back.
 * Whatever was left behind, no manifest names a file that is missing or different, and the next run publishes.
 */
import { describe, expect, it } from 'vitest';
import { exportObjectKey } from '../../shared/domain/exports/export-names.ts';
import { ATTEMPTS, publishExport } from '../../shared/jobs/publish-export.ts';
import { TakenObjectError } from '../../shared/jobs/write-export.ts';
import { meetingRevision } from '../support/records.ts';
import { madeOnce } from './left-behind.ts';
import { manifestFaults, order, published, readTable, stateOf } from './published-files.ts';
import { type SmallProvince, smallProvince } from './small-province.ts';

class Killed extends Error {
  override readonly name = 'Killed';
}

type Death = { readonly call: number; readonly when: 'before' | 'after' };

/** The world as a process sees it that dies at a call: nothing it asks for from then on happens. */
function mortal(world: SmallProvince, death: Death | null) {
  let calls = 0;
  const port = <Port extends object>(whole: Port): Port =>
    new Proxy(whole, {
      get(target, name, receiver) {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          calls += 1;
          const call = calls;
          if (death !== null && (call > death.call || (call === death.call && death.when === 'before')))
            throw new Killed(`${String(name)} was never called`);
          const answer: unknown = await Reflect.apply(method, target, args);
          if (death !== null && calls >= death.call) throw new Killed(`${String(name)} never answered`);
          return answer;
        };
      },
    });
  const { registry, objects, scorecards, events } = world;
  return {
    world: {
      ...world,
      registry: port(registry),
      objects: port(objects),
      scorecards: port(scorecards),
      events: port(events),
    },
    calls: () => calls,
  };
}

/** Long enough for a run that said nothing to count as dead. */
const LATER = '2026-11-05T02:10:00.000Z';

async function newRecord(world: SmallProvince): Promise<void> {
  await world.events.append(
    meetingRevision({ organization: 'to-4', revision: 3, recordedAt: '2026-10-15T00:00:00.000Z' }),
  );
  await world.fold(['2026-10']);
}

const callsOfAWholeRun = async (): Promise<number> => {
  const world = await smallProvince();
  const { exportId } = await order(world);
  const counted = mortal(world, null);
  await publishExport(counted.world, exportId);
  return counted.calls();
};

const READ = ['scorecards.csv', 'meetings.csv'];

describe('a run that is killed', () => {
  it.each(['before', 'after'] as const)('%s any of its calls: the next one publishes', async (when) => {
    const calls = await callsOfAWholeRun();
    expect(calls).toBeGreaterThan(25);
    const { formats } = await smallProvince();
    // The tables that are read below are made of what each run read; what the others hold is asked nowhere here.
    const [dying, next] = [madeOnce(formats, READ), madeOnce(formats, READ)];
    for (let call = 1; call <= calls; call += 1) {
      const world = await smallProvince();
      const { exportId } = await order(world);
      const doomed = mortal({ ...world, formats: dying }, { call, when }).world;
      await publishExport(doomed, exportId).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
      expect(await manifestFaults(world)).toEqual([]);

      const left = await stateOf(world, { exportId });
      // What counts as published is never forgotten, whenever the run died.
      if (left.status === 'published') expect(world.objects.unkept()).toEqual([]);
      await newRecord(world);
      world.setNow(LATER);
      const outcome = await publishExport({ ...world, formats: next }, exportId);
      expect(outcome).toBe(left.status === 'published' ? 'ended' : 'published');
      expect(await manifestFaults(world)).toEqual([]);
      const state = await published(world, { exportId });
      const prefix = exportObjectKey(state, '');
      expect(world.objects.unkept().filter((key) => key.startsWith(prefix))).toEqual([]);
      const [root] = await readTable(world, state, 'scorecards');
      expect(root).toMatchObject({
        watermark: String(state.manifest.watermark),
        revisions: String(state.manifest.acceptedRevisions),
      });
      const meetings = await readTable(world, state, 'meetings');
      expect(meetings.filter(({ kind }) => kind === 'regular')).toHaveLength(Number(root?.reported));
    }
  });

  it('after its manifest was stored is carried on, not begun again', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    const total = await callsOfAWholeRun();
    await publishExport(mortal(world, { call: total, when: 'before' }).world, exportId).catch(() => null);
    expect(await stateOf(world, { exportId })).toMatchObject({ status: 'running', attempt: 1 });
    const keys = world.objects.keys();
    await newRecord(world);
    world.setNow(LATER);
    await publishExport(world, exportId);
    expect(await published(world, { exportId })).toMatchObject({ attempt: 1 });
    expect(world.objects.keys()).toEqual(keys);
  });

  it('beside a manifest whose file is not what it says is begun again', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    const total = await callsOfAWholeRun();
    await publishExport(mortal(world, { call: total, when: 'before' }).world, exportId).catch(() => null);
    world.setNow(LATER);
    const changed: SmallProvince = {
      ...world,
      objects: {
        ...world.objects,
        head: async (key) => ({ bytes: (await world.objects.head(key))?.bytes ?? 0, sha256: '0'.repeat(64) }),
      },
    };
    await publishExport(changed, exportId);
    expect(await published(world, { exportId })).toMatchObject({ attempt: 2 });
  });
});

describe('two runs of one export', () => {
  it('are one: the second leaves the first alone while it gives signs of life', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    let second: string | null = null;
    const watched: SmallProvince = {
      ...world,
      scorecards: {
        ...world.scorecards,
        async partition(parent, month) {
          second ??= await publishExport(world, exportId);
          return world.scorecards.partition(parent, month);
        },
      },
    };
    expect(await publishExport(watched, exportId)).toBe('published');
    expect(second).toBe('elsewhere');
    expect(await published(world, { exportId })).toMatchObject({ attempt: 1 });
  });

  it('the one that was taken for dead gives way, and its files stay apart', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    let taken = false;
    const slow: SmallProvince = {
      ...world,
      events: {
        ...world.events,
        async eventsOfMonth(organization, month) {
          if (!taken) {
            taken = true;
            world.setNow(LATER);
            await newRecord(world);
            expect(await publishExport(world, exportId)).toBe('published');
          }
          return world.events.eventsOfMonth(organization, month);
        },
      },
    };
    expect(await publishExport(slow, exportId)).toBe('elsewhere');
    const state = await published(world, { exportId });
    expect(state.attempt).toBe(2);
    expect(await manifestFaults(world)).toEqual([]);
    expect((await readTable(world, state, 'meetings')).map(({ organization }) => organization)).toContain(
      'to-4',
    );
  });
});

describe('an export that cannot be published', () => {
  it('is queued again after each attempt, and failed after the last', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    const broken: SmallProvince = {
      ...world,
      objects: { ...world.objects, putOnce: () => Promise.reject(new Error('no space left')) },
    };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      await expect(publishExport(broken, exportId)).rejects.toThrow('no space left');
      const status = attempt < ATTEMPTS ? 'queued' : 'failed';
      expect(await stateOf(world, { exportId })).toMatchObject({ status, attempt });
    }
    expect(await publishExport(world, exportId)).toBe('ended');
    expect(await world.registry.pendingExports()).toEqual([]);
  });

  it('because something else stands where it writes goes elsewhere the next time', async () => {
    const world = await smallProvince();
    const { exportId } = await order(world);
    async function* somethingElse() {
      yield new TextEncoder().encode('something else');
    }
    const key = exportObjectKey({ exportId, attempt: 1 }, 'meetings.csv');
    await world.objects.putOnce(key, somethingElse(), 'text/csv');
    await expect(publishExport(world, exportId)).rejects.toThrow(TakenObjectError);
    expect(await publishExport(world, exportId)).toBe('published');
    expect(await published(world, { exportId })).toMatchObject({ attempt: 2 });
    expect(await manifestFaults(world)).toEqual([]);
  });

  it('is failed too when its last attempt was killed', async () => {
    const world = await smallProvince();
    const state = await order(world);
    await world.registry.putExport({ ...state, status: 'running', attempt: ATTEMPTS, revision: 2 });
    world.setNow(LATER);
    expect(await publishExport(world, state.exportId)).toBe('ended');
    expect(await stateOf(world, state)).toMatchObject({ status: 'failed', attempt: ATTEMPTS });
  });

  it('that nobody ordered is nobody’s', async () => {
    expect(await publishExport(await smallProvince(), 'tinh_2026-10_01')).toBe('unknown');
  });
});
