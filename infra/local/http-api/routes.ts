import { TemplateError } from '../errors.ts';

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

/** A route key in parts. `$default` has method `ANY` and no segments: {@link isDefault} tells it apart. */
export type RoutePattern = {
  readonly key: string;
  readonly method: string;
  readonly segments: readonly Segment[];
};

/** A route that serves a request, with what its variables caught (percent-decoded). */
export type Match<R> = { readonly route: R; readonly pathParameters: Readonly<Record<string, string>> };

const DEFAULT_KEY = '$default';

/** The catch-all route. */
export const isDefault = (pattern: RoutePattern): boolean => pattern.key === DEFAULT_KEY;

function readSegment(text: string): Segment {
  const variable = /^\{(\w+)(\+?)\}$/.exec(text);
  if (variable?.[1] === undefined) return { kind: 'literal', text };
  return { kind: variable[2] === '+' ? 'greedy' : 'parameter', name: variable[1] };
}

/**
 * Reads a route key: `$default`, or a method (or `ANY`) and a path with `{variable}` and, at its end, `{variable+}`.
 *
 * @throws TemplateError for a key that API Gateway would refuse
 */
export function readRouteKey(key: string): RoutePattern {
  if (key === DEFAULT_KEY) return { key, method: 'ANY', segments: [] };
  const [, method, path] = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) \/(.*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined) throw new TemplateError(`"${key}" is no route key`);
  const segments = path.split('/').map(readSegment);
  if (segments.slice(0, -1).some(({ kind }) => kind === 'greedy')) {
    throw new TemplateError(`"${key}": a greedy variable may stand at the end only`);
  }
  return { key, method, segments };
}

function catchVariables(pattern: RoutePattern, path: readonly string[]): Record<string, string> | undefined {
  const { segments } = pattern;
  const greedy = segments.at(-1)?.kind === 'greedy';
  if (greedy ? path.length < segments.length : path.length !== segments.length) return undefined;
  const caught: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = path[index] ?? '';
    if (segment.kind === 'literal') {
      if (decodeURIComponent(value) !== segment.text) return undefined;
    } else if (segment.kind === 'greedy') {
      const rest = path.slice(index).join('/');
      if (rest === '') return undefined;
      caught[segment.name] = decodeURIComponent(rest);
    } else {
      if (value === '') return undefined;
      caught[segment.name] = decodeURIComponent(value);
    }
  }
  return caught;
}

const RANK = { literal: 0, parameter: 1, greedy: 2 } as const;

/**
 * Negative if `left` goes before `right` when both match: a full match before a greedy one before `$default`,
 * then the method before `ANY`, then from the left a literal before a variable.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
function compareSpecificity(left: RoutePattern, right: RoutePattern): number {
  const wholeness = (pattern: RoutePattern): number =>
    isDefault(pattern) ? 2 : pattern.segments.at(-1)?.kind === 'greedy' ? 1 : 0;
  const anyness = (pattern: RoutePattern): number => (pattern.method === 'ANY' ? 1 : 0);
  const first = wholeness(left) - wholeness(right) || anyness(left) - anyness(right);
  if (first !== 0) return first;
  for (const [index, segment] of left.segments.entries()) {
    const other = right.segments[index];
    if (other === undefined) return -1;
    const difference = RANK[segment.kind] - RANK[other.kind];
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * The most specific route for a request, or undefined (the gateway's 404).
 *
 * @param path percent-encoded, without a query, starting with `/`
 * @throws URIError if a percent escape is malformed
 */
export function matchRoute<R extends { readonly pattern: RoutePattern }>(
  routes: readonly R[],
  method: string,
  path: string,
): Match<R> | undefined {
  const segments = path.slice(1).split('/');
  return routes
    .filter(({ pattern }) => pattern.method === 'ANY' || pattern.method === method)
    .flatMap((route): Match<R>[] => {
      const pathParameters = isDefault(route.pattern) ? {} : catchVariables(route.pattern, segments);
      return pathParameters === undefined ? [] : [{ route, pathParameters }];
    })
    .sort((left, right) => compareSpecificity(left.route.pattern, right.route.pattern))[0];
}
