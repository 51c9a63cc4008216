/** What was acknowledged, read back: the records, all besides, and the figures that follow from them. */
import { expect, test } from 'vitest';
import * as routes from '../../../shared/contracts/routes.ts';
import { recount } from '../../support/recount.ts';
import { binhThuanInWords } from '../binh-thuan-in-words.ts';
import { DUTIES, MONTH, PROVINCE, plansOf } from '../province.ts';
import { factsEvent, inspectionEvent, meetingEvents, scheduleEvent } from '../told.ts';
import { functionName, type Road } from './road.ts';

/** Each acknowledged revision once, and nothing else. */
export function readingRecords(road: Road): void {
  const { acknowledged, told, as, storedRevisions } = road;

  test('what was acknowledged is stored, each exactly once, and nothing else', async () => {
    const stored = await storedRevisions();
    const names = stored.map(({ organization, key, revision }) => `${organization} ${key} ${revision}`);
    expect(names.toSorted()).toEqual(acknowledged.names);
    const highest = Map.groupBy(stored, ({ organization, key }) => `${organization} ${key}`);
    for (const revisions of highest.values())
      expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, i) => i + 1));
    const reviews = stored.reduce((sum, { review }) => sum + (review?.revision ?? 0), 0);
    expect(reviews).toBe(told.reviews);
    const ofKinds = Map.groupBy(told.events, ({ type }) => type);
    for (const type of ['inspection', 'remedy', 'facts', 'schedule'] as const)
      expect(ofKinds.get(type)?.length ?? 0, type).toBeGreaterThan(2);
    expect(reviews).toBeGreaterThan(2);
  });

  test('what officers and cells told besides is read back as it was acknowledged last', async () => {
    const client = await as('officer-0');
    for (const event of told.newest('inspection')) {
      const { organization, key } = event;
      const shown = await client.need(routes.getInspection, { params: { organization, period: MONTH, key } });
      expect(inspectionEvent(shown)).toEqual(event);
      const remedies = shown.record?.findings.map(({ n, remedy }) => [
        `${organization} ${MONTH}/${key}/${n}`,
        remedy,
      ]);
      const newest = new Map(
        told.newest('remedy').map((one) => [`${one.organization} ${one.key}`, one.record]),
      );
      for (const [name, remedy] of remedies ?? []) expect(remedy).toEqual(newest.get(String(name)) ?? null);
    }
    for (const event of told.newest('facts')) {
      const params = { organization: event.organization, period: event.key };
      expect(factsEvent(await client.need(routes.getFacts, { params }))).toEqual(event);
    }
    for (const event of told.newest('schedule')) {
      const params = { organization: event.organization, period: MONTH };
      expect(scheduleEvent(await client.need(routes.getSchedule, { params }))).toEqual(event);
    }
  });
}

/** Duties and scorecards, by a recount; and nothing left to put right. */
export function readingFigures(road: Road): void {
  const { acknowledged, told, as, storedRevisions, expectFigures } = road;

  test('a quarter’s duty is reported, and its coverage is what inspections did', async () => {
    const officer = await as('officer-0');
    const [{ id, by }] = DUTIES;
    const params = { duty: id, quarter: '2026-Q4' };
    const body = { proposals: 2, text: 'Chi bộ giữ nề nếp' };
    await officer.need(routes.putDutyReport, { params, body });
    expect(await officer.need(routes.putDutyReport, { params, body })).toMatchObject(body);
    expect(await officer.need(routes.getDutyReport, { params })).toMatchObject({ duty: id, ...body });
    const events = [...(await storedRevisions()).flatMap(meetingEvents), ...told.events];
    const counted = recount(events, plansOf(MONTH, false), binhThuanInWords).get(`d1-k1-c1 ${MONTH}`);
    const { items } = await officer.need(routes.getDutyCoverage, {
      params: { organization: by },
      query: { period: MONTH },
    });
    expect(items.find(({ duty }) => duty.id === id)).toMatchObject({
      expected: 1,
      done: counted?.measures.dutiesDone,
    });
  });

  test('every figure of every level equals the recount; the root counts every acknowledged revision', async () => {
    const stored = await storedRevisions();
    await expectFigures(stored, false);
    const root = await (await as('analyst-0')).need(routes.getScorecard, {
      params: { organization: PROVINCE, period: MONTH },
    });
    expect(root.measures.revisions).toBe(acknowledged.names.length + told.size);
  });

  test('a sweep finds nothing to put right', async () => {
    const counts = await road.stack.invoke(functionName('sweep-scorecards'), {});
    expect(counts).toMatchObject({ ScorecardsDiffered: 0 });
  });
}
