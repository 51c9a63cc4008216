/** The change log, in the Registry table. */
import * as z from 'zod';
import { type ChangeState, type Logged, subjectId } from '../../domain/change.ts';
import { EVENT_TYPES } from '../../domain/event.ts';
import type { ChangeLog, LogPage } from '../../ports/change-log.ts';
import type { Table } from './client.ts';
import { count, instant, month, ordinal, organizationId } from './field-schemas.ts';
import { loggedKey, logLengthKey, logPageKey, logPagesFrom } from './keys.ts';
import { parseItem } from './parse.ts';
import {
  batchGet,
  getItem,
  type Item,
  ifAbsent,
  queryOrdered,
  type TransactItem,
  transact,
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
  changes: z.array(
    z.object({
      ...subject,
      revision: ordinal,
      at: instant,
      by: z.string().nullable(),
      path,
      state,
      from: state.nullable(),
      leftPath: path.nullable(),
    }),
  ),
});
const storedLogged = z.object({ ...subject, revision: ordinal, path, state, page: count });
const storedLength = z.object({ length: ordinal });

const decodePage = (item: Item): LogPage => parseItem('page of the change log', storedPage, item);
const decodeLogged = (item: Item): Logged => parseItem('last known change', storedLogged, item);

const ifPageIs = (page: number | undefined) =>
  page === undefined
    ? ifAbsent
    : { ConditionExpression: 'page = :page', ExpressionAttributeValues: { ':page': page } };
const ifLengthIs = (length: number) =>
  length === 0
    ? ifAbsent
    : {
        ConditionExpression: '#length = :length',
        ExpressionAttributeNames: { '#length': 'length' },
        ExpressionAttributeValues: { ':length': length },
      };

export function dynamoChangeLog(table: Table): ChangeLog {
  const put = (item: Item, condition: object): TransactItem => ({
    Put: { TableName: table.name, Item: { ...item }, ...condition },
  });
  return {
    async length() {
      const item = await getItem(table, logLengthKey);
      return item === null ? 0 : parseItem('length of the change log', storedLength, item).length;
    },
    async logged(subjects) {
      const items = (await batchGet(table, subjects.map(loggedKey))).map(decodeLogged);
      const found = new Map(items.map((item) => [subjectId(item), item]));
      return subjects.map((one) => found.get(subjectId(one)) ?? null);
    },
    append({ page, changes, known }) {
      const last = new Map(changes.map((change) => [subjectId(change), change]));
      const seen = new Map(known.flatMap((one) => (one === null ? [] : [[subjectId(one), one.page]])));
      return transact(table, [
        put({ ...logLengthKey, type: 'log-length', length: page + 1 }, ifLengthIs(page)),
        put({ ...logPageKey(page), type: 'log-page', page, changes }, ifAbsent),
        ...[...last].map(([id, { kind, organization, month: of, key, revision, path: at, state: now }]) =>
          put(
            {
              ...loggedKey({ kind, organization, month: of, key }),
              type: 'log-subject',
              ...{ kind, organization, month: of, key, revision, path: at, state: now, page },
            },
            ifPageIs(seen.get(id)),
          ),
        ),
      ]);
    },
    async pages(first, most) {
      const found = (await queryOrdered(table, logPagesFrom(first), most)).map(decodePage);
      // A query may see a later page of two that were just written; what stands before a gap alone is settled.
      const gap = found.findIndex(({ page }, i) => page !== first + i);
      return gap === -1 ? found : found.slice(0, gap);
    },
  };
}
