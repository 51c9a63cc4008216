/** Reads meeting records: the current one, a month's list, all revisions of one. */
import * as z from 'zod';
import { meetingToWire } from '../../shared/contracts/meeting.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import { getMeeting, listMeetingRevisions, listMeetings } from '../../shared/contracts/routes.ts';
import { meetingAt, newestOf } from '../../shared/domain/events/event.ts';
import { reviewKey } from '../../shared/domain/events/review.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';

export type Deps = AccessDeps & {
  readonly events: Pick<EventStore, 'latest' | 'revisions' | 'eventsOfMonth'>;
};

const keyPosition = z.tuple([z.string()]);
const revisionPosition = z.tuple([z.int()]);

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(getMeeting, async ({ params: { organization, period, key } }) => {
        const latest = await deps.events.latest(meetingAt(organization, period, key));
        if (latest === null) throw notFound();
        const review = await deps.events.latest({ ...latest, type: 'review', key: reviewKey(latest) });
        return {
          status: 200,
          etag: revisionTag(latest, review?.revision),
          body: meetingToWire(latest, review),
        };
      }),
      endpoint(listMeetings, async ({ params: { organization, period }, query }) => {
        const events = await deps.events.eventsOfMonth(organization, period);
        const current = newestOf('meeting', events);
        const reviews = new Map(newestOf('review', events).map((review) => [review.key, review]));
        const { items, next } = pageAfter(current, ({ key }) => [key], keyPosition, query);
        return {
          status: 200,
          body: { items: items.map((one) => meetingToWire(one, reviews.get(reviewKey(one)) ?? null)), next },
        };
      }),
      endpoint(listMeetingRevisions, async ({ params: { organization, period, key }, query }) => {
        const revisions = await deps.events.revisions(meetingAt(organization, period, key));
        if (revisions.length === 0) throw notFound();
        const { items, next } = pageAfter(revisions, ({ revision }) => [revision], revisionPosition, query);
        const reviews = await Promise.all(
          items.map((one) => deps.events.latest({ ...one, type: 'review', key: reviewKey(one) })),
        );
        const body = items.map((one, i) => ({
          ...meetingToWire(one, reviews[i] ?? null),
          reason: one.reason,
        }));
        return { status: 200, body: { items: body, next } };
      }),
    ],
    options,
  );
