/**
 * A phone on a bad connection sends the same thing five times, and all five arrive together: each is told that it is
 * done, and it is done once.
 */
import { describe, expect, it } from 'vitest';
import { routes } from '../../shared/contracts/routes.ts';
import { NOW } from '../support/api-world.ts';
import { aNote } from '../support/audited.ts';
import { periodState } from '../support/records.ts';
import { EVERYBODY, GOOD, goodOf, type HostileWorld, hostileWorld } from '../support/refusals.ts';

const TIMES = 5;
const changing = routes.filter(({ id, method }) => method !== 'GET' && GOOD[id] !== undefined);

/** What must be there for it, by route and address. */
const FIRST: Readonly<Record<string, readonly [id: string, url?: string]>> = {
  putReview: ['putMeeting'],
  deleteMeeting: ['putMeeting'],
  putRemedy: ['putInspection'],
  deleteInspection: ['putInspection'],
  putDutyReport: ['putDuty', '/duties/pc-9'],
};
/** Withdrawing needs the tag of what is withdrawn. */
const OF_THE_FIRST = { 'if-match': '"1"' };

const ask = (hostile: HostileWorld, id: string, url?: string) => {
  const good = goodOf(id);
  const headers = id.startsWith('delete') ? OF_THE_FIRST : (good.headers ?? {});
  const body = good.body === undefined ? {} : { body: good.body };
  return hostile.ask(id, url ?? good.url, { subject: EVERYBODY, headers, ...body });
};

/** The answers, and how much was written, in a world in which nothing of the kind was there. */
async function send(id: string, times: number) {
  const hostile = await hostileWorld({ filled: id === 'deleteRemedy' });
  if (id === 'postReopening')
    await hostile.world.registry.putPeriod(
      periodState({ status: 'closed', settled: true, closedAt: NOW, revision: 2 }),
      aNote(),
    );
  const [first, url] = FIRST[id] ?? [];
  if (first !== undefined) expect((await ask(hostile, first, url)).status).toBe(201);
  const before = hostile.world.writes();
  const answers = await Promise.all(Array.from({ length: times }, () => ask(hostile, id)));
  return { answers, written: hostile.world.writes() - before };
}

describe('five requests at once', () => {
  it.each(changing.map(({ id }) => [id]))('%s come to what one comes to', async (id) => {
    const alone = await send(id, 1);
    const { answers, written } = await send(id, TIMES);
    const statuses = answers.map(({ status }) => status).sort();
    const [first] = alone.answers;
    expect(first?.status).toBeLessThan(300);
    const repeated = first?.status === 201 ? 200 : first?.status;
    expect(statuses).toEqual([...Array(TIMES - 1).fill(repeated), first?.status].sort());
    expect(written).toBe(alone.written);
  });
});

describe('two requests at once that say different things', () => {
  const other = (id: string, parts: object) => ({ ...Object(goodOf(id).body), ...parts });
  it.each<[id: string, body: object, refused: number]>([
    ['putMeeting', other('putMeeting', { minutesComplete: false }), 412],
    ['putInspection', other('putInspection', { proposals: 7 }), 412],
    ['putFacts', { admitted: 2 }, 412],
    ['putSchedule', other('putSchedule', { plannedAt: '08:00' }), 412],
    ['putRemedy', other('putRemedy', { remediedOn: '2026-11-02' }), 412],
    ['putDuty', other('putDuty', { until: '2026-12' }), 412],
    ['putDutyReport', other('putDutyReport', { proposals: 7 }), 412],
    ['putAdoption', { criteriaSet: { id: 'nghe-an-08', revision: 1 } }, 412],
    ['putProgramme', other('putProgramme', { thematic: true }), 422],
    ['putCriteriaSet', { organization: 'huyen-b', set: Object(goodOf('putCriteriaSet').body).set }, 422],
  ])('%s: one is stored, and the other is told so', async (id, body, refused) => {
    for (const order of [0, 1]) {
      const hostile = await hostileWorld({ filled: false });
      const [first, url] = FIRST[id] ?? [];
      if (first !== undefined) expect((await ask(hostile, first, url)).status).toBe(201);
      const { url: at } = goodOf(id);
      const bodies = [goodOf(id).body, body];
      const sent = order === 0 ? bodies : bodies.toReversed();
      const answers = await Promise.all(
        sent.map((one) => hostile.ask(id, at, { subject: EVERYBODY, body: one })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, refused]);
      const stored = sent[answers.findIndex(({ status }) => status === 201)];
      const again = await hostile.ask(id, at, { subject: EVERYBODY, body: stored });
      expect(again.status).toBe(200);
    }
  });
});
