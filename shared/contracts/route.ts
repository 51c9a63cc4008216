/** What is said once of an operation, and looped over by the runtime, OpenAPI, the infrastructure and the client. */
import type * as z from 'zod';
import type { Bilingual } from '../domain/bilingual.ts';
import type { Role } from '../domain/roster/access.ts';
import type { ProblemCode } from './problem.ts';

/** Scopes of the resource server `nennep`. */
export const SCOPES = {
  submit: 'Submit meeting records',
  read: 'Read records, scorecards and the roster',
  export: 'Order and download exports',
  register: 'Keep the roster, grants and periods',
  inspect: 'Record inspections, remedies, reviews and duties',
  rule: 'Publish criteria sets and programmes',
} as const;
export type Scope = keyof typeof SCOPES;

/** What whoever may write is told where no month is planned: why, or nothing. */
export type Unplanned = 'refuse' | 'not-found';

/**
 * Who may. On an organization's subtree by the path that its plan row of a month says, or today's roster:
 * - `open`: everybody, without a token.
 * - `month` / `period`: the organization in the path, as it stood in the month, or in the last opened month of
 *   the period. `unplanned: 'refuse'` tells those who may write why no month of it takes anything; else it is 404.
 * - `month-or-today`: the same as `month`, and whoever has the organization this month: for what of a past month is
 *   there to be followed up. What else is in that month the handler keeps from them.
 * - `today`: the organization in the path, as it stands this month.
 * - `from`: the same, and as it stands in the month in the path, from which something is laid down.
 * - `province`: the root.
 * - `grant`: whoever holds one of the roles anywhere; what they may touch the handler checks.
 * - `items`: everybody with a token; the handler checks each item, or each organization that the request names.
 */
export type Access =
  | { readonly check: 'open' }
  | { readonly check: 'month'; readonly roles: readonly Role[]; readonly unplanned: Unplanned }
  | { readonly check: 'month-or-today'; readonly roles: readonly Role[]; readonly unplanned: Unplanned }
  | { readonly check: 'period'; readonly roles: readonly Role[]; readonly unplanned: Unplanned }
  | { readonly check: 'today'; readonly roles: readonly Role[] }
  | { readonly check: 'from'; readonly roles: readonly Role[] }
  | { readonly check: 'province'; readonly roles: readonly Role[] }
  | { readonly check: 'grant'; readonly roles: readonly Role[] }
  | { readonly check: 'items'; readonly roles: readonly Role[] };

export type ResponseSpec = {
  readonly description: string;
  /** Null: no body. */
  readonly schema: z.ZodType | null;
  readonly headers?: readonly ('ETag' | 'Location')[];
  /** `application/json` unless told. */
  readonly contentType?: string;
  /** The same in another form, for whoever asks for its content type by `Accept`. */
  readonly alternative?: { readonly schema: z.ZodType; readonly contentType: string };
};

export type Route = {
  readonly id: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'ANY';
  readonly path: string;
  /** Null: no token needed. */
  readonly scope: Scope | null;
  /** Name of the function that answers. */
  readonly function: string;
  readonly summary: string;
  readonly access: Access;
  readonly params: z.ZodObject;
  readonly query: z.ZodObject;
  /** `If-Match` is read; a GET reads `If-None-Match` always. */
  readonly ifMatch: boolean;
  /** Null: a body is not looked at. */
  readonly body: z.ZodType | null;
  /** Whether the body may be left out. */
  readonly bodyOptional?: boolean;
  /** The body as it is documented, where the handler checks parts of it itself. */
  readonly bodyDocument?: z.ZodType;
  readonly bodyBytes: number;
  /** Of a body with parts that have names: where a pointer leads, as people say it; null where it adds nothing. */
  readonly placeInBody?: (pointer: string, body: unknown) => Bilingual | null;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  readonly problems: readonly ProblemCode[];
};

export type InputOf<R extends Route> = {
  readonly params: z.output<R['params']>;
  readonly query: z.output<R['query']>;
  readonly body: R['body'] extends z.ZodType ? z.output<R['body']> : null;
  /** As sent; null without one. */
  readonly ifMatch: string | null;
};

type BodyOf<Spec extends ResponseSpec> =
  | (Spec['schema'] extends z.ZodType
      ? { readonly body: z.input<Spec['schema']> }
      : { readonly body?: never })
  | (Spec extends { readonly alternative: { readonly schema: infer Other extends z.ZodType } }
      ? { readonly alternative: z.input<Other> }
      : never);

/** One of the answers that the route declares. */
export type AnswerOf<R extends Route> = {
  [Status in keyof R['responses'] & number]: {
    readonly status: Status;
    /** Without quotes; a GET without one gets a hash of its body. */
    readonly etag?: string;
    readonly location?: string;
  } & BodyOf<R['responses'][Status]>;
}[keyof R['responses'] & number];

/** Keeps the literal types of a route. */
export const defineRoute = <const R extends Route>(route: R): R => route;
