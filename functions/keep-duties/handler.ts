/** Keeps duties: who must attend whom, what is reported of it, and how far it was done. */
import * as z from 'zod';
import { violation } from '../../shared/contracts/field-errors.ts';
import { closedForChanges, closedForDuty, notFound, validation } from '../../shared/contracts/problem.ts';
import {
  getDuty,
  getDutyCoverage,
  getDutyReport,
  listDuties,
  putDuty,
  putDutyReport,
} from '../../shared/contracts/routes.ts';
import { equalValues } from '../../shared/domain/equality.ts';
import { dutyNote, dutyReportNote } from '../../shared/domain/log/rules-audit.ts';
import { type Month, monthsOf, quarterOf } from '../../shared/domain/period.ts';
import { closedFrom } from '../../shared/domain/planning/organization-history.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import {
  type Duty,
  type DutyReport,
  firstChanged,
  onlyEnds,
  owesAlike,
} from '../../shared/domain/roster/duty.ts';
import type { OrganizationId } from '../../shared/domain/roster/organization.ts';
import { endDuties } from '../../shared/jobs/end-duties.ts';
import type { EventStore } from '../../shared/ports/event-store.ts';
import type { DutyRegistry, PeriodRegistry } from '../../shared/ports/registry.ts';
import type { AccessDeps, AccessGuard, Caller } from '../../shared/runtime/access.ts';
import { type ApiOptions, apiHandler, endpoint } from '../../shared/runtime/api-handler.ts';
import { placesToday } from '../../shared/runtime/audit-places.ts';
import { pageAfter } from '../../shared/runtime/cursor.ts';
import { refuseUnlessMatching, revisionTag } from '../../shared/runtime/etag.ts';
import { againWhenLost } from '../../shared/runtime/lost-race.ts';
import { coverageOf } from './coverage.ts';

export type Deps = AccessDeps & {
  readonly registry: DutyRegistry & Pick<PeriodRegistry, 'periods'>;
  readonly events: Pick<EventStore, 'eventsOfYear'>;
};

const position = z.tuple([z.string()]);
const OFFICERS: readonly Role[] = putDuty.access.roles;
const READERS: readonly Role[] = getDuty.access.roles;

type Call = { readonly subject: string; readonly guard: AccessGuard };

/** For each of the organizations whether the caller holds one of the roles over it today, and from that month on. */
async function holdsOf(
  { subject, guard }: Call,
  roles: readonly Role[],
  named: readonly OrganizationId[],
  month: Month | null = null,
): Promise<{ readonly caller: Caller; readonly holds: readonly boolean[] }> {
  const inMonth = month === null ? [] : named.map((organization) => ({ organization, month }));
  const caller = await guard.callerOf(subject, roles, named, inMonth);
  const holds = named.map((organization) => guard.decides(caller, roles, { organization, month }));
  return { caller, holds: await Promise.all(holds) };
}

const toWire = ({ revision: _, ...duty }: Duty) => ({ ...duty });
const reportToWire = ({ revision: _, ...report }: DutyReport) => ({ ...report });
type Done = 200 | 201;
const answerWith = <Status extends Done>(status: Status, duty: Duty) => ({
  ...{ status, body: toWire(duty), etag: String(duty.revision) },
});
const answerWithReport = <Status extends Done>(status: Status, one: DutyReport) => ({
  ...{ status, body: reportToWire(one), etag: String(one.revision) },
});

/** @throws Refusal 404 unless the duty is there and its office's organization is the caller's officer's. */
async function dutyOfOfficer(deps: Deps, call: Call, id: string) {
  const duty = await deps.registry.duty(id);
  if (duty === null) throw notFound();
  const { caller, holds } = await holdsOf(call, OFFICERS, [duty.by]);
  if (holds.includes(false)) throw notFound();
  return { duty, caller };
}

