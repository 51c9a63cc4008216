import type * as z from 'zod';
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';

const PAGE = '100';

export type ChildScorecard = z.output<
  (typeof routes.listChildrenScorecards)['responses'][200]['schema']
>['items'][number];

/** Scorecards of all directly below an organization, page by page. */
export async function childrenOf(
  client: Client,
  organization: string,
  period: string,
): Promise<readonly ChildScorecard[]> {
  const all: ChildScorecard[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.need(routes.listChildrenScorecards, {
      params: { organization },
      query: { period, limit: PAGE, ...(cursor && { cursor }) },
    });
    all.push(...page.items);
    cursor = page.next;
  }
  return all;
}
