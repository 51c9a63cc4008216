/** October beside September, after a merger and after a split in October. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createHandler as createRoster } from '../../functions/keep-roster/handler.ts';
import { createHandler } from '../../functions/read-scorecards/handler.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { type ApiWorld, apiWorld, call, PROVINCE, version } from '../support/api-world.ts';
import { enterVersion } from '../support/audited.ts';
import { halfEven } from '../support/half-even.ts';
import { meetingRevision } from '../support/records.ts';

let world: ApiWorld;
let registrar: string;
let analyst: string;

beforeEach(async () => {
  world = await apiWorld();
  registrar = await world.grant('registrar', PROVINCE);
  analyst = await world.grant('analyst', PROVINCE);
  await world.open('2026-09');
  for (const organization of ['cb-1', 'cs-d'])
    await world.events.append(
      meetingRevision({
        organization,
        month: '2026-09',
        recordedAt: '2026-09-14T02:00:00.000Z',
      }),
    );
});

async function order(kind: 'closures' | 'openings', body: Record<string, unknown>) {
  const handler = createRoster({ ...world, ...world.planning });
  const request = { subject: registrar, body: { ...body, reason: 'Sắp xếp' } };
  expect((await call(handler, 'POST', `/organizations/${PROVINCE}/${kind}`, request)).status).toBe(200);
  await world.fold('2026-09', '2026-10');
}
const compare = async (organization: string, query = '', subject = analyst) =>
  call(createHandler(world), 'GET', `/organizations/${organization}/scorecards/2026-10/comparison${query}`, {
    subject,
  });
const card = async (organization: string) =>
  (
    await call(createHandler(world), 'GET', `/organizations/${organization}/scorecards/2026-09`, {
      subject: analyst,
    })
  ).body;

const merger = () =>
  order('closures', { closures: [{ organization: 'cs-d', from: '2026-10', successor: 'cb-1' }] });

describe('a comparison with the period before', () => {
  it('sums over whoever was merged into it', async () => {
    await merger();
    const { status, body } = await compare('cb-1');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      organization: 'cb-1',
      current: { period: '2026-10', measures: { expected: 1, reported: 0 } },
      earlier: {
        period: '2026-09',
        organizations: [
          { organization: 'cb-1', shared: false },
          { organization: 'cs-d', shared: false },
        ],
      },
      missing: [],
    });
    const [own, taken] = [await card('cb-1'), await card('cs-d')];
    for (const measure of ['expected', 'reported', 'membersPresent', 'pointsSum', 'percentSum', 'revisions'])
      expect(body.earlier.measures[measure], measure).toBe(own.measures[measure] + taken.measures[measure]);
    expect(body.earlier.measures.expected).toBe(2);
    const { percentSum, graded } = body.earlier.measures;
    expect(body.earlier).toMatchObject({
      percentOfFull: graded === 0 ? null : halfEven(percentSum, graded),
      mixedSheets: false,
    });
  });

  it('sums over a committee and the one whose cells it took over, by quarter and by year too', async () => {
    await enterVersion(world.registry, version('db-g', 'base-committee', 'huyen-b'));
    await enterVersion(world.registry, version('cb-g', 'cell', 'db-g', 'monthly'));
    await planSubtree(world.planning, PROVINCE, '2026-09');
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.events.append(meetingRevision({ organization: 'cb-g', month: '2026-09' }));
    await world.fold('2026-09', '2026-10');
    const before = await Promise.all(['db-g', 'db-c'].map(card));
    await order('closures', {
      closures: [{ organization: 'db-c', from: '2026-10', successor: 'db-g' }],
      moves: ['cb-1', 'cb-2', 'cb-3'].map((organization) => ({
        ...{ organization, parent: 'db-g', from: '2026-10' },
      })),
    });
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.fold('2026-09', '2026-10');
    const compared = async (period: string) =>
      (
        await call(createHandler(world), 'GET', `/organizations/db-g/scorecards/${period}/comparison`, {
          subject: analyst,
        })
      ).body;
    // September is the one month before October, and the whole of the third quarter.
    for (const period of ['2026-10', '2026-Q4']) {
      const { current, earlier, missing } = await compared(period);
      expect(earlier.organizations.map(({ organization }: never) => organization)).toEqual(['db-c', 'db-g']);
      for (const measure of ['expected', 'reported', 'membersPresent', 'pointsSum', 'revisions'])
        expect(earlier.measures[measure], `${measure} before ${period}`).toBe(
          before.reduce((sum, { measures }) => sum + measures[measure], 0),
        );
      expect([earlier.measures.reported, missing]).toEqual([2, []]);
      expect(current.measures.expected).toBe(2);
    }
    // What is merged in October owes nothing twice, and its own past stays its own.
    expect(await Promise.all(['db-g', 'db-c'].map(card))).toEqual(before);
  });

  it.each([
    ['a sub-committee dissolved into its own committee', 'sc-h', 'db-c', 3],
    ['a cell dissolved into its own committee', 'cb-1', 'db-c', 3],
    ['a committee dissolved into its own cell', 'db-h', 'cb-h', 1],
  ])('counts nobody twice: %s', async (_, organization, successor, expected) => {
    await enterVersion(world.registry, version('sc-h', 'sub-committee', 'db-c'));
    await enterVersion(world.registry, version('cb-s', 'cell', 'sc-h', 'monthly'));
    await enterVersion(world.registry, version('db-h', 'base-committee', 'huyen-b'));
    await enterVersion(world.registry, version('cb-h', 'cell', 'db-h', 'monthly'));
    await planSubtree(world.planning, PROVINCE, '2026-09');
    const moves = { 'sc-h': [['cb-s', 'db-c']], 'db-h': [['cb-h', 'huyen-b']] }[organization] ?? [];
    await order('closures', {
      closures: [{ organization, from: '2026-10', successor }],
      moves: moves.map(([id, parent]) => ({ organization: id, parent, from: '2026-10' })),
    });
    await planSubtree(world.planning, PROVINCE, '2026-10');
    await world.fold('2026-09', '2026-10');
    const { earlier, missing } = (await compare(successor)).body;
    const top = successor === 'cb-h' ? 'db-h' : successor;
    expect(earlier.organizations).toEqual([{ organization: top, shared: false }]);
    expect([earlier.measures.expected, missing]).toEqual([expected, []]);
    expect(earlier.measures).toEqual((await card(top)).measures);
    // Its own secretary, to whom the committee is not there, sees the cell’s own.
    if (successor !== 'cb-h') return;
    const secretary = await world.grant('secretary', successor);
    expect((await compare(successor, '', secretary)).body).toMatchObject({
      earlier: { organizations: [{ organization: 'cb-h', shared: false }] },
      missing: ['db-h'],
    });
  });

  it('counts who joins within the quarter or the year in it up to then, as it counts in the one before', async () => {
    await world.open('2026-11');
    const handler = createRoster({ ...world, ...world.planning });
    const joins = { organization: 'cs-d', from: '2026-11', successor: 'cb-1' };
    const ordered = { subject: registrar, body: { closures: [joins], reason: 'Sáp nhập' } };
    expect((await call(handler, 'POST', `/organizations/${PROVINCE}/closures`, ordered)).status).toBe(200);
    await world.fold('2026-09', '2026-10', '2026-11');
    const inPeriod = async (period: string, subject = analyst) =>
      (
        await call(createHandler(world), 'GET', `/organizations/cb-1/scorecards/${period}/comparison`, {
          subject,
        })
      ).body;
    const both = ['cb-1', 'cs-d'].map((organization) => ({ organization, shared: false }));
    const quarter = await inPeriod('2026-Q4');
    // Two in October, one from November on; two in September.
    expect(quarter).toMatchObject({
      current: { organizations: both, measures: { expected: 3 } },
      earlier: { organizations: both, measures: { expected: 2, reported: 2 } },
      missing: [],
    });
    expect(await inPeriod('2026')).toMatchObject({
      current: { organizations: both, measures: { expected: 5, reported: 2 } },
    });
    expect(await inPeriod('2026-11')).toMatchObject({
      current: { organizations: [both[0]], measures: { expected: 1 } },
      earlier: { organizations: both, measures: { expected: 2 } },
    });
    const secretary = await world.grant('secretary', 'cb-1');
    expect(await inPeriod('2026-Q4', secretary)).toMatchObject({
      current: { organizations: [both[0]], measures: { expected: 2 } },
      missing: ['cs-d'],
    });
  });

  it('shows both halves the whole of what was split, and says that it is shared', async () => {
    const half = (organization: string) => ({
      ...{ organization, name: organization, kind: 'cell', parent: 'db-c', meets: 'monthly' },
      ...{ unit: 'residential', predecessors: ['cb-1'], from: '2026-10' },
    });
    await order('openings', {
      openings: [half('cb-1a'), half('cb-1b')],
      closures: [{ organization: 'cb-1', from: '2026-10' }],
    });
    const whole = await card('cb-1');
    for (const id of ['cb-1a', 'cb-1b']) {
      const { earlier, missing } = (await compare(id)).body;
      expect(earlier.organizations).toEqual([{ organization: 'cb-1', shared: true }]);
      expect(earlier.measures).toEqual(whole.measures);
      expect(missing).toEqual([]);
    }
  });

  it('is whole again once what was split off has taken in the rest', async () => {
    await world.open('2026-11');
    const part = {
      ...{ organization: 'cb-n', name: 'Chi bộ Nà Nghè', kind: 'cell', parent: 'db-c', meets: 'monthly' },
      ...{ unit: 'residential', predecessors: ['cb-1'], from: '2026-10' },
    };
    await order('openings', { openings: [part] });
    const back = { closures: [{ organization: 'cb-1', from: '2026-11', successor: 'cb-n' }] };
    await order('closures', back);
    const versions = async () => (await world.registry.organization('cb-n'))?.versions;
    expect((await versions())?.map(({ from }) => from)).toEqual(['2026-10', '2026-11']);
    await order('closures', back);
    expect((await versions())?.map(({ revision }) => revision)).toEqual([1, 1]);
    await world.fold('2026-09', '2026-10', '2026-11');
    const compared = async (period: string) =>
      (
        await call(createHandler(world), 'GET', `/organizations/cb-n/scorecards/${period}/comparison`, {
          subject: analyst,
        })
      ).body;
    const both = ['cb-1', 'cb-n'].map((organization) => ({ organization, shared: false }));
    expect(await compared('2026-11')).toMatchObject({
      earlier: { organizations: both, measures: { expected: 2 } },
      missing: [],
    });
    // September and October of the one, October and November of the other.
    expect(await compared('2026')).toMatchObject({
      current: { organizations: both, measures: { expected: 4 } },
    });
  });

  it('is null where nothing was there, as in the year before the roll-out', async () => {
    await world.fold('2026-09', '2026-10');
    expect((await compare('cb-1', '?with=last-year')).body).toMatchObject({ earlier: null, missing: [] });
    expect((await compare('cb-1', '?with=never')).status).toBe(422);
  });

  it('leaves out, and names, a predecessor that is not the caller’s, as one that is not there', async () => {
    await order('closures', { closures: [{ organization: 'cs-f', from: '2026-10', successor: 'cb-1' }] });
    const asked = async (role: Role, organization: string) =>
      (await compare('cb-1', '', await world.grant(role, organization))).body;
    expect(await asked('officer', 'huyen-b')).toMatchObject({
      earlier: { organizations: [{ organization: 'cb-1' }], measures: { expected: 1 } },
      missing: ['cs-f'],
    });
    expect(await asked('officer', PROVINCE)).toMatchObject({
      earlier: { measures: { expected: 2 } },
      missing: [],
    });
    expect((await compare('cb-1', '', await world.grant('officer', 'huyen-e'))).status).toBe(404);
  });
});
