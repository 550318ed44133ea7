import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { createActivities } from '../../activities/index.ts';
import { MailRejected } from '../../src/mail/failures.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { extendUpdate, firstLoginSignal, mailBouncedSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, quiet, testBundle, type World } from '../support/world.ts';

/** See README.md beside this file: which histories are kept, and what to do when one does not replay any more. */
const History = proto.temporal.api.history.v1.History;
const folder = fileURLToPath(new URL('./histories', import.meta.url));
const keyringFile = fileURLToPath(new URL('./keyring.json', import.meta.url));
// A clone made under a loose umask has it writable by the group, which a keyring must not be.
chmodSync(keyringFile, 0o600);
const kept = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));

/** By way and version: a way that the code goes otherwise by now is kept as it was and as it is. */
const histories = [
  'existing.v1',
  'temporary-password.v1',
  'invite-reminded.v1',
  'stalled-resumed.v1',
  'cancelled.v1',
  'cancelled.v2',
  'reminder-refused.v2',
  'bounced-resumed.v2',
  'decided-twice.v2',
  'decided-alike.v3',
] as const;

const asText = (history: Parameters<typeof History.encode>[0]): string =>
  `${JSON.stringify(History.toObject(History.fromObject(history), { bytes: String, enums: String, longs: String }))}\n`;

beforeAll(quiet);

test('a history of every way is kept', () => {
  expect(kept()).toEqual(expect.arrayContaining(histories.map((name) => `${name}.json`)));
});

const read = (name: string) => History.fromObject(JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object);

