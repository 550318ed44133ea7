import { attachmentPolicies, everywhere, readDomain } from '../../envelopes/attachment-policies.ts';
import type { MailPolicy } from '../../envelopes/mail-policies.ts';
import { route } from '../route.ts';
import { instant, reason } from '../schemas.ts';
import { z } from '../zod.ts';

const params = z.strictObject({ account: z.string() });
const attachment = z.enum(attachmentPolicies);

const shown = z
  .object({
    domain: z.string().nullable().openapi({ description: 'null: every recipient domain' }),
    attachment,
    reason: z.string(),
    /** Set for this account, or for every one: by the operator, or learnt from a mail server's refusal. */
    scope: z.enum(['account', 'everywhere']),
    by: z.string(),
    at: instant,
  })
  .openapi('MailPolicy');

const policies = z.object({ items: z.array(shown) }).openapi('MailPolicies');

const viewOf = ({ account, domain, attachment: kind, reason: why, by, at }: MailPolicy): z.input<typeof shown> => ({
  domain: domain === everywhere ? null : domain,
  attachment: kind,
  reason: why,
  scope: account === everywhere ? 'everywhere' : 'account',
  by,
  at: at.toISOString(),
});

export const listMailPoliciesRoute = route({
  method: 'get',
  path: '/accounts/{account}/mail-policies',
  tag: 'Mail',
  summary: 'Whether invitations carry the sealed message as an attachment, or a link alone',
  access: 'directory:read',
  params,
  replies: {
    200: { description: 'What was set or learnt; where nothing is said, attachments are sent', body: policies },
  },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, principal, params: { account } }) {
    await services.authority.demand(principal, 'mail-policy.read', account);
    return { status: 200, body: { items: (await services.mailPolicies.list(account)).map(viewOf) } };
  },
});

export const setMailPolicyRoute = route({
  method: 'post',
  path: '/accounts/{account}/mail-policies',
  tag: 'Mail',
  summary: 'Send this account’s invitations with the sealed message attached, or with a link alone',
  description: 'For one recipient domain, or for all of them. A link alone works wherever an attachment does.',
  access: 'directory:write',
  action: 'mail-policy.set',
  params,
  body: z.strictObject({ attachment, domain: z.string().max(320).optional(), reason }).openapi('MailPolicyRequest'),
  replies: { 200: { description: 'What holds now', body: policies } },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, principal, params: { account }, body }) {
    await services.authority.demand(principal, 'mail-policy.set', account, { reason: body.reason });
    const { attachment: kind, reason: why } = body;
    const domain = readDomain(body.domain);
    const policy = { account, domain, attachment: kind, reason: why, by: principal.userId };
    const role = 'administrator' as const;
    await services.mailPolicies.decide(policy, { actor: principal.user, role, requestId: principal.requestId });
    return { status: 200, body: { items: (await services.mailPolicies.list(account)).map(viewOf) } };
  },
});
