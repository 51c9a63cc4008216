/**
 * What only the wire can carry, through the gateway of the local run to the functions: every answer names its rule,
 * and nothing is written.
 */
import pMap from 'p-map';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordToWire } from '../../shared/contracts/meeting.ts';
import { routes } from '../../shared/contracts/routes.ts';
import { routeKeyOf } from '../../shared/runtime/api-handler.ts';
import { type Gateway, gatewayOf, stopGateways } from '../infra/local/http-api-fixture.ts';
import { meetingRecord } from '../support/records.ts';
import { EVERYBODY, type HostileWorld, hostileWorld } from '../support/refusals.ts';
import { hostileRequests, onTheWire } from './hostile-requests.ts';

const MEETING = '/organizations/cb-1/periods/2026-10/meetings/regular';
/** As it is stored. */
const BODY = JSON.stringify(recordToWire(meetingRecord()));

let hostile: HostileWorld;
let gateway: Gateway;
let authorization: string;

beforeAll(async () => {
  hostile = await hostileWorld();
  const sketch = routes.map((route) => ({
    ...{ key: routeKeyOf(route), authorizer: route.scope !== null },
    scopes: route.scope === null ? [] : ['api/read'],
  }));
  gateway = await gatewayOf({ routes: sketch }, (event) => hostile.answer(Object(event)));
  const token = await gateway.issuer.issueToken({ subject: EVERYBODY, scopes: ['api/read'] });
  authorization = `Bearer ${token}`;
});

afterAll(stopGateways);

test('hostile requests are answered by a rule, and change nothing', async () => {
  const before = hostile.world.writes();
  const wrong = await pMap(
    hostileRequests(MEETING, BODY),
    async ([what, wire, status, rule]) => {
      const told = await onTheWire(gateway.url, { ...wire, headers: { authorization, ...wire.headers } });
      const isAsWanted = told.status === status && (rule === undefined || told.body.includes(`"${rule}"`));
      return isAsWanted ? [] : [`${what}: ${told.status} ${told.body.slice(0, 200)}`];
    },
    { concurrency: 8 },
  );
  expect(wrong.flat()).toEqual([]);
  expect(hostile.world.writes()).toBe(before);
});

test('a token that is none is 401, whatever it looks like', async () => {
  for (const token of ['', 'Bearer', 'Bearer x.y.z', `Bearer ${'a'.repeat(7_000)}`, `${authorization}x`])
    expect(
      await onTheWire(gateway.url, { method: 'GET', path: MEETING, headers: { authorization: token } }),
      token.slice(0, 20),
    ).toMatchObject({ status: 401 });
});
