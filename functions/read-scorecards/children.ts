/** The table of those below a committee: by organization a page costs what it holds, in any other order all are read. */
import pMap from 'p-map';
import type * as z from 'zod';
import type { childrenQuery, ScorecardAnswer } from '../../shared/contracts/scorecard.ts';
import { MEASURES, natureOf } from '../../shared/domain/criteria/measures.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { PlanRow } from '../../shared/domain/roster/plan.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { Scorecard } from '../../shared/domain/scorecards/scorecard-view.ts';
import type { ScorecardStore } from '../../shared/ports/scorecard-store.ts';
import { decodeCursor, encodeCursor, pageAfter } from '../../shared/runtime/cursor.ts';
import { isLive, type ScorecardDeps, sumUp, toWire } from './scorecards.ts';
import { ORDERS } from './sorting.ts';

export type ChildrenDeps = ScorecardDeps & {
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rowsBehind'>;
};

type Asked = z.output<typeof childrenQuery>;
type Page = { readonly items: ScorecardAnswer[]; readonly next: string | null };

const MONTHS_AT_ONCE = 12;
/** Rows read of a month in one go, where a filter lets few through. */
const MOST_ROWS = 400;

/**
 * A page of those that stood directly below in any planned month of the period.
 * @param plans the committee's own plan rows of the period, ascending
 * @throws Refusal 422 for a cursor of another order
 */
export async function childrenPage(
  deps: ChildrenDeps,
  plans: readonly PlanRow[],
  query: Asked,
): Promise<Page> {
  if (query.sort === 'organization') return pageByOrganization(deps, plans, query);
  const { positionOf, schema, compare } = ORDERS[query.sort];
  const partitions = await pMap(
    plans,
    ({ organization, month }) => deps.scorecards.partition(organization, month),
    { concurrency: MONTHS_AT_ONCE },
  );
  const cards = (await cardsOf(deps, plans, query, partitions.flat()))
    .filter((card) => isWanted(card, query))
    .sort((a, b) => compare(positionOf(a), positionOf(b)));
  return pageAfter(cards, positionOf, schema, query, compare);
}

async function pageByOrganization(
  deps: ChildrenDeps,
  plans: readonly PlanRow[],
  query: Asked,
): Promise<Page> {
  const { positionOf, schema } = ORDERS.organization;
  const [begin] = decodeCursor(query.cursor, schema) ?? [];
  const found: ScorecardAnswer[] = [];
  // One row tells that there is another page, one may be the committee's own.
  let most = query.limit + 2;
  for (let after = begin === undefined ? null : String(begin), more = true; more; ) {
    const batch = await rowsBehind(deps, plans, after, most);
    const cards = await cardsOf(deps, plans, query, batch.rows);
    found.push(...cards.filter((card) => isWanted(card, query)));
    ({ last: after, more } = batch);
    if (found.length > query.limit) break;
    most = Math.min(2 * most, MOST_ROWS);
  }
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return { items, next: found.length > items.length && last ? encodeCursor(positionOf(last)) : null };
}

/** Ascending. Where a month has more, nothing is known beyond the last row that was read of it. */
async function rowsBehind(
  { scorecards }: ChildrenDeps,
  plans: readonly PlanRow[],
  after: OrganizationId | null,
  limit: number,
): Promise<{
  readonly rows: readonly ScoreRow[];
  readonly last: OrganizationId | null;
  readonly more: boolean;
}> {
  const months = await pMap(
    plans,
    ({ organization, month }) => scorecards.rowsBehind(organization, month, { after, limit }),
    { concurrency: MONTHS_AT_ONCE },
  );
  const ends = months.flatMap((rows) => (rows.length < limit ? [] : rows.slice(-1)));
  const [last] = ends.map(({ organization }) => organization).sort();
  if (last === undefined) return { rows: months.flat(), last: after, more: false };
  return { rows: months.flat().filter(({ organization }) => organization <= last), last, more: true };
}

/**
 * The children's scorecards, ascending by organization, each over the months in which it stood here: so they add up
 * to what the committee itself shows.
 */
async function cardsOf(
  deps: ScorecardDeps,
  plans: readonly PlanRow[],
  { period }: Pick<Asked, 'period'>,
  rows: readonly ScoreRow[],
): Promise<ScorecardAnswer[]> {
  const lastMonth = plans.at(-1)?.month;
  const pathIn = new Map(plans.map(({ month, path }) => [month, path]));
  const children = rows.filter(isLive).filter(({ organization, parent }) => organization !== parent);
  const rowsByChild = Map.groupBy(children, ({ organization }) => organization);
  const cards = await Promise.all(
    [...rowsByChild].map(async ([child, months]) => {
      const last = months.at(-1);
      if (last === undefined) return [];
      const path = [...(pathIn.get(last.month) ?? []), child];
      const card = await sumUp(deps, period, months, last, path);
      return [toWire(last.month === lastMonth ? card : withoutStocks(card))];
    }),
  );
  return cards.flat().sort((a, b) => (a.organization < b.organization ? -1 : 1));
}

/** Stocks and year-to-date figures are the last month's, and in that one it stood elsewhere. */
const withoutStocks = (card: Scorecard): Scorecard => ({
  ...card,
  measures: {
    ...card.measures,
    ...Object.fromEntries(MEASURES.filter((name) => natureOf(name) !== 'flow').map((name) => [name, 0])),
  },
});

const isWanted = (card: ScorecardAnswer, { grade, status }: Pick<Asked, 'grade' | 'status'>): boolean =>
  (grade === undefined || grade.includes(gradeAskedFor(card))) &&
  (status === undefined || status.includes(card.status));

/** Under what a card is found: a grade over several sheets is none to be found by. */
const gradeAskedFor = ({ grade, mixedSheets }: ScorecardAnswer) =>
  grade === null ? 'none' : mixedSheets ? 'mixed' : grade;
