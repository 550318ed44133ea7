import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { MailRejected } from '../../src/mail/failures.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, quiet, testBundle, type World } from '../support/world.ts';

/** See README.md beside this file: which histories are kept, and what to do when one does not replay any more. */
const History = proto.temporal.api.history.v1.History;
const folder = fileURLToPath(new URL('./histories', import.meta.url));
const keyringFile = fileURLToPath(new URL('./keyring.json', import.meta.url));
// A clone made under a loose umask has it writable by the group, which a keyring must not be.
chmodSync(keyringFile, 0o600);
const kept = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));

const ways = ['existing', 'temporary-password', 'invite-reminded', 'stalled-resumed', 'cancelled'] as const;

const asText = (history: Parameters<typeof History.encode>[0]): string =>
  `${JSON.stringify(History.toObject(History.fromObject(history), { bytes: String, enums: String, longs: String }))}\n`;

beforeAll(quiet);

test('a history of every way is kept', () => {
  expect(kept()).toEqual(expect.arrayContaining(ways.map((way) => `${way}.v1.json`)));
});

test.each(kept())('%s replays', async (name) => {
  const history = History.fromObject(JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as object);
  const dataConverter = createDataConverter(loadKeyring(keyringFile));
  await Worker.runReplayHistory({ workflowBundle: testBundle, dataConverter }, history);
});

if (process.env['RECORD_HISTORIES']) {
  describe('recording', () => {
    let world: World;
    beforeAll(async () => {
      world = await openWorld({ keyringFile });
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
      const walks: Record<(typeof ways)[number], () => Promise<string>> = {
        existing: async () => request((await world.addUser()).userId),
        'temporary-password': async () => {
          const ref = await request('t@example.org', 'temporary-password');
          await login(ref, 't@example.org');
          return ref;
        },
        'invite-reminded': async () => {
          const ref = await request('i@example.org', 'invite');
          await world.env.sleep('49h');
          await eventually(() =>
            world.mailServer.sent.some(({ messageId }) => messageId.startsWith(`${ref}.reminder`)),
          );
          await world.addUser({ userId: 'i@example.org', createdByRef: ref });
          await login(ref, 'i@example.org');
          return ref;
        },
        'stalled-resumed': async () => {
          world.mailServer.fails = () => new MailRejected(550, 'no such user');
          const ref = await request('s@example.org', 'invite');
          world.mailServer.fails = null;
          await world.onboardings.act(administrator, ref, 'resume', { reason: 'fixed' }, 'en');
          await world.addUser({ userId: 's@example.org', createdByRef: ref });
          await login(ref, 's@example.org');
          return ref;
        },
        cancelled: async () => {
          const ref = await request('c@example.org', 'temporary-password');
          await world.onboardings.act(administrator, ref, 'cancel', { reason: 'wrong person' }, 'en');
          return ref;
        },
      };
      for (const way of ways) {
        const file = path.join(folder, `${way}.v1.json`);
        if (existsSync(file)) continue;
        const handle = world.handleOf(await walks[way]());
        await handle.result();
        writeFileSync(file, asText(await handle.fetchHistory()));
      }
    });
  });
}
