/** Takes meeting records: one by one or many at once, amendments and withdrawals. */
import { meetingToWire } from '../../shared/contracts/meeting.ts';
import { deleteMeeting, postSubmissions, putMeeting } from '../../shared/contracts/routes.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { tagOf } from '../../shared/runtime/event-decision.ts';
import { type RecordDeps, submit, withdraw } from './record.ts';
import { answerSubmissions } from './submissions.ts';

export type Deps = RecordDeps & AccessDeps;

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putMeeting, async ({ params: { key }, body: { reason, ...wire }, ifMatch }, access) => {
        const { outcome, revision } = await submit(deps, access, {
          key,
          ifMatch,
          reason,
          wire,
          recordAt: '',
          dryRun: false,
        });
        const status = outcome === 'created' ? 201 : 200;
        return { status, etag: tagOf(revision), body: meetingToWire(revision) };
      }),
      endpoint(deleteMeeting, async ({ params: { key }, body: { reason }, ifMatch }, access) => {
        const { revision } = await withdraw(deps, access, { key, ifMatch, reason });
        return { status: 200, etag: tagOf(revision), body: meetingToWire(revision) };
      }),
      endpoint(postSubmissions, async ({ body: { dryRun, records } }, { guard, subject, language }) => {
        const { roles } = postSubmissions.access;
        const call = { guard, subject, roles, language, dryRun, ...options };
        return { status: 200, body: { results: await answerSubmissions(deps, records, call) } };
      }),
    ],
    options,
  );
