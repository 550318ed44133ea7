import { Problem } from '../../problems.ts';
import { route } from '../route.ts';
import { instant, scope } from '../schemas.ts';
import { ownScopes } from '../../directory/scopes.ts';
import { z } from '../zod.ts';

const tokenFacts = {
  id: z.string(),
  name: z.string(),
  scopes: z.array(scope),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
};

export const listTokensRoute = route({
  method: 'get',
  path: '/me/tokens',
  tag: 'Own user',
  summary: 'API tokens of the signed-in user',
  access: 'session',
  replies: {
    200: {
      description: 'The tokens, oldest first, without anything that could be used',
      body: z.object({ items: z.array(z.object(tokenFacts).openapi('ApiToken')) }).openapi('ApiTokenList'),
    },
  },
  problems: [],
  async handler({ services, principal }) {
    const found = await services.credentials.apiTokens.list(principal.user);
    const items = found.map(({ id, name, scopes, createdAt, expiresAt, lastUsedAt }) => ({
      id,
      name,
      scopes,
      createdAt: createdAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }));
    return { status: 200, body: { items } };
  },
});

export const makeTokenRoute = route({
  method: 'post',
  path: '/me/tokens',
  tag: 'Own user',
  summary: 'Make an API token for the signed-in user',
  description:
    'The answer is the only one that holds the token. It can do what its user can, within its scopes. With an Idempotency-Key a repetition makes no second one and answers the id alone: if the first answer went astray, revoke the token and make another.',
  access: 'session',
  body: z
    .strictObject({
      name: z.string().trim().min(1).max(100).openapi({ example: 'Nightly import' }),
      scopes: z.array(z.enum(ownScopes)).min(1),
      expiresAt: instant,
    })
    .openapi('NewApiToken'),
  replies: {
    201: {
      description: 'Made',
      body: z
        .object({
          id: z.string(),
          token: z.string().optional().openapi({ description: 'in the first answer only' }),
        })
        .openapi('MadeApiToken'),
    },
  },
  problems: ['user.not-found'],
  idempotency: {
    requiredWithTokens: false,
    replay: async (_context, { reference }) => ({ status: 201, body: { id: reference } }),
  },
  async handler({ services, principal, body, locale }) {
    const { user, requestId } = principal;
    const given = { ...body, user, scopes: [...new Set(body.scopes)], expiresAt: new Date(body.expiresAt) };
    const made = await services.credentials.apiTokens.create(given, { actor: user, requestId }, locale);
    return { status: 201, reference: made.id, body: made };
  },
});

export const revokeTokenRoute = route({
  method: 'delete',
  path: '/me/tokens/{id}',
  tag: 'Own user',
  summary: 'Revoke an API token of the signed-in user',
  access: 'session',
  params: z.strictObject({ id: z.string().max(100) }),
  replies: { 204: { description: 'Revoked' } },
  problems: ['token.not-found'],
  async handler({ services, principal, params }) {
    const { user, requestId } = principal;
    const revoked = await services.credentials.apiTokens.revoke(user, params.id, { actor: user, requestId });
    if (!revoked) throw new Problem('token.not-found');
    return { status: 204 };
  },
});
