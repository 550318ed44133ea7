import type { Action } from '../../../workflows/stages.ts';
import type { Locale } from '../../language/index.ts';
import type { WayIn } from '../../onboardings/onboardings.ts';
import { apiPath } from '../links.ts';
import { type Reply, route } from '../route.ts';
import { address, locale, message, nextAction, onboarding, path, personName, reason } from '../schemas.ts';
import { nextActionTitle } from '../problem.ts';
import { z } from '../zod.ts';

const outcome = z
  .object({
    onboarding,
    joined: z.boolean(),
    temporaryPassword: z.string().optional().openapi({ description: 'answered this once; hand it over yourself' }),
    nextActions: z.array(nextAction).optional(),
    delayedBy: z.string().optional().openapi({
      description:
        'with 202: why it has not begun yet, as Temporal’s gRPC status (UNAVAILABLE, PERMISSION_DENIED, …); it is tried until it begins',
    }),
  })
  .openapi('OnboardingOutcome');

const requestReplies = {
  200: { description: 'One is running already; you have joined it', body: outcome },
  201: { description: 'The candidate existed and is a member now', body: outcome },
  202: { description: 'Begun; Location tells where to look', body: outcome },
} as const;
type RequestReply = Reply<typeof requestReplies>;

const onboardingPath = (ref: string) => apiPath('onboardings', ref);

/** Where a temporary password is not in the answer: the call that makes one, or that invites who takes none. */
const wayInByCall = (ref: string, rel: WayIn, spoken: Locale) => ({
  nextActions: [
    {
      rel,
      href: `${onboardingPath(ref)}/${rel === 'switch-path' ? rel : 'temporary-password'}`,
      method: 'POST' as const,
      title: nextActionTitle(rel, spoken),
    },
  ],
});

export const requestOnboardingRoute = route({
  method: 'post',
  path: '/accounts/{account}/onboardings',
  tag: 'Onboardings',
  summary: 'Make somebody an account administrator',
  description:
    'An existing user is added at once. For somebody who is no user yet, `path` says how the user comes to exist; without it the answer is 404 `user.non-existent`. With an API token an Idempotency-Key is required.',
  access: 'onboardings:write',
  params: z.strictObject({ account: z.string() }),
  body: z
    .strictObject({
      email: address,
      path: path.optional(),
      candidate: z
        .strictObject({
          firstName: personName.optional(),
          lastName: personName.optional(),
          locale: locale.default('en').openapi({ description: 'the language in which the candidate is written to' }),
        })
        .optional(),
      message: message.optional(),
      reason: reason.optional().openapi({ description: 'support staff have to give it' }),
    })
    .openapi('OnboardingRequest'),
  replies: requestReplies,
  problems: [
    'account.not-found',
    'access.not-account-administrator',
    'user.non-existent',
    'member.exists',
    'onboarding.path-differs',
  ],
  limit: async ({ web, principal }) => web.limits.lookups.count(principal.user),
  idempotency: {
    requiredWithTokens: true,
    async replay({ services, principal, locale: spoken }, { status, reference }): Promise<RequestReply> {
      const found = await services.onboardings.get(principal, reference, spoken);
      const wayIn = found.temporaryPasswordState === 'address-proved' ? 'switch-path' : 'new-temporary-password';
      const body = {
        onboarding: found,
        joined: status === 200,
        ...(found.path === 'temporary-password' ? wayInByCall(reference, wayIn, spoken) : {}),
      };
      return { status: status as 200 | 201 | 202, headers: { Location: onboardingPath(reference) }, body };
    },
  },
  async handler({ services, principal, params, body, locale: spoken }): Promise<RequestReply> {
    const answer = await services.onboardings.request(principal, params.account, body, spoken);
    const { status, wayIn, ...rest } = answer;
    const { ref } = rest.onboarding;
    const more = wayIn ? wayInByCall(ref, wayIn, spoken) : {};
    return { status, headers: { Location: onboardingPath(ref) }, reference: ref, body: { ...rest, ...more } };
  },
});

const one = z.strictObject({ ref: z.string().max(32) });

export const readOnboardingRoute = route({
  method: 'get',
  path: '/onboardings/{ref}',
  tag: 'Onboardings',
  summary: 'One onboarding: where it stands, its timeline, and what can be done',
  access: 'onboardings:read',
  params: one,
  replies: { 200: { description: 'The onboarding', body: onboarding } },
  problems: ['onboarding.not-found'],
  async handler({ services, principal, params, locale: spoken }) {
    return { status: 200, body: await services.onboardings.get(principal, params.ref, spoken) };
  },
});

