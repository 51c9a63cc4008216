import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/keep-programmes/handler.ts';
import { createHandler as createProgress } from '../../functions/read-scorecards/handler.ts';
import { defaultDueAt } from '../../shared/domain/period.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import type { ApiFunction } from '../../shared/runtime/api-handler.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let programmes: ApiFunction;
let ruleMaker: string;

beforeEach(async () => {
  world = await apiWorld();
  programmes = createHandler(world);
  ruleMaker = await world.grant('rule-maker', 'huyen-b');
});

const attendance = {
  id: 'attendance',
  title: { vi: 'Tỷ lệ dự sinh hoạt', en: 'Attendance' },
  kind: 'share',
  of: ['membersPresent'],
  outOf: ['membersRequired'],
  atLeast: 90.5,
};
const body = (parts: Record<string, unknown> = {}) => ({
  organization: 'huyen-b',
  title: { vi: 'Chỉ thị 47', en: 'Directive 47' },
  basis: ['Chỉ thị 47-CT/TU'],
  from: '2026-10',
  dayRule: { week: 2, weekday: 2 },
  thematic: true,
  participants: [{ organization: 'db-c', from: '2026-10' }],
  targets: [attendance],
  ...parts,
});
const put = (revision: number, sent: unknown, subject = ruleMaker) =>
  call(programmes, 'PUT', `/programmes/chi-thi-47/revisions/${revision}`, { subject, body: sent });
const get = (subject: string, revision = 1) =>
  call(programmes, 'GET', `/programmes/chi-thi-47/revisions/${revision}`, { subject });
/** What the consumer of the registry's stream does. */
const follow = async (...organizations: string[]) => {
  for (const id of organizations)
    await planOpenMonths({ ...world.planning, registry: world.registry }, id, '');
};
const planned = async (id: string) => world.registry.planRow(id, '2026-10');

describe('PUT /programmes/{programme}/revisions/{revision}', () => {
  it('publishes once, and answers the same again with 200', async () => {
    const first = await put(1, body());
    expect(first).toMatchObject({
      status: 201,
      body: {
        id: 'chi-thi-47',
        revision: 1,
        dueDay: null,
        targets: [{ ...attendance, above: null, atMost: null }],
      },
    });
    expect(await put(1, body())).toMatchObject({ status: 200, body: first.body });
    expect((await get(ruleMaker)).body).toEqual(first.body);
    expect((await world.registry.programmeRevisions('chi-thi-47'))[0]?.targets[0]?.bounds.atLeast).toBe(
      9_050,
    );
  });

  it('reaches the plan rows of exactly those who take part', async () => {
    const before = await planned('cs-d');
    await put(1, body());
    await follow('db-c');
    expect(await planned('cb-1')).toMatchObject({
      programmes: ['chi-thi-47'],
      dayRule: { week: 2, weekday: 2 },
      thematicOwed: false,
      version: 2,
    });
    expect(await planned('cs-d')).toEqual(before);
    await follow('db-c');
    expect((await planned('cb-1'))?.version).toBe(2);
    await put(2, body({ participants: [{ organization: 'cs-d', from: '2026-10' }] }));
    await follow('db-c', 'cs-d');
    expect(await planned('cb-1')).toMatchObject({ programmes: [], dayRule: null, version: 3 });
    expect(await planned('cs-d')).toMatchObject({ programmes: ['chi-thi-47'], version: 2 });
  });

  it('leaves a closed month as it was, and is refused where it would reach back into one', async () => {
    await world.period({ status: 'closed' });
    const before = await planned('cb-1');
    expect(await put(1, body())).toMatchObject({ status: 409, body: { code: 'PERIOD_CLOSED' } });
    expect(await put(1, body({ from: '2026-11' }))).toMatchObject({ status: 201 });
    await follow('db-c');
    expect(await planned('cb-1')).toEqual(before);
  });

  it('says what is wrong, and writes nothing', async () => {
    const rules = async (revision: number, sent: unknown) =>
      (await put(revision, sent)).body.errors?.map((error: { rule: string }) => error.rule);
    expect(await rules(2, body())).toEqual(['revision-next']);
    expect(
      await rules(
        1,
        body({ participants: [{ organization: 'cs-d', from: '2026-10' }], organization: 'db-c' }),
      ),
    ).toEqual(['participant-below-issuer']);
    expect(await rules(1, body({ targets: [{ ...attendance, atLeast: null }] }))).toEqual([
      'target-has-bound',
    ]);
    expect(await rules(1, body({ targets: [{ ...attendance, outOf: null }] }))).toEqual(['target-out-of']);
    expect(await rules(1, body({ basis: [] }))).toEqual(['at-least']);
    expect(await world.registry.programmes()).toEqual([]);
    await put(1, body());
    expect(await rules(1, body({ thematic: false }))).toEqual(['revision-next']);
    expect(await rules(2, body({ organization: 'db-c', participants: [] }))).toEqual(['issuer-stays']);
  });

  it('is 404 for organizations that are not the caller’s, and for a programme of somebody else', async () => {
    expect((await put(1, body({ participants: [{ organization: 'cs-f', from: '2026-10' }] }))).status).toBe(
      404,
    );
    expect((await put(1, body({ organization: PROVINCE }))).status).toBe(404);
    const other = await world.grant('rule-maker', 'huyen-e');
    await put(1, body());
    const mine = { organization: 'huyen-e', participants: [{ organization: 'cs-f', from: '2026-10' }] };
    expect((await put(2, body(mine), other)).status).toBe(404);
    expect((await put(1, body(), other)).status).toBe(404);
  });
});

