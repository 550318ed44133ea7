import { type EnvelopeAction, envelopeActions } from '../../envelopes/states.ts';
import { route } from '../route.ts';
import { envelopeSchema, reason } from '../schemas.ts';
import { z } from '../zod.ts';

const params = z.strictObject({ mid: z.string().max(64) });
const decision = z.strictObject({ reason }).openapi('EnvelopeDecision');
const extension = z
  .strictObject({
    reason,
    hours: z.number().positive().max(8_760).optional().openapi({ description: 'from now; a week when left out' }),
  })
  .openapi('EnvelopeExtension');

const decisions = {
  lock: { summary: 'Hold a message back; its recipient is shown the reason', body: decision },
  unlock: { summary: 'Let a locked message be opened again', body: decision },
  extend: { summary: 'Let a message be opened until later', body: extension },
  recall: {
    summary: 'Take a message back and destroy its key; it opens for nobody ever again, and resend invites anew',
    body: decision,
  },
} as const satisfies Record<EnvelopeAction, unknown>;

export const envelopeDecisionRoutes = envelopeActions.map((action) =>
  route({
    method: 'post',
    path: `/envelopes/{mid}/${action}`,
    tag: 'Envelopes',
    summary: decisions[action].summary,
    description:
      'For administrators of the account. The id stands in the onboarding, as `envelope.mid`. The reason goes into timeline and audit.',
    access: 'onboardings:write',
    action: `envelope.${action}`,
    params,
    body: decisions[action].body as z.ZodType<z.output<typeof decision | typeof extension>>,
    replies: {
      200: {
        description: 'The envelope as it stands now',
        body: z.object({ envelope: envelopeSchema }).openapi('EnvelopeDecided'),
      },
    },
    problems: ['envelope.not-found', 'access.not-account-administrator', 'envelope.action-not-allowed'],
    async handler({ services, principal, params: { mid }, body }) {
      return { status: 200, body: { envelope: await services.envelopeManaging.decide(principal, mid, action, body) } };
    },
  }),
);

export const reportRoute = route({
  method: 'post',
  path: '/envelopes/{mid}/report',
  tag: 'Recipient',
  summary: 'Say that a message is not for you',
  description:
    'It is recalled, and the sender’s side is told by mail. An open onboarding is cancelled; a membership that a completed one granted is withdrawn, unless the account would have no administrator left: then support is told.',
  access: 'session',
  params,
  replies: { 204: { description: 'Reported and recalled' } },
  problems: ['envelope.not-found', 'envelope.another-address', 'envelope.mailbox-unproved'],
  async handler({ services, principal, params: { mid } }) {
    await services.envelopeManaging.reportNotForMe(principal, mid);
    return { status: 204 };
  },
});
