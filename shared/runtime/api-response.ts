/** From a handler's answer, or a refusal, to what the gateway sends. */
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Language, RETRY_AFTER_SECONDS, type Refusal } from '../contracts/problem.ts';
import type { Route } from '../contracts/route.ts';
import { hashTag, isStillFresh, quoted } from './etag.ts';

export type ApiResult = APIGatewayProxyStructuredResultV2;

export type PlainAnswer = {
  readonly status: number;
  readonly body?: unknown;
  /** In place of `body`, in the route's other form. */
  readonly alternative?: unknown;
  readonly etag?: string;
  readonly location?: string;
};

/** Thrown where a handler answers what its route does not declare: our fault, and so a 500. */
export class UndeclaredAnswerError extends Error {
  override readonly name = 'UndeclaredAnswerError';
}

const JSON_TYPE = 'application/json; charset=utf-8';

function serialized(route: Route, { status, body, alternative }: PlainAnswer) {
  const declared = route.responses[status];
  const spec = alternative === undefined ? declared : declared?.alternative;
  if (spec === undefined) throw new UndeclaredAnswerError(`${route.id} does not declare an answer ${status}`);
  if (spec.schema === null) return { text: null, contentType: null };
  const parsed = spec.schema.safeParse(alternative ?? body);
  if (!parsed.success) {
    throw new UndeclaredAnswerError(
      `${route.id} ${status}: ${parsed.error.issues.map(({ path, code }) => `/${path.join('/')} ${code}`).join(', ')}`,
    );
  }
  if (spec.contentType !== undefined) return { text: String(parsed.data), contentType: spec.contentType };
  return { text: JSON.stringify(parsed.data), contentType: JSON_TYPE };
}

/** Validates the answer against the route, tags it, and leaves out a body that the caller has already. */
export function toResponse(route: Route, answer: PlainAnswer, ifNoneMatch: string | undefined): ApiResult {
  const { text, contentType } = serialized(route, answer);
  const isRead = route.method === 'GET' && answer.status === 200 && text !== null;
  const tag = answer.etag ?? (isRead ? hashTag(text) : null);
  const headers = {
    'cache-control': isRead ? 'private, no-cache' : 'no-store',
    ...(route.responses[answer.status]?.alternative === undefined ? {} : { vary: 'accept' }),
    ...(tag === null ? {} : { etag: quoted(tag) }),
    ...(answer.location === undefined ? {} : { location: answer.location }),
  };
  if (isRead && tag !== null && isStillFresh(ifNoneMatch, tag)) return { statusCode: 304, headers };
  return {
    statusCode: answer.status,
    headers: { ...headers, ...(contentType === null ? {} : { 'content-type': contentType }) },
    ...(text === null ? {} : { body: text }),
  };
}

export function toProblem(refusal: Refusal, language: Language): ApiResult {
  const problem = refusal.in(language);
  const retryAfter = RETRY_AFTER_SECONDS[refusal.code];
  const { methods } = refusal.extensions;
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'content-language': language,
      vary: 'accept-language',
      'cache-control': 'no-store',
      ...(typeof problem.etag === 'string' ? { etag: problem.etag } : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
      ...(methods === undefined ? {} : { allow: methods.join(', ') }),
    },
    body: JSON.stringify(problem),
  };
}
