/** What opening a month, a submission and an officer's answers to it ask of DynamoDB, by function. */
import {
  type BenchAssembly,
  type BenchStack,
  enter,
  failuresFigure,
  openMonth,
  startMeteredStack,
} from './bench-stack.ts';
import { type Figure, table } from './figures.ts';
import { inspectOne, putRightOne, reviewOne } from './inspecting.ts';
import { add, Meter, NOTHING, type Use, type UseOf } from './meter.ts';
import { goingOn, say } from './progress.ts';
import { provinceOf } from './province.ts';
import type { Sizes } from './sizes.ts';
import { type Address, Supply, submitByHundreds, submitOne, submitSingly } from './submitting.ts';

/** Asked again and again while the opening goes on: how often is the clock's business. */
const WAITING = 'keep-periods';

const total = (some: readonly UseOf[]): Use => some.reduce<Use>(add, NOTHING);

/** One figure a function and one for all, each divided by `per`. */
export function useFigures(part: string, what: string, uses: readonly UseOf[], per: number): Figure[] {
  const figure = (name: string, use: Use): Figure => ({
    part,
    figure: `${what}: ${name}`,
    values: [
      { name: 'requests', value: use.requests / per },
      { name: 'of them sent again', value: use.repeats / per },
      { name: 'read units', value: use.readUnits / per },
      { name: 'write units', value: use.writeUnits / per },
    ],
  });
  const byCaller = [...Map.groupBy(uses, ({ caller }) => caller)].sort(([a], [b]) => a.localeCompare(b));
  return [figure('all', total(uses)), ...byCaller.map(([caller, some]) => figure(caller, total(some)))];
}

/** Every use divided by `per`, for whoever wants to know which request it is. */
export type Detail = UseOf & { readonly part: string; readonly what: string };

export type Counted = { readonly figures: readonly Figure[]; readonly details: readonly Detail[] };

export async function measureCapacity(
  assembly: BenchAssembly,
  cells: number,
  sizes: Pick<Sizes, 'alone' | 'burst'>,
): Promise<Counted> {
  const part = `${cells.toLocaleString('en')} cells`;
  const province = provinceOf(cells);
  const meter = new Meter();
  const bench = await startMeteredStack(assembly, meter);
  const figures: Figure[] = [];
  const details: Detail[] = [];

  /** Does the work, waits until nothing is on its way, and counts. */
  const count = async <T>(what: string, per: number, work: () => Promise<T>): Promise<T> => {
    meter.reset();
    const result = await goingOn(
      `${part}: ${what}`,
      () => `${total(meter.used()).requests} requests`,
      async () => {
        const done = await work();
        await bench.stack.drained();
        return done;
      },
    );
    const uses = meter.used().filter(({ caller }) => caller !== WAITING);
    const counted = useFigures(part, what, uses, per);
    figures.push(...counted);
    say(table(counted));
    details.push(...detailsOf(bench, uses, per).map((use) => ({ part, what, ...use })));
    return result;
  };

  try {
    await goingOn(
      `${part}: entering them`,
      () => 'not counted',
      () => enter(bench, province),
    );
    const organizations = province.organizations.length;
    const opened = await count('opening, an organization', organizations, () => openMonth(bench));
    figures.push({
      part,
      figure: `opening, ${organizations.toLocaleString('en')} organizations`,
      values: [
        { name: 's until open', value: opened.openMillis / 1_000 },
        { name: 's until every row stands', value: opened.settledMillis / 1_000 },
      ],
    });
    const client = await bench.as('submitter');
    const supply = new Supply(province.cells);
    const alone = supply.take(sizes.alone);
    const oneByOne = (what: string, send: (address: Address) => Promise<void>) =>
      count(`alone, ${what}`, sizes.alone, async () => {
        for (const address of alone) {
          await send(address);
          await bench.stack.drained();
        }
      });
    await oneByOne('a submission', (address) => submitOne(client, address));
    await oneByOne('an inspection', ({ organization }) => inspectOne(client, organization));
    await oneByOne('a remedy', ({ organization }) => putRightOne(client, organization));
    await oneByOne('a review', ({ organization }) => reviewOne(client, organization));
    const single = supply.take(sizes.burst);
    await count(`burst of ${sizes.burst} single, a submission`, sizes.burst, () =>
      submitSingly(client, single),
    );
    const many = supply.take(sizes.burst);
    await count(`burst of ${sizes.burst} by 100, a submission`, sizes.burst, () =>
      submitByHundreds(client, many),
    );
    figures.push(failuresFigure(part, bench));
    return { figures, details };
  } finally {
    await bench.stop();
  }
}

function detailsOf({ tables }: BenchStack, uses: readonly UseOf[], per: number): UseOf[] {
  const names = new Map(Object.entries(tables).map(([label, { name }]) => [name, label]));
  return uses.map(({ caller, table, operation, requests, repeats, readUnits, writeUnits }) => ({
    caller,
    table: names.get(table) ?? table,
    operation,
    requests: requests / per,
    repeats: repeats / per,
    readUnits: readUnits / per,
    writeUnits: writeUnits / per,
  }));
}
