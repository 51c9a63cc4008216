/** Keeps the roster: who exists, under whom, from which month on. */
import pMap from 'p-map';
import * as z from 'zod';
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
import type { OrganizationId, OrganizationVersion } from '../../shared/domain/organization.ts';
import { localMonth, type Month } from '../../shared/domain/period.ts';
import type { AccessDeps } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { putOrganization as enterOrganization, type RosterDeps, tagOf } from './put-organization.ts';
import { restructure } from './restructure.ts';

export type Deps = AccessDeps & RosterDeps;

const position = z.tuple([z.string()]);

/** The version in force in a month, a closing one too; null before the organization's first month. */
async function versionIn(deps: Deps, id: OrganizationId, month: Month): Promise<OrganizationVersion | null> {
  const history = await deps.registry.organization(id);
  return history?.versions.findLast(({ from }) => from <= month) ?? null;
}

/** The organizations that stand under `parent` in a month, ascending by id. */
async function childrenIn(deps: Deps, parent: OrganizationId, month: Month): Promise<OrganizationVersion[]> {
  const children = [...((await deps.registry.organization(parent))?.children ?? [])].sort();
  const versions = await pMap(children, (child) => versionIn(deps, child, month), { concurrency: 16 });
  return versions
    .filter((version) => version !== null)
    .filter((version) => version.parent === parent && !version.closed);
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
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
      endpoint(postMoves, async ({ params: { organization }, body }, { caller }) => {
        const order = { ...body, organization, closures: [], openings: [], orderedBy: caller.subject };
        return { status: 200, body: await restructure(deps, order) };
      }),
      endpoint(postClosures, async ({ params: { organization }, body }, { caller }) => {
        const order = { ...body, organization, openings: [], orderedBy: caller.subject };
        return { status: 200, body: await restructure(deps, order) };
      }),
      endpoint(postOpenings, async ({ params: { organization }, body }, { caller }) => {
        const openings = body.openings.map((opening) => ({ ...opening, closed: false }));
        const order = { ...body, openings, organization, orderedBy: caller.subject };
        return { status: 200, body: await restructure(deps, order) };
      }),
      endpoint(getOrganization, async ({ params: { organization }, query: { month } }) => {
        const version = await versionIn(deps, organization, month ?? localMonth(deps.now()));
        if (version === null) throw notFound();
        return { status: 200, etag: tagOf(version), body: organizationToWire(version) };
      }),
      endpoint(listOrganizations, async ({ query }, { caller, guard }) => {
        await guard.today(caller.subject, listOrganizations.access.roles, query.parent);
        const children = await childrenIn(deps, query.parent, query.month ?? localMonth(deps.now()));
        const { items, next } = pageAfter(children, ({ organization }) => [organization], position, query);
        return { status: 200, body: { items: items.map(organizationToWire), next } };
      }),
    ],
    options,
  );
