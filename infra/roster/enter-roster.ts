/**
 * Enters organizations through the API, parents before children and closures last; entering the same again changes
 * nothing.
 */
import pMap from 'p-map';
import { type Client, UnreachableError } from '../../shared/contracts/client.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { putOrganization } from '../../shared/contracts/routes.ts';
import type { RosterEntry } from './roster-entry.ts';

export type EnteredOrganization = {
  readonly line?: number;
  readonly organization: string;
  /**
   * `changed`: it stood there otherwise, and was to be overwritten. `unanswered`: nobody has judged it yet, because the
   * server or the token failed; sending it again is safe.
   */
  readonly outcome: 'entered' | 'unchanged' | 'changed' | 'refused' | 'unanswered';
  /** Null where there was no answer at all. */
  readonly status: number | null;
  readonly problem: Problem | null;
};

export type EnterOptions = {
  /** Replace what stands there otherwise; else that is refused. */
  readonly overwrite: boolean;
  readonly progress: (entered: number, of: number) => void;
};

const REQUESTS_AT_ONCE = 8;

const closes = ({ body }: RosterEntry): boolean => body.closed === true;

/** Parents before children; then what closes, when everybody has left it, from the bottom up. */
const inOrder = (entries: readonly RosterEntry[]): RosterEntry[][] => [
  ...levelsOf(entries.filter((entry) => !closes(entry))),
  ...levelsOf(entries.filter(closes)).reverse(),
];

function levelsOf(entries: readonly RosterEntry[]): RosterEntry[][] {
  const levels: RosterEntry[][] = [];
  for (let left = entries; left.length > 0; ) {
    const level = nextLevel(left);
    levels.push(level);
    left = left.filter((entry) => !level.includes(entry));
  }
  return levels;
}

/** Entries whose parent is not among those still to come; all of the rest where a circle leaves none. */
function nextLevel(left: readonly RosterEntry[]): RosterEntry[] {
  const coming = new Set(left.map(({ organization }) => organization));
  const free = left.filter(({ body }) => body.parent === null || !coming.has(body.parent));
  return free.length > 0 ? free : [...left];
}

/** Versions of one organization go in one after the other, in the order of their months. */
const byOrganization = (entries: readonly RosterEntry[]): RosterEntry[][] =>
  [...Map.groupBy(entries, ({ organization }) => organization).values()].map((versions) =>
    versions.toSorted((a, b) => (a.body.from < b.body.from ? -1 : 1)),
  );

/** Once the server gives no answer the rest is not tried: it would fare the same, six attempts each. */
export async function enterRoster(
  registrar: Client,
  entries: readonly RosterEntry[],
  { overwrite, progress }: EnterOptions,
): Promise<EnteredOrganization[]> {
  const results: EnteredOrganization[] = [];
  let silence: EnteredOrganization | undefined;
  const enter = async (entry: RosterEntry): Promise<void> => {
    const result = silence === undefined ? await enterOne(registrar, entry, overwrite) : silence;
    if (result.outcome === 'unanswered') silence ??= result;
    const { line, organization } = entry;
    results.push({ ...result, organization, ...(line === undefined ? {} : { line }) });
  };
  const enterVersions = async (versions: readonly RosterEntry[]) => {
    for (const version of versions) await enter(version);
  };
  for (const level of inOrder(entries)) {
    await pMap(byOrganization(level), enterVersions, { concurrency: REQUESTS_AT_ONCE });
    progress(results.length, entries.length);
  }
  return results;
}

async function enterOne(
  registrar: Client,
  { organization, body }: RosterEntry,
  overwrite: boolean,
): Promise<EnteredOrganization> {
  const request = { params: { organization }, body };
  try {
    const first = await registrar.call(putOrganization, request);
    const etag = !first.ok && first.problem?.code === 'PRECONDITION_REQUIRED' ? first.problem.etag : null;
    const answer =
      overwrite && typeof etag === 'string'
        ? await registrar.call(putOrganization, { ...request, ifMatch: etag })
        : first;
    const { status } = answer;
    if (!answer.ok) return { organization, status, ...judgement(status, answer.problem) };
    const outcome = status === 201 ? 'entered' : answer === first ? 'unchanged' : 'changed';
    return { organization, outcome, status, problem: null };
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return { organization, outcome: 'unanswered', status: null, problem: null };
  }
}

/** What the gateway itself refuses (token, load), and what failed inside, says nothing of the organization. */
const judgement = (
  status: number,
  problem: Problem | null,
): Pick<EnteredOrganization, 'outcome' | 'problem'> => ({
  outcome: problem === null || status >= 500 ? 'unanswered' : 'refused',
  problem,
});
