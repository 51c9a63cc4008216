/** What the report and the workbook set beside this period where organizations were merged and split. */
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../functions/publish-export/handler.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import { exportFormats } from '../../shared/adapters/formats/export-formats.ts';
import { decodeCompared } from '../../shared/adapters/formats/lines.ts';
import { memoryObjectStore } from '../../shared/adapters/memory/object-store.ts';
import { memoryTablesCatalog } from '../../shared/adapters/memory/tables-catalog.ts';
import { earlierFigures } from '../../shared/domain/exports/earlier-periods.ts';
import type { Month, Period } from '../../shared/domain/period.ts';
import { readEarlierPeriods } from '../../shared/jobs/earlier-exports.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { readScorecards } from '../../shared/jobs/read-export.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { fileOf, publish } from './published-files.ts';

async function province() {
  const world = await apiWorld();
  const { ask } = apiFunctions(world);
  const registrar = await world.grant('registrar', PROVINCE);
  const analyst = await world.grant('analyst', PROVINCE);
  const months: Month[] = ['2026-10'];
  const deps = {
    ...world,
    ...{ objects: memoryObjectStore(), catalog: memoryTablesCatalog(), formats: exportFormats, newExportId },
    ...{ decodeCompared, parseManifest, root: PROVINCE, wait: async () => undefined },
  };
  const fold = async () => {
    await planOpenMonths(world.planning, PROVINCE, '2026-10');
    await world.fold(...months);
  };
  return {
    world,
    open: async (month: Month) => {
      months.push(month);
      await world.open(month);
    },
    order: async (kind: 'postOpenings' | 'postMoves' | 'postClosures', lines: object) => {
      const url = `/organizations/${PROVINCE}/${kind.slice(4).toLowerCase()}`;
      const body = { reason: 'Sắp xếp', ...lines };
      expect((await ask(kind, url, { subject: registrar, body })).status).toBe(200);
    },
    publish: async (period: Period, top = PROVINCE) => {
      await fold();
      await publish(deps, period, top);
    },
    report: async (period: Period, top: string) => {
      await fold();
      return new TextDecoder().decode(await fileOf(deps, await publish(deps, period, top), 'report.html'));
    },
    /** How many meetings were owed in the period before: by the report of `top`, and by the API. */
    compared: async (organization: string, period: Period, top: string) => {
      await fold();
      const reading = await readScorecards(deps, top, period, async () => undefined);
      const { before } = await readEarlierPeriods(deps, { organization: top, period }, reading);
      const url = `/organizations/${organization}/scorecards/${period}/comparison`;
      const { body } = await call(createHandler(world), 'GET', url, { subject: analyst });
      return [
        before && (earlierFigures(before, organization)?.figure('expected') ?? null),
        body.earlier.measures.expected,
      ];
    },
  };
}

describe('what the report sets beside a period is what the API compares', () => {
  it('after a merger that was ordered when its month was open already', async () => {
    const { open, order, publish: exported, compared } = await province();
    await open('2026-11');
    await order('postClosures', { closures: [{ organization: 'cs-d', from: '2026-11', successor: 'db-c' }] });
    await exported('2026-10');
    expect(await compared('db-c', '2026-11', 'huyen-b')).toEqual([2, 2]);
  });

  it('far below the top, where one carries on for another in a month that was open or was not', async () => {
    const { open, order, publish: exported, compared } = await province();
    await exported('2026-10');
    await order('postClosures', { closures: [{ organization: 'cs-d', from: '2026-11', successor: 'cb-1' }] });
    await open('2026-11');
    for (const top of [PROVINCE, 'huyen-b']) expect(await compared('cb-1', '2026-11', top)).toEqual([2, 2]);
    await exported('2026-11');
    await open('2026-12');
    await order('postClosures', { closures: [{ organization: 'cs-f', from: '2026-12', successor: 'cb-1' }] });
    expect(await compared('cb-1', '2026-12', PROVINCE)).toEqual([2, 2]);
  });

  it('after a split only where the old one goes on: then the part has nothing of it', async () => {
    const { open, order, publish: exported, compared } = await province();
    const part = {
      ...{ organization: 'cb-n', name: 'Chi bộ Tả Van', kind: 'cell', parent: 'huyen-b', meets: 'monthly' },
      ...{ unit: 'residential', predecessors: ['cb-1'], from: '2026-11' },
    };
    await order('postOpenings', { openings: [part] });
    await open('2026-11');
    await exported('2026-10');
    for (const top of ['huyen-b', 'cb-n']) expect(await compared('cb-n', '2026-11', top)).toEqual([null, 1]);
  });

  it('of a quarter not at all where one stood within another for a part of it', async () => {
    const { world, open, order, publish: exported, compared } = await province();
    await enterVersion(world.registry, version('sc-s', 'sub-committee', 'huyen-e'));
    await enterVersion(world.registry, version('cb-s', 'cell', 'sc-s', 'monthly'));
    await order('postMoves', { moves: [{ organization: 'sc-s', parent: 'db-c', from: '2026-12' }] });
    for (const month of ['2026-11', '2026-12']) await open(month);
    await order('postClosures', {
      moves: [{ organization: 'cb-s', parent: 'db-c', from: '2027-01' }],
      closures: [{ organization: 'sc-s', from: '2027-01', successor: 'db-c' }],
    });
    await exported('2026-Q4');
    world.set('2027-01-05T02:00:00.000Z');
    await open('2027-01');
    // October to December of cb-1, December of cb-2, and three months of cb-s.
    expect(await compared('db-c', '2027-Q1', 'huyen-b')).toEqual([null, 7]);
    expect(await compared('cs-f', '2027-Q1', 'huyen-e')).toEqual([3, 3]);
  });

  it('of a quarter once, where one stood within another throughout', async () => {
    const { world, open, order, publish: exported, compared } = await province();
    for (const month of ['2026-11', '2026-12']) await open(month);
    await order('postClosures', {
      moves: [{ organization: 'cb-1', parent: 'huyen-b', from: '2027-01' }],
      closures: [
        { organization: 'cb-2', from: '2027-01', successor: 'cb-1' },
        { organization: 'cb-3', from: '2027-01', successor: 'cb-1' },
        { organization: 'db-c', from: '2027-01', successor: 'cb-1' },
      ],
    });
    await exported('2026-Q4');
    world.set('2027-01-05T02:00:00.000Z');
    await open('2027-01');
    expect(await compared('cb-1', '2027-Q1', 'huyen-b')).toEqual([4, 4]);
  });

  it('by the province’s rows, which are whole, whoever ordered an own export in between', async () => {
    const { open, order, publish: exported, compared } = await province();
    await open('2026-11');
    await order('postMoves', { moves: [{ organization: 'cs-f', parent: 'huyen-b', from: '2026-12' }] });
    await open('2026-12');
    await exported('2026-Q4');
    await open('2027-01');
    expect(await compared('cs-f', '2027-Q1', 'huyen-b')).toEqual([3, 3]);
    await exported('2026-Q4', 'huyen-b');
    expect(await compared('cs-f', '2027-Q1', 'huyen-b')).toEqual([3, 3]);
  });

  it('not of whoever joins only in a month that is not open yet', async () => {
    const { world, open, order, publish: exported, compared } = await province();
    for (const month of ['2026-11', '2026-12']) await open(month);
    await exported('2026-Q4');
    await order('postClosures', { closures: [{ organization: 'cs-d', from: '2027-03', successor: 'db-c' }] });
    world.set('2027-01-05T02:00:00.000Z');
    await open('2027-01');
    for (const top of ['huyen-b', 'db-c']) expect(await compared('db-c', '2027-Q1', top)).toEqual([4, 4]);
  });
});

