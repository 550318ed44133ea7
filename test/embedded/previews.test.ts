import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type StartedMailbox, startMailbox } from '../../src/embedded/mailbox/mailbox.ts';
import { sampleNames } from '../../src/mail/samples.ts';

let folder: string;
let mailbox: StartedMailbox;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-previews-'));
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0, folder });
});
afterAll(async () => {
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the mailbox leads to a preview of every mail, in both languages, each in a sandbox', async () => {
  expect(await (await fetch(mailbox.url)).text()).toContain('href="/dev/mail/preview"');
  const list = await (await fetch(`${mailbox.url}/preview`, { headers: { 'accept-language': 'fr' } })).text();
  expect(list).toContain('<html lang="fr">');
  for (const name of sampleNames) {
    for (const locale of ['en', 'fr']) {
      const place = `/dev/mail/preview/${name}/${locale}`;
      expect(list).toContain(`href="${place}"`);
      const page = await (await fetch(new URL(place, mailbox.url))).text();
      expect(page).toContain(`src="${place}/html"`);
      const body = await fetch(new URL(`${place}/html`, mailbox.url));
      expect(body.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups/);
      expect(await body.text()).toContain(`<html lang="${locale}"`);
    }
  }
});

test.each(['/preview/no-such/en', '/preview/digest/de', '/preview/digest/en/other'])(
  '%s is not there',
  async (place) => {
    expect((await fetch(`${mailbox.url}${place}`)).status).toBe(404);
  },
);

test('a preview is only read', async () => {
  const { port } = new URL(mailbox.url);
  const response = await fetch(`http://127.0.0.1:${port}/dev/mail/preview`, { method: 'POST' });
  expect(response.status).toBe(405);
});
