/** How long after its acknowledgement a submission is counted in the province's row. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../shared/contracts/client.ts';
import type { BenchStack } from './bench-stack.ts';
import { distribution, type Figure } from './figures.ts';
import type { Sizes } from './sizes.ts';
import { provinceCount, type Supply, submitOne } from './submitting.ts';

/** Between two looks at the province's row; the resolution of every lag. Under load a look costs others time. */
const LOOK_IDLE_MS = 5;
const LOOK_LOADED_MS = 20;

export async function measureLag(
  bench: BenchStack,
  client: Client,
  supply: Supply,
  sizes: Pick<Sizes, 'idle' | 'loadSeconds'>,
  /** Submissions a second. */
  load: number,
): Promise<Figure[]> {
  await bench.stack.drained();
  const idle = await idleLags(bench, client, supply, sizes.idle);
  const loaded = await loadedLags(bench, client, supply, { perSecond: load, seconds: sizes.loadSeconds });
  const figure = (name: string, lags: Lags): Figure => ({
    part: 'lag',
    figure: name,
    values: [
      ...distribution('ms from acknowledgement to the province', lags.toProvince),
      ...distribution('to the acknowledgement', lags.toAcknowledgement),
    ],
  });
  return [
    figure('idle: one after the other', idle),
    {
      ...figure('at half load, at even intervals', loaded),
      values: [
        ...figure('', loaded).values,
        { name: 'submissions a second', value: load, of: loaded.toProvince.length },
      ],
    },
  ];
}

/** Milliseconds; one each a submission. */
type Lags = { readonly toAcknowledgement: readonly number[]; readonly toProvince: readonly number[] };

async function idleLags(bench: BenchStack, client: Client, supply: Supply, count: number): Promise<Lags> {
  const countNow = provinceCount(bench);
  const lags = { toAcknowledgement: [] as number[], toProvince: [] as number[] };
  for (const address of supply.take(count)) {
    const before = await countNow();
    const begun = performance.now();
    await submitOne(client, address);
    const acknowledged = performance.now();
    while ((await countNow()) <= before) await pause(LOOK_IDLE_MS);
    lags.toAcknowledgement.push(acknowledged - begun);
    lags.toProvince.push(performance.now() - acknowledged);
    await bench.stack.drained();
  }
  return lags;
}

type Look = { readonly at: number; readonly count: number };

/**
 * Submissions at even intervals, whether or not earlier ones are answered. The lag of the k-th acknowledgement is the
 * time until the province counts k: figures are sums, so which record they count first cannot be seen, and the mean
 * is the same whichever it is.
 */
async function loadedLags(
  bench: BenchStack,
  client: Client,
  supply: Supply,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Lags> {
  const countNow = provinceCount(bench);
  const before = await countNow();
  const addresses = supply.take(Math.max(1, Math.floor(perSecond * seconds)));
  const looks: Look[] = [];
  const watch = async (): Promise<void> => {
    for (let count = 0; count < addresses.length; ) {
      count = (await countNow()) - before;
      looks.push({ at: performance.now(), count });
      await pause(LOOK_LOADED_MS);
    }
  };
  const watching = watch();
  const begun = performance.now();
  const sent = await Promise.all(
    addresses.map(async (address, i) => {
      await pause(Math.max(0, begun + (i * 1_000) / perSecond - performance.now()));
      const at = performance.now();
      await submitOne(client, address);
      return { at, acknowledged: performance.now() };
    }),
  );
  await watching;
  const acknowledged = sent.map((one) => one.acknowledged).sort((a, b) => a - b);
  return {
    toAcknowledgement: sent.map((one) => one.acknowledged - one.at),
    toProvince: acknowledged.map((at, i) => seenAt(looks, i + 1) - at).map((lag) => Math.max(0, lag)),
  };
}

/** When the province first counted `count`. */
function seenAt(looks: readonly Look[], count: number): number {
  const look = looks.find((one) => one.count >= count);
  if (look === undefined) throw new Error(`The province never counted ${count}.`);
  return look.at;
}