describe('nothing is set beside, and the report says so', () => {
  const REMARK = 'Có tổ chức không so sánh được';
  const merger = { organization: 'cs-d', from: '2026-11', successor: 'db-c' };

  it('where somebody came of one that another superior had, whichever export tells of it', async () => {
    const { open, order, publish: exported, compared, report } = await province();
    await order('postClosures', { closures: [merger] });
    await open('2026-11');
    await exported('2026-10');
    expect(await compared('db-c', '2026-11', 'db-c')).toEqual([null, 2]);
    expect(await report('2026-11', 'db-c')).toContain(REMARK);
    await exported('2026-10', 'db-c');
    expect(await compared('db-c', '2026-11', 'db-c')).toEqual([null, 2]);
    expect(await report('2026-11', 'huyen-b')).not.toContain(REMARK);
  });

  it('of who stood below another superior then, as it is not the new one’s to read', async () => {
    const { world, open, order, publish: exported, compared } = await province();
    await order('postMoves', { moves: [{ organization: 'cs-f', parent: 'huyen-b', from: '2026-11' }] });
    await open('2026-11');
    await exported('2026-10');
    expect(await compared('cs-f', '2026-11', 'huyen-b')).toEqual([null, 1]);
    const subject = await world.grant('analyst', 'huyen-b');
    const url = '/organizations/cs-f/scorecards/2026-11/comparison';
    expect((await call(createHandler(world), 'GET', url, { subject })).body.earlier).toBeNull();
  });

  it('where one that is gone stood below another superior, though its committee came here since', async () => {
    const { open, order, publish: exported, compared } = await province();
    await open('2026-11');
    await order('postClosures', { closures: [{ organization: 'cb-1', from: '2026-11', successor: 'cs-f' }] });
    await order('postMoves', { moves: [{ organization: 'db-c', parent: 'huyen-e', from: '2026-12' }] });
    await open('2026-12');
    await exported('2026-Q4');
    await open('2027-01');
    expect(await compared('cs-f', '2027-Q1', 'huyen-e')).toEqual([null, 4]);
    expect(await compared('cs-f', '2027-Q1', PROVINCE)).toEqual([4, 4]);
  });

  it('where the one that somebody came of tells the period’s first months itself', async () => {
    const { world, open, order, publish: exported, compared, report } = await province();
    for (const month of ['2026-11', '2026-12']) await open(month);
    await exported('2026-Q4');
    await order('postClosures', { closures: [{ organization: 'cb-2', from: '2027-02', successor: 'cb-1' }] });
    world.set('2027-02-05T02:00:00.000Z');
    for (const month of ['2027-01', '2027-02']) await open(month);
    for (const top of [PROVINCE, 'huyen-b', 'db-c'])
      expect(await compared('cb-1', '2027-Q1', top)).toEqual([null, 4]);
    expect(await report('2027-Q1', 'huyen-b')).toContain(REMARK);
  });

  it('where one of two that somebody came of tells the period’s first months itself', async () => {
    const { world, open, order, publish: exported, compared, report } = await province();
    for (const month of ['2026-11', '2026-12']) await open(month);
    await exported('2026-Q4');
    await order('postClosures', { closures: [{ organization: 'cb-2', from: '2027-01', successor: 'cb-1' }] });
    await order('postClosures', { closures: [{ organization: 'cs-d', from: '2027-02', successor: 'cb-1' }] });
    world.set('2027-02-05T02:00:00.000Z');
    for (const month of ['2027-01', '2027-02']) await open(month);
    expect(await compared('cb-1', '2027-Q1', 'huyen-b')).toEqual([null, 7]);
    expect(await report('2027-Q1', 'huyen-b')).toContain(REMARK);
  });
});
