/** The Scorecards table on DynamoDB: the last line of the watermark protocol. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ScoreRow } from '../../domain/scorecards/scorecard.ts';
import type { PutOutcome, ScorecardStore } from '../../ports/scorecard-store.ts';
import type { Table } from './client.ts';
import { partitionRange, rowKey, rowsBehind } from './keys.ts';
import { batchGet, queryAll, queryFirst } from './requests.ts';
import { decodeRow, encodeRow } from './stored-row.ts';

/** Older code may be overtaken, the same code only by a higher watermark, newer code by nobody. */
const OVERTAKES = 'attribute_not_exists(pk) OR (foldVersion <= :foldVersion AND watermark < :watermark)';

export function dynamoScorecardStore(table: Table): ScorecardStore {
  return {
    async putRow(row) {
      try {
        await table.client.send(
          new PutCommand({
            TableName: table.name,
            Item: { ...encodeRow(row) },
            ConditionExpression: OVERTAKES,
            ExpressionAttributeValues: { ':foldVersion': row.foldVersion, ':watermark': row.watermark },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return 'stored';
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return refusal(row, error);
        throw error;
      }
    },
    async partition(parent, month) {
      return (await queryAll(table, partitionRange(parent, month))).map(decodeRow);
    },
    async rowsBehind(parent, month, { after, limit }) {
      return (await queryFirst(table, rowsBehind(parent, month, after), limit)).map(decodeRow);
    },
    async rows(keys) {
      return (await batchGet(table, keys.map(rowKey))).map(decodeRow);
    },
  };
}

/** Why the row was refused, by the fold version of the row that stands (the item comes marshalled). */
function refusal(row: ScoreRow, refused: ConditionalCheckFailedException): PutOutcome {
  const stored = Number(refused.Item?.foldVersion?.N);
  // Without the standing row nothing can be said of it, and a wrong `done` would lose a figure.
  if (!Number.isSafeInteger(stored)) throw refused;
  if (stored > row.foldVersion) return 'newer-code';
  return stored < row.foldVersion ? 'again' : 'done';
}
