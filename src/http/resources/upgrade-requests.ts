import { upgradeRequestStates } from '../../records/upgrade-requests.ts';
import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { instant, nextCursor, pageQuery, reason } from '../schemas.ts';
import { z } from '../zod.ts';

const upgradeRequest = z
  .object({
    id: z.string(),
    account: z.string(),
    userId: z.string(),
    reason: z.string(),
    laterReasons: z.array(z.string()).openapi({ description: 'said when asking again while it was open' }),
    state: z
      .enum(upgradeRequestStates)
      .openapi({ description: '`granted`: was made an administrator meanwhile, without support' }),
    createdAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
    decisionReason: z.string().nullable(),
    ref: z.string().nullable().openapi({ description: 'the onboarding that support started, or that granted it' }),
  })
  .openapi('UpgradeRequest');

const body = z.strictObject({ reason }).openapi('UpgradeRequestReason');

export const makeUpgradeRequestRoute = route({
  method: 'post',
  path: '/accounts/{account}/upgrade-requests',
  tag: 'Upgrade requests',
  summary: 'Ask support to become an administrator of your account',
  description:
    'For users of the account who are no administrators. One request per user and account is open at a time: asking again answers the same one, to which a new reason is added.',
  access: 'onboardings:write',
  action: 'upgrade-request.make',
  params: z.strictObject({ account: z.string().max(32) }),
  body,
  replies: { 202: { description: 'It is in support’s queue', body: upgradeRequest } },
  problems: ['account.not-found', 'access.not-account-administrator', 'member.exists'],
  limit: async ({ web, principal }) => web.limits.lookups.count(principal.user),
  async handler({ services, principal, params, body: { reason: why } }) {
    return { status: 202, body: await services.upgradeRequests.make(principal, params.account, why) };
  },
});

export const listUpgradeRequestsRoute = route({
  method: 'get',
  path: '/upgrade-requests',
  tag: 'Upgrade requests',
  summary: 'Support’s queue: open requests first, the oldest before the others',
  access: 'onboardings:read',
  query: z.strictObject({ state: z.enum(upgradeRequestStates).optional(), ...pageQuery }),
  replies: {
    200: {
      description: 'One page',
      body: z.object({ items: z.array(upgradeRequest), nextCursor }).openapi('UpgradeRequests'),
    },
  },
  problems: ['access.not-support'],
  async handler({ services, web, principal, query, request }) {
    const page = await services.upgradeRequests.list(principal, query);
    return { status: 200, headers: nextLink(web.publicUrl, request, page.nextCursor), body: page };
  },
});

const decided = {
  method: 'post',
  tag: 'Upgrade requests',
  access: 'onboardings:write',
  params: z.strictObject({ id: z.string().max(32) }),
  body,
  replies: { 200: { description: 'The request as it stands now', body: upgradeRequest } },
} as const;

export const startUpgradeRoute = route({
  ...decided,
  path: '/upgrade-requests/{id}/start',
  summary: 'Start the onboarding of who asked',
  description:
    'For support staff. The onboarding stops before the grant, until an administrator of the account approves it, or a second support person where none can sign in.',
  problems: ['access.not-support', 'upgrade-request.not-found', 'upgrade-request.decided', 'member.exists'],
  action: 'upgrade-request.start',
  async handler({ services, principal, params, body: { reason: why }, locale }) {
    return { status: 200, body: await services.upgradeRequests.start(principal, params.id, why, locale) };
  },
});

export const declineUpgradeRoute = route({
  ...decided,
  path: '/upgrade-requests/{id}/decline',
  summary: 'Decline a request',
  description: 'For support staff.',
  problems: ['access.not-support', 'upgrade-request.not-found', 'upgrade-request.decided'],
  action: 'upgrade-request.decline',
  async handler({ services, principal, params, body: { reason: why } }) {
    return { status: 200, body: await services.upgradeRequests.decline(principal, params.id, why) };
  },
});
