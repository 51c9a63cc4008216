/** Takes meeting records: one by one or many at once, amendments and withdrawals. */
import { meetingToWire } from '../../shared/contracts/meeting.ts';
import { deleteMeeting, postSubmissions, putMeeting } from '../../shared/contracts/routes.ts';
import { reviewKey } from '../../shared/domain/events/review.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { revisionTag } from '../../shared/runtime/etag.ts';
import type { Decision } from '../../shared/runtime/event-decision.ts';
import { type RecordDeps, submit, withdraw } from './record.ts';
import { answerSubmissions } from './submissions.ts';

export type Deps = RecordDeps & AccessDeps;

/** Only a revision that was there before can have been answered by its committee. */
async function answered({ events }: Deps, { outcome, revision }: Decision<'meeting'>) {
  const review =
    outcome === 'unchanged' && !revision.withdrawn
      ? await events.latest({ ...revision, type: 'review', key: reviewKey(revision) })
      : null;
  return { etag: revisionTag(revision, review?.revision), body: meetingToWire(revision, review) };
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putMeeting, async ({ params: { key }, body: { reason, ...wire }, ifMatch }, access) => {
        const decision = await submit(deps, access, {
          key,
          ifMatch,
          reason,
          wire,
          recordAt: '',
          dryRun: false,
        });
        return { status: decision.outcome === 'created' ? 201 : 200, ...(await answered(deps, decision)) };
      }),
      endpoint(deleteMeeting, async ({ params: { key }, body: { reason }, ifMatch }, access) => {
        const decision = await withdraw(deps, access, { key, ifMatch, reason });
        return { status: 200, ...(await answered(deps, decision)) };
      }),
      endpoint(
        postSubmissions,
        async ({ body: { dryRun, records } }, { guard, subject, language, remainingMs }) => {
          const { roles } = postSubmissions.access;
          const call = { guard, subject, roles, language, dryRun, remainingMs, ...options };
          return { status: 200, body: { results: await answerSubmissions(deps, records, call) } };
        },
      ),
    ],
    options,
  );
