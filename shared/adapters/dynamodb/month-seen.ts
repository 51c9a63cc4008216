/** Lets a transaction through only while a month is as far as it was seen to be. */
import type { MonthSeen } from '../../ports/registry.ts';
import type { Table } from './client.ts';
import { periodKey } from './keys.ts';
import { ifAbsent, type TransactItem } from './requests.ts';

export const monthCheck = (table: Table, { month, status }: MonthSeen): TransactItem => ({
  ConditionCheck: {
    TableName: table.name,
    Key: periodKey(month),
    ...(status === null
      ? ifAbsent
      : {
          ConditionExpression: '#status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': status },
        }),
  },
});
