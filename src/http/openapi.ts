import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { type ProblemCode, problemStatus } from '../problems.ts';
import { bodyExamples, parameterExamples } from './examples.ts';
import { groupBy } from './group-by.ts';
import { apiRoot } from './links.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { problem } from './schemas.ts';
import { z } from './zod.ts';

/** The API's description, OpenAPI 3.1, generated from the schemas that check the requests. */
export function openApiDocument(): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: '__Host-castellan' });
  registry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  for (const route of routes) registry.registerPath(describe(route));
  const document = new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Castellan',
      version: '1',
      description:
        'Appoints account administrators, durably. Browsers sign in and get a session cookie (named `castellan` on plain http); machines use an API token. Errors are RFC 9457 problems whose `code` is stable.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: apiRoot }],
  });
  return withParameterExamples(document);
}

/** What "Try it out" begins with: the seeded account, where there is one. */
function withParameterExamples<T extends { paths?: object }>(document: T): T {
  for (const path of Object.values(document.paths ?? {}) as Record<string, { parameters?: Parameter[] }>[]) {
    for (const parameter of Object.values(path).flatMap(({ parameters = [] }) => parameters)) {
      const example = parameter.in === 'path' ? parameterExamples[parameter.name] : undefined;
      if (example !== undefined) parameter.example = example;
    }
  }
  return document;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  example?: string;
}

function jsonBody({ method, path }: Route, schema: z.ZodType) {
  const example = bodyExamples[`${method} ${path}`];
  return { schema, ...(example === undefined ? {} : { example }) };
}

function describe(route: Route): RouteConfig {
  const { method, path, tag, summary, description, params, query, body, replies, idempotency, keyedDecision } = route;
  const scoped = route.access.includes(':');
  return {
    method,
    path,
    tags: [tag],
    operationId: operationId(method, path),
    summary,
    ...(description === undefined ? {} : { description }),
    security: [
      ...(route.access === 'public' ? [] : [{ session: [] }]),
      ...(scoped ? [{ token: [route.access] }] : route.access === 'known' ? [{ token: [] }] : []),
    ],
    request: {
      ...(params === undefined ? {} : { params: params as z.ZodObject }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(idempotency || keyedDecision
        ? { headers: z.object({ 'Idempotency-Key': idempotencyKey(idempotency?.requiredWithTokens === true) }) }
        : {}),
      ...(body === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': jsonBody(route, body) } } }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(replies).map(([status, { description: words, body: schema, mediaType }]) => [
          status,
          {
            description: words,
            ...(schema === undefined ? {} : { content: { [mediaType ?? 'application/json']: { schema } } }),
          },
        ]),
      ),
      ...problemResponses(route),
    },
  };
}

const idempotencyKey = (required: boolean) =>
  z
    .string()
    .max(255)
    .optional()
    .openapi({
      description: `A random key, the same for every repetition of a request.${required ? ' Required with an API token.' : ''}`,
    });

/** `get /accounts/{account}/groups` becomes `getAccountsGroups`. */
const operationId = (method: string, path: string): string =>
  method +
  path
    .replace(/\{\w+\}/g, '')
    .split(/[/-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('') +
  (path.endsWith('}') ? 'One' : '');

function problemResponses(route: Route) {
  const byStatus = groupBy(problemsOf(route), (code) => problemStatus[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\``).join(', '),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

/** The particular ones, and those that the kind of call brings with it. */
function problemsOf({ access, method, body, idempotency, keyedDecision, limit, problems }: Route): ProblemCode[] {
  const scoped = access.includes(':');
  const common: ProblemCode[] = [
    ...(body ? (['request.malformed-json', 'request.too-large', 'request.unsupported-media-type'] as const) : []),
    'request.invalid',
    ...(method === 'get' ? [] : (['request.cross-site'] as const)),
    ...(access === 'public' ? [] : (['access.sign-in-required'] as const)),
    ...(scoped || access === 'session' ? (['access.required-actions-pending'] as const) : []),
    ...(scoped ? (['access.scope-missing'] as const) : []),
    ...(access === 'session' || access === 'any-session' ? (['access.not-yours'] as const) : []),
    ...(idempotency?.requiredWithTokens ? (['idempotency.key-required'] as const) : []),
    ...(idempotency || keyedDecision ? (['idempotency.key-invalid', 'idempotency.key-reused'] as const) : []),
    ...(idempotency ? (['idempotency.in-progress'] as const) : []),
    ...(limit || access === 'public' ? (['rate.limited'] as const) : []),
    'service.directory-unavailable',
  ];
  return [...new Set([...common, ...problems])];
}
