/** `POST /submissions`: each record checked, decided and answered by itself. */
import pMap from 'p-map';
import * as z from 'zod';
import { readFields, violation } from '../../shared/contracts/field-errors.ts';
import {
  internal,
  type Language,
  overloaded,
  Refusal,
  tooLarge,
  validation,
} from '../../shared/contracts/problem.ts';
import { RECORD_BYTES, type SubmissionResult, submissionItem } from '../../shared/contracts/submissions.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { AccessGuard, MonthAccess } from '../../shared/runtime/access.ts';
import { quoted, revisionTag } from '../../shared/runtime/etag.ts';
import { type Log, logger } from '../../shared/runtime/logger.ts';
import { asRefusal } from '../../shared/runtime/unforeseen.ts';
import { type RecordDeps, submit } from './record.ts';

type Item = z.output<typeof submissionItem>;
type Read = { readonly item: Item } | { readonly refusal: Refusal };

/** Where a record belongs, also of one that is refused for what it says. */
const address = z.object(submissionItem.pick({ organization: true, period: true, key: true }).shape);

/** Records stored at once by one call. */
const AT_ONCE = 16;
/** What a call keeps of its time to answer in, on a busy machine too. */
const ANSWERING_MS = 1_000;

function readItem(given: unknown): Read {
  if (Buffer.byteLength(JSON.stringify(given), 'utf8') > RECORD_BYTES) {
    return { refusal: tooLarge(RECORD_BYTES / 1024) };
  }
  const read = readFields(submissionItem, given);
  return read.success ? { item: read.data } : { refusal: validation(read.violations) };
}

const sentTwice = (): Refusal =>
  validation([
    violation(
      '/key',
      'key-once',
      'Bản ghi này đã có ở trên trong cùng lần gửi. Mỗi bản ghi chỉ gửi một lần; hãy gửi bản sửa ở lần sau.',
      'This record stands further up in the same submission. Send each once, and an amendment in a later call.',
    ),
  ]);

/** The first of each address stands, however it fares; the others are refused. */
function readItems(given: readonly unknown[]): Read[] {
  const seen = new Set<string>();
  return given.map((one) => {
    const parsed = address.safeParse(one);
    if (!parsed.success) return readItem(one);
    const { organization, period, key } = parsed.data;
    const name = `${organization} ${period} ${key}`;
    if (seen.has(name)) return { refusal: sentTwice() };
    seen.add(name);
    return readItem(one);
  });
}

type Call = {
  readonly guard: AccessGuard;
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly language: Language;
  readonly dryRun: boolean;
  readonly remainingMs: () => number;
  readonly log?: Log;
};

/** When the call must answer; `cancel` lets go of the clock. */
function deadline(remainingMs: number) {
  const { promise: passed, resolve } = Promise.withResolvers<'passed'>();
  let isPassed = false;
  const pass = () => {
    isPassed = true;
    resolve('passed');
  };
  const timer = Number.isFinite(remainingMs) ? setTimeout(pass, remainingMs - ANSWERING_MS) : undefined;
  return { passed, isPassed: () => isPassed, cancel: () => clearTimeout(timer) };
}

/**
 * Answers in time whatever becomes of the records: one that is not stored by then, or not begun, is answered 503. It
 * may be stored all the same, and sending it again is safe.
 */
export async function answerSubmissions(
  deps: RecordDeps,
  given: readonly unknown[],
  { guard, subject, roles, language, dryRun, remainingMs, log = logger }: Call,
): Promise<SubmissionResult[]> {
  const read = readItems(given);
  const wanted = read.flatMap((one) =>
    'item' in one ? [{ organization: one.item.organization, month: one.item.period }] : [],
  );
  const granted = wanted.length === 0 ? [] : await guard.months(subject, roles, wanted);
  const accesses = granted.values();
  const work = read.map((one) => ('item' in one ? { ...one, access: accesses.next().value } : one));

  const refused = (refusal: Refusal): SubmissionResult => ({
    status: refusal.status,
    problem: refusal.in(language),
  });
  const answerOne = async (one: (typeof work)[number]): Promise<SubmissionResult> => {
    if ('refusal' in one) return refused(one.refusal);
    try {
      return await store(deps, one.item, one.access, dryRun);
    } catch (error) {
      const refusal = asRefusal(error);
      if (refusal.status >= 500)
        log.error('A record of a submission failed', {
          error: error instanceof Error ? error : new Error(String(error)),
        });
      return refused(refusal);
    }
  };
  const { passed, isPassed, cancel } = deadline(remainingMs());
  const answerInTime = async (one: (typeof work)[number]): Promise<SubmissionResult> => {
    const answer = isPassed() ? 'passed' : await Promise.race([answerOne(one), passed]);
    return answer === 'passed' ? refused(overloaded()) : answer;
  };
  try {
    return await pMap(work, answerInTime, { concurrency: AT_ONCE });
  } finally {
    cancel();
  }
}

/** @throws Refusal */
async function store(
  deps: RecordDeps,
  { key, ifMatch, reason, record }: Item,
  access: MonthAccess | Refusal | undefined,
  dryRun: boolean,
): Promise<SubmissionResult> {
  if (access === undefined || access instanceof Refusal) throw access ?? internal();
  const { outcome, revision } = await submit(deps, access, {
    key,
    ifMatch,
    reason,
    wire: record,
    recordAt: '/record',
    dryRun,
  });
  return { status: outcome === 'created' ? 201 : 200, etag: quoted(revisionTag(revision)) };
}
