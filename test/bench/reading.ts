/** Enters a tree and reads everything that there is, page by page, as clients over HTTP do. */
import pMap from 'p-map';
import { enterRoster } from '../../infra/roster/enter-roster.ts';
import type { Client } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import {
  isCommittee,
  type OrganizationId,
  type OrganizationVersion,
} from '../../shared/domain/roster/organization.ts';
import { say } from './progress.ts';
import { MONTH, PROVINCE } from './province.ts';

const WALKERS = 4;
const LIMIT = 100;

/**
 * As `npm run load-roster` does. @param far what is said beside each level
 * @throws Error unless all of them are entered
 */
export async function enterOverHttp(
  registrar: Client,
  organizations: readonly OrganizationVersion[],
  far: () => string,
): Promise<void> {
  const entries = organizations.map(({ organization, revision: _, closed: __, ...version }) => ({
    organization,
    body: { ...version, codes: [], predecessors: [] },
  }));
  const results = await enterRoster(registrar, entries, {
    overwrite: false,
    progress: (entered, of) => say(`    ${entered} of ${of}, ${far()}`),
  });
  const other = results.filter(({ outcome }) => outcome !== 'entered');
  if (other.length > 0)
    throw new Error(`${other.length} were not entered; the first: ${JSON.stringify(other[0])}`);
}

/** Every page of a list, one behind the other. @returns how many items there were */
async function everyPage(
  ask: (cursor: string | undefined) => Promise<{ items: readonly unknown[]; next: string | null }>,
): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await ask(cursor);
    count += items.length;
    if (next === null) return count;
    cursor = next;
  }
}

const from = (cursor: string | undefined) => ({
  limit: String(LIMIT),
  ...(cursor === undefined ? {} : { cursor }),
});

/** Everybody below `parent`, as a client walks down. */
export async function everyOrganization(client: Client, parent: OrganizationId): Promise<number> {
  const committees: OrganizationId[] = [];
  const count = await everyPage(async (cursor) => {
    const page = await client.need(routes.listOrganizations, { query: { parent, ...from(cursor) } });
    for (const { organization, kind } of page.items) if (isCommittee(kind)) committees.push(organization);
    return page;
  });
  const below = await pMap(committees, (id) => everyOrganization(client, id), { concurrency: WALKERS });
  return below.reduce((sum, more) => sum + more, count);
}

/** The scorecards of everybody below every committee. */
export async function everyScorecard(
  client: Client,
  organizations: readonly OrganizationVersion[],
): Promise<number> {
  const committees = organizations.filter(({ kind }) => isCommittee(kind));
  const below = await pMap(
    committees,
    ({ organization }) =>
      everyPage((cursor) =>
        client.need(routes.listChildrenScorecards, {
          params: { organization },
          query: { period: MONTH, ...from(cursor) },
        }),
      ),
    { concurrency: WALKERS },
  );
  return below.reduce((sum, more) => sum + more, 0);
}

/** The province's whole attention list. */
export const everyAttention = (client: Client): Promise<number> =>
  everyPage((cursor) =>
    client.need(routes.listAttention, {
      params: { organization: PROVINCE },
      query: { period: MONTH, ...from(cursor) },
    }),
  );

/** The whole change feed: how many changes, and of how many scorecards and plan rows. */
export async function everyChange(client: Client): Promise<{ changes: number; subjects: number }> {
  const subjects = new Set<string>();
  let changes = 0;
  for (let since: string | undefined; ; ) {
    const { items, next, more } = await client.need(routes.listChanges, {
      query: { organization: PROVINCE, limit: String(LIMIT), ...(since === undefined ? {} : { since }) },
    });
    changes += items.length;
    for (const { kind, organization } of items)
      if (kind === 'scorecard' || kind === 'plan-row') subjects.add(`${kind} ${organization}`);
    if (!more) return { changes, subjects: subjects.size };
    since = next;
  }
}
