/** The change log, in the Registry table. */
import pMap from 'p-map';
import * as z from 'zod';
import { EVENT_TYPES } from '../../domain/events/event.ts';
import { type ChangeState, type Logged, subjectId } from '../../domain/log/change.ts';
import type { ChangeLog, LogPage } from '../../ports/change-log.ts';
import type { Table } from './client.ts';
import { count, instant, month, ordinal, organizationId } from './field-schemas.ts';
import { logFirstKey, loggedKey, logPageKey, logPagesFrom, logRangesBelow, logSettledKey } from './keys.ts';
import { pack, packed } from './packed.ts';
import { parseItem } from './parse.ts';
import {
  batchGet,
  type Condition,
  deleteItem,
  getItem,
  type Item,
  ifAbsent,
  putIf,
  queryAll,
  queryOrdered,
} from './requests.ts';

const state: z.ZodType<ChangeState> = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);
const path = z.array(organizationId).min(1);
const subject = {
  kind: z.enum([...EVENT_TYPES, 'scorecard', 'plan-row']),
  organization: organizationId,
  month,
  key: z.string(),
};

const storedPage = z.object({
  page: count,
  writtenAt: instant.exactOptional(),
  changes: packed(
    z.array(
      z.object({
        ...subject,
        revision: ordinal,
        at: instant,
        by: z.string().nullable(),
        path,
        state,
        from: state.nullable(),
        leftPath: path.nullable(),
        repeats: z.literal(true).exactOptional(),
      }),
    ),
  ),
});
const storedLogged = z.object({ ...subject, revision: ordinal, path, state, page: count });
const storedSettled = z.object({ through: ordinal });
const storedFirst = z.object({ page: ordinal });
const storedNumber = z.object({ page: count });

export const encodePage = ({ changes, ...page }: LogPage): Item => ({
  ...logPageKey(page.page),
  type: 'log-page',
  ...page,
  changes: pack(changes),
});
const decodePage = (item: Item): LogPage => parseItem('page of the change log', storedPage, item);
const decodeLogged = (item: Item): Logged => parseItem('last known change', storedLogged, item);

/** That there is none, or one whose number is lower. */
const ifLower = (name: 'page' | 'through', value: number): Condition => ({
  ConditionExpression: 'attribute_not_exists(pk) OR #number < :number',
  ExpressionAttributeNames: { '#number': name },
  ExpressionAttributeValues: { ':number': value },
});

const WRITES_AT_ONCE = 16;

export function dynamoChangeLog(table: Table): ChangeLog {
  return {
    async settled() {
      const item = await getItem(table, logSettledKey);
      return item === null ? 0 : parseItem('settled part of the change log', storedSettled, item).through;
    },
    async logged(subjects) {
      const items = (await batchGet(table, subjects.map(loggedKey))).map(decodeLogged);
      const found = new Map(items.map((item) => [subjectId(item), item]));
      return subjects.map((one) => found.get(subjectId(one)) ?? null);
    },
    append: (page) => putIf(table, encodePage(page), ifAbsent),
    async settle(known, through) {
      const keep = (logged: Logged) =>
        putIf(table, { ...loggedKey(logged), type: 'log-subject', ...logged }, ifLower('page', logged.page));
      await pMap(known, keep, { concurrency: WRITES_AT_ONCE });
      const settled = { ...logSettledKey, type: 'log-settled', through };
      await putIf(table, settled, ifLower('through', through));
    },
    async pages(first, most) {
      const found = (await queryOrdered(table, logPagesFrom(first), most)).map(decodePage);
      const gap = found.findIndex(({ page }, i) => page !== first + i);
      return gap === -1 ? found : found.slice(0, gap);
    },
    async first() {
      const item = await getItem(table, logFirstKey);
      return item === null ? 0 : parseItem('first page of the change log', storedFirst, item).page;
    },
    async forget(before) {
      if (before === 0) return 0;
      await putIf(table, { ...logFirstKey, type: 'log-first', page: before }, ifLower('page', before));
      let deleted = 0;
      for (const range of logRangesBelow(before)) {
        const numbers = (await queryAll(table, range)).map(
          (item) => parseItem('page of the change log', storedNumber, item).page,
        );
        const below = numbers.filter((page) => page < before);
        await pMap(below, (page) => deleteItem(table, logPageKey(page)), { concurrency: WRITES_AT_ONCE });
        deleted += below.length;
      }
      return deleted;
    },
  };
}
