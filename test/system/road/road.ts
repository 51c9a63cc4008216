/** The system that the road runs on, all that clients were answered on the way, and what every step looks at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { expect } from 'vitest';
import type { LocalStack } from '../../../infra/local/stack.ts';
import { stages } from '../../../infra/stages.ts';
import { type Client, createClient } from '../../../shared/contracts/client.ts';
import * as routes from '../../../shared/contracts/routes.ts';
import type { Month } from '../../../shared/domain/period.ts';
import { onceARun } from '../../support/once-a-run.ts';
import { recount } from '../../support/recount.ts';
import { startStackOn, tokenFor } from '../../support/stack-on.ts';
import { binhThuanInWords } from '../binh-thuan-in-words.ts';
import { Acknowledged, type Meeting } from '../clients.ts';
import { MONTH, meetingCells, plansOf, tree } from '../province.ts';
import { meetingEvents, Told } from '../told.ts';

/** Subjects that submit, and that inspect. */
export const CLIENTS = ['client-0', 'client-1', 'client-2', 'client-3'] as const;
export const OFFICERS = ['officer-0', 'officer-1'] as const;

export const functionName = (name: string): string => `nennep-local-${name}`;

export class Road {
  readonly acknowledged = new Acknowledged();
  readonly told = new Told();
  /** The same choices with the same seed; their interleaving is the machine's own. */
  readonly seed: number;
  #directory = '';
  #assemblyDir = '';
  #stack: LocalStack | null = null;

  constructor(seed: number) {
    this.seed = seed;
  }

  get directory(): string {
    return this.#directory;
  }

  get stack(): LocalStack {
    if (this.#stack === null) throw new TypeError('The road has not begun.');
    return this.#stack;
  }

  async begin(): Promise<void> {
    this.#directory = await mkdtemp(join(tmpdir(), 'road-'));
    this.#assemblyDir = await onceARun('assembly');
    await this.#startOn('2026-11-05');
  }

  /** Stops the system and starts it on another day, over the same data. */
  async restartOn(today: string): Promise<void> {
    await this.stack.stop();
    await this.#startOn(today);
  }

  async end(): Promise<void> {
    await this.#stack?.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  readonly as = async (subject: string): Promise<Client> =>
    createClient({ baseUrl: this.stack.baseUrl, token: await tokenFor(this.stack, subject) });

  readonly registrar = (): Promise<Client> => this.as(stages.local.firstRegistrar);

  /** All stored revisions, as the API tells them. */
  readonly storedRevisions = async (): Promise<Meeting[]> => {
    const client = await this.as(CLIENTS[0]);
    const ofCell = async (organization: string): Promise<Meeting[]> => {
      const params = { organization, period: MONTH };
      const { items } = await client.need(routes.listMeetings, { params, query: { limit: '100' } });
      const lists = items.map(({ key }) =>
        client.need(routes.listMeetingRevisions, { params: { ...params, key }, query: { limit: '100' } }),
      );
      const revisions = await Promise.all(lists);
      for (const list of revisions) expect(list.next, 'more revisions than one page').toBeNull();
      return revisions.flatMap((list) => list.items);
    };
    return (await pMap(meetingCells, ofCell, { concurrency: 8 })).flat();
  };

  /** Holds every organization's scorecard of a month against the recount of all that was told up to it. */
  readonly expectFigures = async (
    stored: readonly Meeting[],
    duePassed: boolean,
    month: Month = MONTH,
  ): Promise<void> => {
    const analyst = await this.as('analyst-0');
    const events = [...stored.flatMap(meetingEvents), ...this.told.events];
    const plans = [...(month === MONTH ? [] : plansOf(MONTH, true)), ...plansOf(month, duePassed)];
    const expected = recount(events, plans, binhThuanInWords);
    const cards = await pMap(
      tree,
      ({ id }) => analyst.need(routes.getScorecard, { params: { organization: id, period: month } }),
      { concurrency: 8 },
    );
    for (const card of cards) {
      const { points, grade, status, measures, parent } = card;
      const counted = expected.get(`${card.organization} ${month}`);
      expect({ id: card.organization, points, grade, status, measures, parent }).toEqual({
        id: card.organization,
        points: counted?.points,
        grade: counted?.grade,
        status: counted?.status,
        measures: counted?.measures,
        parent: counted?.parent,
      });
    }
  };

  async #startOn(today: string): Promise<void> {
    const [assemblyDir, dataDir] = [this.#assemblyDir, join(this.#directory, 'data')];
    this.#stack = await startStackOn(today, { assemblyDir, dataDir });
  }
}
