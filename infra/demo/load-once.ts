/**
 * Loads what a data folder does not hold yet, part by part, and remembers in the folder what was loaded to its end:
 * a start that was cut off goes on where it stopped.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { orderExports, periodsOf } from './acceptance.ts';
import type { LoadDeps } from './actors.ts';
import type { DataSet } from './data-set.ts';
import { loadFirst, loadRest, partsOf, provinceCaughtUp } from './load.ts';
import type { DownloadedExport } from './order-export.ts';
import { SEED_IDS, type SeedId } from './seed.ts';

export type LoadOnceDeps = LoadDeps & {
  readonly dataDir: string;
  /** Waits until nothing is on its way in the stack. */
  readonly drained: () => Promise<void>;
};

const markerSchema = z.object({
  seeds: z.array(z.enum(SEED_IDS)),
  exports: z.array(
    z.object({
      exportId: z.string(),
      period: z.string(),
      directory: z.string(),
      files: z.array(z.string()),
    }),
  ),
});

/** The folder holds another demo than the one that was asked for. */
export class AnotherDemoError extends Error {
  override readonly name = 'AnotherDemoError';
  readonly there: readonly SeedId[];

  constructor(there: readonly SeedId[]) {
    super(`The demo loaded here is ${there.join(', ')}.`);
    this.there = there;
  }
}

type Exports = readonly DownloadedExport[];

async function remembered(file: string, seeds: readonly SeedId[]): Promise<Exports | null> {
  if (!existsSync(file)) return null;
  const marker = markerSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  if (marker.seeds.join() !== seeds.join()) throw new AnotherDemoError(marker.seeds);
  return marker.exports;
}

/**
 * What `npm start` waits for; exports of it.
 * @throws AnotherDemoError
 */
export async function loadFirstPart(deps: LoadOnceDeps, data: DataSet): Promise<Exports> {
  const { as, progress, dataDir } = deps;
  const [file, seeds] = [join(dataDir, 'demo.json'), data.seeds.map(({ id }) => id)];
  const loaded = await remembered(file, seeds);
  if (loaded !== null) {
    progress({
      vi: 'Dữ liệu mẫu đã nạp sẵn; npm start -- --reset để nạp lại từ đầu',
      en: 'the demo is loaded already; --reset begins afresh',
    });
    return loaded;
  }
  const { first, enteredFirst } = partsOf(data);
  await loadFirst(deps, data);
  await provinceCaughtUp(as('analyst'), { reported: first, entered: enteredFirst });
  progress({
    vi: 'Số liệu của tỉnh đã tính đủ mọi bản ghi đã nhận',
    en: 'the province’s scorecard counts every accepted record',
  });
  const exports = await orderExports(as('analyst'), periodsOf(first), join(dataDir, 'downloads'));
  progress({
    vi: 'Đã xuất tệp số liệu của tỉnh, tải về và đối chiếu với bản kê',
    en: 'an export of the province is published, downloaded and held against its manifest',
  });
  await writeFile(file, `${JSON.stringify({ seeds, exports })}\n`);
  return exports;
}

/** Goes on behind a system that is ready: the other districts, one of them with a whole year. Null where there are none. */
export async function loadSecondPart(deps: LoadOnceDeps, data: DataSet): Promise<Exports | null> {
  const { as, progress, dataDir } = deps;
  const { rest } = partsOf(data);
  if (rest.length === 0) return null;
  const [file, seeds] = [join(dataDir, 'demo-rest.json'), data.seeds.map(({ id }) => id)];
  const loaded = await remembered(file, seeds);
  if (loaded !== null) return loaded;
  const names = rest.map(({ id }) => id).join(', ');
  progress({ vi: `Nạp tiếp trong khi hệ thống đã chạy: ${names}`, en: 'going on behind the running system' });
  await loadRest(deps, data);
  await provinceCaughtUp(as('analyst'), { reported: data.seeds, entered: data.seeds });
  await deps.drained();
  progress({
    vi: 'Đã nạp xong cả năm chương trình; không còn gì đang tính',
    en: 'all five programmes are loaded and nothing is on its way any more',
  });
  const exports = await orderExports(as('analyst'), periodsOf(data.seeds), join(dataDir, 'downloads'));
  await writeFile(file, `${JSON.stringify({ seeds, exports })}\n`);
  return exports;
}
