/** Records to submit, each for an address of its own, and the ways to submit them. */
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { dynamoScorecardStore } from '../../shared/adapters/dynamodb/scorecard-store.ts';
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { fromArray } from '../../shared/domain/criteria/measures.ts';
import type { MeetingKey, MeetingRecord } from '../../shared/domain/events/meeting.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { TOP } from '../../shared/domain/scorecards/scorecard.ts';
import { meetingRecord } from '../support/records.ts';
import { SeededRandom } from '../support/seeded-random.ts';
import type { BenchStack } from './bench-stack.ts';
import { MONTH, PROVINCE } from './province.ts';
import { BATCH, BATCH_CLIENTS, CLIENTS } from './sizes.ts';

export type Address = { readonly organization: OrganizationId; readonly key: MeetingKey };

/** Days on which cells hold an extraordinary meeting too, once every regular one is handed in. */
const DAYS = Array.from({ length: 28 }, (_, i) => `${MONTH}-${String(i + 1).padStart(2, '0')}`);

/** The same random order of cells every time, regular meetings first. */
export class Supply {
  readonly #cells: readonly OrganizationId[];
  readonly #keys: readonly MeetingKey[] = ['regular', ...DAYS.map((day) => `extraordinary-${day}`)];
  #taken = 0;

  constructor(cells: readonly OrganizationId[]) {
    const random = new SeededRandom(20_261_005);
    this.#cells = cells
      .map((cell) => ({ cell, place: random.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ cell }) => cell);
  }

  /** How many addresses were handed out. */
  get taken(): number {
    return this.#taken;
  }

  /** @throws RangeError when every cell has met on every day */
  take(count: number): Address[] {
    return Array.from({ length: count }, () => {
      const organization = this.#cells[this.#taken % this.#cells.length];
      const key = this.#keys[Math.floor(this.#taken / this.#cells.length)];
      if (organization === undefined || key === undefined) throw new RangeError('No address is left.');
      this.#taken += 1;
      return { organization, key };
    });
  }
}

/** A meeting as a client sends it. */
function sent({ jointWith: _, selfScore: __, ...rest }: MeetingRecord) {
  return rest;
}

/** One with every fact known. */
const recordOf = (key: MeetingKey): MeetingRecord =>
  meetingRecord({ heldOn: key === 'regular' ? `${MONTH}-13` : key.slice(-10) });

export async function submitOne(client: Client, { organization, key }: Address): Promise<void> {
  await client.need(routes.putMeeting, {
    params: { organization, period: MONTH, key },
    body: sent(recordOf(key)),
  });
}

/** One request a record, from 32 clients. */
export async function submitSingly(client: Client, addresses: readonly Address[]): Promise<void> {
  await pMap(addresses, (address) => submitOne(client, address), { concurrency: CLIENTS });
}

export type Submission = Address & { readonly period: Month; readonly record: MeetingRecord };

const SENDINGS = 10;
const PAUSE_MS = 500;

/** Sends again what the system was too busy to take. @throws Error when a record is refused */
async function submitUntilAccepted(client: Client, records: readonly Submission[]): Promise<void> {
  for (let left = records, sending = 1; left.length > 0; sending += 1) {
    const items = left.map((one) => ({ ...one, record: sent(one.record) }));
    const { results } = await client.need(routes.postSubmissions, { body: { records: items } });
    // 200: the call was sent again, since the first answer did not come in time.
    const refused = results.find(({ status }) => status >= 300 && (status < 500 || sending === SENDINGS));
    if (refused !== undefined) throw new Error(`A record was answered ${JSON.stringify(refused)}`);
    left = left.filter((_, i) => (results[i]?.status ?? 500) >= 500);
    if (left.length > 0) await pause(PAUSE_MS * sending);
  }
}

/** A good meeting of each address, 100 a request. @throws Error when a record is refused */
export const submitByHundreds = (client: Client, addresses: readonly Address[]): Promise<void> =>
  submitRecords(
    client,
    addresses.map((address) => ({ ...address, period: MONTH, record: recordOf(address.key) })),
  );

/** 100 a request. @throws Error when a record is refused */
export async function submitRecords(client: Client, records: readonly Submission[]): Promise<void> {
  const calls = Array.from({ length: Math.ceil(records.length / BATCH) }, (_, i) =>
    records.slice(i * BATCH, (i + 1) * BATCH),
  );
  await pMap(calls, (part) => submitUntilAccepted(client, part), { concurrency: BATCH_CLIENTS });
}

/** How many accepted revisions the province's row counts at this moment. */
export function provinceCount({ tables }: BenchStack): () => Promise<number> {
  const store = dynamoScorecardStore(tables.scorecards);
  return async () => {
    const [row] = await store.rows([{ parent: TOP, month: MONTH, organization: PROVINCE }]);
    return row === undefined || row.tombstone ? 0 : (fromArray(row.measures).revisions ?? 0);
  };
}
