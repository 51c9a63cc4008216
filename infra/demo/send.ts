/** What different people tell of a month: records by a machine client, inspections by an officer, facts, reports. */
import { setTimeout as pause } from 'node:timers/promises';
import pMap from 'p-map';
import { type Client, RefusedError } from '../../shared/contracts/client.ts';
import * as routes from '../../shared/contracts/routes.ts';
import type { Bilingual, LoadDeps } from './actors.ts';
import type { DemoFacts, DemoMeeting, DemoSeed } from './seed.ts';

const REQUESTS_AT_ONCE = 8;
const SUBMISSIONS_AT_ONCE = 3;
/** So few that a busy machine answers well within the time a function has. */
const RECORDS_A_SUBMISSION = 10;
const REPORT_EVERY = RECORDS_A_SUBMISSION * 10;
/** With the pauses between them a busy machine has four minutes. */
const SENDINGS = 10;
const FIRST_PAUSE_MILLIS = 500;
const LONGEST_PAUSE_MILLIS = 60_000;

/** Acts that the system counts as revisions: what the province's year must show in the end. */
export const revisionsOf = (seeds: readonly DemoSeed[]): number =>
  seeds.reduce(
    (sum, { meetings, inspections, remedies = [], facts }) =>
      sum + meetings.length + inspections.length + remedies.length + facts.length,
    0,
  );

/** They are told by different people in any order, so they go in side by side. */
export async function sendEvents(deps: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  await Promise.all([
    sendRecords(
      deps,
      seeds.flatMap(({ meetings }) => meetings),
    ),
    sendInspections(deps, seeds),
    sendFacts(
      deps,
      seeds.flatMap(({ facts }) => facts),
    ),
    sendDutyReports(deps, seeds),
  ]);
}

const each = async <T>(items: readonly T[], send: (item: T) => Promise<unknown>): Promise<void> =>
  void (await pMap(items, send, { concurrency: REQUESTS_AT_ONCE }));

/** Says nothing of what a seed has none of. */
function told({ progress }: LoadDeps, count: number, line: (count: number) => Bilingual): void {
  if (count > 0) progress(line(count));
}

async function sendRecords({ as, progress }: LoadDeps, records: readonly DemoMeeting[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(records.length / RECORDS_A_SUBMISSION) }, (_, i) =>
    records.slice(i * RECORDS_A_SUBMISSION, (i + 1) * RECORDS_A_SUBMISSION),
  );
  let accepted = 0;
  const submit = async (batch: readonly DemoMeeting[]) => {
    await submitUntilAccepted(as('client'), batch);
    accepted += batch.length;
    if (accepted === records.length || accepted % REPORT_EVERY === 0)
      progress({
        vi: `Đã nhận ${accepted}/${records.length} biên bản sinh hoạt`,
        en: `${accepted} of ${records.length} meeting records accepted`,
      });
  };
  await pMap(batches, submit, { concurrency: SUBMISSIONS_AT_ONCE });
}

/** Sends again what the system was too busy to take: a submission is the same however often it arrives. */
async function submitUntilAccepted(client: Client, batch: readonly DemoMeeting[]): Promise<void> {
  for (let sending = 1, left = [...batch]; left.length > 0; sending += 1) {
    const { results } = await client.need(routes.postSubmissions, { body: { records: left } });
    const refused = results.findIndex(
      ({ status }) => status >= 300 && (status < 500 || sending === SENDINGS),
    );
    const refusal = results[refused];
    if (refusal !== undefined)
      throw new RefusedError(
        `record of ${left[refused]?.organization}`,
        refusal.status,
        refusal.problem ?? null,
      );
    left = left.filter((_, i) => (results[i]?.status ?? 500) >= 500);
    if (left.length > 0) await pause(Math.min(FIRST_PAUSE_MILLIS * 2 ** sending, LONGEST_PAUSE_MILLIS));
  }
}

/** A remedy answers a finding, so it comes after the inspection. */
async function sendInspections(deps: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  const inspector = deps.as('inspector');
  const inspections = seeds.flatMap((seed) => seed.inspections);
  await each(inspections, ({ body, ...params }) => inspector.need(routes.putInspection, { params, body }));
  told(deps, inspections.length, (n) => ({
    vi: `Đã nhận ${n} lượt dự, kiểm tra`,
    en: `${n} attendances and inspections accepted`,
  }));
  const remedies = seeds.flatMap((seed) => seed.remedies ?? []);
  await each(remedies, ({ body, finding, inspection: key, ...of }) =>
    inspector.need(routes.putRemedy, { params: { ...of, key, n: String(finding) }, body }),
  );
}

async function sendFacts(deps: LoadDeps, facts: readonly DemoFacts[]): Promise<void> {
  const client = deps.as('client');
  await each(facts, ({ organization, year, body }) =>
    client.need(routes.putFacts, { params: { organization, period: year }, body }),
  );
  told(deps, facts.length, (n) => ({
    vi: `Đã nhận số liệu năm của ${n} tổ chức`,
    en: `annual facts of ${n} organizations accepted`,
  }));
}

async function sendDutyReports(deps: LoadDeps, seeds: readonly DemoSeed[]): Promise<void> {
  const reports = seeds.flatMap(({ duties = {} }) =>
    Object.entries(duties).flatMap(([duty, { reports: byQuarter }]) =>
      Object.entries(byQuarter).map(([quarter, body]) => ({ duty, quarter, body })),
    ),
  );
  await each(reports, ({ body, ...params }) =>
    deps.as('inspector').need(routes.putDutyReport, { params, body }),
  );
  told(deps, reports.length, (n) => ({
    vi: `Đã nhận ${n} báo cáo quý của người được phân công`,
    en: `${n} quarterly reports of duties accepted`,
  }));
}
