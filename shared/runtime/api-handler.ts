/**
 * The frame of every API function: finds the route, reads and validates the request, checks access, calls the
 * handler, validates its answer, words its refusals, and logs one line without any content.
 */
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { type Language, notFound } from '../contracts/problem.ts';
import type { AnswerOf, InputOf, Route } from '../contracts/route.ts';
import { prefersOverJson } from './accept.ts';
import {
  type AccessDeps,
  AccessGuard,
  type Caller,
  type FollowUpAccess,
  type MonthAccess,
  type PeriodAccess,
  type TodayAccess,
} from './access.ts';
import { type ApiEvent, readRequest, subjectOf } from './api-request.ts';
import { type ApiResult, type PlainAnswer, toProblem, toResponse } from './api-response.ts';
import { preferredLanguage } from './language.ts';
import { type Log, logger } from './logger.ts';
import { publishCounts } from './metrics.ts';
import { withMarkedNext, withOwnCursor } from './own-cursor.ts';
import { asRefusal } from './unforeseen.ts';

/** What the check of each kind of route finds out for the handler. */
type Found = {
  readonly open: Record<never, never>;
  readonly month: MonthAccess;
  readonly 'month-or-today': FollowUpAccess;
  readonly period: PeriodAccess;
  readonly today: TodayAccess;
  readonly from: TodayAccess;
  readonly province: { readonly caller: Caller };
  readonly grant: { readonly caller: Caller };
  readonly items: { readonly subject: string };
};

type Frame = {
  /** As it was asked for, percent-encoded. */
  readonly askedPath: string;
  readonly language: Language;
  /** Whether the caller asks for the other form of the answer, where the route has one. */
  readonly wantsAlternative: boolean;
  /** Checks what the route alone cannot say. */
  readonly guard: AccessGuard;
  /** Milliseconds until the platform ends the call, infinite where none does. */
  readonly remainingMs: () => number;
};

/** Names that a check and the frame both give: one would hide the other, so with any of them no handler is typed. */
type Clash = { [Check in keyof Found]: keyof Found[Check] & keyof Frame }[keyof Found];

/** What a handler gets beside its input. */
export type CallOf<R extends Route> = [Clash] extends [never]
  ? R['access']['check'] extends 'open'
    ? Omit<Frame, 'guard'>
    : Found[R['access']['check']] & Frame
  : never;

type AnyCall = Found[keyof Found] & Omit<Frame, 'guard'> & Partial<Frame>;

export type Endpoint = {
  readonly route: Route;
  readonly answer: (input: ReturnType<typeof readRequest>, call: AnyCall) => Promise<PlainAnswer>;
};

/** Joins a route and its handler; the types of both sides follow from the route. */
export const endpoint = <R extends Route, const Answer extends AnswerOf<R>>(
  route: R,
  handler: (input: InputOf<R>, call: CallOf<R>) => Promise<Answer>,
): Endpoint => ({
  route,
  // The casts say what the frame does: the input went through this route's schemas, the call through its check.
  answer: (input, call) => handler(input as InputOf<R>, call as CallOf<R>),
});

/** Checks what the route says; the handlers of `grant` and `items` check the rest themselves. */
async function check(
  route: Route,
  event: ApiEvent,
  guard: AccessGuard | null,
  input: ReturnType<typeof readRequest>,
) {
  const { access } = route;
  if (access.check === 'open') return {};
  if (guard === null) throw new TypeError(`${route.id} is not open to everybody and needs a guard.`);
  const subject = subjectOf(event);
  const organization = String(input.params.organization);
  const period = String(input.params.period ?? input.query.period);
  switch (access.check) {
    case 'items':
      return { subject };
    case 'month':
      return guard.month(subject, access.roles, { organization, month: period }, access.unplanned);
    case 'month-or-today':
      return guard.monthOrToday(subject, access.roles, { organization, month: period }, access.unplanned);
    case 'period':
      return guard.period(subject, access.roles, { organization, period }, access.unplanned);
    case 'today':
      return guard.today(subject, access.roles, organization);
    case 'from':
      return guard.from(subject, access.roles, { organization, month: period });
    case 'province':
      return { caller: await guard.province(subject, access.roles) };
    case 'grant':
      return {
        caller: await guard.callerOf(
          subject,
          access.roles,
          input.params.organization === undefined ? [] : [organization],
        ),
      };
  }
}

