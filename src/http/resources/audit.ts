import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { instant, nextCursor, pageQuery } from '../schemas.ts';
import { z } from '../zod.ts';

const line = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.string(),
    role: z.string().nullable(),
    action: z.string(),
    outcome: z.enum(['done', 'refused']),
    account: z.string().nullable(),
    ref: z.string().nullable(),
    subject: z.string().nullable(),
    reason: z.string().nullable(),
    requestId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditLine');

export const auditRoute = route({
  method: 'get',
  path: '/audit',
  tag: 'Audit',
  summary: 'Who did, or tried, what in an account, newest first',
  description: 'For administrators of the account and for support staff.',
  access: 'directory:read',
  query: z.strictObject({ account: z.string().max(32), ref: z.string().max(32).optional(), ...pageQuery }),
  replies: {
    200: { description: 'One page', body: z.object({ items: z.array(line), nextCursor }).openapi('Audit') },
  },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, web, principal, query, request }) {
    await services.authority.demand(principal, 'audit.read', query.account);
    const page = await services.audit.list(query.account, query);
    return { status: 200, headers: nextLink(web.publicUrl, request, page.nextCursor), body: page };
  },
});
