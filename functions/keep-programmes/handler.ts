/** Keeps programmes: a rule-maker publishes revisions for whoever stands below the issuer; plan rows follow by themselves. */
import * as z from 'zod';
import { notFound } from '../../shared/contracts/problem.ts';
import { programmeFromWire, programmeToWire } from '../../shared/contracts/programme.ts';
import { getProgramme, listProgrammes, putProgramme } from '../../shared/contracts/routes.ts';
import { isGranted, type Role } from '../../shared/domain/access.ts';
import type { OrganizationId } from '../../shared/domain/organization.ts';
import type { AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { type Deps, publish } from './publish.ts';

const READERS: readonly Role[] = getProgramme.access.roles;

/** Whether a programme is the caller's to see: it binds an organization of the caller, or one below it issued it. */
async function visible(
  guard: AccessGuard,
  caller: Caller,
): Promise<(issuer: OrganizationId) => Promise<boolean>> {
  const held = caller.grants
    .filter((grant) => isGranted([grant], READERS, [grant.organization], caller.today))
    .map(({ organization }) => organization);
  const above = await Promise.all([...new Set(held)].map((id) => guard.pathToday(id)));
  return async (issuer) => {
    if (above.some((path) => path?.includes(issuer))) return true;
    const path = await guard.pathToday(issuer);
    return path !== null && guard.allows(caller, READERS, path);
  };
}

const position = z.tuple([z.string()]);

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putProgramme, async ({ params, body }, { subject, guard }) => {
        const programme = programmeFromWire({ id: params.programme, revision: params.revision }, body);
        const { organization, participants } = programme;
        const named = [organization, ...participants.map((one) => one.organization)];
        const caller = await guard.callerOf(subject, putProgramme.access.roles, named);
        const { isNew } = await againWhenLost(() => publish(deps, programme, { caller, guard }));
        return {
          status: isNew ? 201 : 200,
          body: programmeToWire(programme),
          etag: String(programme.revision),
        };
      }),
      endpoint(getProgramme, async ({ params }, { caller, guard }) => {
        const revisions = await deps.registry.programmeRevisions(params.programme);
        const programme = revisions.find(({ revision }) => revision === params.revision);
        const isVisible = await visible(guard, caller);
        if (programme === undefined || !(await isVisible(programme.organization))) throw notFound();
        return { status: 200, body: programmeToWire(programme), etag: String(programme.revision) };
      }),
      endpoint(listProgrammes, async ({ query }, { caller, guard }) => {
        const isVisible = await visible(guard, caller);
        const entries = await deps.registry.programmes();
        const seen = await Promise.all(
          entries.map(async ({ id, revision, organization, title }) =>
            (await isVisible(organization)) ? [{ id, revision, organization, title: { ...title } }] : [],
          ),
        );
        return { status: 200, body: pageAfter(seen.flat(), ({ id }) => [id] as [string], position, query) };
      }),
    ],
    options,
  );
