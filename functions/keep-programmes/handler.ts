/** Keeps programmes: a rule-maker publishes revisions for whoever stands below the issuer; plan rows follow by themselves. */
import * as z from 'zod';
import { notFound } from '../../shared/contracts/problem.ts';
import { programmeFromWire, programmeToWire } from '../../shared/contracts/programme.ts';
import { getProgramme, listProgrammes, putProgramme } from '../../shared/contracts/routes.ts';
import type { Programme } from '../../shared/domain/programmes/programme.ts';
import { isGranted, type Role } from '../../shared/domain/roster/access.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import type { AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { type Deps, publish } from './publish.ts';

const READERS: readonly Role[] = getProgramme.access.roles;

/** What of programmes a caller sees, by where the caller's organizations stand today. */
type Sight = {
  /** The organization is the caller's. */
  readonly isOwn: (organization: OrganizationId) => Promise<boolean>;
  /** The caller's organizations stand below it, or are it. */
  readonly isAbove: (organization: OrganizationId) => boolean;
};

/** @param issuers whose places are asked for as well */
async function sightOf(
  guard: AccessGuard,
  caller: Caller,
  issuers: readonly OrganizationId[] = [],
): Promise<Sight> {
  const held = caller.grants
    .filter((grant) => isGranted([grant], READERS, [grant.organization], caller.today))
    .map(({ organization }) => organization);
  await guard.lookUp(caller.subject, [...held, ...issuers]);
  const above = await Promise.all([...new Set(held)].map((id) => guard.pathToday(id)));
  return {
    isOwn: async (organization) => {
      const path = await guard.pathToday(organization);
      return path !== null && guard.allows(caller, READERS, path);
    },
    isAbove: (organization) => above.some((path) => path?.includes(organization)),
  };
}

/** A programme is the caller's to see where it binds an organization of the caller, or one below it issued it. */
const sees = async ({ isOwn, isAbove }: Sight, issuer: OrganizationId): Promise<boolean> =>
  isAbove(issuer) || isOwn(issuer);

/** Who takes part beside the caller is the issuer's matter, and that of those above it (decision 59). */
async function asSeen({ isOwn, isAbove }: Sight, programme: Programme): Promise<Programme> {
  if (await isOwn(programme.organization)) return programme;
  const shown = await Promise.all(
    programme.participants.map(async (one) =>
      isAbove(one.organization) || (await isOwn(one.organization)) ? [one] : [],
    ),
  );
  return { ...programme, participants: shown.flat() };
}

const organizationsIn = ({ organization, participants }: Programme): OrganizationId[] => [
  organization,
  ...participants.map((one) => one.organization),
];

const position = z.tuple([z.string()]);

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putProgramme, async ({ params, body }, { subject, guard }) => {
        const programme = programmeFromWire({ id: params.programme, revision: params.revision }, body);
        const { organization, from } = programme;
        const named = organizationsIn(programme);
        const first = [{ organization, month: from }];
        const caller = await guard.callerOf(subject, putProgramme.access.roles, named, first);
        const { isNew } = await againWhenLost(() => publish(deps, programme, { caller, guard }));
        return {
          status: isNew ? 201 : 200,
          body: programmeToWire(programme),
          etag: String(programme.revision),
        };
      }),
      endpoint(getProgramme, async ({ params }, { subject, guard }) => {
        const revisions = await deps.registry.programmeRevisions(params.programme);
        const programme = revisions.find(({ revision }) => revision === params.revision);
        const named = programme === undefined ? [] : organizationsIn(programme);
        const sight = await sightOf(guard, await guard.callerOf(subject, READERS, named));
        if (programme === undefined || !(await sees(sight, programme.organization))) throw notFound();
        const body = programmeToWire(await asSeen(sight, programme));
        return { status: 200, body, etag: String(programme.revision) };
      }),
      endpoint(listProgrammes, async ({ query }, { caller, guard }) => {
        const entries = await deps.registry.programmes();
        const issuers = entries.map(({ organization }) => organization);
        const sight = await sightOf(guard, caller, issuers);
        const seen = await Promise.all(
          entries.map(async ({ id, revision, organization, title }) =>
            (await sees(sight, organization)) ? [{ id, revision, organization, title: { ...title } }] : [],
          ),
        );
        return { status: 200, body: pageAfter(seen.flat(), ({ id }) => [id] as [string], position, query) };
      }),
    ],
    options,
  );
