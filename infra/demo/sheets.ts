/** By which sheets the meetings behind a figure were scored: what a mean of points can be read by. */
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import { childrenOf } from './children.ts';

export type Sheets = {
  /** Ids of criteria sets, ascending. */
  readonly used: readonly string[];
  /** Hundredths: the most that one meeting can have; null where a mean over all of them says nothing. */
  readonly total: number | null;
};

type Scored = {
  readonly organization: string;
  readonly period: string;
  readonly criteriaSet: { readonly id: string; readonly revision: number };
};

/**
 * The sheets in force at those directly below an organization that have graded meetings. Points of several sheets add
 * up to nothing, and an organization's own thresholds grade only what its own sheet scored (decision 0049).
 */
export async function sheetsOf(
  analyst: Client,
  { organization, period, criteriaSet: own }: Scored,
): Promise<Sheets> {
  const children = await childrenOf(analyst, organization, period);
  const below = children
    .filter(({ measures }) => (measures.graded ?? 0) > 0)
    .map(({ criteriaSet }) => criteriaSet.id);
  const used = [...new Set(below.length > 0 ? below : [own.id])].toSorted();
  if (used.join() !== own.id) return { used, total: null };
  const params = { criteriaSet: own.id, revision: String(own.revision) };
  const { set } = await analyst.need(routes.getCriteriaSet, { params });
  return { used, total: set.total };
}
