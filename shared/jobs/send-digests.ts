/**
 * One message a committee and day, never two. The mark is written first, then the message sent, once: whoever is
 * killed between the two loses one message of one day, and the next run goes on with the others.
 */

import { type AttentionItem, attentionOf, mayNeedAttention } from '../domain/attention.ts';
import { type Digest, digestOf, MOST_NAMED } from '../domain/digest.ts';
import type { OrganizationId } from '../domain/organization.ts';
import { type Instant, localDate, type Month } from '../domain/period.ts';
import { type LiveRow, TOP } from '../domain/scorecard.ts';
import type { Clock } from '../ports/clock.ts';
import type { PublishDigest } from '../ports/digests.ts';
import type { DigestRegistry, PeriodRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { visitRows } from './visit-rows.ts';

export type DigestDeps = {
  readonly registry: DigestRegistry & Pick<PeriodRegistry, 'periods'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly publish: PublishDigest;
  readonly root: OrganizationId;
  readonly now: Clock;
};

type Telling = { readonly row: LiveRow; readonly named: AttentionItem[][]; organizations: number };

/** What the month says to each committee below which something may need attention, and to the root. */
async function tellingOf(deps: DigestDeps, month: Month, now: Instant): Promise<Telling[]> {
  const [top] = await deps.scorecards.rows([{ parent: TOP, month, organization: deps.root }]);
  if (top === undefined || top.tombstone || !mayNeedAttention(top, now)) return [];
  const telling = new Map<OrganizationId, Telling>();
  const enters = (row: LiveRow): boolean => {
    const tells = mayNeedAttention(row, now);
    if (tells) telling.set(row.organization, { row, named: [], organizations: 0 });
    return tells;
  };
  enters(top);
  const walk = visitRows(
    { ...deps, month, enters },
    { ...top.profile, organization: deps.root, parent: null },
  );
  for await (const { row, place } of walk) {
    const items = attentionOf(row, now);
    if (items.length === 0) continue;
    for (const committee of [deps.root, ...place.slice(0, -1)]) {
      const told = telling.get(committee);
      if (told === undefined) continue;
      told.organizations += 1;
      if (told.named.length < MOST_NAMED) told.named.push(items);
    }
  }
  return [...telling.values()];
}

/** What is to be said today, ascending by organization. */
async function digestsOf(deps: DigestDeps, now: Instant): Promise<Digest[]> {
  const open = (await deps.registry.periods()).filter(({ status }) => status === 'open');
  const byCommittee = new Map<OrganizationId, Telling[]>();
  for (const { month } of open)
    for (const told of await tellingOf(deps, month, now)) {
      const { organization } = told.row;
      byCommittee.set(organization, [...(byCommittee.get(organization) ?? []), told]);
    }
  return [...byCommittee]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, parts]) => digestOf(parts, localDate(now)) ?? []);
}

/** @returns how many messages this run sent, and how many were sent, or lost, before */
export async function sendDigests(deps: DigestDeps): Promise<{ sent: number; before: number }> {
  const count = { sent: 0, before: 0 };
  for (const digest of await digestsOf(deps, deps.now())) {
    const { organization, date } = digest;
    if ((await deps.registry.putDigestMark({ organization, date })) === 'lost') {
      count.before += 1;
      continue;
    }
    await deps.publish(digest);
    count.sent += 1;
  }
  return count;
}
