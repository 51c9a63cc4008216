/** Says what happened in a subtree: the change feed, and who did what. */
import { listAudit, listChanges } from '../../shared/contracts/routes.ts';
import type { ChangeLog } from '../../shared/ports/change-log.ts';
import type { AuditRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { auditFor } from './audit.ts';
import { changesFor } from './changes.ts';

export type Deps = AccessDeps & {
  readonly log: ChangeLog;
  readonly registry: Pick<AuditRegistry, 'audit'>;
};

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(listChanges, async ({ query: { organization, since, limit } }, { subject, guard }) => {
        const { roles } = listChanges.access;
        const { caller } = await guard.today(subject, roles, organization);
        const allows = (path: readonly string[]) => guard.allows(caller, roles, path);
        return { status: 200, body: await changesFor(deps.log, { organization, since, limit, allows }) };
      }),
      endpoint(listAudit, async ({ query }, { subject, guard }) => {
        const { roles } = listAudit.access;
        const { caller } = await guard.today(subject, roles, query.organization);
        const allows = (path: readonly string[]) => guard.allows(caller, roles, path);
        return { status: 200, body: await auditFor(deps, { ...query, allows }) };
      }),
    ],
    options,
  );
