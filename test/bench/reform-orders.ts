/** A reform ordered of a running stack in several orders, each tried out first, while functions at work are killed. */
import { setTimeout as pause } from 'node:timers/promises';
import { prefixOf, stages } from '../../infra/stages.ts';
import { dynamoRegistry } from '../../shared/adapters/dynamodb/registry.ts';
import type { Client } from '../../shared/contracts/client.ts';
import type { RestructuringAnswer } from '../../shared/contracts/restructuring.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { Restructuring } from '../../shared/domain/roster/restructuring.ts';
import { REFORM, type Reform, ROOT } from '../restructuring/reform-orders.ts';
import type { BenchStack } from './bench-stack.ts';

type Order = Pick<Restructuring, 'moves' | 'closures'>;

/** Ids begin with that of the district; the province's is none's. */
export const districtOf = (organization: OrganizationId): string => organization.split('-')[0] ?? '';

/** At most; of the first group, moves and closures are ordered one after the other. */
const GROUPS = 3;

function ordersOf({ gone, moves, closures }: Reform): Order[] {
  const size = Math.ceil(gone.length / GROUPS);
  return Array.from(
    { length: Math.ceil(gone.length / size) },
    (_, i) => new Set(gone.slice(i * size, (i + 1) * size)),
  ).flatMap((group, i) => {
    const within = ({ organization }: { organization: OrganizationId }) =>
      group.has(districtOf(organization));
    const order = { moves: moves.filter(within), closures: closures.filter(within) };
    return i === 0
      ? [
          { ...order, closures: [] },
          { ...order, moves: [] },
        ]
      : [order];
  });
}

/** @param page of a dry run: where it goes on */
function send(
  registrar: Client,
  { moves, closures }: Order,
  dryRun: boolean,
  page: { readonly cursor?: string } = {},
): Promise<RestructuringAnswer> {
  const frame = { params: { organization: ROOT }, query: page };
  const body = { moves: [...moves], reason: 'Bỏ cấp huyện', dryRun };
  return closures.length === 0
    ? registrar.need(routes.postMoves, { ...frame, body })
    : registrar.need(routes.postClosures, { ...frame, body: { ...body, closures: [...closures] } });
}

const nameOf = (name: string): string => `${prefixOf(stages.local)}-${name}`;
const statisticsOf = ({ stack }: BenchStack, name: string) => {
  const found = stack.functionStatistics().find((one) => one.name === nameOf(name));
  if (found === undefined) throw new Error(`There is no function ${name}.`);
  return found;
};

/** Milliseconds after an invocation has begun; some die with nothing done, some half-way. */
const KILLED_AFTER_MS = [0, 300, 1_000, 30, 100] as const;

/** Kills whoever plans, again and again, some invocations after the kill before. */
export class PlannerKiller {
  static readonly #PLANNER = 'plan-organizations';
  readonly #bench: BenchStack;
  readonly #gap: number;
  readonly #failedBefore: number;
  #stopped = false;

  /** @param gap invocations that go on in peace between two kills */
  constructor(bench: BenchStack, gap: number) {
    this.#bench = bench;
    this.#gap = gap;
    this.#failedBefore = statisticsOf(bench, PlannerKiller.#PLANNER).errors;
  }

  /** How many invocations failed since the beginning. */
  get failed(): number {
    return statisticsOf(this.#bench, PlannerKiller.#PLANNER).errors - this.#failedBefore;
  }

  get #invocations(): number {
    return statisticsOf(this.#bench, PlannerKiller.#PLANNER).invocations;
  }

  /** @param killed is called, and waited for, after each kill */
  async work(killed: () => Promise<void>): Promise<void> {
    let peaceUntil = this.#invocations;
    for (const after of KILLED_AFTER_MS) {
      while (!this.#stopped && this.#invocations <= peaceUntil) await pause(2);
      await pause(after);
      if (this.#stopped) return;
      this.#bench.stack.killFunction(nameOf(PlannerKiller.#PLANNER));
      peaceUntil = this.#invocations + this.#gap;
      await killed();
    }
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** Kills whoever carries out the order once its first move is in, which is not yet all of it, unless it is `over`. */
async function killWithinOrder(
  { stack, tables }: BenchStack,
  { moves }: Order,
  over: AbortSignal,
): Promise<void> {
  const registry = dynamoRegistry(tables.registry);
  const first = moves[0]?.organization ?? '';
  const isIn = async () => (await registry.organization(first))?.versions.some(({ from }) => from === REFORM);
  while (!over.aborted && !(await isIn())) await pause(2);
  if (!over.aborted) stack.killFunction(nameOf('keep-roster'));
}

export type Previewed = NonNullable<RestructuringAnswer['planRows']>['items'][number];

export type Ordered = {
  /** Of each order in turn. */
  readonly trySeconds: readonly number[];
  readonly orderSeconds: readonly number[];
  /** Orders that had to be sent again, since whoever carried them out was killed. */
  readonly ordersKilled: number;
  readonly previewed: readonly Previewed[];
};

/** @throws Error where an order writes another version than its trial said */
export async function orderReform(bench: BenchStack, reform: Reform): Promise<Ordered> {
  const registrar = await bench.as('registrar');
  const trySeconds: number[] = [];
  const orderSeconds: number[] = [];
  const previewed: Previewed[] = [];
  let ordersKilled = 0;
  const timed = async <Outcome>(seconds: number[], work: () => Promise<Outcome>) => {
    const begun = performance.now();
    const outcome = await work();
    seconds.push((performance.now() - begun) / 1_000);
    return outcome;
  };
  const orders = ordersOf(reform);
  for (const order of orders) {
    const tried = await timed(trySeconds, () => send(registrar, order, true));
    previewed.push(...(await everyPage(registrar, order, tried)));
    const failed = statisticsOf(bench, 'keep-roster').errors;
    const over = new AbortController();
    const killing = order === orders.at(-1) ? killWithinOrder(bench, order, over.signal) : null;
    const done = await timed(orderSeconds, () => send(registrar, order, false)).finally(() => over.abort());
    await killing;
    if (statisticsOf(bench, 'keep-roster').errors > failed) ordersKilled += 1;
    assertForetold(tried, done);
  }
  return { trySeconds, orderSeconds, ordersKilled, previewed };
}

/** @throws Error where the pages do not have as many rows as the first one promised */
async function everyPage(
  registrar: Client,
  order: Order,
  { planRows, next }: RestructuringAnswer,
): Promise<Previewed[]> {
  const rows = [...(planRows?.items ?? [])];
  for (let cursor = next; cursor !== null; ) {
    const page = await send(registrar, order, true, { cursor });
    rows.push(...(page.planRows?.items ?? []));
    cursor = page.next;
  }
  if (rows.length !== planRows?.total)
    throw new Error(`A trial has ${rows.length} rows in place of the ${planRows?.total} that it promised.`);
  return rows;
}

/** One that was cut off and sent again tells only of what was left. */
function assertForetold(tried: RestructuringAnswer, done: RestructuringAnswer): void {
  const told = new Set(tried.versions.map((one) => JSON.stringify(one)));
  const other = done.versions.find((one) => !told.has(JSON.stringify(one)));
  if (other !== undefined)
    throw new Error(`The order has written ${JSON.stringify(other)}, of which its trial said nothing.`);
}
