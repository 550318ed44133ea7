import { findingKinds, runbookTopics, serviceAlerts } from '../../health/topics.ts';
import { findingDetails } from '../../support/findings.ts';
import type { Waiting } from '../../support/waiting.ts';
import { route } from '../route.ts';
import { instant } from '../schemas.ts';
import { z } from '../zod.ts';

const waiting = z
  .object({
    topic: z
      .enum(runbookTopics)
      .openapi({ description: 'a stall reason, what the sweep found, or that somebody asks to be upgraded' }),
    ref: z.string().nullable(),
    account: z.string().nullable(),
    since: instant,
    runbook: z.url().openapi({ description: 'what to check and what to do' }),
  })
  .openapi('Waiting');

const overview = z
  .object({
    stages: z.record(z.string(), z.int()).openapi({ description: 'how many onboardings stand where' }),
    stalls: z.record(z.string(), z.int()).openapi({ description: 'stalled ones by reason' }),
    outbox: z.object({ count: z.int(), oldest: instant.nullable() }),
    upgradeRequests: z.int().openapi({ description: 'how many ask to be upgraded' }),
    findings: z.int().openapi({ description: 'how much the sweep found that does not go on by itself' }),
    oldest: waiting.nullable(),
    needsHuman: z.array(waiting).openapi({ description: 'most urgent first, at most 20' }),
    health: z.object({
      status: z.enum(['ready', 'degraded', 'not-ready', 'stopping']),
      alerts: z.array(z.object({ alert: z.enum(serviceAlerts), runbook: z.url() })),
    }),
  })
  .openapi('SupportOverview');

const finding = z
  .object({
    kind: z.enum(findingKinds),
    ref: z.string().nullable(),
    detail: z.enum(findingDetails),
    since: instant,
    seenAt: instant,
    seenAgain: z.int(),
    runbook: z.url(),
  })
  .openapi('Finding');

export const supportOverviewRoute = route({
  method: 'get',
  path: '/support/overview',
  tag: 'Support',
  summary: 'Where all onboardings stand, what needs a human first, and how the service is',
  description: 'For support staff.',
  access: 'onboardings:read',
  replies: { 200: { description: 'As it is now', body: overview } },
  problems: ['access.not-support'],
  async handler({ services, web, principal }) {
    const runbook = (topic: string) => `${web.publicUrl}/runbook/${topic}`;
    const shown = ({ since, ...rest }: Waiting) => ({
      ...rest,
      since: since.toISOString(),
      runbook: runbook(rest.topic),
    });
    const { oldest, needsHuman, outbox, stages, stalls, upgradeRequests, findings } =
      await services.support.overview(principal);
    const health = await services.health.readiness();
    const body = {
      stages,
      stalls: stalls as Record<string, number>,
      outbox: { count: outbox.count, oldest: outbox.oldest?.toISOString() ?? null },
      upgradeRequests,
      findings,
      oldest: oldest && shown(oldest),
      needsHuman: needsHuman.map(shown),
      health: {
        status: health.status,
        alerts: health.alerts.map((alert) => ({ alert, runbook: runbook(alert) })),
      },
    };
    return { status: 200, body };
  },
});

export const findingsRoute = route({
  method: 'get',
  path: '/support/findings',
  tag: 'Support',
  summary: 'What the sweep found and does not go on by itself, the most urgent first and of these the oldest',
  description: 'For support staff. What a later sweep does not find any more is gone.',
  access: 'onboardings:read',
  replies: {
    200: { description: 'At most 100', body: z.object({ items: z.array(finding) }).openapi('Findings') },
  },
  problems: ['access.not-support'],
  async handler({ services, web, principal }) {
    const items = await services.support.findings(principal);
    const body = {
      items: items.map(({ kind, ref, detail, since, seenAt, seen }) => ({
        ...{ kind, ref, detail, seenAgain: (seen ?? 1) - 1, since: since.toISOString(), seenAt: seenAt.toISOString() },
        runbook: `${web.publicUrl}/runbook/${kind}`,
      })),
    };
    return { status: 200, body };
  },
});