describe('an organization that moves away from the issuer', () => {
  const DAY = { week: 2, weekday: 2 };
  const asked = (dueAt: string, dayRule: typeof DAY | null) => ({
    ...{ programmes: dayRule === null ? [] : ['chi-thi-47'], dayRule, dueAt, thematicOwed: false },
  });
  const move = (organization: 'cs-d' | 'cb-1', parent: string, from: string) =>
    enterVersion(world.registry, {
      ...version(organization, organization === 'cs-d' ? 'base-cell' : 'cell', parent, 'monthly'),
      from,
    });
  const row = (organization: string, month: string) => world.registry.planRow(organization, month);
  const participants = ['db-c', 'cs-d'].map((organization) => ({ organization, from: '2026-10' }));

  it('is bound until it goes, and again once it is back', async () => {
    await put(1, body({ dueDay: 5, participants }));
    await move('cs-d', 'huyen-e', '2026-12');
    await move('cs-d', 'huyen-b', '2027-01');
    for (const month of ['2026-11', '2026-12', '2027-01']) await world.open(month);
    expect(await row('cs-d', '2026-11')).toMatchObject(asked('2026-12-05T17:00:00.000Z', DAY));
    expect(await row('cs-d', '2026-12')).toMatchObject(asked(defaultDueAt('2026-12'), null));
    expect(await row('cs-d', '2027-01')).toMatchObject(asked('2027-02-05T17:00:00.000Z', DAY));
    expect(await row('cb-1', '2026-12')).toMatchObject({ programmes: ['chi-thi-47'], thematicOwed: true });
  });

  it('leaves a month that is open unbound, its due date and closed months as they were', async () => {
    await put(1, body({ dueDay: 5, participants }));
    await world.open('2026-11');
    await world.period({ status: 'closed' });
    const sealed = await planned('cs-d');
    await move('cs-d', 'huyen-e', '2026-11');
    await follow('cs-d');
    expect(await row('cs-d', '2026-11')).toMatchObject(asked('2026-12-05T17:00:00.000Z', null));
    expect(await planned('cs-d')).toEqual(sealed);
  });

  it('counts in the progress of those months alone in which it was bound', async () => {
    const progress = createProgress(world);
    await put(1, body({ participants }));
    await move('cs-d', 'huyen-e', '2026-12');
    await world.open('2026-12');
    const taking = async (organization: string, period: string) => {
      const subject = await world.grant('analyst', PROVINCE);
      const url = `/organizations/${organization}/programmes/chi-thi-47/progress?period=${period}`;
      return (await call(progress, 'GET', url, { subject })).body.participants;
    };
    await follow('huyen-b');
    expect(await taking('huyen-b', '2026-10')).toEqual(['cs-d', 'db-c']);
    expect(await taking(PROVINCE, '2026-12')).toEqual(['db-c']);
    expect(await taking('huyen-e', '2026-12')).toBeUndefined();
  });

  it('from under a participant is bound as little, and may not be named again', async () => {
    await put(1, body({ participants }));
    await move('cb-1', 'huyen-e', '2026-11');
    await move('cs-d', 'huyen-e', '2026-11');
    await world.open('2026-11');
    expect(await row('cb-1', '2026-11')).toMatchObject({ programmes: [], dayRule: null });
    expect(await row('cb-2', '2026-11')).toMatchObject({ programmes: ['chi-thi-47'] });
    expect((await put(2, body({ from: '2026-11', participants }))).status).toBe(404);
    const above = await world.grant('rule-maker', PROVINCE);
    const refused = await put(2, body({ from: '2026-11', participants }), above);
    expect(refused.body.errors).toMatchObject([{ rule: 'participant-below-issuer' }]);
  });
});

describe('who may see a programme', () => {
  it('sees of those who take part the own ones and those above, and all of them from the issuer upwards', async () => {
    const part = (organization: string) => ({ organization, part: null, from: '2026-10', until: null });
    const participants = [part('db-c'), part('cs-d')];
    const published = await put(1, body({ participants }));
    const seen = async (role: 'secretary' | 'officer' | 'analyst', place: string) => {
      const { body: shown } = await get(await world.grant(role, place));
      expect({ ...shown, participants }).toEqual(published.body);
      return shown.participants.map(({ organization }: { organization: string }) => organization);
    };
    expect(await seen('secretary', 'cb-1')).toEqual(['db-c']);
    expect(await seen('officer', 'db-c')).toEqual(['db-c']);
    expect(await seen('secretary', 'cs-d')).toEqual(['cs-d']);
    expect(await seen('officer', 'huyen-b')).toEqual(['db-c', 'cs-d']);
    expect(await seen('analyst', PROVINCE)).toEqual(['db-c', 'cs-d']);
  });

  it('is whom it binds, and who stands above the issuer', async () => {
    await put(1, body());
    const seen = async (role: 'secretary' | 'analyst', place: string) => {
      const subject = await world.grant(role, place);
      const list = await call(programmes, 'GET', '/programmes', { subject });
      const ids = list.body.items.map(({ id }: { id: string }) => id);
      return [(await get(subject)).status, ids];
    };
    expect(await seen('secretary', 'cb-1')).toEqual([200, ['chi-thi-47']]);
    expect(await seen('analyst', PROVINCE)).toEqual([200, ['chi-thi-47']]);
    expect(await seen('analyst', 'huyen-e')).toEqual([404, []]);
    expect((await get('nobody')).status).toBe(404);
    expect((await get(ruleMaker, 2)).status).toBe(404);
  });
});
