import type { CheckedLine } from '../../onboardings/bulk-checking.ts';
import type { BulkLineView } from '../../onboardings/bulk.ts';
import { mostLines } from '../../onboardings/bulk-lines.ts';
import { bulkOutcomes, bulkVerdicts } from '../../records/bulk-jobs.ts';
import { apiPath, nextLink } from '../links.ts';
import { countLines } from '../rate-limits.ts';
import { type Reply, route } from '../route.ts';
import { instant, locale, message, nextCursor, pageQuery, reason } from '../schemas.ts';
import { z } from '../zod.ts';

const checked = z
  .object({
    line: z.int(),
    email: z.string(),
    firstName: z.string(),
    lastName: z.string(),
    locale,
    verdict: z.enum(bulkVerdicts).openapi({ description: 'what the line would lead to when it was checked' }),
    code: z.string().nullable().openapi({ description: 'why it cannot be read, or was refused' }),
    ref: z.string().nullable().openapi({ description: 'the onboarding, where there is one' }),
  })
  .openapi('BulkCheckedLine');

const line = checked.extend({ outcome: z.enum(bulkOutcomes) }).openapi('BulkLine');

const job = z
  .object({
    job: z.string(),
    account: z.string(),
    state: z.enum(['draft', 'running', 'done']),
    total: z.int(),
    counts: z.object({
      waiting: z.int(),
      begun: z.int(),
      joined: z.int(),
      refused: z.int(),
      left: z.int(),
    }),
    createdBy: z.string(),
    createdAt: instant,
    startedAt: instant.nullable(),
    endedAt: instant.nullable(),
  })
  .openapi('BulkJob');

const replies = {
  200: {
    description: 'A dry run: what each line would lead to',
    body: z.object({ lines: z.array(checked) }).openapi('BulkCheck'),
  },
  202: { description: 'Begun; Location tells where to look', body: job },
} as const;

const jobPath = (account: string, id: string) => apiPath('accounts', account, 'onboardings', 'bulk', id);
const checkedView = ({
  line: number,
  email,
  firstName,
  lastName,
  locale: spoken,
  verdict,
  code,
  ref,
}: CheckedLine) => ({
  line: number,
  email,
  firstName,
  lastName,
  locale: spoken,
  verdict,
  code,
  ref,
});

export const bulkRoute = route({
  method: 'post',
  path: '/accounts/{account}/onboardings/bulk',
  tag: 'Onboardings',
  summary: 'Invite many',
  description:
    'By invitation only; whoever has a user is added. Lines that cannot be started are left out and say why. With `dryRun=true` nothing is begun. With an API token an Idempotency-Key is required.',
  access: 'onboardings:write',
  params: z.strictObject({ account: z.string().max(32) }),
  query: z.strictObject({ dryRun: z.enum(['true', 'false']).optional() }),
  body: z
    .strictObject({
      invitations: z
        .array(
          z.strictObject({
            email: z.string().max(1_000),
            firstName: z.string().max(1_000).optional(),
            lastName: z.string().max(1_000).optional(),
            locale: z.string().max(100).optional().openapi({ description: 'en or fr; yours when left out' }),
          }),
        )
        .min(1)
        .max(mostLines),
      message: message.optional(),
      reason: reason.optional().openapi({ description: 'support staff have to give it' }),
    })
    .openapi('BulkRequest'),
  replies,
  problems: ['account.not-found', 'access.not-account-administrator'],
  async limit({ web, principal, body }) {
    await countLines(web.limits.lookups, principal.user, body.invitations.length);
  },
  idempotency: {
    requiredWithTokens: true,
    async replay({ services, principal, params, body, locale: spoken }, { reference }): Promise<Reply<typeof replies>> {
      if (reference === '') {
        const lines = await services.bulk.check(principal, params.account, body.invitations, spoken);
        return { status: 200, body: { lines: lines.map(checkedView) } };
      }
      const found = await services.bulk.read(principal, params.account, reference);
      return { status: 202, headers: { Location: jobPath(params.account, reference) }, body: found };
    },
  },
  async handler({ services, principal, params, query, body, locale: spoken }): Promise<Reply<typeof replies>> {
    const { account } = params;
    if (query.dryRun === 'true') {
      const lines = await services.bulk.check(principal, account, body.invitations, spoken);
      return { status: 200, body: { lines: lines.map(checkedView) } };
    }
    const { job: id } = await services.bulk.draft(principal, account, body, spoken);
    const started = await services.bulk.start(principal, account, id);
    return { status: 202, headers: { Location: jobPath(account, id) }, reference: id, body: started };
  },
});

export const readBulkRoute = route({
  method: 'get',
  path: '/accounts/{account}/onboardings/bulk/{job}',
  tag: 'Onboardings',
  summary: 'How far a list is, and what became of each line',
  access: 'onboardings:write',
  params: z.strictObject({ account: z.string().max(32), job: z.string().max(32) }),
  query: z.strictObject(pageQuery),
  replies: {
    200: {
      description: 'The list and a page of its lines',
      body: job.extend({ lines: z.array(line), nextCursor }).openapi('BulkJobLines'),
    },
  },
  problems: ['account.not-found', 'access.not-account-administrator', 'bulk.not-found'],
  async handler({ services, web, principal, params, query, request }) {
    const found = await services.bulk.read(principal, params.account, params.job);
    const page = await services.bulk.lines(principal, params.account, params.job, query);
    const lines = page.items.map((one: BulkLineView) => ({ ...checkedView(one), outcome: one.outcome }));
    return {
      status: 200,
      headers: nextLink(web.publicUrl, request, page.nextCursor),
      body: { ...found, lines, nextCursor: page.nextCursor },
    };
  },
});
