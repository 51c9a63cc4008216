/** How the rows of one fold go into Scorecards: each on its own condition, and what a refusal means. */
import { equalValues } from '../domain/equality.ts';
import type { RowKey, ScoreRow } from '../domain/scorecards/scorecard.ts';
import { PassingError } from '../ports/passing-error.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

/** A stored row was written by newer code than this: newer code must do the work, so the trigger has to come again. */
export class NewerCodeError extends PassingError {
  override readonly name = 'NewerCodeError';
}

/** A fold kept being refused by rows of older code, although it read its inputs again each time. */
export class UnsettledFoldError extends PassingError {
  override readonly name = 'UnsettledFoldError';
}

export type PutCounts = {
  /** Rows folded. */
  readonly rows: number;
  /** Rows that went in: what was stored before was behind. */
  readonly stored: number;
  /** Stored rows that say something else with the same watermark; only who compares counts them. */
  readonly contradicted: number;
};

export type PutRows = (
  store: Pick<ScorecardStore, 'putRow'>,
  rows: readonly ScoreRow[],
) => Promise<{ readonly stored: number; readonly contradicted: number; readonly again: boolean }>;

/**
 * Puts every row, whatever became of the others: a row that is refused because the stored one is at least as far
 * on is done *for that row only*. `again` says that a row of older code stood in the way.
 * @throws NewerCodeError
 */
export const putRows: PutRows = async (store, rows) => {
  let stored = 0;
  let again = false;
  for (const row of rows) {
    const outcome = await store.putRow(row);
    if (outcome === 'newer-code')
      throw new NewerCodeError(`${row.organization} in ${row.parent}#${row.month}: stored by newer code`);
    if (outcome === 'stored') stored += 1;
    if (outcome === 'again') again = true;
  }
  return { stored, contradicted: 0, again };
};

/**
 * For a sweep, which finds nearly every row right: reads what is stored in one request and puts only rows that are
 * behind, since a put that is refused costs as much as one that goes in. A row that says something else with the
 * same watermark cannot be put right; it means that a fold was changed without raising FOLD_VERSION, or that
 * somebody wrote into the table by hand.
 */
export const putWhatDiffers =
  (store: Pick<ScorecardStore, 'rows' | 'putRow'>): PutRows =>
  async (_, rows) => {
    const keyOf = ({ parent, month, organization }: RowKey) => `${parent}#${month}/${organization}`;
    const found = new Map((await store.rows(rows)).map((row) => [keyOf(row), row]));
    const behind = rows.filter((row) => {
      const old = found.get(keyOf(row));
      return old?.foldVersion !== row.foldVersion || old.watermark < row.watermark;
    });
    const contradicted = rows.filter((row) => {
      const old = found.get(keyOf(row));
      const sameInputs = old?.foldVersion === row.foldVersion && old.watermark === row.watermark;
      return sameInputs && !equalValues(old, row);
    });
    return { ...(await putRows(store, behind)), contradicted: contradicted.length };
  };

/** Rows of older code can be in the way only while that code runs; more rounds than this are not ours to try. */
const ROUNDS = 10;

/**
 * Reads and folds (`fold`) and puts (`putAll`), again from the start as long as a row of older code is in the way.
 * @throws NewerCodeError
 * @throws UnsettledFoldError
 */
export async function foldUntilSettled(
  store: Pick<ScorecardStore, 'putRow'>,
  fold: () => Promise<readonly ScoreRow[]>,
  putAll: PutRows = putRows,
): Promise<PutCounts> {
  let stored = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = await fold();
    const { again, contradicted, ...put } = await putAll(store, rows);
    stored += put.stored;
    if (!again) return { rows: rows.length, stored, contradicted };
  }
  throw new UnsettledFoldError(`Rows of older code were in the way ${ROUNDS} times.`);
}
