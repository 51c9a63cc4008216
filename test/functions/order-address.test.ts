/** What the organization in an order's address decides, and what it does not. October and November 2026 are open. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Month } from '../../shared/domain/period.ts';
import type { Kind, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import { planOpenMonths } from '../../shared/jobs/plan-organization.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';

let world: ApiWorld;
let ask: ReturnType<typeof apiFunctions>['ask'];

const stand = (
  id: string,
  kind: Kind,
  parent: string,
  from: Month,
  parts: Partial<OrganizationVersion> = {},
) =>
  enterVersion(world.registry, {
    ...version(id, kind, parent, kind === 'cell' ? 'monthly' : 'none'),
    ...{ from, ...parts },
  });

beforeEach(async () => {
  world = await apiWorld();
  ask = apiFunctions(world).ask;
  for (const place of ['huyen-b', PROVINCE]) await world.grant('registrar', place);
  await world.open('2026-11');
  await stand('db-k', 'base-committee', 'huyen-b', '2026-01');
});
const plan = () => planOpenMonths(world.planning, PROVINCE, '2026-10');

const order = async (kind: 'moves' | 'closures', top: string, lines: object, place: string) =>
  (
    await ask(kind === 'moves' ? 'postMoves' : 'postClosures', `/organizations/${top}/${kind}`, {
      subject: `registrar@${place}`,
      body: { reason: 'Sắp xếp', dryRun: true, ...lines },
    })
  ).status;

describe.each(['huyen-b', PROVINCE])('an order of the registrar of %s', (place) => {
  it('closes, and takes for a successor, who has left the address since, as all is the caller’s', async () => {
    await stand('cb-1', 'cell', 'db-k', '2026-11');
    await plan();
    for (const top of ['huyen-b', 'db-c'])
      for (const closure of [
        { organization: 'cb-1', from: '2026-10' },
        { organization: 'cb-2', from: '2026-10', successor: 'cb-1' },
      ])
        expect(await order('closures', top, { closures: [closure] }, place)).toBe(200);
  });

  it('moves below who leaves the address later, whatever is said of the moved one by then', async () => {
    await stand('sc-p', 'sub-committee', 'db-k', '2026-01');
    await stand('sc-p', 'sub-committee', 'huyen-b', '2026-11');
    await stand('cb-k', 'cell', 'db-k', '2026-01');
    await stand('cb-l', 'cell', 'db-k', '2026-01');
    await stand('cb-l', 'cell', 'db-k', '2026-11', { members: 30 });
    await plan();
    for (const organization of ['cb-k', 'cb-l']) {
      const moves = [{ organization, parent: 'sc-p', from: '2026-10' }];
      expect(await order('moves', 'db-k', { moves }, place)).toBe(200);
    }
    // In the month that is asked for the parent stands below the address.
    const moves = [{ organization: 'cb-k', parent: 'sc-p', from: '2026-11' }];
    expect(await order('moves', 'db-k', { moves }, place)).toBe(422);
  });

  it('takes the organization in the address for a successor', async () => {
    for (const top of ['db-c', 'huyen-b']) {
      const closures = [{ organization: 'cb-3', from: '2026-11', successor: top }];
      expect(await order('closures', top, { closures }, place)).toBe(200);
    }
  });
});

it('tells beforehand of nobody whom others bring there ahead, but to who has them', async () => {
  await stand('sc-x', 'sub-committee', 'db-c', '2026-01');
  await stand('cb-x', 'cell', 'sc-x', '2026-01');
  await stand('db-f', 'base-committee', 'huyen-e', '2026-01');
  await stand('cb-bimat', 'cell', 'db-f', '2026-01');
  await stand('db-f', 'base-committee', 'sc-x', '2026-12');
  await world.open('2026-12');
  await planOpenMonths(world.planning, PROVINCE, '2026-10');
  const told = async (place: string) => {
    const { body } = await ask('postMoves', '/organizations/huyen-b/moves', {
      subject: `registrar@${place}`,
      body: {
        ...{ reason: 'Sắp xếp', dryRun: true },
        moves: [{ organization: 'sc-x', parent: 'db-k', from: '2026-11' }],
      },
    });
    const rows = body.planRows.items.map(
      ({ organization, period }: { organization: string; period: string }) => `${period} ${organization}`,
    );
    expect(body.planRows.total).toBe(rows.length);
    return rows;
  };
  const own = ['2026-11 cb-x', '2026-11 sc-x', '2026-12 cb-x', '2026-12 sc-x'];
  expect(await told('huyen-b')).toEqual(own);
  expect(await told(PROVINCE)).toEqual([...own, '2026-12 cb-bimat', '2026-12 db-f'].sort());
});

it('tells by no number of faults whether a parent that is another’s is there, of who stays below the moved one', async () => {
  await plan();
  const told = async (parent: string) => {
    const { status, body } = await ask('postClosures', '/organizations/huyen-b/closures', {
      subject: 'registrar@huyen-b',
      body: {
        ...{ reason: 'Sắp xếp', dryRun: true },
        closures: [{ organization: 'cb-2', from: '2026-10', successor: 'cb-1' }],
        moves: [{ organization: 'db-c', parent, from: '2026-11' }],
      },
    });
    return [status, body.errors];
  };
  const nowhere = await told('khong-co');
  expect(nowhere[0]).toBe(422);
  for (const parent of ['huyen-e', 'cs-f', PROVINCE]) expect(await told(parent)).toEqual(nowhere);
});

it('changes no places by way of its other lines, in a month that is open', async () => {
  await stand('sc-h', 'sub-committee', 'db-k', '2026-01');
  await plan();
  const round = (from: Month) => ({
    moves: [
      { organization: 'sc-h', parent: 'huyen-b', from },
      { organization: 'db-c', parent: 'sc-h', from },
      { organization: 'db-k', parent: 'db-c', from },
    ],
  });
  expect(await order('moves', PROVINCE, round('2026-10'), PROVINCE)).toBe(422);
  expect(await order('moves', PROVINCE, round('2026-12'), PROVINCE)).toBe(200);
});

describe('a version', () => {
  const put = (
    id: string,
    kind: Kind,
    parent: string,
    parts: Partial<OrganizationVersion>,
    place: string,
  ) => {
    const { organization: _, revision: __, ...body } = version(id, kind, parent);
    return ask('putOrganization', `/organizations/${id}`, {
      subject: `registrar@${place}`,
      body: { ...body, ...parts },
    });
  };

  it('of the very organization of the registrar’s grant says all but its place', async () => {
    const of = (parent: string, parts: Partial<OrganizationVersion>) =>
      put('huyen-b', 'district', parent, { from: '2026-11', ...parts }, 'huyen-b');
    expect((await of(PROVINCE, { name: 'Đảng bộ huyện Bát Xát' })).status).toBe(201);
    expect((await of('huyen-e', {})).status).toBe(422);
    expect((await of(PROVINCE, { from: '2026-12', closed: true })).status).toBe(422);
  });

  it('comes below nobody whom an opened month has as a cell, whatever the roster calls it since', async () => {
    const turned = { meets: 'none', from: '2026-10' } as const;
    expect((await put('cb-1', 'sub-committee', 'db-c', turned, PROVINCE)).status).toBe(201);
    const refused = { status: 422, body: { errors: [{ pointer: '/parent', rule: 'parent-is-committee' }] } };
    const moved = (from: Month) => put('cs-f', 'base-cell', 'cb-1', { from, meets: 'monthly' }, PROVINCE);
    for (const from of ['2026-10', '2026-11']) expect(await moved(from)).toMatchObject(refused);
    const moves = (from: Month) => ({ moves: [{ organization: 'cs-f', parent: 'cb-1', from }] });
    expect(await order('moves', PROVINCE, moves('2026-11'), PROVINCE)).toBe(422);
    expect(await order('moves', PROVINCE, moves('2026-12'), PROVINCE)).toBe(200);
    expect((await moved('2026-12')).status).toBe(201);
    await world.open('2026-12');
    await world.fold('2026-10', '2026-11', '2026-12');
    const row = await world.registry.planRow('cs-f', '2026-12');
    expect([row?.parent, (await world.registry.planRow('cb-1', '2026-12'))?.kind]).toEqual([
      ...['cb-1', 'sub-committee'],
    ]);
  });

  it('stays a committee in the month that has it as one, for who stood below it', async () => {
    const moved = (organization: string, parent: string) =>
      ask('postMoves', `/organizations/${PROVINCE}/moves`, {
        subject: `registrar@${PROVINCE}`,
        body: { reason: 'Sắp xếp', moves: [{ organization, parent, from: '2026-10' }] },
      });
    for (const [id, parent] of [
      ['db-c', PROVINCE],
      ['db-k', PROVINCE],
      ['cs-d', 'db-c'],
    ] as const)
      expect((await moved(id, parent)).status).toBe(200);
    const below = { from: '2026-10', meets: 'monthly' } as const;
    expect(await put('huyen-b', 'cell', 'db-c', below, PROVINCE)).toMatchObject({
      ...{ status: 422, body: { errors: [{ rule: 'not-once-below' }] } },
    });
    expect((await put('huyen-b', 'cell', PROVINCE, below, PROVINCE)).status).toBe(201);
    expect((await moved('huyen-b', 'db-c')).status).toBe(422);
  });

  it('may rest on who will stand below it by the months of the next', async () => {
    await stand('sc-x', 'sub-committee', 'db-k', '2026-01');
    await stand('sc-p', 'sub-committee', 'db-k', '2026-01');
    await stand('sc-x', 'sub-committee', 'db-c', '2026-11');
    await stand('sc-p', 'sub-committee', 'sc-x', '2026-11');
    await plan();
    const moved = (from: Month) => put('sc-x', 'sub-committee', 'sc-p', { from }, PROVINCE);
    expect((await moved('2026-10')).status).toBe(201);
    expect((await moved('2026-11')).status).toBe(422);
  });

  it('that closes a committee names nobody for its sake who is the caller’s from then on alone', async () => {
    await stand('cs-f', 'base-cell', 'db-k', '2026-12');
    await plan();
    for (const from of ['2026-12', '2027-01']) {
      const closed = await put('db-k', 'base-committee', 'huyen-b', { from, closed: true }, 'huyen-b');
      expect(closed).toMatchObject({ status: 422, body: { errors: [{ rule: 'children-need-parent' }] } });
      expect(JSON.stringify(closed.body)).not.toContain('cs-f');
      expect(JSON.stringify(closed.body)).toContain('Hãy đề nghị cấp trên chung');
    }
  });

  it('that closes a committee names who came to stand below it later, and is the caller’s since', async () => {
    await stand('sc-k', 'sub-committee', 'db-c', '2026-01');
    await stand('cs-f', 'base-cell', 'sc-k', '2026-11');
    await plan();
    const closed = await put('sc-k', 'sub-committee', 'db-c', { from: '2026-10', closed: true }, 'huyen-b');
    expect(JSON.stringify(closed.body)).toContain('ví dụ cs-f');
  });
});
