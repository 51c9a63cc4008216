/** The table of `access-lines.ts`, tried on the handlers. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createMeetings } from '../../functions/read-meetings/handler.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { Log } from '../../shared/runtime/logger.ts';
import {
  accessLines,
  fillForAccess,
  type Line,
  mistakesOf,
  orderForAccess,
  RELATIONS,
  type Send,
} from '../support/access-lines.ts';
import { apiFunctions } from '../support/api-functions.ts';
import { type ApiWorld, apiWorld, call, version } from '../support/api-world.ts';
import { aNote, enterVersion } from '../support/audited.ts';
import { silent } from '../support/silent-log.ts';

let world: ApiWorld;
let lines: Readonly<Record<string, Line>>;
let send: Send;
/** What the last call's line in the log says of its reads for access. */
let accessReads: unknown;

const log: Log = {
  ...silent,
  info: (_message, ...[fields]) => {
    accessReads = typeof fields === 'object' && 'accessReads' in fields ? fields.accessReads : accessReads;
  },
};

beforeAll(async () => {
  world = await apiWorld();
  const { ask, publish } = apiFunctions(world, { log });
  send = (id, url, body, headers = {}) => {
    const request = { headers, ...(body === undefined ? {} : { body }) };
    return (subject) => ask(id, url, { ...request, subject });
  };
  await fillForAccess(send, world.grant);
  await world.fold('2026-10');
  const ordered = await orderForAccess(send, world.grant);
  await publish(ordered.exportId);
  lines = accessLines(send, ordered);
});

describe('access', () => {
  it('is said for every route with a token', () => {
    const withToken = routes.filter(({ scope }) => scope !== null).map(({ id }) => id);
    expect(Object.keys(lines).sort()).toEqual(withToken.sort());
  });

  it('follows role and place, and every no is the same 404', async () => {
    const wrong: string[] = [];
    for (const [id, line] of Object.entries(lines))
      wrong.push(...(await mistakesOf(id, line, RELATIONS[line.target] ?? {}, world.grant)));
    expect(wrong).toEqual([]);
  });

  it('ends with the grant', async () => {
    const get = lines.getMeeting?.send;
    const until = async (day: string) => {
      const grants = [{ organization: 'cb-1', role: 'officer', from: '2026-01-01', until: day }] as const;
      const { revision } = await world.registry.grants('temp');
      await world.registry.putGrants({ subject: 'temp', grants, revision: revision + 1 }, aNote());
      return (await get?.('temp'))?.status;
    };
    expect(await until('2026-11-05')).toBe(200);
    expect(await until('2026-11-04')).toBe(404);
  });

  it('compares whole ids: a grant on cb-1 is none on cb-10', async () => {
    await enterVersion(world.registry, version('cb-10', 'cell', 'db-c', 'monthly'));
    await world.open('2026-11');
    const subject = await world.grant('officer', 'cb-1', 'prefix');
    const read = createMeetings(world);
    const status = async (id: string) =>
      (await call(read, 'GET', `/organizations/${id}/periods/2026-11/meetings`, { subject })).status;
    expect([await status('cb-1'), await status('cb-10')]).toEqual([200, 404]);
  });
});

/** Programmes are seen from where the caller stands, which only the caller's grants tell: that is a second read. */
const SEEN_FROM_BELOW = ['getProgramme', 'listProgrammes'];

describe('the check of access', () => {
  it('takes one read, whoever asks, where organizations are planned', async () => {
    await world.open('2026-11');
    const most = new Map<string, number>();
    const counted = (id: string, { send: ask, ...line }: Line): Line => ({
      ...line,
      send: async (subject) => {
        accessReads = 'nothing said';
        const answer = await ask(subject);
        most.set(id, Math.max(most.get(id) ?? 0, Number(accessReads)));
        return answer;
      },
    });
    for (const [id, line] of Object.entries(lines))
      await mistakesOf(id, counted(id, line), RELATIONS[line.target] ?? {}, world.grant);
    const expected = Object.keys(lines).map((id) => [id, SEEN_FROM_BELOW.includes(id) ? 2 : 1] as const);
    expect(most).toEqual(new Map(expected));
  });
});