type ApiMiddleware = MiddlewareObj<ApiEvent, ApiResult>;

/** Every error becomes a problem; one that nobody foresaw is logged and says nothing to the outside. */
const problems = (log: Log): ApiMiddleware => ({
  onError: (request) => {
    const refusal = asRefusal(request.error);
    if (refusal.status >= 500) {
      const { error } = request;
      log.error('A call failed', {
        requestId: request.event.requestContext.requestId,
        route: request.event.routeKey,
        error: error instanceof Error ? error : new Error(String(error)),
      });
    }
    request.response = toProblem(refusal, preferredLanguage(request.event.headers['accept-language']));
    publishCounts({ [refusal.status >= 500 ? 'CallsFailed' : `Refused${refusal.code}`]: 1 });
  },
});

/** One line a call: operation, addressed ids, status, time, what access cost. No body, no subject, no header. */
const oneLine = (log: Log, guards: Guards): ApiMiddleware => {
  const started = new WeakMap<object, number>();
  const finish: NonNullable<ApiMiddleware['after']> = (request) => {
    const { event, response } = request;
    log.info('Answered', {
      requestId: event.requestContext.requestId,
      route: event.routeKey,
      address: event.pathParameters ?? {},
      status: response?.statusCode,
      accessReads: guards.get(event)?.reads ?? 0,
      milliseconds: Math.round(performance.now() - (started.get(event) ?? 0)),
    });
  };
  return {
    before: ({ event }) => {
      started.set(event, performance.now());
    },
    after: finish,
    onError: finish,
  };
};

/** The guard of each call that is under way. */
type Guards = WeakMap<ApiEvent, AccessGuard>;

export type ApiFunction = (event: ApiEvent, context: Context) => Promise<ApiResult>;
export type ApiOptions = { readonly log?: Log };

/**
 * An API function that answers these endpoints; `routeKey` tells which one is asked for. `deps` null: for a
 * function whose routes are all open to everybody.
 */
export function apiHandler(
  deps: AccessDeps | null,
  endpoints: readonly Endpoint[],
  { log = logger }: ApiOptions = {},
): ApiFunction {
  const guards: Guards = new WeakMap();
  const byKey = new Map(endpoints.map((one) => [routeKeyOf(one.route), one]));
  const answer = async (event: ApiEvent, context: Context): Promise<ApiResult> => {
    const asked = byKey.get(event.routeKey);
    if (asked === undefined) throw notFound();
    const input = readRequest(asked.route, event);
    const guard = deps === null ? null : new AccessGuard(deps);
    if (guard !== null) guards.set(event, guard);
    const found = await check(asked.route, event, guard, input);
    const language = preferredLanguage(event.headers['accept-language']);
    const other = asked.route.responses[200]?.alternative;
    const wantsAlternative = other !== undefined && prefersOverJson(event.headers.accept, other.contentType);
    const askedPath = event.rawPath ?? '/';
    const remainingMs = () => context.getRemainingTimeInMillis?.() ?? Number.POSITIVE_INFINITY;
    const frame = {
      askedPath,
      language,
      wantsAlternative,
      remainingMs,
      ...(guard === null ? {} : { guard }),
    };
    const answered = await asked.answer(withOwnCursor(asked.route, input), { ...found, ...frame });
    return toResponse(
      asked.route,
      withMarkedNext(asked.route, input, answered),
      event.headers['if-none-match'],
    );
  };
  return middy<ApiEvent, ApiResult>({ timeoutEarlyInMillis: 100 })
    .use(oneLine(log, guards))
    .use(problems(log))
    .handler(answer);
}

/** As the gateway names a route in its events. */
export const routeKeyOf = ({ method, path }: Pick<Route, 'method' | 'path'>): string =>
  path === '$default' ? path : `${method} ${path}`;
