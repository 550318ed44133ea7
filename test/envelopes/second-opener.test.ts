import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Claims, sealMessage } from '../../src/envelopes/sealing.ts';

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

async function open(tasks: readonly Task[]): Promise<Answer[]> {
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