const acted = z
  .object({
    onboarding,
    temporaryPassword: z.string().optional().openapi({ description: 'answered this once; hand it over yourself' }),
    nextActions: z.array(nextAction).optional().openapi({
      description:
        'what leads to a first login: the call that makes a temporary password, or `switch-path` for whoever has proved the address and takes none',
    }),
  })
  .openapi('OnboardingActed');

const decision = z.strictObject({ reason }).openapi('Decision');
const cancellation = z
  .strictObject({
    reason,
    createdUser: z
      .enum(['disable', 'keep'])
      .optional()
      .openapi({ description: 'what becomes of a user whom this onboarding made and who never signed in' }),
  })
  .openapi('Cancellation');

const extension = z
  .strictObject({
    reason,
    hours: z.number().positive().max(8_760).optional().openapi({
      description: 'added to the deadline; the whole time again from now when left out',
    }),
  })
  .openapi('Extension');

const correction = z.strictObject({ reason, email: address }).openapi('Correction');

const decisions = {
  resume: { summary: 'Try the stalled step again', body: decision },
  resend: { summary: 'Mail the invitation again, or make a new temporary password', body: decision },
  extend: { summary: 'Give more time for the first login', body: extension },
  approve: { summary: 'Stand behind the promotion, as its sponsor from now on', body: decision },
  'switch-path': { summary: 'Take the other path; what the former one gave is worth nothing', body: decision },
  'correct-email': { summary: 'Begin anew with another address', body: correction },
  cancel: { summary: 'End the onboarding without a grant', body: cancellation },
} as const satisfies Record<Action, unknown>;
type Decision = keyof typeof decisions;

export const decisionRoutes = (Object.keys(decisions) as Decision[]).map((action) =>
  route({
    method: 'post',
    path: `/onboardings/{ref}/${action}`,
    tag: 'Onboardings',
    summary: decisions[action].summary,
    description: 'The reason goes into the timeline and the audit. An Idempotency-Key makes a repetition harmless.',
    access: 'onboardings:write',
    params: one,
    body: decisions[action].body as z.ZodType<
      z.output<typeof decision | typeof extension | typeof correction | typeof cancellation>
    >,
    replies: { 200: { description: 'The onboarding as it stands now', body: acted } },
    problems: [
      'onboarding.not-found',
      'onboarding.action-not-allowed',
      'onboarding.ended-before',
      ...(action === 'approve' ? (['onboarding.approval-not-yours'] as const) : []),
      ...(action === 'correct-email' ? (['member.exists'] as const) : []),
      'service.temporal-unavailable',
      'service.temporal-refused',
      'service.no-worker',
    ],
    action: `onboarding.${action}`,
    keyedDecision: true,
    async handler({ services, principal, params, body, locale: spoken, idempotencyKey }) {
      const input = { ...body, requestKey: idempotencyKey };
      const { wayIn, ...answer } = await services.onboardings.act(principal, params.ref, action, input, spoken);
      return { status: 200, body: { ...answer, ...(wayIn ? wayInByCall(params.ref, wayIn, spoken) : {}) } };
    },
  }),
);

export const temporaryPasswordRoute = route({
  method: 'post',
  path: '/onboardings/{ref}/temporary-password',
  tag: 'Onboardings',
  summary: 'Make a new temporary password',
  description:
    'Only for administrators of the account, and only for a user whom the account made, who has never signed in, and who has not proved the address by a mailed code (409 `password.address-proved`; `switch-path` begins anew with such a candidate). The former one dies; this one is answered once.',
  access: 'onboardings:write',
  params: one,
  body: z.strictObject({ reason }).openapi('TemporaryPasswordRequest'),
  replies: {
    200: {
      description: 'The new temporary password',
      body: z.object({ onboarding, temporaryPassword: z.string() }).openapi('TemporaryPassword'),
    },
  },
  problems: [
    'onboarding.not-found',
    'access.not-account-administrator',
    'password.temporary-not-allowed',
    'password.address-proved',
    'service.busy',
  ],
  action: 'temporary-password.make',
  async handler({ services, principal, params, body, locale: spoken }) {
    return {
      status: 200,
      body: await services.onboardings.makeTemporaryPassword(principal, params.ref, body, spoken),
    };
  },
});
