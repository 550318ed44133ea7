import { mailEvent } from '../../onboardings/mail-events.ts';
import { verifyWebhook, webhookKeys, WebhookRefused } from '../webhooks.ts';
import { Problem } from '../../problems.ts';
import { rawBodyOf } from '../raw-body.ts';
import { route } from '../route.ts';
import { z } from '../zod.ts';

export const mailEventsRoute = route({
  method: 'post',
  path: '/mail-events',
  tag: 'Mail',
  summary: 'Tell what became of a mail: delivered, bounced, reported as unwanted',
  description:
    'Signed after Standard Webhooks with MAIL_EVENTS_SECRET (webhook-id, webhook-timestamp, webhook-signature). `data.messageId` is the Message-ID that Castellan gave the mail. The same webhook-id again changes nothing; events of other types are taken and ignored.',
  access: 'public',
  body: z
    .looseObject({ type: z.string().max(100), timestamp: z.string().max(64).optional(), data: z.looseObject({}) })
    .openapi('MailEvent'),
  replies: {
    202: {
      description: 'Taken',
      body: z.object({ outcome: z.enum(['noted', 'repeated', 'unknown-mail', 'ignored']) }).openapi('MailEventTaken'),
    },
  },
  proof(request, web) {
    const secrets = web.config.MAIL_EVENTS_SECRET;
    if (secrets === undefined) throw new Problem('mail-events.not-configured');
    const header = (name: string) => request.get(`webhook-${name}`);
    const headers = { id: header('id'), timestamp: header('timestamp'), signature: header('signature') };
    demandSigned(webhookKeys(secrets), headers, rawBodyOf(request));
  },
  problems: ['mail-events.not-configured', 'mail-events.signature-invalid'],
  async handler({ services, request, body }) {
    const webhook = request.get('webhook-id')!;
    const types: readonly string[] = mailEvent.options.map(({ shape }) => shape.type.value);
    if (!types.includes(body.type)) return { status: 202, body: { outcome: 'ignored' as const } };
    const outcome = await services.mailEvents.take(webhook, mailEvent.parse(body, { reportInput: true }));
    return { status: 202, body: { outcome } };
  },
});

function demandSigned(...signed: Parameters<typeof verifyWebhook>): void {
  try {
    verifyWebhook(...signed);
  } catch (error) {
    throw error instanceof WebhookRefused ? new Problem('mail-events.signature-invalid') : error;
  }
}
