import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Health } from '../health/health.ts';
import { findingKinds, serviceAlerts } from '../health/topics.ts';
import { countFindings, countOnboardings, countOutbox } from '../support/counting.ts';
import { stages, stallReasons } from '../../workflows/stages.ts';
import type { MailOutcome } from '../mail/counted.ts';

export type Metrics = ReturnType<typeof createMetrics>;

/** Several scrapers, or one that hurries, cost MongoDB no more than one. */
const freshForMs = 5_000;

/**
 * The metrics of an API process. What lies in MongoDB is counted when somebody asks. Labels hold stages, reasons,
 * kinds and route patterns only: never a reference, a name or an address.
 */
export function createMetrics({
  connection,
  health,
  now = Date.now,
}: {
  connection: Connection;
  health: Pick<Health, 'readiness'>;
  now?: () => number;
}) {
  const registers = [new Registry()];
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `castellan_${name}`, help, labelNames, registers });

  const onboardings = gauge('onboardings', 'onboardings by stage', 'stage');
  const oldest = gauge('onboarding_stage_oldest_seconds', 'how long the one that stands there longest has', 'stage');
  const mean = gauge('onboarding_stage_mean_seconds', 'how long those that stand there have, on average', 'stage');
  const stalls = gauge('onboarding_stalls', 'stalled onboardings by reason', 'reason');
  const findings = gauge('findings', 'what the sweep found and nobody has mended, by kind', 'kind');
  const outboxSize = gauge('outbox_entries', 'messages that wait to be delivered');
  const outboxAge = gauge('outbox_oldest_seconds', 'how long the oldest of them has waited');
  const alerts = Object.fromEntries(
    serviceAlerts.map((alert) => [
      alert,
      gauge(alert.replaceAll('-', '_'), `1 while this is so; runbook section ${alert}`),
    ]),
  );
  const mails = new Counter({
    name: 'castellan_mails_total',
    help: 'mails that the relay tried to send, by outcome; those of onboardings are counted by the worker',
    labelNames: ['outcome'],
    registers,
  });
  const requests = new Histogram({
    name: 'castellan_http_request_duration_seconds',
    help: 'HTTP requests by method, route pattern and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  let counted = 0;
  let counting: Promise<void> | null = null;

  async function count(): Promise<void> {
    const readiness = await health.readiness();
    for (const alert of serviceAlerts) alerts[alert]!.set(readiness.alerts.includes(alert) ? 1 : 0);
    const databaseGauges = [onboardings, oldest, mean, stalls, findings, outboxSize, outboxAge];
    if (readiness.alerts.includes('directory-unavailable')) {
      // What was true before is not known to be true now.
      for (const one of databaseGauges) one.reset();
      return;
    }
    const at = now();
    const [byStage, outbox, found] = await Promise.all([
      countOnboardings(connection, at),
      countOutbox(connection),
      countFindings(connection),
    ]);
    const secondsSince = (moment: Date | null) => (moment === null ? 0 : Math.max(0, at - moment.getTime()) / 1_000);
    for (const stage of stages) {
      const { count: there, oldest: first, meanAgeMs } = byStage.stages[stage];
      onboardings.set({ stage }, there);
      oldest.set({ stage }, secondsSince(first));
      mean.set({ stage }, meanAgeMs / 1_000);
    }
    for (const reason of stallReasons) stalls.set({ reason }, byStage.stalls[reason] ?? 0);
    for (const kind of findingKinds) findings.set({ kind }, found[kind] ?? 0);
    outboxSize.set(outbox.count);
    outboxAge.set(secondsSince(outbox.oldest));
  }

  return {
    contentType: registers[0]!.contentType,
    countMail: (outcome: MailOutcome) => mails.inc({ outcome }),

    /** In Prometheus' text format. Away from MongoDB it says so, and leaves out what it cannot know. */
    async text(): Promise<string> {
      if (now() - counted >= freshForMs) {
        counting ??= count().finally(() => {
          counted = now();
          counting = null;
        });
        await counting;
      }
      return registers[0]!.metrics();
    },

    /** Times every request; a path that no route knows is one label for all. */
    observe: ((request, response, next) => {
      const end = requests.startTimer({ method: request.method });
      response.once('finish', () => {
        const pattern: unknown = response.locals['route'] ?? (request.route as { path?: unknown } | undefined)?.path;
        end({ route: typeof pattern === 'string' ? pattern : '-', status: response.statusCode });
      });
      next();
    }) satisfies RequestHandler,
  };
}
