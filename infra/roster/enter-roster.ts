/** Enters organizations through the API, month by month; entering the same again changes nothing. */
import pMap from 'p-map';
import { type Answer, type Client, type RequestOf, UnreachableError } from '../../shared/contracts/client.ts';
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
  /** The same refusal in English; not there where the API was not asked, or judged otherwise by then. */
  readonly english?: Problem;
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
const leavesAGap = (result: EnteredOrganization): boolean =>
  result.outcome === 'refused' && !standsOtherwise(result);

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
    const first = await sendOne(registrar, request);
    const etag = standsOtherwise(first) ? first.problem?.etag : null;
    const last =
      overwrite && typeof etag === 'string' ? await sendOne(registrar, { ...request, ifMatch: etag }) : first;
    return { organization, ...last };
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    return { organization, outcome: 'unanswered', status: null, problem: null };
  }
}

type Sending = RequestOf<typeof putOrganization>;
type Judgement = Omit<EnteredOrganization, 'organization'>;

/** What is refused stores nothing and may be sent again, to have it in English as well; a person reads the report. */
async function sendOne(registrar: Client, request: Sending): Promise<Judgement> {
  const judged = judgement(await registrar.call(putOrganization, request), request);
  // Of what stands there otherwise the report has words of its own.
  if (judged.outcome !== 'refused' || standsOtherwise(judged)) return judged;
  const again = judgement(await registrar.call(putOrganization, { ...request, language: 'en' }), request);
  // Without a problem the gateway has failed, or somebody has entered meanwhile what the line rests on.
  if (again.problem === null) return again.outcome === 'unanswered' ? judged : again;
  return again.problem.code === judged.problem?.code ? { ...judged, english: again.problem } : judged;
}

const standsOtherwise = ({ problem }: Judgement): boolean => problem?.code === 'PRECONDITION_REQUIRED';

/** What the gateway itself refuses (token, load), and what failed inside, says nothing of the organization. */
function judgement(answer: Answer<unknown>, { ifMatch }: Sending): Judgement {
  const { status } = answer;
  if (answer.ok) {
    const found = ifMatch === undefined ? 'unchanged' : 'changed';
    return { outcome: status === 201 ? 'entered' : found, status, problem: null };
  }
  const { problem } = answer;
  return { outcome: problem === null || status >= 500 ? 'unanswered' : 'refused', status, problem };
}