/** @throws Refusal 409 where a closed month would owe it, owe it no more, or owe it differently. */
async function refuseClosed(deps: Deps, before: Duty | null, after: Duty): Promise<void> {
  const closed = (await deps.registry.periods()).filter(
    ({ status }) => status === 'closing' || status === 'closed',
  );
  const changed = closed.findLast(({ month }) => !owesAlike(before, after, month));
  if (changed === undefined) return;
  // Of what began later, or ends earlier than it would have, another month is remedy enough.
  throw before === null || changed.month < before.from || onlyEnds(before, after)
    ? closedForChanges(changed)
    : closedForDuty(closed.at(-1) ?? changed);
}

/** @throws Refusal 422 where a duty would become another one. */
function refuseOther(stored: Duty, next: Duty): void {
  const changed = (['by', 'attends'] as const).filter((field) => stored[field] !== next[field]);
  if (changed.length > 0)
    throw validation(
      changed.map((field) =>
        violation(
          `/${field}`,
          'duty-stays',
          'Phân công đã có không chuyển sang tổ chức khác. Hãy kết thúc phân công này và lập phân công mới.',
          'A duty stays between the same two organizations. End it and assign another.',
        ),
      ),
    );
}

/** @throws Refusal 422 where it would hold in a month in which one of the two no longer exists. */
async function refuseEnded({ registry }: Deps, { by, attends, from, until }: Duty): Promise<void> {
  const ended = await Promise.all(
    (['by', 'attends'] as const).map(async (side) => {
      const history = await registry.organization(side === 'by' ? by : attends);
      const month = history && closedFrom(history);
      if (month === null || (until !== null && until < month)) return [];
      return [
        violation(
          from < month ? '/until' : `/${side}`,
          'duty-of-closed',
          `Từ tháng ${month} tổ chức nêu ở "${side}" không còn hoạt động. Hãy kết thúc phân công trước tháng đó, hoặc phân công tổ chức khác.`,
          `From ${month} the organization named in "${side}" no longer exists. End the duty before that month, or assign another organization.`,
        ),
      ];
    }),
  );
  if (ended.flat().length > 0) throw validation(ended.flat());
}

/** @throws Refusal 422 for a quarter that has not begun, or in which the duty does not hold. */
function refuseQuarter({ from, until }: Duty, quarter: string, today: string): void {
  const held = monthsOf(quarter).some((month) => from <= month && (until === null || month <= until));
  if (held && quarter <= quarterOf(today.slice(0, 7))) return;
  throw validation([
    violation(
      '/quarter',
      'report-quarter',
      'Chỉ báo cáo cho quý đã bắt đầu và nằm trong thời gian phân công.',
      'Report of a quarter that has begun and in which the duty holds.',
    ),
  ]);
}

/**
 * Both sides are to be the caller's; one is enough to end a duty, since the other may have moved away, unless it
 * stands below the other, whose officers it is then up to.
 * @param after as asked; of the stored revision
 * @throws Refusal 404
 */
async function officerOf(call: Call, before: Duty | null, after: Duty): Promise<Caller> {
  const sides = [after, ...(before === null ? [] : [before])].flatMap(({ by, attends }) => [by, attends]);
  const month = firstChanged(before, after);
  const { caller, holds } = await holdsOf(call, OFFICERS, sides, month);
  if (!holds.includes(false)) return caller;
  // An end that has been heard already is answered again.
  const ends = before !== null && (month === null || onlyEnds(before, after));
  if (!ends) throw notFound();
  const { by, attends } = before;
  const pathOf = (id: OrganizationId) =>
    month === null ? call.guard.pathToday(id) : call.guard.pathIn(id, month);
  const [comes, attended] = await Promise.all([pathOf(by), pathOf(attends)]);
  const isOneOwn =
    (holds[0] === true && comes?.includes(attends) === false) ||
    (holds[1] === true && attended?.includes(by) === false);
  if (!isOneOwn) throw notFound();
  return caller;
}

