/** Enters organizations through the API, parents before children; entering the same again changes nothing. */
import pMap from 'p-map';
import type { Client } from '../../shared/contracts/client.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { putOrganization } from '../../shared/contracts/routes.ts';
import type { RosterEntry } from './roster-file.ts';

export type EnteredOrganization = {
  readonly organization: string;
  /** `changed`: it stood there otherwise, and was to be overwritten. */
  readonly outcome: 'entered' | 'unchanged' | 'changed' | 'refused';
  readonly status: number;
  readonly problem: Problem | null;
};

export type EnterOptions = {
  /** Replace what stands there otherwise; else that is refused. */
  readonly overwrite: boolean;
  readonly progress: (entered: number, of: number) => void;
};

const REQUESTS_AT_ONCE = 8;

/** Entries whose parent is not among those still to come; all of the rest where a circle leaves none. */
function nextLevel(left: readonly RosterEntry[]): RosterEntry[] {
  const coming = new Set(left.map(({ organization }) => organization));
  const free = left.filter(({ body }) => body.parent === null || !coming.has(body.parent));
  return free.length > 0 ? free : [...left];
}

export async function enterRoster(
  registrar: Client,
  entries: readonly RosterEntry[],
  { overwrite, progress }: EnterOptions,
): Promise<EnteredOrganization[]> {
  const results: EnteredOrganization[] = [];
  for (let left = entries; left.length > 0; ) {
    const level = nextLevel(left);
    results.push(
      ...(await pMap(level, (entry) => enterOne(registrar, entry, overwrite), {
        concurrency: REQUESTS_AT_ONCE,
      })),
    );
    left = left.filter((entry) => !level.includes(entry));
    progress(entries.length - left.length, entries.length);
  }
  return results;
}

async function enterOne(
  registrar: Client,
  { organization, body }: RosterEntry,
  overwrite: boolean,
): Promise<EnteredOrganization> {
  const request = { params: { organization }, body };
  const first = await registrar.call(putOrganization, request);
  const etag = !first.ok && first.problem?.code === 'PRECONDITION_REQUIRED' ? first.problem.etag : null;
  const answer =
    overwrite && typeof etag === 'string'
      ? await registrar.call(putOrganization, { ...request, ifMatch: etag })
      : first;
  const { status } = answer;
  if (!answer.ok) return { organization, outcome: 'refused', status, problem: answer.problem };
  const outcome = status === 201 ? 'entered' : answer === first ? 'unchanged' : 'changed';
  return { organization, outcome, status, problem: null };
}
