/** From the gateway's event to what a route asks for; whatever does not fit is refused here. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { readFields } from '../contracts/field-errors.ts';
import { subject } from '../contracts/primitives.ts';
import { notFound, tooLarge, validation } from '../contracts/problem.ts';
import type { Route } from '../contracts/route.ts';
import { parseJson } from './strict-json.ts';

/** The part of the event (payload format 2.0) that is read. */
export type ApiEvent = Pick<APIGatewayProxyEventV2, 'routeKey' | 'headers'> &
  Partial<
    Pick<
      APIGatewayProxyEventV2,
      'rawPath' | 'pathParameters' | 'queryStringParameters' | 'body' | 'isBase64Encoded'
    >
  > & {
    readonly requestContext: {
      readonly requestId?: string;
      readonly authorizer?: { readonly jwt: { readonly claims: Readonly<Record<string, unknown>> } };
    };
  };

function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  placeIn: Route['placeInBody'] = () => null,
): z.output<Schema> {
  const read = readFields(schema, input);
  if (read.success) return read.data;
  throw validation(
    read.violations.map(({ pointer, rule, vi, en }) => {
      const place = placeIn(pointer, input);
      return place === null
        ? { pointer, rule, vi, en }
        : { pointer, rule, vi: `${place.vi}: ${vi}`, en: `${place.en}: ${en}` };
    }),
  );
}

function bytesOf({ body, isBase64Encoded }: ApiEvent): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8');
}

function bodyOf(route: Route, event: ApiEvent): unknown {
  if (route.body === null) return null;
  const bytes = bytesOf(event);
  if (bytes.byteLength > route.bodyBytes) throw tooLarge(route.bodyBytes / 1024);
  const given = bytes.byteLength === 0 && route.bodyOptional === true ? {} : parseJson(bytes);
  return checked(route.body, given, route.placeInBody);
}

/** @throws Refusal 413, 422 */
export function readRequest(route: Route, event: ApiEvent) {
  const body = bodyOf(route, event);
  return {
    params: checked(route.params, event.pathParameters ?? {}),
    query: checked(route.query, event.queryStringParameters ?? {}),
    body,
    ifMatch: (route.ifMatch ? event.headers['if-match'] : undefined) ?? null,
  };
}

/**
 * The token's subject. A token of another use than access, or with a subject that nobody could have been granted
 * anything under, is a stranger's.
 * @throws Refusal 404; TypeError where the route lacks its authorizer
 */
export function subjectOf(event: ApiEvent): string {
  const claims = event.requestContext.authorizer?.jwt.claims;
  if (claims === undefined) throw new TypeError('A request without a token came through.');
  const known = subject.safeParse(claims.sub);
  const isAccessToken = claims.token_use === undefined || claims.token_use === 'access';
  if (!known.success || !isAccessToken) throw notFound();
  return known.data;
}
