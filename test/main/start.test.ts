import { statSync } from 'node:fs';
import path from 'node:path';
import { isRunning, startOf } from '../../src/embedded/process-identity.ts';
import { until } from '../../src/embedded/until.ts';
import { newPlace, type Place } from '../support/castellan.ts';

let place: Place;

beforeEach(() => {
  place = newPlace();
});

afterEach(() => place.clear());

const modeOf = (file: string): number => statSync(file).mode & 0o777;
const address = (pattern: string): unknown =>
  expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+${pattern}$`));
const signIn = { userId: expect.stringMatching(/@/), password: expect.stringMatching(/^.{15,}$/) };

test('start brings up everything, says where, starts a killed worker again, and ends in order', async () => {
  const castellan = place.start();
  const ready = await castellan.ready();
  expect(ready).toMatchObject({
    consoleUrl: address(''),
    apiUrl: address('/api/v1'),
    mailboxUrl: address('/dev/mail'),
    smtpUrl: expect.stringMatching(/^smtp:\/\/127\.0\.0\.1:\d+$/),
    temporalUiUrl: address('(/temporal)?'),
    temporalAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    mongodbUri: expect.stringMatching(/^mongodb:\/\/127\.0\.0\.1:\d+\//),
    account: '1001',
    administrator: signIn,
    support: signIn,
  });
  expect(
    [place.readyFile, path.join(place.data, 'sign-in.json'), path.join(place.data, 'keyring.json')].map(modeOf),
  ).toEqual([0o600, 0o600, 0o600]);
  expect(castellan.stderr()).toMatch(/SecantusDB, a beta/);
  await until(async () => expect(castellan.stdout()).toMatch(/Console +http.*\n.*\/docs\/api\n.*\/dev\/mail\n/), {
    withinMs: 5_000,
  });
  expect(castellan.stdout()).toContain(ready.administrator?.password);

  const second = place.start();
  expect(await second.ended()).toBe(1);
  expect(second.stderr()).toContain(ready.consoleUrl);

  const workerOf = (): number => place.lock().children.findLast(({ name }) => name === 'worker')!.pid;
  const killed = workerOf();
  process.kill(killed, 'SIGKILL');
  await until(async () => expect(workerOf()).not.toBe(killed), { withinMs: 20_000 });

  const children = place.lock().children.filter(isRunning);
  expect(children.map(({ name }) => name).sort()).toEqual(['api', 'mongodb', 'temporal', 'worker']);
  castellan.process.kill('SIGTERM');
  expect(await castellan.ended()).toBe(0);
  expect(children.filter(isRunning)).toEqual([]);
  expect(() => statSync(place.readyFile)).toThrow(/ENOENT/);
});

test('Ctrl-C while it starts leaves nothing behind', async () => {
  const castellan = place.start();
  const children = await until(
    async () => {
      const { children: found } = place.lock();
      if (found.length < 2) throw new Error('not yet');
      return found;
    },
    { withinMs: 20_000 },
  );
  castellan.process.kill('SIGINT');
  expect(await castellan.ended()).toBe(130);
  await until(async () => expect(children.map(({ pid }) => startOf(pid))).toEqual([undefined, undefined]), {
    withinMs: 5_000,
  });
  expect(() => place.lock()).toThrow(/ENOENT/);
});

test('broken settings are all named at once, with an example each, and nothing starts', async () => {
  const castellan = place.start({ PORT: 'eighty', MONGODB_URI: 'localhost', MAIL_RETRY_MINUTES: '0' });
  expect(await castellan.ended()).toBe(2);
  expect(castellan.stderr()).toMatch(/PORT "eighty".*example: PORT=8080/);
  expect(castellan.stderr()).toMatch(/MONGODB_URI .*example: MONGODB_URI=mongodb:/);
  expect(castellan.stderr()).toMatch(/MAIL_RETRY_MINUTES/);
  expect(() => statSync(place.data)).toThrow(/ENOENT/);
});

test('production embeds nothing: it names what has to be configured', async () => {
  const castellan = place.start({ NODE_ENV: 'production' });
  expect(await castellan.ended()).toBe(2);
  for (const name of ['PUBLIC_URL', 'MONGODB_URI', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'KEYRING_FILE']) {
    expect(castellan.stderr()).toContain(name);
  }
  expect(() => statSync(place.data)).toThrow(/ENOENT/);
});
