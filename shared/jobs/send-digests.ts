/**
 * One message a day to each organization that has an officer, never two. The mark is written first, then the message
 * sent, once: whoever is killed between the two loses one message of one day, and the next run goes on with the others. A message
 * that fails is lost like that, and all others are sent.
 */

import type { AttentionItem } from '../domain/attention/attention.ts';
import { type Digest, type DigestPart, digestOf, MOST_NAMED } from '../domain/attention/digest.ts';
import { type Instant, localDate } from '../domain/period.ts';
import { officesOf } from '../domain/roster/access.ts';
import { isCommittee, type OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import { type LiveRow, TOP } from '../domain/scorecards/scorecard.ts';
import type { Clock } from '../ports/clock.ts';
import type { PublishDigest } from '../ports/digests.ts';
import type { DigestRegistry, OfficerRegistry, PeriodRegistry, PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { isToldOf, viewToTell } from './attention-view.ts';
import { visitRows } from './visit-rows.ts';

export type DigestDeps = {
  readonly registry: DigestRegistry &
    OfficerRegistry &
    Pick<PeriodRegistry, 'periods'> &
    Pick<PlanRegistry, 'planRows'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly publish: PublishDigest;
  readonly root: OrganizationId;
  readonly now: Clock;
};

type Telling = DigestPart & { readonly named: AttentionItem[][]; organizations: number };

/** Where somebody is an officer today. */
async function officesToday(deps: DigestDeps, now: Instant): Promise<ReadonlySet<OrganizationId>> {
  const officers = await deps.registry.officers();
  return new Set(officers.flatMap(({ grants }) => officesOf(grants, localDate(now))));
}

type ToldOnce = (office: OrganizationId, items: readonly AttentionItem[]) => AttentionItem[];

/** Findings not put right stand in every month from their inspection on: an office hears of each organization's once. */
function remediesOnce(): ToldOnce {
  const told = new Set<string>();
  return (office, items) =>
    items.filter(({ code, organization }) => {
      if (code !== 'remedies-overdue') return true;
      const name = `${office} ${organization}`;
      const isNew = !told.has(name);
      told.add(name);
      return isNew;
    });
}

/** What the month says to each organization with an officer at or below which something may need attention. */
async function tellingOf(
  deps: DigestDeps,
  offices: ReadonlySet<OrganizationId>,
  state: PeriodState,
  now: Instant,
  once: ToldOnce,
): Promise<Telling[]> {
  const { month } = state;
  const [top] = await deps.scorecards.rows([{ parent: TOP, month, organization: deps.root }]);
  const view = await viewToTell(deps, state, now);
  if (top === undefined || top.tombstone || !view.enters(top)) return [];
  const telling = new Map<OrganizationId, Telling>();
  const tellingTo = (row: LiveRow): void => {
    if (!offices.has(row.organization)) return;
    const isClosed = state.status !== 'open';
    telling.set(row.organization, { row, isClosed, named: [], organizations: 0 });
  };
  const enters = (row: LiveRow): boolean => {
    const tells = view.enters(row);
    if (tells) tellingTo(row);
    return tells;
  };
  enters(top);
  const walk = visitRows(
    { ...deps, month, enters },
    { ...top.profile, organization: deps.root, parent: null },
  );
  for await (const { row, place } of walk) {
    const items = view.itemsOf(row);
    if (items.length === 0) continue;
    if (!isCommittee(row.profile.kind)) tellingTo(row);
    for (const office of [deps.root, ...place]) {
      const told = telling.get(office);
      if (told === undefined) continue;
      const toTell = once(office, items);
      if (toTell.length === 0) continue;
      told.organizations += 1;
      if (told.named.length < MOST_NAMED) told.named.push(toTell);
    }
  }
  return [...telling.values()];
}

/** What is to be said today, ascending by organization. */
async function digestsOf(deps: DigestDeps, now: Instant): Promise<Digest[]> {
  const offices = await officesToday(deps, now);
  if (offices.size === 0) return [];
  const toTell = (await deps.registry.periods()).filter((state) => isToldOf(state, now));
  const byOffice = new Map<OrganizationId, Telling[]>();
  const once = remediesOnce();
  for (const state of toTell.toReversed())
    for (const told of await tellingOf(deps, offices, state, now, once)) {
      const { organization } = told.row;
      byOffice.set(organization, [told, ...(byOffice.get(organization) ?? [])]);
    }
  return [...byOffice]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, parts]) => digestOf(parts, localDate(now)) ?? []);
}

/** Thrown after everything else was sent; what failed is not sent again, since it may have gone out. */
export class DigestsFailedError extends Error {
  override readonly name = 'DigestsFailedError';
}

/** Failures one behind the other after which the topic itself is at fault: the next run goes on behind them. */
const FAILURES_IN_A_ROW = 3;

/**
 * @returns how many messages this run sent, and how many were sent, or lost, before
 * @throws DigestsFailedError
 */
export async function sendDigests(deps: DigestDeps): Promise<{ sent: number; before: number }> {
  const count = { sent: 0, before: 0 };
  const failed: OrganizationId[] = [];
  let inARow = 0;
  let cause: unknown;
  for (const digest of await digestsOf(deps, deps.now())) {
    const { organization, date } = digest;
    if ((await deps.registry.putDigestMark({ organization, date })) === 'lost') {
      count.before += 1;
      continue;
    }
    try {
      await deps.publish(digest);
      count.sent += 1;
      inARow = 0;
    } catch (error) {
      failed.push(organization);
      inARow += 1;
      cause = error;
      if (inARow === FAILURES_IN_A_ROW) break;
    }
  }
  if (failed.length > 0)
    throw new DigestsFailedError(
      `Of ${failed.length} digests it is not known that they went out: ${failed}`,
      {
        cause,
      },
    );
  return count;
}
