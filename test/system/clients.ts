/** Clients that submit, repeat, amend and withdraw at random, and remember every answer they got. */

import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import type { meeting } from '../../shared/contracts/meeting.ts';
import { deleteMeeting, getMeeting, postSubmissions, putMeeting } from '../../shared/contracts/routes.ts';
import { meetingRecord } from '../support/records.ts';
import type { SeededRandom } from '../support/seeded-random.ts';
import { CRITERIA } from './binh-thuan-in-words.ts';
import { MONTH, meetingCells } from './province.ts';

export type Meeting = z.output<typeof meeting>;

/** What was answered 2xx, by `organization key revision`. */
export class Acknowledged {
  readonly #seen = new Map<string, object | null>();

  /** @throws Error when one revision was answered with two different contents */
  add(answer: Pick<Meeting, 'organization' | 'key' | 'revision'> & Partial<Meeting>): void {
    const name = `${answer.organization} ${answer.key} ${answer.revision}`;
    // What the committee answers may come between, and shows on the record.
    const { review: _, ...said } = answer;
    const content = answer.recordedAt === undefined ? null : said;
    const before = this.#seen.get(name) ?? null;
    if (before !== null && content !== null && !isDeepStrictEqual(before, content))
      throw new Error(`${name} was answered twice, differently`);
    this.#seen.set(name, content ?? before);
  }

  get names(): readonly string[] {
    return [...this.#seen.keys()].sort();
  }
}

const KEYS = ['regular', 'regular', 'regular', 'thematic-2026-10-12', 'extraordinary-2026-10-20'] as const;

/** A whole sheet, a part of one, or none; in points. */
export function randomSheet(random: SeededRandom): Record<string, number> | null {
  if (random.chance(0.3)) return null;
  const whole = random.chance(0.7);
  const scored = CRITERIA.filter(() => whole || random.chance(0.5));
  return Object.fromEntries(scored.map(({ id, max }) => [id, random.int(max + 1) / 100]));
}

function randomBody(random: SeededRandom, key: string) {
  const present = 12 + random.int(10);
  const unexcused = random.int(Math.min(2, 21 - present) + 1);
  const unknown = random.chance(0.1);
  const record = meetingRecord({
    heldOn: key === 'regular' ? `2026-10-${String(1 + random.int(28)).padStart(2, '0')}` : key.slice(-10),
    startedAt: '19:30',
    endedAt: random.chance(0.25) ? '20:40' : '21:30',
    members: { present, absentUnexcused: unexcused, absentExcused: 21 - present - unexcused, working: 12 },
    discussion: { speakers: unknown ? null : random.int(present + 1), opinions: 12 },
    resolution: {
      votesFor: present,
      tasksAssigned: 5,
      tasksWithDeadline: 2 + random.int(4),
      workingAssigned: 12,
    },
    previousResolution: { tasks: 4, done: random.int(5) },
    minutesComplete: !random.chance(0.2),
    theme: key.startsWith('thematic') ? 'Chuyên đề' : null,
  });
  const { jointWith: _, selfScore: __, ...rest } = record;
  return { ...rest, selfScore: randomSheet(random) };
}

/** A plain good meeting, as a client sends it. */
export function plainBody(heldOn: string) {
  const { jointWith: _, selfScore: __, ...rest } = meetingRecord({ heldOn });
  return rest;
}

export type Actor = {
  readonly client: Client;
  readonly random: SeededRandom;
  readonly acknowledged: Acknowledged;
};

export const actor = (
  baseUrl: string,
  token: string,
  random: SeededRandom,
  acknowledged: Acknowledged,
): Actor => ({
  client: createClient({ baseUrl, token }),
  random,
  acknowledged,
});

/** One action: a submission, the same again, an amendment, a withdrawal, or several records at once. */
export async function actOnce({ client, random, acknowledged }: Actor): Promise<void> {
  const key = random.pick(KEYS);
  const params = { organization: random.pick(meetingCells), period: MONTH, key };
  const body = randomBody(random, key);
  const move = random.int(10);
  if (move < 5) {
    const answer = await client.call(putMeeting, { params, body });
    if (answer.ok) acknowledged.add(answer.body);
    // Sent again at once, as from a bad connection.
    const again = await client.call(putMeeting, { params, body });
    if (again.ok) acknowledged.add(again.body);
  } else if (move < 8) {
    const current = await client.call(getMeeting, { params });
    if (!current.ok || current.etag === null) return;
    const amend = { params, ifMatch: current.etag };
    const answer =
      move < 7
        ? await client.call(putMeeting, { ...amend, body: { ...body, reason: 'đính chính' } })
        : await client.call(deleteMeeting, { ...amend, body: { reason: 'nhầm kỳ' } });
    if (answer.ok) acknowledged.add(answer.body);
  } else {
    await submitMany(client, random, acknowledged);
  }
}

async function submitMany(client: Client, random: SeededRandom, acknowledged: Acknowledged): Promise<void> {
  const start = random.int(meetingCells.length);
  const records = meetingCells.slice(start, start + 6).map((organization) => ({
    organization,
    period: MONTH,
    key: 'regular',
    record: randomBody(random, 'regular'),
  }));
  const answer = await client.call(postSubmissions, { body: { records } });
  if (!answer.ok) return;
  for (const [i, result] of answer.body.results.entries()) {
    const organization = records[i]?.organization ?? '';
    if (result.etag !== undefined)
      acknowledged.add({ organization, key: 'regular', revision: Number(result.etag.slice(1, -1)) });
  }
}
