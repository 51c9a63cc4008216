/**
 * A small province behind the API functions, on the stores in memory: the roster below, October 2026 open and
 * planned, the clock at 5 November 2026.
 *
 * ```
 * tinh-a ─ huyen-b ─ db-c ─ cb-1 (monthly) · cb-2 (quarterly) · cb-3 (does not meet)
 *        │         └ cs-d (base cell, monthly)
 *        └ huyen-e ─ cs-f (base cell, monthly)
 * ```
 */
import type { Context } from 'aws-lambda';
import { memoryEventStore } from '../../shared/adapters/memory/event-store.ts';
import { memoryJobs } from '../../shared/adapters/memory/jobs.ts';
import { memoryRegistry } from '../../shared/adapters/memory/registry.ts';
import { memoryScorecardStore } from '../../shared/adapters/memory/scorecard-store.ts';
import { presetCriteriaSets } from '../../shared/adapters/presets/criteria-sets.ts';
import { excellenceCaps } from '../../shared/adapters/presets/excellence-caps.ts';
import { routes } from '../../shared/contracts/routes.ts';
import type { Month } from '../../shared/domain/period.ts';
import type { Role } from '../../shared/domain/roster/access.ts';
import type { Kind, Meets, OrganizationVersion } from '../../shared/domain/roster/organization.ts';
import type { PeriodState } from '../../shared/domain/roster/plan.ts';
import type { RowChange } from '../../shared/domain/scorecards/row-change.ts';
import { planSubtree } from '../../shared/jobs/plan-organization.ts';
import { sweepMonths } from '../../shared/jobs/sweep.ts';
import { type ApiFunction, routeKeyOf } from '../../shared/runtime/api-handler.ts';
import type { ApiEvent } from '../../shared/runtime/api-request.ts';
import { newExportId } from '../../shared/runtime/export-ids.ts';
import { aNote, enterVersion } from './audited.ts';
import { periodState } from './records.ts';

export const PROVINCE = 'tinh-a';
export const FIRST_REGISTRAR = 'first-registrar';
export const NOW = '2026-11-05T02:00:00.000Z';
export const MONTH = '2026-10';

/** Parents before children. */
export const TREE: readonly [id: string, kind: Kind, parent: string | null, meets: Meets][] = [
  [PROVINCE, 'province', null, 'none'],
  ['huyen-b', 'district', PROVINCE, 'none'],
  ['db-c', 'base-committee', 'huyen-b', 'none'],
  ['cb-1', 'cell', 'db-c', 'monthly'],
  ['cb-2', 'cell', 'db-c', 'quarterly'],
  ['cb-3', 'cell', 'db-c', 'none'],
  ['cs-d', 'base-cell', 'huyen-b', 'monthly'],
  ['huyen-e', 'district', PROVINCE, 'none'],
  ['cs-f', 'base-cell', 'huyen-e', 'monthly'],
];

export const version = (
  organization: string,
  kind: Kind,
  parent: string | null,
  meets: Meets = 'none',
): OrganizationVersion => ({
  organization,
  from: '2026-01',
  name: `Tổ chức ${organization}`,
  kind,
  parent,
  meets,
  unit: 'residential',
  hasCommittee: true,
  handbook: true,
  members: 24,
  codes: [],
  predecessors: [],
  closed: false,
  revision: 1,
});

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
};

