/** The Scorecards table: one row per organization and month, in the partition of its parent of that month. */
import type { Month } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { RowKey, ScoreRow } from '../domain/scorecards/scorecard.ts';

/**
 * `stored`; or refused because the stored row is at least as far on (`done`: leave it), was written by older
 * code (`again`: read the inputs again and fold again) or by newer code (`newer-code`: throw, let it do the work).
 */
export type PutOutcome = 'stored' | 'done' | 'again' | 'newer-code';

export type RowsFrom = { readonly after: OrganizationId | null; readonly limit: number };

export interface ScorecardStore {
  /**
   * Puts the row if there is none, or if the stored `foldVersion` ≤ its own and the stored watermark is lower.
   * Conditional on this row alone.
   */
  putRow(row: ScoreRow): Promise<PutOutcome>;
  /** Every row of a partition, tombstones included, ascending by organization; strong, all pages. */
  partition(parent: OrganizationId, month: Month): Promise<ScoreRow[]>;
  /**
   * The first rows of a partition behind an organization, or from its beginning: tombstones included, ascending,
   * exactly `limit` of them (1 or more) where there are as many; strong, at the cost of these rows alone.
   */
  rowsBehind(parent: OrganizationId, month: Month, from: RowsFrom): Promise<ScoreRow[]>;
  /** One request for each 100 rows, strong; each row once, in any order; what is not there is left out. */
  rows(keys: readonly RowKey[]): Promise<ScoreRow[]>;
}
