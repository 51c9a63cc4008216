/** The Scorecards table in memory. */
import type { RowChange } from '../../domain/scorecards/row-change.ts';
import type { RowKey, ScoreRow } from '../../domain/scorecards/scorecard.ts';
import type { ScorecardChange } from '../../ports/changes.ts';
import type { PutOutcome, ScorecardStore } from '../../ports/scorecard-store.ts';
import { type MemoryOptions, MemoryTable } from './table.ts';

export type MemoryScorecardStore = ScorecardStore & {
  /** Every row stored, by partition and organization. */
  all(): ScoreRow[];
};

export function memoryScorecardStore(
  options: MemoryOptions & {
    readonly onChange?: (change: ScorecardChange) => void;
    /** The same with the images that the stream carries. */
    readonly onRow?: (change: RowChange) => void;
  } = {},
): MemoryScorecardStore {
  const table = new MemoryTable<ScoreRow>(options, (after, before) => {
    const { parent, month, organization } = after;
    options.onChange?.({ parent, month, organization });
    options.onRow?.({ before, after });
  });
  const partition = ({ parent, month }: Omit<RowKey, 'organization'>) => `${parent}#${month}`;
  return {
    async putRow(row) {
      const { stored, found } = await table.write({
        pk: partition(row),
        sk: row.organization,
        value: row,
        allowed: (old) =>
          old === null || (old.foldVersion <= row.foldVersion && old.watermark < row.watermark),
      });
      return stored ? 'stored' : refusal(row, found[0] ?? row);
    },
    partition: (parent, month) => table.query(partition({ parent, month })),
    rowsBehind: (parent, month, { after, limit }) =>
      table.queryFirst(partition({ parent, month }), limit, after),
    async rows(keys) {
      const distinct = new Map(
        keys.map((key) => [
          `${partition(key)} ${key.organization}`,
          [partition(key), key.organization] as const,
        ]),
      );
      const found = await table.getMany([...distinct.values()]);
      return found.filter((row) => row !== null);
    },
    all: () => table.all(),
  };
}

function refusal(row: ScoreRow, stored: ScoreRow): PutOutcome {
  if (stored.foldVersion > row.foldVersion) return 'newer-code';
  return stored.foldVersion < row.foldVersion ? 'again' : 'done';
}
