/**
 * A client of the API, typed by the route table: what the demo, the tests and other TypeScript programs use.
 *
 * It sends again what may safely be sent again: every `PUT`, `GET`, `DELETE` and every submission is the same
 * request however often it arrives, so a broken connection, 429, 503 and the like are retried with a growing
 * pause, and not before `Retry-After`. What the API refuses comes back as an answer, never as an exception.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type * as z from 'zod';
import { type Language, type Problem, problem } from './problem.ts';
import type { Route } from './route.ts';

export type ClientOptions = {
  readonly baseUrl: string;
  /** A bearer token, or how to get one. */
  readonly token: string | (() => Promise<string>);
  readonly language?: Language;
  /** How often a request is sent at most; 6 unless told. */
  readonly attempts?: number;
};

/** What a route asks for; query and body as they are written, before defaults are filled in. */
export type RequestOf<R extends Route> = {
  readonly params?: z.input<R['params']>;
  readonly query?: Partial<z.input<R['query']>>;
  readonly body?: R['body'] extends z.ZodType ? z.input<R['body']> : undefined;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  /** Of a refusal; the client's unless told. */
  readonly language?: Language;
};

type BodyOf<R extends Route> = {
  [Status in keyof R['responses']]: R['responses'][Status] extends { readonly schema: infer Schema }
    ? Schema extends z.ZodType
      ? z.output<Schema>
      : null
    : never;
}[keyof R['responses']];

export type Answer<Body> =
  | {
      readonly ok: true;
      readonly status: number;
      /** As the header says it, quotes included: fit for `ifMatch`. */
      readonly etag: string | null;
      readonly location: string | null;
      readonly body: Body;
    }
  | {
      readonly ok: false;
      readonly status: number;
      readonly etag: string | null;
      /** Null where the gateway itself refused: 401, 403, 429, 503. */
      readonly problem: Problem | null;
    };

/** The server could not be reached, or kept failing, after all attempts. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** A refusal where the caller had asked for success. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  readonly problem: Problem | null;

  constructor(request: string, status: number, refusal: Problem | null) {
    const fields = refusal?.errors?.map(({ pointer, detail }) => `${pointer}: ${detail}`) ?? [];
    super([`${request} → ${status}`, refusal?.title, refusal?.detail, ...fields].filter(Boolean).join('; '));
    this.status = status;
    this.problem = refusal;
  }
}

export type Client = {
  /** Sends, and returns whatever the API answers. @throws UnreachableError */
  call<R extends Route>(route: R, request?: RequestOf<R>): Promise<Answer<BodyOf<R>>>;
  /** Sends, and returns the body of the success. @throws RefusedError, UnreachableError */
  need<R extends Route>(route: R, request?: RequestOf<R>): Promise<BodyOf<R>>;
  /** The file behind a route that redirects to a signed URL. @throws RefusedError, UnreachableError */
  download<R extends Route>(route: R, request?: RequestOf<R>): Promise<Uint8Array>;
};

const RETRIED: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const FIRST_PAUSE_MS = 100;

/** How long an answer asks to be waited for; 0 where it says nothing, as the gateway's own do. */
function askedPauseMs(response: Response): number {
  const seconds = response.headers.get('retry-after') ?? '';
  return /^\d{1,3}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}

/** Ordering an export twice makes two; everything else is the same however often it is sent. */
const isRepeatable = (route: Route): boolean => route.id !== 'postExport';

/** `/organizations/{organization}` with the parameters put in, each escaped. */
function pathOf(route: Route, request: { params?: object; query?: object }): string {
  const params = new Map(Object.entries(request.params ?? {}).map(([name, value]) => [name, String(value)]));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params.get(name) ?? ''),
  );
  const query = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(
    Object.fromEntries(query.map(([name, value]) => [name, String(value)])),
  ).toString();
  return search === '' ? path : `${path}?${search}`;
}

export function createClient({ baseUrl, token, language = 'vi', attempts = 6 }: ClientOptions): Client {
  const bearer = typeof token === 'string' ? async () => token : token;

  async function send(route: Route, path: string, request: RequestOf<Route>): Promise<Response> {
    const headers = new Headers({
      'accept-language': request.language ?? language,
      authorization: `Bearer ${await bearer()}`,
    });
    if (request.ifMatch !== undefined) headers.set('if-match', request.ifMatch);
    if (request.ifNoneMatch !== undefined) headers.set('if-none-match', request.ifNoneMatch);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    if (body !== null) headers.set('content-type', 'application/json');
    return fetch(`${baseUrl}${path}`, { method: route.method, headers, body, redirect: 'manual' });
  }

  async function sendUntilAnswered(route: Route, request: RequestOf<Route>): Promise<Response> {
    const path = pathOf(route, request);
    let trouble: unknown;
    let asked = 0;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      // On top of what was asked for: those who were refused together are not to come back together.
      if (attempt > 1) await pause(asked + FIRST_PAUSE_MS * 2 ** (attempt - 2) * (0.5 + Math.random()));
      asked = 0;
      try {
        const response = await send(route, path, request);
        const again = RETRIED.has(response.status) && isRepeatable(route) && attempt < attempts;
        if (!again) return response;
        asked = askedPauseMs(response);
        await response.body?.cancel();
      } catch (error) {
        if (!isRepeatable(route)) throw new UnreachableError(`${route.method} ${path}`, { cause: error });
        trouble = error;
      }
    }
    throw new UnreachableError(`${route.method} ${path}: no answer after ${attempts} attempts`, {
      cause: trouble,
    });
  }

  async function call<R extends Route>(route: R, request: RequestOf<R> = {}): Promise<Answer<BodyOf<R>>> {
    const response = await sendUntilAnswered(route, request);
    const { status } = response;
    const etag = response.headers.get('etag');
    const text = await response.text();
    const json: unknown = isJson(response) && text !== '' ? JSON.parse(text) : null;
    const expected = route.responses[status];
    if (status === 304 || expected === undefined) {
      const refusal = problem.safeParse(json);
      return { ok: false, status, etag, problem: refusal.success ? refusal.data : null };
    }
    const parsed = expected.schema === null ? null : expected.schema.parse(isJson(response) ? json : text);
    // The schema just parsed is the one that the body's type is inferred from.
    return { ok: true, status, etag, location: response.headers.get('location'), body: parsed as BodyOf<R> };
  }

  async function succeed<R extends Route>(route: R, request: RequestOf<R> = {}) {
    const answer = await call(route, request);
    if (answer.ok) return answer;
    throw new RefusedError(`${route.method} ${pathOf(route, request)}`, answer.status, answer.problem);
  }

  return {
    call,
    need: async (route, request) => (await succeed(route, request)).body,
    async download(route, request) {
      const { location } = await succeed(route, request);
      const file = await fetch(location ?? '');
      if (!file.ok) throw new RefusedError(`GET ${route.path}`, file.status, null);
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

const isJson = (response: Response): boolean =>
  /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