test('every branch on patched() is in a history that is kept', () => {
  const workflows = path.join(import.meta.dirname, '../../workflows');
  const code = readdirSync(workflows).map((name) => readFileSync(path.join(workflows, name), 'utf8'));
  const patches = code.flatMap((text) => [...text.matchAll(/patched\('([^']+)'\)/g)].map(([, id]) => id!));
  const recorded = kept().flatMap((name) => patchesIn(read(name)));
  expect([...new Set(recorded)].sort()).toEqual([...new Set(patches)].sort());
});

const patchesIn = ({ events }: ReturnType<typeof read>): string[] =>
  events.flatMap(({ markerRecordedEventAttributes: marker }) => {
    const data = marker?.markerName === 'core_patch' && marker.details?.['patch-data']?.payloads?.[0]?.data;
    return data ? [(JSON.parse(Buffer.from(data).toString()) as { id: string }).id] : [];
  });

test.each(kept())('%s replays', async (name) => {
  const history = read(name);
  const dataConverter = createDataConverter(loadKeyring(keyringFile));
  await Worker.runReplayHistory({ workflowBundle: testBundle, dataConverter }, history);
});

if (process.env['RECORD_HISTORIES']) {
  describe('recording', () => {
    let world: World;
    let isAway = false;
    beforeAll(async () => {
      world = await openWorld({
        keyringFile,
        replace: (dependencies) => {
          const { recordDecision } = createActivities(dependencies);
          return {
            async recordDecision(...facts) {
              if (isAway) throw new Error('MongoDB is away');
              return recordDecision(...facts);
            },
          };
        },
      });
    });
    afterAll(() => world.close());

    test('what is not kept yet is recorded', async () => {
      const administrator = await world.begin();
      const request = async (email: string, way?: 'invite' | 'temporary-password') =>
        (await world.onboardings.request(administrator, account, { email, ...(way ? { path: way } : {}) }, 'en'))
          .onboarding.ref;
      const login = async (ref: string, email: string) => {
        await world.completeFirstLogin(email);
        await world.handleOf(ref).signal(firstLoginSignal);
      };
      const enrolled = async (ref: string, email: string) => {
        await world.addUser({ userId: email, createdByRef: ref });
        await login(ref, email);
        return ref;
      };
      const resume = (ref: string) => world.onboardings.act(administrator, ref, 'resume', { reason: 'fixed' }, 'en');
      const stalls = (ref: string) => eventually(async () => (await world.recordOf(ref)).stage === 'stalled');
      const cancelled = async (email: string) => {
        const ref = await request(email, 'temporary-password');
        await world.onboardings.act(administrator, ref, 'cancel', { reason: 'wrong person' }, 'en');
        return ref;
      };
      /** Two extensions, the second of which comes while MongoDB, which is away, is to record the first. */
      const extendedTwice = async (email: string, first: (ref: string) => Promise<unknown>) => {
        const ref = await request(email, 'temporary-password');
        const handle = world.handleOf(ref);
        const accepted = async () =>
          (await handle.fetchHistory()).events!.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)
            .length;
        const before = await accepted();
        isAway = true;
        const one = first(ref);
        await eventually(async () =>
          (await handle.fetchHistory()).events!.some(
            (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'recordDecision',
          ),
        );
        const other = world.onboardings.act(administrator, ref, 'extend', { reason: 'on holiday' }, 'en');
        await eventually(async () => (await accepted()) === before + 2);
        isAway = false;
        await Promise.all([one, other]);
        await login(ref, email);
        return ref;
      };
      const walks: Record<(typeof histories)[number], () => Promise<string>> = {
        'existing.v1': async () => request((await world.addUser()).userId),
        'temporary-password.v1': async () => {
          const ref = await request('t@example.org', 'temporary-password');
          await login(ref, 't@example.org');
          return ref;
        },
        'invite-reminded.v1': async () => {
          const ref = await request('i@example.org', 'invite');
          await world.env.sleep('49h');
          await eventually(() =>
            world.mailServer.sent.some(({ messageId }) => messageId.startsWith(`${ref}.reminder`)),
          );
          await world.addUser({ userId: 'i@example.org', createdByRef: ref });
          await login(ref, 'i@example.org');
          return ref;
        },
        'stalled-resumed.v1': async () => {
          world.mailServer.fails = () => new MailRejected(550, 'no such user');
          const ref = await request('s@example.org', 'invite');
          world.mailServer.fails = null;
          await world.onboardings.act(administrator, ref, 'resume', { reason: 'fixed' }, 'en');
          await world.addUser({ userId: 's@example.org', createdByRef: ref });
          await login(ref, 's@example.org');
          return ref;
        },
        'cancelled.v1': () => cancelled('c@example.org'),
        // From here on with branches of `patched`.
        'cancelled.v2': () => cancelled('c2@example.org'),
        // reminder-stays-due
        'reminder-refused.v2': async () => {
          const ref = await request('r@example.org', 'invite');
          world.mailServer.fails = () => new MailRejected(550, 'mailbox is full');
          await world.env.sleep('49h');
          await stalls(ref);
          world.mailServer.fails = null;
          await resume(ref);
          await eventually(async () => (await world.kindsOf(ref)).includes('reminded'));
          return enrolled(ref, 'r@example.org');
        },
        // resume-mails-again; decision-settles-bounce, of a second report while somebody decides
        'bounced-resumed.v2': async () => {
          const ref = await request('b@example.org', 'invite');
          await world.handleOf(ref).signal(mailBouncedSignal, { words: '550 no such user' });
          await stalls(ref);
          await world.handleOf(ref).signal(mailBouncedSignal, { words: '550 no such user, once more' });
          await resume(ref);
          return enrolled(ref, 'b@example.org');
        },
        // each-decision-counts: a real decision beside one that nobody made and that takes its time
        'decided-twice.v2': () =>
          extendedTwice('d@example.org', async (ref) => {
            const forged = world.handleOf(ref).executeUpdate(extendUpdate, { args: [{ id: 'nobody' }] });
            await expect(forged).rejects.toBeInstanceOf(Error);
          }),
        // alike-joins-late
        'decided-alike.v3': () =>
          extendedTwice('a@example.org', (ref) =>
            world.onboardings.act(administrator, ref, 'extend', { reason: 'ill' }, 'en'),
          ),
      };
      for (const name of histories) {
        const file = path.join(folder, `${name}.json`);
        if (existsSync(file)) continue;
        const handle = world.handleOf(await walks[name]());
        await handle.result();
        writeFileSync(file, asText(await handle.fetchHistory()));
      }
    });
  });
}
