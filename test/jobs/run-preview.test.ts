/** A preview that outlasts a call: walked in the background, killed anywhere, read page by page, forgotten. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-criteria-sets/handler.ts';
import { createHandler as createWalker } from '../../functions/preview-adoption/handler.ts';
import { allPresetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { publishedCriteriaSets } from '../../shared/adapters/presets/published-sets.ts';
import type { PreviewState } from '../../shared/domain/planning/preview.ts';
import { keepPreviews, MOST_FAILURES, runPreview } from '../../shared/jobs/run-preview.ts';
import { BINH_THUAN } from '../domain/criteria/binh-thuan.ts';
import { type ApiWorld, apiWorld, call, MONTH, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { meetingRecord, meetingRevision } from '../support/records.ts';

const ADOPTION = `/organizations/${PROVINCE}/criteria-sets/${MONTH}`;
const { id: _, revision: __, ...CONTENT } = BINH_THUAN;
/** A draft by which Tốt and Khá need more points than most have. */
const BODY = {
  set: {
    ...CONTENT,
    thresholds: CONTENT.thresholds.map(({ grade, atLeast }) => ({
      grade,
      atLeast: { tot: 10_000, kha: 9_900 }[String(grade)] ?? atLeast,
    })),
  },
};
const POOR = meetingRecord({ members: { present: 17, absentExcused: 4 } });

class Killed extends Error {}

/** A process that dies before or after one of its calls of the stores: nothing that it asks for then happens. */
class Mortal {
  calls = 0;
  readonly #death: { readonly call: number; readonly when: 'before' | 'after' } | null;

  constructor(death: { readonly call: number; readonly when: 'before' | 'after' } | null = null) {
    this.#death = death;
  }

  port<Port extends object>(whole: Port): Port {
    return new Proxy(whole, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          this.calls += 1;
          const call = this.calls;
          this.#assertAlive(call, 'before');
          const answer: unknown = await Reflect.apply(method, target, args);
          this.#assertAlive(call, 'after');
          return answer;
        };
      },
    });
  }

  #assertAlive(call: number, at: 'before' | 'after'): void {
    if (this.#death === null) return;
    if (call > this.#death.call || (call === this.#death.call && this.#death.when === at)) throw new Killed();
  }
}

let world: ApiWorld;
let ruleMaker: string;
/** The clock goes on by so many ms with every look at it, so that a part ends soon. */
let tick = 0;
let time = 0;
const now = () => {
  time += tick;
  return new Date(time).toISOString();
};
const deps = () => ({
  ...world,
  ...world.planning,
  now,
  presets: allPresetCriteriaSets(),
  criteriaSets: publishedCriteriaSets(world.registry),
});
const forever = () => Number.POSITIVE_INFINITY;

async function grow(cells: number): Promise<void> {
  for (let i = 0; i < cells; i += 1) {
    const organization = `cm-${String(i).padStart(4, '0')}`;
    await enterVersion(world.registry, version(organization, 'cell', 'db-c', 'monthly'));
    if (i % 3 < 2)
      await world.events.append(meetingRevision({ organization, ...(i % 3 === 0 ? { record: POOR } : {}) }));
  }
  await world.open(MONTH);
}

/** Two open months, folded all the way up. */
async function growAndFold(cells: number): Promise<void> {
  await grow(cells);
  await world.open('2026-11');
  await world.fold(MONTH, '2026-11');
}

beforeEach(async () => {
  tick = 0;
  world = await apiWorld();
  time = Date.parse(world.now());
  ruleMaker = await world.grant('rule-maker', PROVINCE);
});

const send = (method: string, url: string, body?: unknown) =>
  call(createHandler(deps()), method, url, { subject: ruleMaker, ...(body === undefined ? {} : { body }) });

async function order(query = '?background=true'): Promise<PreviewState> {
  const { status, headers, body } = await send('POST', `${ADOPTION}/preview${query}`, BODY);
  expect(status, JSON.stringify(body)).toBe(202);
  expect(headers.location).toBe(`/previews/${body.previewId}`);
  return stateOf(body.previewId);
}

