import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { type Envelope, envelopeModels } from '../../src/envelopes/models.ts';
import { claimsOf, openMessage, wrappingContext } from '../../src/envelopes/sealing.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { newPlace, type Place } from '../support/castellan.ts';
import { eventually } from '../support/eventually.ts';

/**
 * The whole product, and a rotation on it whose command and worker are killed in the middle: of a slice too, since all the
 * messages make one (activities/keys.ts), of which a heartbeat tells how far it came.
 */
const count = 1_000;
let place: Place;
let data: string;
let connection: mongoose.Connection;

const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');
const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-rotation-'));

function castellan(...args: string[]) {
  const child = spawn(process.execPath, [launcher, ...args, '--data', data], {
    env: { PATH: process.env['PATH'], HOME: folder, LANG: 'C.UTF-8', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, said: () => said, ended };
}

beforeAll(async () => {
  place = newPlace();
  ({ data } = place);
  const { mongodbUri } = await place.start().ready();
  connection = await mongoose.createConnection(mongodbUri!).asPromise();
  const keyring = loadKeyring(path.join(data, 'keyring.json'));
  const envelopes = createEnvelopes({ connection, keyring, publicUrl: 'https://castellan.test' });
  for (let index = 0; index < count; index += 1) {
    const email = `candidate${index}@example.org`;
    await envelopes.seal({
      ...{ ref: `ONB-${String(index).padStart(6, '0')}`, step: 'seal', account: '1001', accountName: 'Acme' },
      ...{ email, addressKey: email, senderName: 'Bob', text: `message ${index}`, locale: 'en' },
      expiresAt: new Date(Date.now() + 86_400_000),
    });
  }
}, 300_000);
afterAll(async () => {
  await connection?.destroy();
  await place.clear();
  rmSync(folder, { recursive: true, force: true });
});

test('killed three times at random points, a rotation ends complete, shows its progress, and every message opens', async () => {
  const { envelopes } = envelopeModels(connection);
  const former = loadKeyring(path.join(data, 'keyring.json')).activeId;
  const remaining = () => envelopes.countDocuments({ kekId: former });
  const worker = () => place.lock().children.find(({ name }) => name === 'worker')!;
  let command = castellan('keys', 'rotate');
  const killedAt: number[] = [];
  for (let kill = 1; kill <= 3; kill += 1) {
    // A random point within each third of the work, so that there always is some left.
    const point = count - Math.floor(((kill - 1 + randomInt(20, 80) / 100) * count) / 3);
    await eventually(async () => (await remaining()) <= point, 180_000);
    const { pid } = worker();
    process.kill(pid, 'SIGKILL');
    killedAt.push(await remaining());
    if (kill === 2) {
      // The command itself too; called again, it goes on with the same rotation.
      command.child.kill('SIGKILL');
      await command.ended;
      command = castellan('keys', 'rotate');
    }
    await eventually(() => worker().pid !== pid, 120_000);
  }
  expect(await command.ended).toBe(0);
  for (const left of killedAt) expect(left).toBeGreaterThan(0);
  const to = loadKeyring(path.join(data, 'keyring.json')).activeId;
  expect(to).not.toBe(former);
  expect(command.said()).toContain(`Everything that opens is wrapped by ${to}.`);
  expect(command.said().match(/\d+ wrapped anew, \d+ to go/g)!.length).toBeGreaterThan(2);

  const ring = JSON.parse(readFileSync(path.join(data, 'keyring.json'), 'utf8')) as { keys: { id: string }[] };
  expect(ring.keys.map(({ id }) => id)).toEqual([former, to]);
  const wrapper = createKeyWrapper(loadKeyring(path.join(data, 'keyring.json')));
  const all = await envelopes.find().lean<Envelope[]>();
  expect(all).toHaveLength(count);
  for (const { jwe, kekId, wrappedKey, ref } of all) {
    expect(kekId).toBe(to);
    const dataKey = await wrapper.unwrap(wrappedKey!, wrappingContext(claimsOf(jwe)));
    const { text } = await openMessage(jwe, dataKey, claimsOf(jwe));
    expect(text).toBe(`message ${Number(ref.slice(4))}`);
  }

  const list = castellan('--json', 'keys', 'list');
  expect(await list.ended).toBe(0);
  expect(JSON.parse(list.said())).toMatchObject({
    keys: [
      { id: former, state: 'former', envelopes: 0 },
      { id: to, state: 'active', envelopes: count },
    ],
  });
  // Refused for a minute, in which a process may seal by it still; then nothing needs it.
  await eventually(async () => (await castellan('keys', 'retire', former, '--forget-histories').ended) === 0, 120_000);
  expect(loadKeyring(path.join(data, 'keyring.json')).ids).toEqual([to]);
}, 900_000);
