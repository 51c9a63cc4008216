/** OpenAPI 3.1, made from the route table and its schemas; nothing is written by hand beside them. */
import type * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { describeFields } from './meanings/describe-fields.ts';
import { LANGUAGES, notFound, PROBLEMS, type ProblemCode, problem, RETRY_AFTER_SECONDS } from './problem.ts';
import { type ResponseSpec, type Route, SCOPES } from './route.ts';
import { routes } from './routes.ts';
import { measures } from './scorecard.ts';

const HEADERS = {
  ETag: {
    description: 'Strong entity tag: of a record its revision, of anything else a hash of the content',
    schema: { type: 'string' as const, examples: ['"1"'] },
  },
  Location: {
    description: 'Where to look next',
    schema: { type: 'string' as const, format: 'uri-reference' },
  },
};

const retryAfter = {
  description:
    'Whole seconds after which the same request may be sent again; not in what the gateway says itself',
  schema: { type: 'integer' as const, minimum: 1 },
};

const parameter = (
  name: string,
  description: string,
  schema: { type: 'string'; [key: string]: unknown },
) => ({
  name,
  in: 'header' as const,
  required: false,
  description,
  schema,
});

const acceptLanguage = parameter('Accept-Language', 'Language of problems; Vietnamese unless told', {
  type: 'string',
  examples: [...LANGUAGES],
});
const ifMatch = parameter('If-Match', 'ETag of the revision that is amended or withdrawn', {
  type: 'string',
  examples: ['"1"'],
});
const ifNoneMatch = parameter('If-None-Match', 'ETag that the caller has already: 304 if nothing changed', {
  type: 'string',
  examples: ['"1"'],
});

const SINCE_THEN =
  'Of what an inspection found also whoever has the organization this month, if it stood elsewhere then.';

const roles = ({ access }: Route): string => {
  if (access.check === 'open') return 'Open to everybody.';
  const said = `Roles: ${access.roles.join(', ')}.`;
  return access.check === 'month-or-today' ? `${said} ${SINCE_THEN}` : said;
};

function headersOf({ headers = [] }: ResponseSpec) {
  return headers.length === 0
    ? {}
    : { headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name]])) };
}

const contentOf = ({ contentType = 'application/json', alternative }: ResponseSpec, schema: z.ZodType) => ({
  [contentType]: { schema },
  ...(alternative && { [alternative.contentType]: { schema: alternative.schema } }),
});

function answers(route: Route): ZodOpenApiResponsesObject {
  const declared = Object.entries(route.responses).map(([status, spec]) => [
    status,
    {
      description: spec.description,
      ...headersOf(spec),
      ...(spec.schema === null ? {} : { content: contentOf(spec, spec.schema) }),
    },
  ]);
  const isRead = route.method === 'GET' && route.responses[200]?.schema !== null && route.scope !== null;
  return Object.fromEntries([
    ...declared,
    ...(isRead ? [['304', { description: 'Nothing has changed since that ETag' }]] : []),
  ]);
}

