import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { MailOutcome } from '../mail/counted.ts';
import type { StageLeft } from '../records/steps.ts';
import { temporalLog } from '../temporal/worker-log.ts';

/** What a worker counts and times, beside the SDK's own metrics. */
export interface WorkerMetrics {
  readonly countMail: (outcome: MailOutcome) => void;
  readonly timeStage: (left: StageLeft) => void;
}

/** Where Prometheus finds a worker that was told nothing else. */
const usualAddress = '127.0.0.1:9464';
const [minute, hour, day] = [60, 3_600, 86_400];
/** From a step that runs through to the thirty days that a stalled onboarding waits, in seconds. */
const stageBuckets = [1, 5, 30, minute, 10 * minute, hour, 6 * hour, day, 3 * day, 7 * day, 14 * day, 30 * day];

/**
 * Installs the SDK's runtime, once in a process: its log into ours, its metrics and ours for Prometheus.
 * @throws when the address that WORKER_METRICS_ADDRESS names is taken
 */
export function installRuntime(config: Pick<Config, 'WORKER_METRICS_ADDRESS'>, log: Logger): WorkerMetrics {
  const { WORKER_METRICS_ADDRESS: given } = config;
  try {
    return metricsOf(install(log, given ?? usualAddress));
  } catch (error) {
    if (given !== undefined) throw error;
    log.warn({ err: error }, `no metrics: ${usualAddress} is taken; WORKER_METRICS_ADDRESS names another`);
    return metricsOf(install(log));
  }
}

const install = (log: Logger, bindAddress?: string): Runtime =>
  Runtime.install({
    logger: temporalLog(log),
    shutdownSignals: ['SIGTERM', 'SIGINT'],
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(bindAddress !== undefined && {
        metrics: {
          prometheus: {
            ...{ bindAddress, unitSuffix: true, countersTotalSuffix: true },
            histogramBucketOverrides: { castellan_onboarding_stage: stageBuckets },
          },
        },
      }),
    },
  });

function metricsOf({ metricMeter }: Runtime): WorkerMetrics {
  const mails = metricMeter.createCounter('castellan_mails', '', 'mails of onboardings, by outcome');
  const stages = metricMeter.createHistogram(
    'castellan_onboarding_stage',
    'float',
    'seconds',
    'how long onboardings stood in a stage that they have left',
  );
  return {
    countMail: (outcome) => mails.add(1, { outcome }),
    timeStage: ({ stage, seconds }) => stages.record(seconds, { stage }),
  };
}
