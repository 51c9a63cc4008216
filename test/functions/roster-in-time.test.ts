/**
 * Everything that the roster says of an organization holds from a month on: from then it shows, before it nothing
 * does; and what would reach back into a closed month is refused with the month from which it could hold.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { organizationBody } from '../../shared/contracts/roster.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { type ApiFunctions, apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';

const [BEFORE, FROM] = ['2026-10', '2026-11'];
const { organization: _, revision: __, ...CELL } = version('cb-1', 'cell', 'db-c', 'monthly');

let world: ApiWorld;
let api: ApiFunctions;
let everything: string;

beforeEach(async () => {
  world = await apiWorld();
  api = apiFunctions(world);
  for (const role of ['registrar', 'officer', 'analyst', 'rule-maker'] as const)
    everything = await world.grant(role, PROVINCE, 'everything');
});

const ask = (id: string, url: string, body?: object, language = 'vi') =>
  api.ask(id, url, {
    ...{ subject: everything, headers: { 'accept-language': language } },
    ...(body === undefined ? {} : { body }),
  });

type Change = {
  readonly to: unknown;
  /** What else has to change with it. */
  readonly with?: object;
  /** What it changes in the month's plan row, beside its version. */
  readonly planned: Partial<PlanRow>;
};

const PATH = [PROVINCE, 'huyen-b', 'cb-1'];
/** By field of the contract's roster entry. */
const CHANGES: Readonly<Record<string, Change>> = {
  name: { to: 'Chi bộ Thôn Đông', planned: { name: 'Chi bộ Thôn Đông' } },
  kind: {
    ...{ to: 'base-cell', with: { parent: 'huyen-b' } },
    planned: { kind: 'base-cell', parent: 'huyen-b', formerParents: ['db-c'], path: PATH },
  },
  parent: { to: 'huyen-b', planned: { parent: 'huyen-b', formerParents: ['db-c'], path: PATH } },
  meets: { to: 'quarterly', planned: { meets: 'quarterly', expected: false } },
  unit: { to: 'school', planned: { unit: 'school' } },
  hasCommittee: { to: false, planned: { hasCommittee: false } },
  handbook: { to: false, planned: { handbook: false } },
  members: { to: 31, planned: {} },
  codes: { to: [{ system: 'so-tay', code: '77' }], planned: {} },
  predecessors: { to: ['cs-f'], planned: {} },
  closed: { to: true, planned: { exists: false, expected: false, meets: 'none' } },
};

describe('what the roster says of an organization', () => {
  it('is tried field by field', () => {
    const fields = Object.keys(organizationBody.shape).filter((field) => field !== 'from');
    expect(Object.keys(CHANGES).sort()).toEqual(fields.sort());
  });

  it.each(Object.entries(CHANGES))('holds from its month on: %s', async (field, { to, planned, ...more }) => {
    await world.open(FROM);
    await world.fold(BEFORE, FROM);
    const rows = () => Promise.all([BEFORE, FROM].map((month) => world.registry.planRow('cb-1', month)));
    const cards = () =>
      Promise.all(
        [BEFORE, FROM].map((month) => ask('getScorecard', `/organizations/cb-1/scorecards/${month}`)),
      );
    const [rowsBefore, cardsBefore] = [await rows(), await cards()];
    const body = { ...CELL, ...more.with, [field]: to, from: FROM };
    expect((await ask('putOrganization', '/organizations/cb-1', body)).status).toBe(201);
    await planOpenMonths(world.planning, PROVINCE, '');
    await world.fold(BEFORE, FROM);

    const shown = (month: string) => ask('getOrganization', `/organizations/cb-1?month=${month}`);
    expect((await shown(BEFORE)).body).toMatchObject({ ...CELL, from: '2026-01' });
    expect((await shown(FROM)).body).toMatchObject({ [field]: to, from: FROM });
    const [[before, from], [cardBefore, cardFrom]] = [await rows(), await cards()];
    expect(before).toEqual(rowsBefore[0]);
    expect(cardBefore).toEqual(cardsBefore[0]);
    const changed = Object.keys(planned).length > 0;
    expect(from).toEqual({ ...rowsBefore[1], ...planned, version: changed ? 2 : 1 });
    expect(JSON.stringify(cardFrom) === JSON.stringify(cardsBefore[1])).toBe(!changed);
  });
});

describe('what would reach back into a closed month', () => {
  beforeEach(async () => {
    await world.open(FROM);
    await world.period({ status: 'closed' });
  });
  const order = { reason: 'Sắp xếp' };
  const asked: Readonly<Record<string, (from: string) => readonly [url: string, body: object]>> = {
    putOrganization: (from) => ['/organizations/cb-1', { ...CELL, name: 'Chi bộ khác', from }],
    postMoves: (from) => [
      `/organizations/${PROVINCE}/moves`,
      { ...order, moves: [{ organization: 'db-c', parent: 'huyen-e', from }] },
    ],
    postClosures: (from) => [
      `/organizations/${PROVINCE}/closures`,
      { ...order, closures: [{ organization: 'cs-d', from, successor: 'cs-f' }] },
    ],
    postOpenings: (from) => [
      '/organizations/db-c/openings',
      {
        ...order,
        openings: [
          {
            organization: 'moi',
            name: 'Mới',
            kind: 'cell',
            parent: 'db-c',
            meets: 'monthly',
            unit: 'school',
            from,
          },
        ],
      },
    ],
    putAdoption: (from) => [
      `/organizations/db-c/criteria-sets/${from}`,
      { criteriaSet: { id: 'nghe-an-08', revision: 1 } },
    ],
    putProgramme: (from) => [
      '/programmes/ct-47/revisions/1',
      {
        ...{ organization: 'db-c', title: { vi: 'CT', en: 'CT' }, basis: ['CT 47'], from },
        ...{ participants: [{ organization: 'cb-1', from }], targets: [] },
      },
    ],
    putDuty: (from) => [
      '/duties/pc-1',
      { by: 'db-c', office: 'van-phong', attends: 'cb-1', every: 'month', from },
    ],
  };

  it.each(Object.entries(asked))(
    'is refused, and is taken from the month that is named: %s',
    async (id, of) => {
      const writes = world.writes();
      for (const from of [BEFORE, '2026-03']) {
        const [vi, en] = await Promise.all(['vi', 'en'].map((language) => ask(id, ...of(from), language)));
        expect(vi).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
        expect(vi?.body.detail).toBe(
          'Kỳ 2026-10 đã khóa từ ngày 05/11/2026, không thể thay đổi gì trong kỳ đó. Hãy cho thay đổi có hiệu lực từ tháng 2026-11 trở đi.',
        );
        expect(en?.body.detail).toBe(
          'Period 2026-10 has been closed since 2026-11-05, and nothing in it can change. Let the change take effect from 2026-11 on.',
        );
      }
      expect(world.writes()).toBe(writes);
      expect((await ask(id, ...of(FROM))).status).toBeLessThan(300);
    },
  );
});
