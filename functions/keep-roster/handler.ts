/** Keeps the roster: who exists, under whom, from which month on. */
import * as z from 'zod';
import { organizationId } from '../../shared/contracts/primitives.ts';
import { notFound } from '../../shared/contracts/problem.ts';
import { organizationToWire } from '../../shared/contracts/roster.ts';
import {
  getOrganization,
  listOrganizations,
  postClosures,
  postMoves,
  postOpenings,
  putOrganization,
} from '../../shared/contracts/routes.ts';
import { localMonth } from '../../shared/domain/period.ts';
import type { OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { decodeCursor, pageAfter } from '../../shared/runtime/cursor.ts';
import type { MayHold } from './foreign-months.ts';
import { putOrganization as enterOrganization, type RosterDeps, tagOf } from './put-organization.ts';
import { borneBy, childrenIn, type ReadDeps, versionIn } from './read-roster.ts';
import { type Ordered, restructure } from './restructure.ts';
import { seenBelow, seenToday } from './whom-a-list-shows.ts';

export type Deps = AccessDeps & RosterDeps & ReadDeps;

const position = z.tuple([organizationId]);

type Call = { readonly caller: Caller; readonly guard: AccessGuard };

export const createHandler = (deps: Deps, options?: ApiOptions) => {
  const carryOut = async (order: Omit<Ordered, 'orderedBy' | 'mayHold'>, { caller, guard }: Call) => {
    const mayHold: MayHold = (path) => guard.allows(caller, postMoves.access.roles, path);
    const body = await restructure(deps, { ...order, orderedBy: caller.subject, mayHold });
    return { status: 200, body } as const;
  };
  return apiHandler(
    deps,
    [
      endpoint(putOrganization, async ({ params: { organization }, body, ifMatch }, { caller, guard }) => {
        const { roles } = putOrganization.access;
        const asked = { organization, body, ifMatch, caller, roles, guard };
        const { created, version } = await enterOrganization(deps, asked);
        const answer = { etag: tagOf(version), body: organizationToWire(version) };
        return created
          ? { status: 201, location: `/organizations/${organization}?month=${version.from}`, ...answer }
          : { status: 200, ...answer };
      }),
      endpoint(postMoves, ({ params, query, body }, call) =>
        carryOut({ ...body, ...params, ...query, closures: [], openings: [] }, call),
      ),
      endpoint(postClosures, ({ params, query, body }, call) =>
        carryOut({ ...body, ...params, ...query, openings: [] }, call),
      ),
      endpoint(postOpenings, ({ params, query, body }, call) => {
        const openings = body.openings.map((opening) => ({ ...opening, closed: false }));
        return carryOut({ ...body, ...params, ...query, openings }, call);
      }),
      endpoint(getOrganization, async ({ params: { organization }, query: { month } }) => {
        const version = await versionIn(deps, organization, month ?? localMonth(deps.now()));
        if (version === null) throw notFound();
        return { status: 200, etag: tagOf(version), body: organizationToWire(version) };
      }),
      endpoint(listOrganizations, async ({ query }, { subject, guard }) => {
        const today = localMonth(deps.now());
        const { parent, system, code, month = today } = query;
        let found: OrganizationVersion[] = [];
        if (parent !== undefined) {
          const seenOf = await seenBelow({ subject, guard }, { parent, month, today });
          const [after = null] = decodeCursor(query.cursor, position) ?? [];
          found = await childrenIn(deps, { parent, month, seenOf }, { after, limit: query.limit });
        } else if (system !== undefined && code !== undefined) {
          const caller = await guard.callerOf(subject, listOrganizations.access.roles);
          found = await borneBy(deps, { system, code, month, seenOf: seenToday({ caller, guard }) });
        }
        const { items, next } = pageAfter(found, ({ organization }) => [organization], position, query);
        return { status: 200, body: { items: items.map(organizationToWire), next } };
      }),
    ],
    options,
  );
};
