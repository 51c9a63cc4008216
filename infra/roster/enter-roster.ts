/** Enters organizations through the API, month by month; entering the same again changes nothing. */
import pMap from 'p-map';
import { type Client, UnreachableError } from '../../shared/contracts/client.ts';
import type { Problem } from '../../shared/contracts/problem.ts';
import { putOrganization } from '../../shared/contracts/routes.ts';
import { heldBack, type LineOfFile, type Why } from './held-back.ts';
import { stepsOf } from './order-of-entry.ts';
import type { RosterEntry, RosterFault } from './roster-entry.ts';

export type EnteredOrganization = {
  readonly line?: number;
  readonly organization: string;
  /**
   * `changed`: it stood there otherwise, and was to be overwritten. `unanswered`: nobody has judged it yet, because the
   * server or the token failed; sending it again is safe. `waiting`: it was not sent, for it rests on a refused one.
   */
  readonly outcome: 'entered' | 'unchanged' | 'changed' | 'refused' | 'waiting' | 'unanswered';
  /** Of a waiting one the line to correct. */
  readonly waitsFor?: LineOfFile;
  /** Null where there was no answer at all. */
  readonly status: number | null;
  readonly problem: Problem | null;
};

export type EnterOptions = {
  /** Lines of the same file that cannot be sent. */
  readonly faults?: readonly RosterFault[];
  /** Replace what stands there otherwise; else that is refused. */
  readonly overwrite: boolean;
  readonly progress: (entered: number, of: number) => void;
};

const REQUESTS_AT_ONCE = 8;

/** Once the server gives no answer the rest is not tried: it would fare the same, six attempts each. */
export async function enterRoster(
  registrar: Client,
  entries: readonly RosterEntry[],
  { faults = [], overwrite, progress }: EnterOptions,
): Promise<EnteredOrganization[]> {
  const results: EnteredOrganization[] = [];
  const held = heldBack(entries, faults);
  let silence: EnteredOrganization | undefined;
  const enter = async (entry: RosterEntry): Promise<void> => {
    const waitsFor = held.waitsFor(entry);
    const result =
      silence ?? (waitsFor === null ? await enterOne(registrar, entry, overwrite) : waiting(entry, waitsFor));
    if (result.outcome === 'unanswered') silence ??= result;
    if (waitsFor !== null) held.waiting(entry, waitsFor);
    else if (leavesAGap(result)) held.refused(entry, whyRefused(result));
    const { line, organization } = entry;
    results.push({ ...result, organization, ...(line === undefined ? {} : { line }) });
  };
  for (const step of stepsOf(entries)) {
    await pMap(step, enter, { concurrency: REQUESTS_AT_ONCE });
    progress(results.length, entries.length);
  }
  return results;
}

/** What stands there otherwise stands there: others have something to rest on. */
const leavesAGap = ({ outcome, problem }: EnteredOrganization): boolean =>
  outcome === 'refused' && problem?.code !== 'PRECONDITION_REQUIRED';

function whyRefused({ problem }: EnteredOrganization): Why {
  if (problem?.code === 'PERIOD_CLOSED') return 'month';
  return problem?.errors?.some(({ pointer }) => pointer === '/parent') === true ? 'parent' : 'other';
}

const waiting = ({ organization }: RosterEntry, waitsFor: LineOfFile): EnteredOrganization => ({
  ...{ organization, outcome: 'waiting', waitsFor },
  ...{ status: null, problem: null },
});

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
