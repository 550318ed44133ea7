import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicPart } from '../../src/envelopes/reader/opening.ts';
import { type Claims, sealMessage } from '../../src/envelopes/sealing.ts';
import { createWorld } from './support.ts';

/** What is sealed here opens in another implementation (joserfc, in Python) that knows docs/envelope.md only. */

interface Task {
  readonly envelope: string;
  readonly dataKey: string;
  readonly claims: Claims;
  /** Whether the opener understands what the envelope calls critical. */
  readonly understands: boolean;
}
type Answer = { message: { v: number; subject: string; text: string } } | { refused: string };

const claims: Claims = { mid: 'bWlkLW1pZC1taWQtbWlkLQ', rcpt: 'r'.repeat(43), pol: 'p'.repeat(43) };
const python = path.join(process.env['CASTELLAN_TEST_VENV']!, 'bin', 'python');

/** What a browser holds after a key release: the answer, and the private key that it was for. */
interface Released {
  readonly mid: string;
  readonly answer: Record<string, unknown>;
  readonly privateKey: JsonWebKey;
}

async function open(tasks: readonly (Task | Released)[]): Promise<Answer[]> {
  const child = spawn(python, [fileURLToPath(new URL('second-opener.py', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stdin.end(JSON.stringify(tasks));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  return JSON.parse(out) as Answer[];
}

async function sealed(text: string): Promise<Task> {
  const at = { keyServer: 'https://castellan.example.org', now: new Date() };
  const { jwe, dataKey } = await sealMessage({ subject: 'Sujet', text }, claims, at);
  return { envelope: jwe, dataKey: Buffer.from(dataKey).toString('base64url'), claims, understands: true };
}

test('an envelope made here opens there, whatever it says', async () => {
  const texts = ['', 'Welcome.\nÀ bientôt \u{1f642}', '\u0000\u0001"\\', 'x'.repeat(32 * 1024)];
  const answers = await open(await Promise.all(texts.map(sealed)));
  expect(answers).toEqual(texts.map((text) => ({ message: { v: 1, subject: 'Sujet', text } })));
});

test('the golden envelope of version 1 opens there too', async () => {
  const file = new URL('../vectors/envelope-v1.json', import.meta.url);
  const { envelope, dataKey, message } = JSON.parse(readFileSync(file, 'utf8')) as Task & { message: object };
  const { protected: header } = JSON.parse(envelope) as { protected: string };
  const { mid, rcpt, pol } = JSON.parse(Buffer.from(header, 'base64url').toString()) as Claims;
  const [answer] = await open([{ envelope, dataKey, claims: { mid, rcpt, pol }, understands: true }]);
  expect(answer).toEqual({ message: { v: 1, ...message } });
});

test('there as here, a changed byte, another key, another claim, or a critical claim not understood is refused', async () => {
  const task = await sealed('text');
  const members = JSON.parse(task.envelope) as Record<string, string>;
  const changed = (name: string) => {
    const bytes = Buffer.from(members[name]!, 'base64url');
    bytes[bytes.length - 2]! ^= 1;
    return { ...task, envelope: JSON.stringify({ ...members, [name]: bytes.toString('base64url') }) };
  };
  const answers = await open([
    ...['protected', 'iv', 'ciphertext', 'tag'].map(changed),
    { ...task, dataKey: Buffer.alloc(32).toString('base64url') },
    { ...task, claims: { ...claims, rcpt: 'x'.repeat(43) } },
    { ...task, envelope: JSON.stringify({ ...members, header: {} }) },
    { ...task, understands: false },
  ]);
  for (const answer of answers) expect(answer).toEqual({ refused: expect.any(String) });
  expect(answers).toHaveLength(8);
});

test('what the service releases opens there, and for nobody else, nor with another policy or for another message', async () => {
  const world = await createWorld();
  try {
    const { mid, email, text } = await world.invite();
    const principal = await world.user(email);
    const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const release = await world.envelopes.release({ mid, epk: await publicPart(pair), principal });
    const answer = JSON.parse(JSON.stringify(release)) as Record<string, unknown>;
    const { kty, crv, x, y, d } = await crypto.subtle.exportKey('jwk', pair.privateKey);
    const privateKey = { kty: kty!, crv: crv!, x: x!, y: y!, d: d! };
    const stranger = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const another = await crypto.subtle.exportKey('jwk', stranger.privateKey);
    const policy = { ...(answer['policy'] as object), forward: true };
    const [opened, ...refused] = await open([
      { mid, answer, privateKey },
      { mid, answer, privateKey: { ...privateKey, x: another.x!, y: another.y!, d: another.d! } },
      { mid, answer: { ...answer, policy }, privateKey },
      { mid: claims.mid, answer, privateKey },
    ]);
    expect(opened).toEqual({ message: { v: 1, subject: 'Vous êtes invité à administrer Acme', text } });
    expect(refused).toEqual([1, 2, 3].map(() => ({ refused: expect.any(String) })));
  } finally {
    await world.end();
  }
});
