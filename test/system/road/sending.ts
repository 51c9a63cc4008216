/** How the province, its records and everything besides come in. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import * as routes from '../../../shared/contracts/routes.ts';
import type { Role } from '../../../shared/domain/roster/access.ts';
import { SeededRandom } from '../../support/seeded-random.ts';
import { actOnce, actor } from '../clients.ts';
import { actAsOfficer } from '../officers.ts';
import { DUTIES, MONTH, organizationBody, PROVINCE, tree } from '../province.ts';
import { CLIENTS, functionName, OFFICERS, type Road } from './road.ts';

const ACTIONS_EACH = 45;
/** Inspections, remedies, reviews, plans and facts of each officer. */
const OFFICERS_ACTIONS = 60;
const CONSUMERS = ['score-organizations', 'roll-up', 'log-changes'] as const;

/** The province as a registrar enters it. */
export function entering(road: Road): void {
  const { as, registrar, expectFigures } = road;

  test('the roster, the grants and the period go in through the API', async () => {
    const client = await registrar();
    for (const node of tree)
      await client.need(routes.putOrganization, {
        params: { organization: node.id },
        body: organizationBody(node),
      });
    const give = (subject: string, ...roles: Role[]) =>
      client.need(routes.putGrants, {
        params: { subject },
        body: { grants: roles.map((role) => ({ organization: PROVINCE, role, from: '2026-01-01' })) },
      });
    for (const subject of CLIENTS) await give(subject, 'client');
    await give('analyst-0', 'analyst');
    for (const subject of OFFICERS) await give(subject, 'officer', 'client');
    await client.need(routes.postOpening, { params: { period: MONTH } });
    await expect
      .poll(async () => (await client.need(routes.getPeriod, { params: { period: MONTH } })).status, {
        timeout: 30_000,
      })
      .toBe('open');
    const officer = await as('officer-0');
    for (const { id, ...duty } of DUTIES)
      await officer.need(routes.putDuty, { params: { duty: id }, body: { ...duty, from: MONTH } });
    await road.stack.drained();
    await expectFigures([], false);
  });
}

/** Everybody at once, while what follows from their records is killed again and again. */
export function sending(road: Road): void {
  const { acknowledged, told, seed, as } = road;

  test('clients and officers send, repeat, amend and withdraw at once while consumers are killed', async () => {
    let done = false;
    const killer = async () => {
      const random = new SeededRandom(seed);
      let killed = 0;
      while (!done) {
        await pause(100 + random.int(300));
        killed += road.stack.killFunction(functionName(random.pick(CONSUMERS)));
      }
      return killed;
    };
    const play = async (subject: string, i: number) => {
      const token = await road.stack.issueToken({ subject, scopes: ['nennep/submit', 'nennep/read'] });
      const player = actor(road.stack.baseUrl, token, new SeededRandom(seed * 10 + i), acknowledged);
      for (let n = 0; n < ACTIONS_EACH; n += 1) await actOnce(player);
    };
    const inspect = async (subject: string, i: number) => {
      const random = new SeededRandom(seed * 10 + CLIENTS.length + i);
      const officer = { client: await as(subject), random, told };
      for (let n = 0; n < OFFICERS_ACTIONS; n += 1) await actAsOfficer(officer);
    };
    const killing = killer();
    await Promise.all([...CLIENTS.map(play), ...OFFICERS.map(inspect)]);
    done = true;
    expect(await killing).toBeGreaterThan(0);
    await road.stack.drained();
  }, 180_000);
}
