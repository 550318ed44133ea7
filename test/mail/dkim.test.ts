import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { ConfigError } from '../../src/config.ts';
import { isAligned, readDkimKey } from '../../src/mail/dkim.ts';
import { mailSettings } from '../../src/mail/settings.ts';
import { createMailer } from '../../src/mail/transport.ts';
import { startSmtp } from './smtp.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-dkim-'));
afterAll(() => rmSync(folder, { recursive: true }));

function newKey(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = path.join(folder, `${name}.pem`);
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return { file, published: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') };
}

/** What DNS would answer; nothing is asked of the network. */
const resolverOf = (published: string) => async (name: string, type: string) => {
  if (name === 'castellan2026._domainkey.example.org' && type === 'TXT') return [[`v=DKIM1; k=rsa; p=${published}`]];
  throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
};

const settings = { DKIM_DOMAIN: 'example.org', DKIM_SELECTOR: 'castellan2026' };

async function sent(file: string) {
  const smtp = await startSmtp();
  const dkim = readDkimKey({ ...settings, DKIM_KEY_FILE: file });
  const mailer = createMailer({ smtpUrl: smtp.url, from: 'Castellan <castellan@example.org>', dkim });
  await mailer.send({
    messageId: 'ONB-7F3K9Q.invitation.1@example.org',
    to: 'ana@example.net',
    subject: 'Un message de Léa vous attend',
    text: 'Bonjour',
    html: '<p>Bonjour</p>',
    locale: 'fr',
    attachments: [{ filename: 'securedoc_20261122T120000.html', content: '<p>é</p>', contentType: 'text/html' }],
  });
  mailer.close();
  await smtp.close();
  return smtp.received[0]!.raw;
}

async function verdictOf(raw: string, published: string) {
  const { results } = await dkimVerify(Buffer.from(raw), { resolver: resolverOf(published) });
  return results.map(({ status, signingDomain, selector }) => [status.result, signingDomain, selector]);
}

test('a mail is signed by the configured key, aligned with its sender, and verifies', async () => {
  const { file, published } = newKey('ours');
  const raw = await sent(file);
  expect(await verdictOf(raw, published)).toEqual([['pass', 'example.org', 'castellan2026']]);
  const changed = raw.replace('Bonjour', 'Bonsoir');
  expect((await verdictOf(changed, published)).map(([result]) => result)).not.toContain('pass');
  expect((await verdictOf(raw, newKey('other').published)).map(([result]) => result)).not.toContain('pass');
});

test('without a key mails go out unsigned; a file that is no key is refused without being quoted', () => {
  expect(readDkimKey({})).toBeUndefined();
  expect(readDkimKey({ ...settings })).toBeUndefined();
  const file = path.join(folder, 'no.pem');
  writeFileSync(file, '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n');
  const read = () => readDkimKey({ ...settings, DKIM_KEY_FILE: file });
  expect(read).toThrow(/DKIM_KEY_FILE/);
  expect(read).not.toThrow(/c2VjcmV0/);
});

test.each([
  ['Ed25519', () => generateKeyPairSync('ed25519').privateKey],
  ['RSA of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey],
  ['RSA-PSS', () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey],
  ['EC', () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
])('a key that would leave mails unsigned or unverified is refused at the start: %s', (name, make) => {
  const file = path.join(folder, `${name}.pem`);
  writeFileSync(file, make().export({ type: 'pkcs8', format: 'pem' }));
  const read = () => readDkimKey({ ...settings, DKIM_KEY_FILE: file });
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(/RSA private key of at least 2048 bits/);
});

test('a sender that the signature does not count for is warned of', () => {
  const { file } = newKey('aligned');
  const warnings: string[] = [];
  const read = (MAIL_FROM: string) =>
    mailSettings(
      { ...settings, DKIM_KEY_FILE: file, MAIL_FROM, NODE_ENV: 'production', SMTP_URL: 'smtps://mail.example.org' },
      (words) => warnings.push(words),
    );
  expect(read('Castellan <castellan@mail.example.org>').dkim).toMatchObject({ domainName: 'example.org' });
  expect(warnings).toEqual([]);
  read('Castellan <castellan@example.com>');
  expect(warnings).toEqual([expect.stringContaining('MAIL_FROM is in example.com')]);
  expect([isAligned('example.org', 'notexample.org'), isAligned('EXAMPLE.org', 'example.ORG')]).toEqual([false, true]);
});
