import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { isRunning } from '../../src/embedded/process-identity.ts';
import { until } from '../../src/embedded/until.ts';
import type { Addresses } from '../../src/main/ready-file.ts';
import { newPlace, type Place } from '../support/castellan.ts';

let place: Place;

beforeEach(() => {
  place = newPlace();
});

afterEach(() => place.clear());

/** Signs in and gives the status. */
async function signIn({ apiUrl, administrator }: Addresses): Promise<number> {
  const response = await fetch(`${apiUrl}/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(administrator),
  });
  return response.status;
}

async function subjects({ mailboxUrl }: Addresses): Promise<string[]> {
  const { items } = (await (await fetch(`${mailboxUrl}.json`)).json()) as { items: { subject: string }[] };
  return items.map(({ subject }) => subject);
}

test('sign-ins and mails survive a restart', async () => {
  const first = place.start();
  const before = await first.ready();
  expect(await signIn(before)).toBe(200);
  const transport = createTransport(before.smtpUrl!);
  await transport.sendMail({ from: 'a@example.org', to: 'b@example.org', subject: 'kept' });
  transport.close();
  first.process.kill('SIGINT');
  expect(await first.ended()).toBe(0);

  const after = await place.start().ready();
  expect(after.administrator).toEqual(before.administrator);
  expect(after.support).toEqual(before.support);
  expect(await signIn(after)).toBe(200);
  expect(await subjects(after)).toEqual(['kept']);
});

test('after a kill -9 the next start ends what was left, and goes on with the same data', async () => {
  const first = place.start();
  const before = await first.ready();
  const children = place.lock().children.filter(isRunning);
  expect(children).toHaveLength(4);
  first.process.kill('SIGKILL');
  await first.ended();
  expect(children.filter(isRunning)).toHaveLength(4);

  const second = place.start();
  await until(async () => expect(existsSync(place.readyFile)).toBe(false), { withinMs: 20_000 });
  const after = await second.ready();
  expect(await signIn(after)).toBe(200);
  expect(children.filter(isRunning)).toEqual([]);
  for (const { name, pid } of children) expect(second.stderr()).toContain(`Ending ${name} (process ${pid})`);
  expect(after.administrator).toEqual(before.administrator);
});

test('a busy port: the next free one, said so', async () => {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  try {
    const castellan = place.start({ PORT: String(port) });
    const ready = await castellan.ready();
    expect(Number(new URL(ready.apiUrl).port)).toBeGreaterThan(port);
    expect(castellan.stderr()).toContain(`Port ${port} for the API is taken: using ${new URL(ready.apiUrl).port}.`);
  } finally {
    server.close();
  }
});

test('--ephemeral keeps nothing', async () => {
  const temporary = path.join(path.dirname(place.readyFile), 'tmp');
  mkdirSync(temporary);
  const castellan = place.start({ TMPDIR: temporary }, ['--ephemeral', '--ready-file', place.readyFile]);
  const ready = await castellan.ready();
  expect(await signIn(ready)).toBe(200);
  const locks = readdirSync(temporary, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('castellan.lock'),
  );
  expect(locks).toHaveLength(1);
  castellan.process.kill('SIGTERM');
  expect(await castellan.ended()).toBe(0);
  // What starts at the same time claims its ports there, and holds none any more.
  expect(readdirSync(temporary).filter((name) => !name.startsWith('castellan-ports-'))).toEqual([]);
});
