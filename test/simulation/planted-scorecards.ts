/** A Scorecards store with a rule of one's own, for planting mistakes; otherwise as honest as the one in memory. */
import type { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { MemoryTable } from '../../shared/adapters/memory/table.ts';
import type { ScoreRow } from '../../shared/domain/scorecards/scorecard.ts';
import type { PutOutcome } from '../../shared/ports/scorecard-store.ts';

export type PutRule = {
  readonly allowed: (old: ScoreRow | null, row: ScoreRow) => boolean;
  readonly refused: (old: ScoreRow, row: ScoreRow) => PutOutcome;
  /** What is stored in place of the row; null: nothing is left. */
  readonly become?: (row: ScoreRow) => ScoreRow | null;
};

/** Of a committee, under its parent; not its own row. */
export const isCommitteeRow = (row: ScoreRow): boolean =>
  !row.tombstone && row.profile.kind !== 'cell' && row.parent !== row.organization;

export const scorecardsWith =
  ({ allowed, refused, become = (row) => row }: PutRule): typeof memoryScorecardStore =>
  (options = {}) => {
    const partitionOf = (row: Pick<ScoreRow, 'parent' | 'month'>) => `${row.parent}#${row.month}`;
    const table = new MemoryTable<ScoreRow>(options, ({ parent, month, organization }) =>
      options.onChange?.({ parent, month, organization }),
    );
    return {
      putRow: async (row) => {
        const { stored, found } = await table.write({
          pk: partitionOf(row),
          sk: row.organization,
          value: become(row),
          allowed: (old) => allowed(old, row),
        });
        // The stream tells of a deletion too.
        if (stored && become(row) === null && found[0]) options.onChange?.(row);
        return stored ? 'stored' : refused(found[0] ?? row, row);
      },
      partition: (parent, month) => table.query(partitionOf({ parent, month })),
      rowsBehind: (parent, month, { after, limit }) =>
        table.queryFirst(partitionOf({ parent, month }), limit, after),
      rows: async (keys) => {
        const found = await table.getMany(keys.map((key) => [partitionOf(key), key.organization] as const));
        return found.filter((row) => row !== null);
      },
      all: () => table.all(),
    };
  };
