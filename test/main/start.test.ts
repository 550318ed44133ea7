import { statSync } from 'node:fs';
import path from 'node:path';
import { isRunning, startOf } from '../../src/embedded/process-identity.ts';
import { until } from '../../src/embedded/until.ts';
import { newPlace, type Place, type RunningCastellan } from '../support/castellan.ts';

let place: Place;

beforeEach(() => {
  place = newPlace();
});

afterEach(() => place.clear());

const modeOf = (file: string): number => statSync(file).mode & 0o777;
const address = (pattern: string): unknown =>
  expect.stringMatching(new RegExp(`^http://127\\.0\\.0\\.1:\\d+${pattern}$`));
const signIn = { userId: expect.stringMatching(/@/), password: expect.stringMatching(/^.{15,}$/) };

/** Ends it, and looks until all have ended. @returns their names in the order in which they did */
async function orderOfEnding(
  castellan: RunningCastellan,
  inOrder: readonly string[],
  signal: 'SIGTERM' | 'SIGINT',
): Promise<string[]> {
  const children = place.lock().children.filter(isRunning);
  expect(children.map(({ name }) => name).sort()).toEqual(inOrder.toSorted());
  const gone = new Set<string>();
  castellan.process.kill(signal);
  await until(
    async () => {
      // The later ones are looked at first: one that ends before its turn is seen while an earlier one still runs.
      const ended = inOrder.toReversed().filter((name) => !isRunning(children.find((child) => child.name === name)!));
      for (const name of ended.toReversed()) gone.add(name);
      expect(gone.size).toBe(inOrder.length);
    },
    { withinMs: 20_000 },
  );
  return [...gone];
}

test('start brings up everything, says where, starts a killed API and worker again, and ends in order', async () => {
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

  for (const service of ['worker', 'api']) {
    const pidOf = (): number => place.lock().children.findLast(({ name }) => name === service)!.pid;
    const killed = pidOf();
    process.kill(killed, 'SIGKILL');
    await until(async () => expect(pidOf()).not.toBe(killed), { withinMs: 20_000 });
  }
  await until(async () => expect((await fetch(`${ready.consoleUrl}/readyz`)).status).toBe(200), { withinMs: 60_000 });

  const inOrder = ['api', 'worker', 'temporal', 'mongodb'];
  expect(await orderOfEnding(castellan, inOrder, 'SIGTERM')).toEqual(inOrder);
  expect(await castellan.ended()).toBe(0);
  expect(() => statSync(place.readyFile)).toThrow(/ENOENT/);
});

test('Ctrl-C ends what is ready in order, with every child, and gives the folder free', async () => {
  const castellan = place.start();
  await castellan.ready();
  const inOrder = ['api', 'worker', 'temporal', 'mongodb'];
  expect(await orderOfEnding(castellan, inOrder, 'SIGINT')).toEqual(inOrder);
  expect(await castellan.ended()).toBe(0);
  expect(() => place.lock()).toThrow(/ENOENT/);
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

test('files that settings name are told with every other wrong setting, and nothing starts', async () => {
  const gone = (name: string) => path.join(path.dirname(place.data), name);
  const castellan = place.start({
    ...{ PORT: 'eighty', WORKFLOW_BUNDLE: gone('bundle.js'), KEYRING_FILE: gone('keyring.json') },
    ...{ DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'one', DKIM_KEY_FILE: path.dirname(place.data) },
  });
  expect(await castellan.ended()).toBe(2);
  expect(castellan.stderr()).toMatch(/PORT "eighty".*example: PORT=8080/);
  expect(castellan.stderr()).toMatch(
    /KEYRING_FILE ".*keyring\.json": there is no such file \(example: KEYRING_FILE=\//,
  );
  expect(castellan.stderr()).toMatch(
    /DKIM_KEY_FILE ".*": the file cannot be read \(EISDIR\) \(example: DKIM_KEY_FILE=\//,
  );
  expect(castellan.stderr()).toMatch(
    /WORKFLOW_BUNDLE ".*bundle\.js": there is no such file \(example: WORKFLOW_BUNDLE=/,
  );
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
