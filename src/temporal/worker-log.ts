import { performance } from 'node:perf_hooks';
import { type ActivityInterceptors, DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker';
import type { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { maskedText } from '../log.ts';

/** Facts that hold no one's address or name; what else the SDK knows of an event is left out. */
const kept = ['workflowId', 'runId', 'workflowType', 'activityType', 'attempt', 'taskQueue', 'sdkComponent'] as const;
const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** The SDK's own log as lines of ours: only warnings and errors, and of their facts only those that are safe. */
export const temporalLog = (log: Logger): TemporalLogger =>
  new DefaultLogger('WARN', ({ level, message, meta = {} }) => {
    // Tries of activities have a line of their own.
    if (message === 'Activity failed') return;
    const facts = Object.fromEntries(kept.flatMap((name) => (meta[name] === undefined ? [] : [[name, meta[name]]])));
    const error: unknown = meta['error'];
    log[levels[level]](
      { ...facts, ...refOf(meta['workflowId']), ...(error ? { err: error } : {}) },
      maskedText(message),
    );
  });

/** One line for each try of an effect: whose, which, how it ended, how long it took. */
export const logActivities =
  (log: Logger) =>
  (context: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const { activityType: activity, workflowExecution, attempt, isLocal } = context.info;
        const workflowId = workflowExecution?.workflowId;
        const facts = {
          ...{ ...refOf(workflowId), workflowId, activity, attempt, local: isLocal },
          ...requestOf(input.args[0]),
        };
        const start = performance.now();
        const ms = () => Math.round(performance.now() - start);
        try {
          const answer = await next(input);
          log.info({ ...facts, ms: ms() }, 'done');
          return answer;
        } catch (error) {
          log.warn({ ...facts, ms: ms(), err: error }, 'failed');
          throw error;
        }
      },
    },
  });

/** The HTTP request that a step is taken for: what came through Temporal may be anything, and is left out then. */
function requestOf(step: unknown): { requestId?: string } {
  const request: unknown = (step as { request?: unknown } | null | undefined)?.request;
  return typeof request === 'string' && /^[\w.-]{8,64}$/.test(request) ? { requestId: request } : {};
}

function refOf(workflowId: unknown): { ref?: string } {
  const ref = /\b(ONB-[0-9A-Z]+)$/.exec(typeof workflowId === 'string' ? workflowId : '')?.[1];
  return ref === undefined ? {} : { ref };
}
