/**
 * One message a committee and day, never two. The mark is written first, then the message sent, once: whoever is
 * killed between the two loses one message of one day, and the next run goes on with the others.
 */

import { mayNeedAttention } from '../domain/attention.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
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

/** Rolled-up rows of the month's committees below which something may need attention, and the root's. */
async function tellingRows(deps: DigestDeps, month: Month, now: Instant): Promise<LiveRow[]> {
  const [top] = await deps.scorecards.rows([{ parent: TOP, month, organization: deps.root }]);
  if (top === undefined || top.tombstone || !mayNeedAttention(top, now)) return [];
  const telling = [top];
  const enters = (row: LiveRow): boolean => {
    const tells = mayNeedAttention(row, now);
    if (tells) telling.push(row);
    return tells;
  };
  const walk = visitRows(
    { ...deps, month, enters },
    { ...top.profile, organization: deps.root, parent: null },
  );
  for await (const _ of walk);
  return telling;
}

/** What is to be said today, ascending by organization. */
async function digestsOf(deps: DigestDeps, now: Instant): Promise<Digest[]> {
  const open = (await deps.registry.periods()).filter(({ status }) => status === 'open');
  const byCommittee = new Map<OrganizationId, LiveRow[]>();
  for (const { month } of open)
    for (const row of await tellingRows(deps, month, now))
      byCommittee.set(row.organization, [...(byCommittee.get(row.organization) ?? []), row]);
  return [...byCommittee]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]) => digestOf(rows, localDate(now), now) ?? []);
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
