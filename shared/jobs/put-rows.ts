/** How the rows of one fold go into Scorecards: each on its own condition, and what a refusal means. */
import type { ScoreRow } from '../domain/scorecard.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';

/** A stored row was written by newer code than this: newer code must do the work, so the trigger has to come again. */
export class NewerCodeError extends Error {
  override readonly name = 'NewerCodeError';
}

/** A fold kept being refused by rows of older code, although it read its inputs again each time. */
export class UnsettledFoldError extends Error {
  override readonly name = 'UnsettledFoldError';
}

export type PutCounts = {
  /** Rows folded. */
  readonly rows: number;
  /** Of them, those that went in: what was stored before was behind. */
  readonly stored: number;
};

export type PutRows = (
  store: Pick<ScorecardStore, 'putRow'>,
  rows: readonly ScoreRow[],
) => Promise<{ readonly stored: number; readonly again: boolean }>;

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
  return { stored, again };
};

/** Rows of older code can be in the way only while that code runs; more rounds than this are not ours to try. */
const ROUNDS = 10;

/**
 * Reads and folds (`fold`) and puts, again from the start as long as a row of older code is in the way.
 * @throws NewerCodeError
 * @throws UnsettledFoldError
 */
export async function foldUntilSettled(
  store: Pick<ScorecardStore, 'putRow'>,
  fold: () => Promise<readonly ScoreRow[]>,
  put: PutRows = putRows,
): Promise<PutCounts> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = await fold();
    const { stored, again } = await put(store, rows);
    if (!again) return { rows: rows.length, stored };
  }
  throw new UnsettledFoldError(`Rows of older code were in the way ${ROUNDS} times.`);
}
