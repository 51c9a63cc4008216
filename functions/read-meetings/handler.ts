/** Reads meeting records: the current one, a month's list, all revisions of one. */
import * as z from 'zod';
import { meetingToWire } from '../../shared/contracts/meeting.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import { getMeeting, listMeetingRevisions, listMeetings } from '../../shared/contracts/routes.ts';
import { meetingAt, newestOf } from '../../shared/domain/event.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';

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
        return { status: 200, etag: String(latest.revision), body: meetingToWire(latest) };
      }),
      endpoint(listMeetings, async ({ params: { organization, period }, query }) => {
        const current = newestOf('meeting', await deps.events.eventsOfMonth(organization, period));
        const { items, next } = pageAfter(current, ({ key }) => [key], keyPosition, query);
        return { status: 200, body: { items: items.map(meetingToWire), next } };
      }),
      endpoint(listMeetingRevisions, async ({ params: { organization, period, key }, query }) => {
        const revisions = await deps.events.revisions(meetingAt(organization, period, key));
        if (revisions.length === 0) throw notFound();
        const { items, next } = pageAfter(revisions, ({ revision }) => [revision], revisionPosition, query);
        const body = items.map((revision) => ({ ...meetingToWire(revision), reason: revision.reason }));
        return { status: 200, body: { items: body, next } };
      }),
    ],
    options,
  );
