/** Reads the roster as it was in a month: one organization, those below one, those that bear a code. */
import pMap from 'p-map';
import type { Month } from '../../shared/domain/period.ts';
import type {
  ExternalCode,
  OrganizationId,
  OrganizationVersion,
} from '../../shared/domain/roster/organization.ts';
import type { OrganizationRegistry } from '../../shared/ports/registry.ts';

export type ReadDeps = {
  readonly registry: Pick<OrganizationRegistry, 'organization' | 'childrenOf' | 'organizationsWithCode'>;
};

const CONCURRENCY = 16;

/** The version in force in a month, a closing one too; null before the organization's first month. */
export async function versionIn(
  { registry }: ReadDeps,
  id: OrganizationId,
  month: Month,
): Promise<OrganizationVersion | null> {
  const history = await registry.organization(id);
  return history?.versions.findLast(({ from }) => from <= month) ?? null;
}

/** Of the ids, in their order, those that existed in the month. */
async function standingIn(
  deps: ReadDeps,
  ids: readonly OrganizationId[],
  month: Month,
): Promise<OrganizationVersion[]> {
  const versions = await pMap(ids, (id) => versionIn(deps, id, month), { concurrency: CONCURRENCY });
  return versions.filter((version) => version !== null).filter(({ closed }) => !closed);
}

/** Read ahead in one go: a page costs what it shows, however many siblings there are. */
const EDGES = 100;

/** Of these, in their order, those that the caller may see. */
export type SeenOf = (ids: readonly OrganizationId[]) => Promise<ReadonlySet<OrganizationId>>;

/**
 * The first organizations that stand under `parent` in a month and are the caller's to see, ascending by id from behind
 * `after`: `limit` of them, and one more if there is one.
 */
export async function childrenIn(
  deps: ReadDeps,
  {
    parent,
    month,
    seenOf,
  }: { readonly parent: OrganizationId; readonly month: Month; readonly seenOf: SeenOf },
  { after, limit }: { readonly after: OrganizationId | null; readonly limit: number },
): Promise<OrganizationVersion[]> {
  const found: OrganizationVersion[] = [];
  for (let from = after, more = true; more && found.length <= limit; ) {
    const asked = Math.min(EDGES, limit + 1 - found.length);
    const children = await deps.registry.childrenOf(parent, { after: from, limit: asked });
    const standing = await standingIn(deps, children, month);
    found.push(
      ...(await seenAmong(
        standing.filter((version) => version.parent === parent),
        seenOf,
      )),
    );
    more = children.length === asked;
    from = children.at(-1) ?? from;
  }
  return found;
}

async function seenAmong(versions: readonly OrganizationVersion[], seenOf: SeenOf) {
  const seen = await seenOf(versions.map(({ organization }) => organization));
  return versions.filter(({ organization }) => seen.has(organization));
}

/**
 * The caller's organizations that bear the code in a month, ascending by id: none where nobody does, and none where
 * they are not the caller's. Other systems number as they like, so a code may lead to several.
 */
export async function borneBy(
  deps: ReadDeps,
  { month, seenOf, ...asked }: ExternalCode & { readonly month: Month; readonly seenOf: SeenOf },
): Promise<OrganizationVersion[]> {
  const marked = await deps.registry.organizationsWithCode(asked);
  const bearing = (await standingIn(deps, marked, month)).filter(({ codes }) =>
    codes.some(({ system, code }) => system === asked.system && code === asked.code),
  );
  return seenAmong(bearing, seenOf);
}