async function stateOf(previewId: string): Promise<PreviewState> {
  const state = await world.registry.preview(previewId);
  if (state === null) throw new Error(`${previewId} is gone`);
  return state;
}

async function listed(previewId: string, query = ''): Promise<object[]> {
  const items: object[] = [];
  for (let cursor = ''; ; ) {
    const { status, body } = await send('GET', `/previews/${previewId}/changes?limit=7${query}${cursor}`);
    expect(status).toBe(200);
    items.push(...body.items);
    if (body.next === null) return items;
    cursor = `&cursor=${body.next}`;
  }
}

/** What the call itself says when it has time enough. */
async function atOnce() {
  const { status, body } = await send('POST', `${ADOPTION}/preview`, BODY);
  expect(status).toBe(200);
  const counts = body.months.map(({ changes: _, ...month }: { changes: object[] }) => month);
  const changes = body.months.flatMap(({ period, changes: of }: { period: string; changes: object[] }) =>
    of.map((change) => ({ period, ...change })),
  );
  return { counts, changes };
}

const sorted = (changes: readonly object[]) =>
  changes.map((one) => JSON.stringify(Object.entries(one).toSorted())).toSorted();

describe('a preview of more than a call can look at', () => {
  it('is ordered with what the call has looked at, goes on from there, and says what a call would', async () => {
    await growAndFold(40);
    const whole = await atOnce();
    expect(whole.changes.length).toBeGreaterThan(15);
    expect(whole.counts[0].grades.length).toBeGreaterThan(1);
    tick = 2_000;
    const state = await order('');
    expect(state.progress).toBeLessThan(100);
    expect(state.place).not.toBeNull();
    expect(world.jobs.noted).toEqual([{ job: 'preview-adoption', previewId: state.previewId }]);
    expect((await send('GET', `/previews/${state.previewId}`)).body.status).toBe('queued');
    tick = 500;
    await createWalker(deps())({ previewId: state.previewId }, Object.create(null));
    const { body } = await send('GET', `/previews/${state.previewId}`);
    expect(body).toMatchObject({
      status: 'done',
      progress: 100,
      from: MONTH,
      criteriaSet: { id: 'draft', revision: 0 },
    });
    expect(body.months).toEqual(whole.counts);
    for (const { organizations, up, down, same, mixed, ungraded, other, grades } of body.months) {
      const all = grades.reduce(
        (sum: number, pair: { organizations: number }) => sum + pair.organizations,
        0,
      );
      expect(up + down + same + mixed + ungraded + other).toBe(all);
      expect(organizations).toBeLessThanOrEqual(all);
    }
    expect(sorted(await listed(state.previewId))).toEqual(sorted(whole.changes));
    const downs = whole.changes.filter(
      (one: { direction: string; period: string }) => one.direction === 'down' && one.period === MONTH,
    );
    expect(downs.length).toBeGreaterThan(0);
    expect(sorted(await listed(state.previewId, `&direction=down&period=${MONTH}`))).toEqual(sorted(downs));
  });

  it('says the same however it is killed, and by two runs at once', async () => {
    await growAndFold(12);
    const whole = await atOnce();
    tick = 3_000;
    const counted = new Mortal();
    const through = (mortal: Mortal) => ({
      ...deps(),
      registry: mortal.port(world.registry),
      events: mortal.port(world.events),
      scorecards: mortal.port(world.scorecards),
    });
    const first = await order();
    await runPreview(through(counted), first.previewId, forever);
    const requests = counted.calls;
    expect(requests).toBeGreaterThan(100);
    for (let request = 1; request <= requests; request += Math.ceil(requests / 12)) {
      for (const when of ['before', 'after'] as const) {
        const { previewId } = await order();
        const run = runPreview(through(new Mortal({ call: request, when })), previewId, forever);
        await run.catch((error: unknown) => {
          if (!(error instanceof Killed)) throw error;
        });
        time += 10 * 60_000;
        await Promise.all([1, 2].map(() => runPreview(deps(), previewId, forever)));
        expect((await stateOf(previewId)).status).toBe('done');
        expect((await send('GET', `/previews/${previewId}`)).body.months).toEqual(whole.counts);
        expect(sorted(await listed(previewId))).toEqual(sorted(whole.changes));
      }
    }
  });

  it('begins anew when a month is closed under it', async () => {
    await growAndFold(12);
    tick = 3_000;
    const state = await order('');
    expect(state.months.map(({ month }) => month)).toEqual([MONTH]);
    await world.period({ status: 'closed' });
    await runPreview(deps(), state.previewId, forever);
    tick = 0;
    const { months, status } = await stateOf(state.previewId);
    expect([status, months.map(({ month }) => month)]).toEqual(['done', ['2026-11']]);
  });

  it('goes on in the next run when time is up, and is given up when no part can be walked', async () => {
    await growAndFold(12);
    tick = 3_000;
    const { previewId } = await order();
    let left = 63_000;
    const remaining = () => {
      left -= 1_000;
      return left;
    };
    expect(await runPreview(deps(), previewId, remaining)).toBe('paused');
    const paused = await stateOf(previewId);
    expect([paused.status, paused.months.length > 0, paused.place !== null]).toEqual(['queued', true, true]);
    const events = { ...world.events, eventsOfYear: () => Promise.reject(new Error('no events today')) };
    for (let run = 1; run <= MOST_FAILURES; run += 1)
      await expect(keepPreviews({ ...deps(), events }, forever)).rejects.toThrow('1 previews failed');
    expect((await stateOf(previewId)).status).toBe('failed');
    expect(await keepPreviews(deps(), forever)).toEqual({ done: 0, forgotten: 0 });
  });

  it('is one order however often it is sent, another for another set', async () => {
    const { previewId } = await order();
    expect((await order()).previewId).toBe(previewId);
    const other = await send('POST', `${ADOPTION}/preview?background=true`, { criteriaSet: null });
    expect(other.body.previewId).not.toBe(previewId);
    await runPreview(deps(), previewId, forever);
    time += 1;
    expect((await order()).previewId).not.toBe(previewId);
  });

  it('is gone after seven days, and then forgotten', async () => {
    await growAndFold(12);
    const { previewId, pages } = await order();
    await runPreview(deps(), previewId, forever);
    time += 7 * 86_400_000;
    for (const url of [`/previews/${previewId}`, `/previews/${previewId}/changes`])
      expect((await send('GET', url)).status).toBe(404);
    expect(pages).toEqual([]);
    expect(await keepPreviews(deps(), forever)).toEqual({ done: 0, forgotten: 1 });
    expect(await world.registry.previews()).toEqual([]);
  });

  it('of a draft finds the draft, and shows those above to who reads them', async () => {
    await growAndFold(3);
    const below = `/organizations/huyen-b/criteria-sets/${MONTH}/preview`;
    ruleMaker = await world.grant('rule-maker', 'huyen-b', 'of-the-district');
    const { body: ordered } = await send('POST', `${below}?background=true`, BODY);
    expect(ordered.criteriaSet).toEqual({ id: 'draft', revision: 0 });
    await runPreview(deps(), ordered.previewId, forever);
    const above = async () =>
      (await send('GET', `/previews/${ordered.previewId}`)).body.months[0].above.length;
    expect(await above()).toBe(0);
    await world.grant('analyst', PROVINCE, ruleMaker);
    expect(await above()).toBe(1);
  });

  it('of a superior with 3,000 directly below is walked within its parts', async () => {
    await grow(3_000);
    const { previewId } = await order('');
    await runPreview(deps(), previewId, forever);
    const { body } = await send('GET', `/previews/${previewId}`);
    expect(body).toMatchObject({ status: 'done', months: [{ period: MONTH }] });
    expect(body.months[0].organizations).toBe(3_009);
    const { up, down, other } = body.months[0];
    const { pages } = await stateOf(previewId);
    expect(pages.reduce((sum, { changes }) => sum + changes, 0)).toBe(up + down + other);
  }, 120_000);
});
