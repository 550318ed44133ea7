import type { Connection } from 'mongoose';
import type { ServiceAlert } from './topics.ts';

export interface Check {
  readonly ok: boolean;
  /** How long the answer took, or what the other side said, without addresses. */
  readonly detail: string;
}

export interface Readiness {
  /**
   * `degraded`: Temporal or the worker is away. Sign-ins, lists and new requests work; onboardings go on later.
   * So this still takes requests, and a load balancer that asks is told 200.
   */
  readonly status: 'ready' | 'degraded' | 'not-ready' | 'stopping';
  readonly checks: { readonly mongodb: Check; readonly temporal: Check; readonly worker: Check };
  /** What follows from the checks, and whether mails go out, by its name in the runbook. */
  readonly alerts: readonly ServiceAlert[];
}

/** The two questions that health puts to Temporal. */
export interface TemporalProbe {
  /** Answers when the server does. */
  readonly systemInfo: () => Promise<unknown>;
  /** How many workers poll the task queue for workflow tasks. */
  readonly pollers: () => Promise<number>;
}

export type Health = ReturnType<typeof createHealth>;

/** @param deadlineMs each check fails after so long */
export function createHealth({
  connection,
  temporal,
  mailServer,
  deadlineMs = 1_500,
}: {
  connection: Connection;
  temporal: TemporalProbe;
  /** Where mails are sent: since when the mail server has not answered, or null. */
  mailServer?: { readonly silentSince: () => Promise<Date | null> };
  deadlineMs?: number;
}) {
  let stopping = false;

  async function check(ask: () => Promise<unknown>): Promise<Check> {
    const start = performance.now();
    try {
      await within(deadlineMs, ask());
      return { ok: true, detail: `${Math.round(performance.now() - start)} ms` };
    } catch (error) {
      return { ok: false, detail: error instanceof Unhealthy ? error.message : 'no answer' };
    }
  }

  async function isMailServerSilent(): Promise<boolean> {
    try {
      return mailServer !== undefined && (await within(deadlineMs, mailServer.silentSince())) !== null;
    } catch {
      // Nobody knows while MongoDB does not answer.
      return false;
    }
  }

  return {
    /** From now on not ready, so that no new requests are sent here. */
    stop(): void {
      stopping = true;
    },

    async readiness(): Promise<Readiness> {
      const [mongodb, temporalCheck, worker, silent] = await Promise.all([
        check(async () => {
          if (connection.db === undefined) throw new Unhealthy('not connected');
          await connection.db.command({ ping: 1 });
        }),
        check(temporal.systemInfo),
        check(async () => {
          if ((await temporal.pollers()) === 0) throw new Unhealthy('no worker is polling');
        }),
        isMailServerSilent(),
      ]);
      const whole = temporalCheck.ok && worker.ok;
      const status = stopping ? 'stopping' : !mongodb.ok ? 'not-ready' : whole ? 'ready' : 'degraded';
      const alerts: ServiceAlert[] = [];
      if (!mongodb.ok) alerts.push('directory-unavailable');
      if (!temporalCheck.ok) alerts.push('temporal-unreachable');
      // Whether a worker polls nobody knows while Temporal does not answer.
      else if (!worker.ok) alerts.push('no-worker');
      // No reason to be degraded: nothing but mails waits for it.
      if (silent) alerts.push('mail-server-unreachable');
      return { status, checks: { mongodb, temporal: temporalCheck, worker }, alerts };
    },
  };
}

class Unhealthy extends Error {}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Unhealthy('no answer')), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