/** Refusals by status: each with the codes that stand under it. */
function refusals(route: Route): ZodOpenApiResponsesObject {
  const codes: readonly ProblemCode[] = [...route.problems, 'INTERNAL'];
  const byStatus = Map.groupBy(codes, (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.map((code) => `\`${code}\`: ${PROBLEMS[code].title.en}`).join('; '),
        ...(of.some((code) => RETRY_AFTER_SECONDS[code] !== undefined) && {
          headers: { 'Retry-After': retryAfter },
        }),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

/** What the gateway refuses by itself, with its own `{ "message" }`. */
const gatewayRefusals = (route: Route): ZodOpenApiResponsesObject =>
  route.scope === null
    ? {}
    : {
        401: { description: 'No token, or one that is forged or expired' },
        403: { description: `The token lacks the scope nennep/${route.scope}` },
        429: {
          description:
            'Too many requests. Without `Retry-After`: send again after a second, then after twice as long each time',
        },
      };

function bodyOf(route: Route) {
  const schema = route.bodyDocument ?? route.body;
  if (schema === null) return {};
  return {
    requestBody: {
      required: route.bodyOptional !== true,
      description: `At most ${route.bodyBytes / 1024} KB`,
      content: { 'application/json': { schema } },
    },
  };
}

function operation(route: Route): ZodOpenApiOperationObject {
  return {
    operationId: route.id,
    summary: route.summary,
    description: roles(route),
    tags: [route.function],
    security: route.scope === null ? [] : [{ token: [`nennep/${route.scope}`] }],
    parameters: [
      acceptLanguage,
      ...(route.ifMatch ? [ifMatch] : []),
      ...(route.method === 'GET' && route.scope !== null ? [ifNoneMatch] : []),
    ],
    requestParams: { path: route.params, query: route.query },
    ...bodyOf(route),
    responses: { ...answers(route), ...refusals(route), ...gatewayRefusals(route) },
  };
}

function paths() {
  const described = routes.filter(({ path }) => path !== '$default');
  const byPath = Map.groupBy(described, ({ path }) => path);
  return Object.fromEntries(
    [...byPath].map(([path, at]) => [
      path,
      Object.fromEntries(at.map((route) => [route.method.toLowerCase(), operation(route)])),
    ]),
  );
}

/** What each measure counts, in words; they stand beside the columns of the export, once. */
export type MeasureMeanings = Readonly<Record<string, string>>;

const withMeanings =
  (meanings: MeasureMeanings): ZodOpenApiOverride =>
  ({ zodSchema, jsonSchema }) => {
    if (zodSchema !== measures) return;
    for (const [name, schema] of Object.entries(jsonSchema.properties ?? {})) {
      const description = meanings[name];
      if (typeof schema === 'object' && description !== undefined) schema.description = description;
    }
  };

/**
 * The whole description, as plain JSON.
 * @throws UndescribedFieldsError
 */
export function openApiDocument(version: string, meanings: MeasureMeanings): unknown {
  const document = createDocument(
    {
      openapi: '3.1.1',
      info: {
        title: 'Nền Nếp',
        version,
        license: { name: 'MIT', identifier: 'MIT' },
        description: [
          'How well the meetings of a large organization’s cells are kept, from a hamlet to a province.',
          'Periods and days are those of Asia/Ho_Chi_Minh; server times are UTC with milliseconds.',
          'Every refusal is an RFC 9457 problem in Vietnamese or English that names the rule and what to do.',
          `What is not there and what is not yours look the same: ${notFound().status}.`,
          'Sending the same record again is the same submission.',
        ].join('\n\n'),
      },
      servers: [{ url: '/' }],
      paths: paths(),
      components: {
        securitySchemes: {
          token: {
            type: 'oauth2',
            description: 'People sign in through the managed login; machines use client credentials.',
            flows: {
              authorizationCode: {
                authorizationUrl: '/oauth2/authorize',
                tokenUrl: '/oauth2/token',
                scopes: scopes(),
              },
              clientCredentials: { tokenUrl: '/oauth2/token', scopes: scopes() },
            },
          },
        },
      },
    },
    { override: withMeanings(meanings) },
  );
  const { undescribed, unused } = describeFields(document);
  if (undescribed.length + unused.length > 0) throw new UndescribedFieldsError(undescribed, unused);
  return document;
}

/** The contract has fields that nobody has said the meaning of, or meanings of fields that are no longer there. */
export class UndescribedFieldsError extends Error {
  override readonly name = 'UndescribedFieldsError';

  constructor(undescribed: readonly string[], unused: readonly string[]) {
    const missing = undescribed.map((field) => `${field} has no description`);
    const idle = unused.map((key) => `${key} describes no field`);
    super(
      `${[...missing, ...idle].join('\n')}\nSay what a field means, its unit and its range, in the schema’s .meta or in shared/contracts/meanings/.`,
    );
  }
}

const scopes = (): Record<string, string> =>
  Object.fromEntries(Object.entries(SCOPES).map(([scope, meaning]) => [`nennep/${scope}`, meaning]));
