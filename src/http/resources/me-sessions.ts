import { Problem } from '../../problems.ts';
import { route } from '../route.ts';
import { instant } from '../schemas.ts';
import { z } from '../zod.ts';

const openSession = z
  .object({
    id: z.string(),
    current: z.boolean().openapi({ description: 'the one that asks' }),
    device: z.string().nullable().openapi({ example: 'Firefox, Linux' }),
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
  })
  .openapi('OpenSession');

export const listSessionsRoute = route({
  method: 'get',
  path: '/me/sessions',
  tag: 'Own user',
  summary: 'Where the signed-in user is signed in',
  access: 'session',
  replies: {
    200: {
      description: 'The open sign-ins, the one used last first',
      body: z.object({ items: z.array(openSession) }).openapi('OpenSessionList'),
    },
  },
  problems: [],
  async handler({ services, principal }) {
    const found = await services.credentials.sessions.list(principal.user);
    const items = found.map(({ id, device, createdAt, lastSeenAt, expiresAt }) => ({
      id,
      current: id === principal.sessionId,
      device,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    }));
    return { status: 200, body: { items } };
  },
});

export const revokeSessionRoute = route({
  method: 'delete',
  path: '/me/sessions/{id}',
  tag: 'Own user',
  summary: 'End a sign-in of the signed-in user',
  access: 'session',
  params: z.strictObject({ id: z.string().regex(/^[0-9a-f]{64}$/) }),
  replies: { 204: { description: 'Ended' } },
  problems: ['session.not-found'],
  async handler({ services, principal, params }) {
    const ended = await services.credentials.sessions.revoke(principal.user, params.id, principal.requestId);
    if (!ended) throw new Problem('session.not-found');
    return { status: 204 };
  },
});
