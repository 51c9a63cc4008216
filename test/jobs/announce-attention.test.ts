import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Announcement, announcementId, markOf } from '../../shared/domain/attention/announcement.ts';
import {
  type AnnouncingDeps,
  AnnouncingError,
  announceAttention,
} from '../../shared/jobs/announce-attention.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { finding, inspectionRevision } from '../support/inspections.ts';
import { meetingRevision } from '../support/records.ts';

const OVERDUE = '2026-11-11T00:00:00.000Z';
const ITEMS = ['cs-d/2026-10/overdue', 'cb-1/2026-10/overdue', 'cs-f/2026-10/overdue'];

class Killed extends Error {
  override readonly name = 'Killed';
}

let world: ApiWorld;
let told: Announcement[];
let deps: AnnouncingDeps;

beforeEach(async () => {
  world = await apiWorld();
  told = [];
  const announce: AnnouncingDeps['announce'] = async (announcements) => {
    told.push(...announcements);
    return announcements.map(() => true);
  };
  deps = { ...world, root: PROVINCE, announce };
  await world.fold('2026-10');
  world.set(OVERDUE);
});

const ids = () => told.map((item) => announcementId(markOf(item)));

describe('announcing', () => {
  it('tells of every item on the list once, with where its organization stands', async () => {
    expect(await announceAttention(deps)).toEqual({ announced: 3, before: 0 });
    expect(ids()).toEqual(ITEMS);
    expect(told[1]).toMatchObject({
      path: [PROVINCE, 'huyen-b', 'db-c', 'cb-1'],
      month: '2026-10',
      since: '2026-11-10T17:00:00.000Z',
    });
    expect(await announceAttention(deps)).toEqual({ announced: 0, before: 3 });
    expect(told).toHaveLength(3);
  });

  it('tells what is new, and of a committee’s own items under its own path', async () => {
    await announceAttention(deps);
    told.length = 0;
    const late = { findings: [finding({ remedyDue: '2026-09-30' })] };
    await world.events.append(inspectionRevision(late, { organization: 'db-c' }));
    await world.events.append(meetingRevision({ organization: 'cs-f' }));
    await world.fold('2026-10');
    expect(await announceAttention(deps)).toEqual({ announced: 1, before: 2 });
    expect(ids()).toEqual(['db-c/2026-10/remedies-overdue']);
    expect(told[0]?.path).toEqual([PROVINCE, 'huyen-b', 'db-c']);
  });

  it('is quiet while nothing is due, and for closed months', async () => {
    world.set('2026-10-20T00:00:00.000Z');
    expect(await announceAttention(deps)).toEqual({ announced: 0, before: 0 });
    world.set(OVERDUE);
    await world.period({ status: 'closed' });
    expect(await announceAttention(deps)).toEqual({ announced: 0, before: 0 });
  });

  it('tells of a closed month again for those alone for whom it is open again, until that is over', async () => {
    await announceAttention(deps);
    told.length = 0;
    const until = '2026-11-20T17:00:00.000Z';
    const reopenings = [{ organization: 'cb-1', until, reopenedAt: OVERDUE }];
    await world.period({ status: 'closed', reopenings });
    expect(await announceAttention(deps)).toEqual({ announced: 1, before: 1 });
    expect(told).toMatchObject([
      { code: 'reopened', since: OVERDUE, dueAt: until, path: [PROVINCE, 'huyen-b', 'db-c', 'cb-1'] },
    ]);
    world.set(until);
    expect(await announceAttention(deps)).toEqual({ announced: 0, before: 0 });
  });

  it('tells of every reopening of a month, each once, under an id of its own', async () => {
    const reopenedAt = [OVERDUE, '2026-11-15T00:00:00.000Z', '2026-11-25T00:00:00.000Z'];
    for (const [n, at] of reopenedAt.entries()) {
      world.set(at);
      const reopenings = [{ organization: 'cb-1', until: '2026-11-30T17:00:00.000Z', reopenedAt: at }];
      await world.period({ status: 'closed', reopenings });
      for (const announced of [n === 0 ? 2 : 1, 0]) {
        expect(await announceAttention(deps)).toMatchObject({ announced });
      }
    }
    expect(ids().filter((id) => id.includes('reopened'))).toEqual(
      reopenedAt.map((at) => `cb-1/2026-10/reopened/${at}`),
    );
    expect(ids().filter((id) => id.includes('overdue'))).toEqual(['cb-1/2026-10/overdue']);
  });

  it('sends at most ten at once, and again only what was not taken', async () => {
    for (let n = 100; n < 220; n += 1)
      await enterVersion(world.registry, version(`cs-n${n}`, 'base-cell', 'huyen-e', 'monthly'));
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.fold('2026-10');
    const calls: number[] = [];
    const picky: AnnouncingDeps['announce'] = async (announcements) => {
      calls.push(announcements.length);
      await deps.announce(announcements);
      return announcements.map(({ organization }) => organization !== 'cs-n150');
    };
    await expect(announceAttention({ ...deps, announce: picky })).rejects.toThrow(AnnouncingError);
    expect(Math.max(...calls)).toBe(10);
    expect(told).toHaveLength(123);
    told.length = 0;
    expect(await announceAttention(deps)).toEqual({ announced: 1, before: 122 });
    expect(ids()).toEqual(['cs-n150/2026-10/overdue']);
  });

  it('loses nothing wherever a run is killed, and repeats no more than what it was sending', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ marks: fc.nat({ max: 3 }), taken: fc.boolean() }), { maxLength: 3 }),
        async (kills) => {
          const fresh = await apiWorld();
          await fresh.fold('2026-10');
          fresh.set(OVERDUE);
          const arrived: string[] = [];
          const run = async (kill: { marks: number; taken: boolean } | null) => {
            let left = kill?.marks ?? Number.POSITIVE_INFINITY;
            await announceAttention({
              ...fresh,
              root: PROVINCE,
              registry: {
                ...fresh.registry,
                putAnnounced: async (mark) => {
                  if (left === 0) throw new Killed();
                  left -= 1;
                  return fresh.registry.putAnnounced(mark);
                },
              },
              announce: async (announcements) => {
                if (kill?.taken === false) throw new Killed();
                arrived.push(...announcements.map((item) => announcementId(markOf(item))));
                return announcements.map(() => true);
              },
            }).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          };
          for (const kill of kills) await run(kill);
          await run(null);
          const times = ITEMS.map((id) => arrived.filter((one) => one === id).length);
          expect(Math.min(...times)).toBeGreaterThanOrEqual(1);
          expect(Math.max(...times)).toBeLessThanOrEqual(1 + kills.filter(({ taken }) => taken).length);
          const before = arrived.length;
          await run(null);
          expect(arrived).toHaveLength(before);
        },
      ),
      { numRuns: 40 },
    );
  });
});