export type Request = {
  readonly subject?: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`; bytes as the gateway hands on what is no text. */
  readonly rawBody?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The event that the gateway makes of a request: routes as in the table, addresses decoded. */
export function eventOf(method: string, url: string, request: Request = {}): ApiEvent {
  const { pathname, searchParams } = new URL(url, 'http://api.test');
  const parts = pathname.split('/');
  const route = routes.find((one) => one.method === method && fits(one.path.split('/'), parts));
  const rawBody = request.rawBody ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  return {
    routeKey: route === undefined ? '$default' : routeKeyOf(route),
    rawPath: pathname,
    headers: request.headers ?? {},
    ...(route === undefined ? {} : { pathParameters: parametersOf(route.path.split('/'), parts) }),
    ...(searchParams.size === 0 ? {} : { queryStringParameters: Object.fromEntries(searchParams) }),
    ...(rawBody === undefined ? {} : handedOn(rawBody)),
    requestContext: { authorizer: { jwt: { claims: { sub: request.subject ?? 'nobody' } } } },
  };
}

const handedOn = (body: string | Uint8Array): Pick<ApiEvent, 'body' | 'isBase64Encoded'> =>
  typeof body === 'string' ? { body } : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };

const fits = (template: readonly string[], parts: readonly string[]): boolean =>
  template.length === parts.length && template.every((part, i) => part.startsWith('{') || part === parts[i]);

const parametersOf = (template: readonly string[], parts: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    template.flatMap((part, i) =>
      part.startsWith('{') ? [[part.slice(1, -1), decodeURIComponent(parts[i] ?? '')]] : [],
    ),
  );

export async function call(
  handler: ApiFunction,
  method: string,
  url: string,
  request: Request = {},
): Promise<Answer> {
  const { statusCode, headers, body } = await handler(eventOf(method, url, request), {} as Context);
  const isJson = String(headers?.['content-type'] ?? '').includes('json');
  return {
    status: statusCode ?? 0,
    headers: headers ?? {},
    body: body === undefined ? null : isJson ? JSON.parse(body) : body,
  };
}

/** The stores, filled; `set` moves the clock. */
export async function apiWorld() {
  let time = NOW;
  const now = () => time;
  let writes = 0;
  const registry = memoryRegistry({
    onChange: () => {
      writes += 1;
    },
  });
  const events = memoryEventStore();
  const rowChanges: RowChange[] = [];
  const scorecards = memoryScorecardStore({ onRow: (change) => rowChanges.push(change) });
  const jobs = memoryJobs();
  for (const line of TREE) await enterVersion(registry, version(...line));
  const planning = {
    registry,
    now,
    defaultCriteriaSet: { id: 'binh-thuan', revision: 1 },
  };
  const open = async (month: Month) => {
    await registry.putPeriod(periodState({ month, openedAt: time }), aNote());
    await planSubtree(planning, PROVINCE, month);
  };
  await open(MONTH);
  return {
    registry,
    events,
    scorecards,
    jobs,
    newPreviewId: newExportId,
    criteriaSets: presetCriteriaSets,
    caps: excellenceCaps(),
    planning,
    now,
    province: PROVINCE,
    firstRegistrar: FIRST_REGISTRAR,
    open,
    /** How often anything was written: Registry's changes, and the events. */
    writes: () => writes + events.all().length,
    set: (instant: string) => {
      time = instant;
    },
    /** Folds the scorecards of these months of one year, level by level. */
    fold: (...months: readonly Month[]) =>
      sweepMonths({ registry, events, scorecards, criteriaSets: presetCriteriaSets }, PROVINCE, months),
    /** What was put since the last time, as the stream of Scorecards tells of it. */
    takeRowChanges: (): RowChange[] => rowChanges.splice(0),
    /** Gives `subject` (named `‹role›@‹organization›` unless told) a role; returns the subject. */
    grant: async (role: Role, organization: string, subject = `${role}@${organization}`) => {
      const stored = await registry.grants(subject);
      const grants = [...stored.grants, { organization, role, from: '2026-01-01', until: null }];
      await registry.putGrants({ subject, grants, revision: stored.revision + 1 }, aNote());
      return subject;
    },
    /** Opens a month again for one organization, as the route would. */
    reopen: async (organization: string, until: string, month: Month = MONTH) => {
      const [state, plan] = [await registry.period(month), await registry.planRow(organization, month)];
      if (state === null || plan === null) throw new Error(`${organization} is planned in ${month}`);
      const reopenings = [...state.reopenings, { organization, until, reopenedAt: time }];
      await registry.putPeriod({ ...state, reopenings, revision: state.revision + 1 }, aNote());
      await registry.putPlanRow({ ...plan, reopenedUntil: until, version: plan.version + 1 });
    },
    period: async (change: {
      readonly status: 'opening' | 'open' | 'closing' | 'closed';
      readonly reopenings?: PeriodState['reopenings'];
    }) => {
      const state = await registry.period(MONTH);
      if (state === null) throw new Error('October 2026 is open in this world');
      await registry.putPeriod({ ...state, ...change, closedAt: NOW, revision: state.revision + 1 }, aNote());
    },
  };
}
export type ApiWorld = Awaited<ReturnType<typeof apiWorld>>;
