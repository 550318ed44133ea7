import { bulkActions, bulkLimit } from '../../onboardings/acting-on-many.ts';
import { Problem, type ProblemCode, problemStatus } from '../../problems.ts';
import { stages } from '../../../workflows/stages.ts';
import { wordsOf } from '../problem.ts';
import { route } from '../route.ts';
import { reason } from '../schemas.ts';
import { z } from '../zod.ts';
import { finders } from './finding.ts';

const filter = z
  .strictObject({
    ...finders,
    // A blank one would find everything, in a list as here; nobody means that who decides.
    q: finders.q.refine((text) => text === undefined || text.trim() !== '', { params: { code: 'field.required' } }),
    refs: z.array(z.string().max(32)).min(1).max(bulkLimit).optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), {
    params: { code: 'field.required' },
  })
  .openapi('BulkFilter', { description: 'at least one of these; several narrow it down' });

const item = z
  .object({
    ref: z.string(),
    outcome: z.enum(['done', 'would', 'refused', 'failed']),
    code: z.enum(Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]]).nullable(),
    title: z.string().nullable().openapi({ description: 'the code in words' }),
    stage: z.enum(stages).nullable().openapi({ description: 'where it stands now' }),
  })
  .openapi('BulkItem');

export const actOnManyRoute = route({
  method: 'post',
  path: '/onboardings/actions',
  tag: 'Onboardings',
  summary: 'Resume, resend, extend or cancel many onboardings at once',
  description: `At most ${bulkLimit} in one call. For more, collect the references from the list first and send them in portions as \`refs\`: one that stalls again is then not taken up twice. With an Idempotency-Key a repetition decides nothing twice, for each onboarding by itself. A resend makes no temporary password.`,
  access: 'onboardings:write',
  action: 'onboarding.act',
  keyedDecision: true,
  body: z
    .strictObject({
      filter,
      action: z.enum(bulkActions),
      reason,
      hours: z.number().positive().max(8_760).optional().openapi({ description: 'of extend' }),
      createdUser: z.enum(['disable', 'keep']).optional().openapi({ description: 'of cancel' }),
      dryRun: z.boolean().default(false),
    })
    .openapi('BulkAction'),
  replies: {
    200: {
      description: 'What became of each',
      body: z
        .object({
          matched: z.int().openapi({ description: 'how many onboardings the filter finds' }),
          items: z.array(item),
          more: z.boolean().openapi({ description: 'some are not among the items: ask again for those' }),
        })
        .openapi('BulkOutcome'),
    },
  },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, principal, body, locale, idempotencyKey }) {
    const { matched, items, more } = await services.onboardings.actOnMany(principal, {
      ...body,
      requestKey: idempotencyKey,
    });
    const inWords = items.map((one) => ({ ...one, title: one.code && wordsOf(new Problem(one.code), locale).title }));
    return { status: 200, body: { matched, items: inWords, more } };
  },
});
