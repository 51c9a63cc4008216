/**
 * Tells other programs of every item of the attention list, once. An item is sent first and marked then: whoever is
 * killed between the two has a few items sent again by the next run, under the same id, and loses none.
 */
import pMap from 'p-map';
import { type Announcement, announcementId, markOf } from '../domain/attention/announcement.ts';
import type { Instant } from '../domain/period.ts';
import type { OrganizationId } from '../domain/roster/organization.ts';
import type { PeriodState } from '../domain/roster/plan.ts';
import { TOP } from '../domain/scorecards/scorecard.ts';
import { ANNOUNCEMENTS_AT_ONCE, type Announce } from '../ports/announcements.ts';
import type { Clock } from '../ports/clock.ts';
import type { AnnouncementRegistry, PeriodRegistry, PlanRegistry } from '../ports/registry.ts';
import type { ScorecardStore } from '../ports/scorecard-store.ts';
import { isToldOf, viewToTell } from './attention-view.ts';
import { visitRows } from './visit-rows.ts';

export type AnnouncingDeps = {
  readonly registry: AnnouncementRegistry & Pick<PeriodRegistry, 'periods'> & Pick<PlanRegistry, 'planRows'>;
  readonly scorecards: Pick<ScorecardStore, 'partition' | 'rows'>;
  readonly announce: Announce;
  readonly root: OrganizationId;
  readonly now: Clock;
};

/** Thrown after everything else was told; the next run tells what is left. */
export class AnnouncingError extends Error {
  override readonly name = 'AnnouncingError';
}

/** Marks that one request reads. */
const MARKS_AT_ONCE = 100;

/** Everything on the month's list, in the order of the tree. */
async function* itemsOf(
  deps: AnnouncingDeps,
  state: PeriodState,
  now: Instant,
): AsyncGenerator<Announcement> {
  const { month } = state;
  const [top] = await deps.scorecards.rows([{ parent: TOP, month, organization: deps.root }]);
  const view = await viewToTell(deps, state, now);
  if (top === undefined || top.tombstone || !view.enters(top)) return;
  const walk = visitRows(
    { ...deps, month, enters: view.enters },
    { ...top.profile, organization: deps.root, parent: null },
  );
  for await (const { row, place } of walk) {
    const path = [deps.root, ...place.filter((step) => step !== '')];
    for (const item of view.itemsOf(row)) yield { ...item, month, path };
  }
}

type Count = { announced: number; before: number; refused: number };

/** Sends what has no mark yet, a few at once, and marks what was taken before it goes on. */
async function announceSome(deps: AnnouncingDeps, items: readonly Announcement[], count: Count) {
  const known = new Set((await deps.registry.announced(items.map(markOf))).map(announcementId));
  const fresh = items.filter((item) => !known.has(announcementId(markOf(item))));
  count.before += items.length - fresh.length;
  for (let i = 0; i < fresh.length; i += ANNOUNCEMENTS_AT_ONCE) {
    const sent = fresh.slice(i, i + ANNOUNCEMENTS_AT_ONCE);
    const taken = await deps.announce(sent);
    const accepted = sent.filter((_, at) => taken[at] === true);
    await pMap(accepted, (item) => deps.registry.putAnnounced(markOf(item)));
    count.announced += accepted.length;
    count.refused += sent.length - accepted.length;
  }
}

/**
 * @returns how many items this run told, of the open months and of those open again for somebody, and how many had been told before
 * @throws AnnouncingError where the bus did not take all of them
 */
export async function announceAttention(
  deps: AnnouncingDeps,
): Promise<{ announced: number; before: number }> {
  const now = deps.now();
  const count: Count = { announced: 0, before: 0, refused: 0 };
  for (const state of await deps.registry.periods()) {
    if (!isToldOf(state, now)) continue;
    let some: Announcement[] = [];
    for await (const item of itemsOf(deps, state, now)) {
      some.push(item);
      if (some.length < MARKS_AT_ONCE) continue;
      await announceSome(deps, some, count);
      some = [];
    }
    if (some.length > 0) await announceSome(deps, some, count);
  }
  const { announced, before, refused } = count;
  if (refused > 0) throw new AnnouncingError(`The bus did not take ${refused} items, and took ${announced}`);
  return { announced, before };
}
