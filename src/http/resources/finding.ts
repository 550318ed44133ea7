import { readAge } from '../../onboardings/ages.ts';
import { sorts } from '../../onboardings/finding.ts';
import { stages, stallReasons } from '../../../workflows/stages.ts';
import { nextLink } from '../links.ts';
import { route } from '../route.ts';
import { nextCursor, onboarding, pageQuery } from '../schemas.ts';
import { z } from '../zod.ts';

/** What an onboarding is found by; for lists and for actions on many. */
export const finders = {
  account: z.string().max(32).optional(),
  stage: z.enum(stages).optional(),
  reason: z.enum(stallReasons).optional().openapi({ description: 'only stalled ones with this reason' }),
  olderThan: z
    .string()
    .max(40)
    .refine((text) => readAge(text) !== null)
    .optional()
    .openapi({
      description:
        'an ISO 8601 duration (P3D, PT12H) or a number of hours: stalled for longer, or, where it is not stalled, asked for longer ago',
    }),
  q: z
    .string()
    .max(254)
    .optional()
    .openapi({ description: 'the beginning of a reference, of an address or of the candidate’s name' }),
};

export const listOnboardingsRoute = route({
  method: 'get',
  path: '/onboardings',
  tag: 'Onboardings',
  summary: 'Onboardings of your accounts; for support staff all of them',
  access: 'onboardings:read',
  query: z.strictObject({
    ...finders,
    sort: z.enum(sorts).default('newest').openapi({
      description:
        'newest first; or what needs a human first: stalled ones by urgency, the longest stalled before the others',
    }),
    ...pageQuery,
  }),
  replies: {
    200: {
      description: 'One page',
      body: z.object({ items: z.array(onboarding), nextCursor }).openapi('Onboardings'),
    },
  },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, web, principal, query, locale: spoken, request }) {
    const { items, nextCursor: cursor } = await services.onboardings.list(principal, query, spoken);
    return {
      status: 200,
      headers: nextLink(web.publicUrl, request, cursor),
      body: { items, nextCursor: cursor },
    };
  },
});

export const countOnboardingsRoute = route({
  method: 'get',
  path: '/onboardings/counts',
  tag: 'Onboardings',
  summary: 'How many open onboardings stand where, and how many are stalled for which reason',
  description:
    'Of your accounts, or of one; for support staff of all. Age and text narrow it down as they do the list. What is not there is none.',
  access: 'onboardings:read',
  query: z.strictObject({ account: finders.account, olderThan: finders.olderThan, q: finders.q }),
  replies: {
    200: {
      description: 'As it is now',
      body: z
        .object({
          stages: z.partialRecord(z.enum(stages), z.int()),
          reasons: z.partialRecord(z.enum(stallReasons), z.int()),
        })
        .openapi('OnboardingCounts'),
    },
  },
  problems: ['account.not-found', 'access.not-account-administrator'],
  async handler({ services, principal, query }) {
    const { stages: byStage, reasons } = await services.onboardings.counts(principal, query);
    return {
      status: 200,
      body: { stages: byStage as Record<string, number>, reasons: reasons as Record<string, number> },
    };
  },
});
