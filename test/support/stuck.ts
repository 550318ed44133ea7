import { randomUUID } from 'node:crypto';
import type { Connection } from 'mongoose';
import { createActivities } from '../../activities/index.ts';
import { connectDatabase } from '../../src/database/connect.ts';
import { createMailer, type Mailer, patientTimeouts } from '../../src/mail/transport.ts';
import { type Decision, firstLoginSignal, resendUpdate } from '../../workflows/messages.ts';
import { startTcp } from '../mail/smtp.ts';
import { eventually } from './eventually.ts';
import { startProxy } from './proxy.ts';
import { testDatabaseUri } from './servers.ts';
import { account, openWorld } from './world.ts';

export type Dependency = 'mail server' | 'MongoDB';
export type StuckWorld = Awaited<ReturnType<typeof openStuckWorld>>;

/**
 * A world in which some onboardings can be made to hang on a mail server that takes connections and says nothing, or on
 * a MongoDB that does, while the others on the same worker have both.
 * @param count how many of them
 */
export async function openStuckWorld(count: number) {
  const dead = await startTcp(() => {});
  const settings = { smtpUrl: dead.url, from: 'Castellan <castellan@castellan.test>' };
  const hanging = { quick: createMailer(settings), patient: createMailer({ ...settings, timeouts: patientTimeouts }) };
  let away: Dependency | null = null;
  const uri = new URL(testDatabaseUri());
  const proxy = await startProxy({ host: uri.hostname, port: Number(uri.port) });
  let throughProxy: Connection | undefined;
  const stuck = new Set<string>();

  const world = await openWorld({
    temporal: 'shared',
    replace: (dependencies) => {
      const { mailers } = dependencies;
      const routed = (kind: 'quick' | 'patient'): Pick<Mailer, 'send'> => ({
        send: async (mail) =>
          (away === 'mail server' && mail.to.startsWith('stuck') ? hanging : mailers)[kind].send(mail),
      });
      const whole = createActivities({
        ...dependencies,
        mailers: { quick: routed('quick'), patient: routed('patient') },
      });
      const { grant } = whole;
      return {
        ...whole,
        grant: async (at) => {
          if (away !== 'MongoDB' || !stuck.has(at.ref)) return grant(at);
          return createActivities({ ...dependencies, connection: throughProxy! }).grant(at);
        },
      };
    },
  });
  // As a worker connects, which is started again where a busy machine does not answer in time.
  const proxied = `mongodb://127.0.0.1:${proxy.port}/${world.connection.name}?directConnection=true&retryWrites=false`;
  throughProxy = await eventually(() => connectDatabase(proxied), 60_000);
  const administrator = await world.begin();

  /** From the request to its first rest. */
  async function invite(email: string): Promise<string> {
    const { onboarding } = await world.onboardings.request(administrator, account, { email, path: 'invite' }, 'en');
    if (onboarding.stage !== 'awaiting-first-login')
      await eventually(async () => (await world.recordOf(onboarding.ref)).stage === 'awaiting-first-login', 60_000);
    return onboarding.ref;
  }

  for (let index = 0; index < count; index += 1) stuck.add(await invite(`stuck-${index}@example.org`));
  const described = () => Promise.all([...stuck].map((ref) => world.handleOf(ref).describe()));
  const pendingOf = async () =>
    (await described()).map(({ raw }) => ({
      activities: raw.pendingActivities?.length ?? 0,
      task: Boolean(raw.pendingWorkflowTask),
    }));

  const forEach = (work: (ref: string) => Promise<unknown>) => Promise.all([...stuck].map(work));

  return {
    ...world,
    invite,
    stuck,

    /** Every one of them is at a step that needs what is away, past the local try: one pending activity, no task. */
    async hang(on: Dependency): Promise<void> {
      away = on;
      if (on === 'MongoDB') proxy.hold();
      await forEach((ref) => {
        const handle = world.handleOf(ref);
        return on === 'MongoDB'
          ? handle.signal(firstLoginSignal)
          : handle.startUpdate(resendUpdate, { args: [{ reason: 'lost the mail' }], waitForStage: 'ACCEPTED' });
      });
      await eventually(
        async () => (await pendingOf()).every(({ activities, task }) => activities === 1 && !task),
        120_000,
      );
    },

    /** Everything is there again, and everyone of them at rest. */
    async heal(): Promise<void> {
      const was = away;
      away = null;
      proxy.release();
      // Another decision ends the long wait between two tries of a mail. On a busy machine Temporal may refuse a message
      // for a moment; the same one sent again is the same decision.
      const resend = { args: [{ reason: 'it is back' }] as [Decision], updateId: randomUUID() };
      if (was === 'mail server')
        await forEach((ref) => eventually(() => world.handleOf(ref).executeUpdate(resendUpdate, resend), 120_000));
      await eventually(
        async () => (await pendingOf()).every(({ activities, task }) => activities === 0 && !task),
        120_000,
      );
    },

    async close(): Promise<void> {
      for (const ref of stuck)
        await world
          .handleOf(ref)
          .terminate('over')
          .catch(() => {});
      proxy.release();
      await world.close();
      await throughProxy?.destroy();
      await proxy.close();
      for (const mailer of Object.values(hanging)) mailer.close();
      await dead.close();
    },
  };
}
