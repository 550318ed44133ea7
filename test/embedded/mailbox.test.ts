import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type StartedMailbox, startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import type { StoredMail } from '../../src/embedded/mailbox/store.ts';

let folder: string;
let mailbox: StartedMailbox;

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-mailbox-'));
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
});

afterEach(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function send(mail: SendMailOptions): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({ from: 'Castellan <castellan@example.org>', ...mail });
  transport.close();
}

async function items(query = ''): Promise<StoredMail[]> {
  const response = await fetch(`${mailbox.url}.json${query}`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  return ((await response.json()) as { items: StoredMail[] }).items;
}

/** fetch does not let its caller choose the Host. */
function get(address: string, headers: http.OutgoingHttpHeaders): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    http
      .get(address, { headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      })
      .on('error', reject);
  });
}

const invitation = {
  to: 'Ana@example.com',
  messageId: '<onb-1.invitation@example.org>',
  subject: 'Vous êtes invitée',
  text: 'Bonjour Ana',
  html: '<p>Bonjour <b>Ana</b></p><script>alert(1)</script>',
  headers: { 'Auto-Submitted': 'auto-generated' },
  attachments: [{ filename: 'reçu.html', content: '<p>sealed</p>', contentType: 'text/html' }],
};

test('what comes in by SMTP is in mail.json, whole', async () => {
  await send(invitation);
  const [mail, ...others] = await items();
  expect(others).toEqual([]);
  expect(mail).toEqual({
    id: expect.stringMatching(/^\d+-[0-9a-f]+$/),
    from: 'castellan@example.org',
    to: ['Ana@example.com'],
    subject: 'Vous êtes invitée',
    messageId: '<onb-1.invitation@example.org>',
    date: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    text: expect.stringMatching(/^Bonjour Ana\s*$/),
    html: expect.stringContaining('<b>Ana</b>'),
    headers: expect.objectContaining({ 'auto-submitted': 'auto-generated', to: 'Ana@example.com' }),
    attachments: [
      {
        filename: 'reçu.html',
        contentType: 'text/html',
        size: 13,
        contentBase64: Buffer.from('<p>sealed</p>').toString('base64'),
      },
    ],
  });
});

test('mail.json?to= compares addresses case-insensitively, the newest mail first', async () => {
  await send({ to: 'ana@example.com', subject: 'first' });
  await send({ to: 'ben@example.com', subject: 'other' });
  await send({ to: 'ana@example.com', subject: 'second' });
  expect((await items('?to=ANA%40example.com')).map(({ subject }) => subject)).toEqual(['second', 'first']);
  expect(await items('?to=nobody%40example.com')).toEqual([]);
});

test('the page lists the mails; the mail’s HTML stands in a frame that may run nothing', async () => {
  await send(invitation);
  const [mail] = await items();
  const list = await (await fetch(mailbox.url)).text();
  expect(list).toContain(`href="/dev/mail/${mail?.id}"`);
  const page = await fetch(`${mailbox.url}/${mail?.id}`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await page.text()).toMatch(
    /<iframe [^>]*src="\/dev\/mail\/[^"]+\/html" sandbox="(?![^"]*allow-(scripts|same-origin))/,
  );
  const body = await fetch(`${mailbox.url}/${mail?.id}/html`);
  expect(body.headers.get('content-security-policy')).toMatch(/^sandbox(?![^;]*allow-(scripts|same-origin|forms))/);
  expect(await body.text()).toContain('<b>Ana</b>');
});

test('an attachment is a download, never a page', async () => {
  await send(invitation);
  const [mail] = await items();
  const response = await fetch(`${mailbox.url}/${mail?.id}/attachments/0`);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="re_u.html"; filename*=UTF-8''re%C3%A7u.html`,
  );
  expect(await response.text()).toBe('<p>sealed</p>');
  expect((await fetch(`${mailbox.url}/${mail?.id}/attachments/1`)).status).toBe(404);
});

test('a subject cannot put HTML into the list', async () => {
  await send({ to: 'ana@example.com', subject: '<img src=x onerror=alert(1)>' });
  expect(await (await fetch(mailbox.url)).text()).toContain('&lt;img src=x');
});

test('it answers to its own name only', async () => {
  const { port } = new URL(mailbox.url);
  for (const host of [`rebound.example:${port}`, '127.0.0.1', `127.0.0.1.example:${port}`, `0.0.0.0:${port}`]) {
    for (const address of [mailbox.url, `${mailbox.url}.json`]) {
      const { status, body } = await get(address, { Host: host });
      expect({ host, status }).toEqual({ host, status: 421 });
      expect(body).toContain(mailbox.url);
    }
  }
  expect((await get(mailbox.url, { Host: `localhost:${port}` })).status).toBe(200);
});

test('it can only be read, and speaks French to whoever prefers it', async () => {
  expect((await fetch(mailbox.url, { method: 'POST' })).status).toBe(405);
  const page = await (await fetch(mailbox.url, { headers: { 'Accept-Language': 'fr-CA, en;q=0.5' } })).text();
  expect(page).toContain('<html lang="fr">');
  expect(page).toContain('Boîte aux lettres');
});

test.each(['/dev/mail/none', '/dev/mail/..%2f..%2fkeyring', '/dev', '//'])('%s is no page', async (address) => {
  expect((await fetch(new URL(mailbox.url).origin + address)).status).toBe(404);
});

test('mails survive a restart', async () => {
  await send({ to: 'ana@example.com', subject: 'kept' });
  await mailbox.stop();
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
  await send({ to: 'ana@example.com', subject: 'new' });
  expect((await items()).map(({ subject }) => subject)).toEqual(['new', 'kept']);
});
