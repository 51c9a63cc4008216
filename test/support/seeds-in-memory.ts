/** Seed programmes loaded as `npm start` loads them, to the API's functions on the stores in memory: seconds, not minutes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSeeds, orderExports, periodsOf, type SeedCheck } from '../../infra/demo/acceptance.ts';
import type { Actor } from '../../infra/demo/actors.ts';
import type { DataSet } from '../../infra/demo/data-set.ts';
import { loadDemo, provinceCaughtUp } from '../../infra/demo/load.ts';
import type { DownloadedExport } from '../../infra/demo/order-export.ts';
import { PROVINCE, TODAY } from '../../infra/demo/seed.ts';
import { type Client, createClient } from '../../shared/contracts/client.ts';
import { FIRST_REGISTRAR } from './api-world.ts';
import { startMemoryApi } from './memory-api.ts';

export type LoadedSeeds = {
  readonly exports: readonly DownloadedExport[];
  readonly checks: readonly SeedCheck[];
  readonly as: (actor: Actor) => Client;
  readonly stop: () => Promise<void>;
};

export async function loadInMemory(data: DataSet): Promise<LoadedSeeds> {
  const directory = await mkdtemp(join(tmpdir(), 'seeds-'));
  const api = await startMemoryApi({
    province: PROVINCE,
    firstRegistrar: FIRST_REGISTRAR,
    now: `${TODAY}T02:00:00.000Z`,
  });
  const subjectOf = (actor: Actor) => (actor === 'registrar' ? FIRST_REGISTRAR : `demo-${actor}`);
  const as = (actor: Actor) => createClient({ baseUrl: api.baseUrl, token: subjectOf(actor) });
  const stop = async () => {
    api.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await loadDemo({ as, subjectOf, progress: () => undefined }, data);
    await api.fold(data.months);
    await provinceCaughtUp(as('analyst'), { reported: data.seeds, entered: data.seeds });
    const exports = await orderExports(as('analyst'), periodsOf(data.seeds), directory);
    return { exports, checks: await checkSeeds(as, data.seeds, exports), as, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