async function assign(deps: Deps, call: Call, asked: Omit<Duty, 'revision'>, ifMatch: string | null) {
  const stored = await deps.registry.duty(asked.id);
  const same = { ...asked, revision: stored?.revision ?? 0 };
  const caller = await officerOf(call, stored, same);
  if (stored !== null && equalValues(stored, same)) return answerWith(200, stored);
  refuseUnlessMatching(ifMatch, stored && revisionTag(stored));
  const next = { ...same, revision: same.revision + 1 };
  if (stored !== null) refuseOther(stored, next);
  await refuseEnded(deps, next);
  await refuseClosed(deps, stored, next);
  const act = { at: deps.now(), by: caller.subject };
  const places = await placesToday(call.guard, [next.by, next.attends]);
  const note = dutyNote(act, { before: stored, after: next }, places);
  if ((await deps.registry.putDuty(next, note)) === 'lost') return 'lost';
  // Closed since it was looked at: whoever ended the others may not have seen this one.
  const ended = await endDuties(deps, next.by);
  return answerWith(stored === null ? 201 : 200, ended.find(({ id }) => id === next.id) ?? next);
}

type Reported = Pick<DutyReport, 'duty' | 'quarter' | 'proposals' | 'text'>;

async function report(deps: Deps, call: Call, asked: Reported, ifMatch: string | null) {
  const { duty, caller } = await dutyOfOfficer(deps, call, asked.duty);
  const stored = await deps.registry.dutyReport(asked.duty, asked.quarter);
  if (stored !== null && stored.proposals === asked.proposals && stored.text === asked.text)
    return answerWithReport(200, stored);
  refuseUnlessMatching(ifMatch, stored && revisionTag(stored));
  refuseQuarter(duty, asked.quarter, caller.today);
  const next: DutyReport = {
    ...asked,
    recordedAt: deps.now(),
    recordedBy: caller.subject,
    revision: (stored?.revision ?? 0) + 1,
  };
  const places = await placesToday(call.guard, [duty.by]);
  const note = dutyReportNote(duty, { before: stored, after: next }, places);
  if ((await deps.registry.putDutyReport(next, note)) === 'lost') return 'lost';
  return answerWithReport(stored === null ? 201 : 200, next);
}

export const createHandler = (deps: Deps, options?: ApiOptions) =>
  apiHandler(
    deps,
    [
      endpoint(putDuty, ({ params, body, ifMatch }, call) =>
        againWhenLost(() => assign(deps, call, { id: params.duty, ...body }, ifMatch)),
      ),
      endpoint(getDuty, async ({ params }, call) => {
        const duty = await deps.registry.duty(params.duty);
        if (duty === null) throw notFound();
        const { holds } = await holdsOf(call, READERS, [duty.by, duty.attends]);
        if (!holds.includes(true)) throw notFound();
        return { status: 200, body: toWire(duty), etag: String(duty.revision) };
      }),
      endpoint(listDuties, async ({ query }, call) => {
        const asked = query.by ?? query.attends ?? '';
        if ((await holdsOf(call, READERS, [asked])).holds.includes(false)) throw notFound();
        const duties =
          query.by === undefined
            ? ((await deps.registry.organization(asked))?.bindings.duties ?? [])
            : await deps.registry.dutiesBy(asked);
        return {
          status: 200,
          body: pageAfter(duties.map(toWire), ({ id }) => [id] as [string], position, query),
        };
      }),
      endpoint(getDutyCoverage, async ({ params, query }) => {
        const items = await coverageOf(deps, params.organization, query.period);
        const body = pageAfter(items, ({ duty }) => [duty.id] as [string], position, query);
        return { status: 200, body };
      }),
      endpoint(putDutyReport, ({ params, body, ifMatch }, call) =>
        againWhenLost(() => report(deps, call, { ...params, ...body }, ifMatch)),
      ),
      endpoint(getDutyReport, async ({ params }, call) => {
        await dutyOfOfficer(deps, call, params.duty);
        const report = await deps.registry.dutyReport(params.duty, params.quarter);
        if (report === null) throw notFound();
        return { status: 200, body: reportToWire(report), etag: String(report.revision) };
      }),
    ],
    options,
  );
