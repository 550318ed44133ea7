import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { directoryModels } from '../../src/directory/models.ts';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { envelopeWords } from '../../src/envelopes/words.ts';
import { dictionary } from '../../src/language/index.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { openSite, type Site } from '../console/site.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { openChromium } from './looking.ts';

/** What a hostile message, a curious mail filter and a mistaken recipient can do: nothing, with a real browser. */
let site: Site;
let browser: Browser;
let folder: string;
let sink: http.Server;
let sinkUrl: string;
const leaked: string[] = [];
const words = dictionary('en').pages;
const password = 'glacier violin rhubarb lantern';

beforeAll(async () => {
  site = await openSite();
  folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-envelope-'));
  sink = http.createServer((request, response) => {
    leaked.push(`${request.method} ${request.url}`);
    response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
  });
  await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
  sinkUrl = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
  browser = await openChromium();
});
afterAll(async () => {
  await browser.close();
  sink.closeAllConnections();
  await new Promise((resolve) => sink.close(resolve));
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => leaked.splice(0));

/** Everything by which a page or a file might be made to call somewhere. */
const hostile = () =>
  [
    `<img src="${sinkUrl}/img" onerror="fetch('${sinkUrl}/onerror')">`,
    `<script src="${sinkUrl}/script"></script><script>fetch('${sinkUrl}/inline')</script>`,
    `<link rel=stylesheet href="${sinkUrl}/css"><style>@import '${sinkUrl}/import';body{background:url(${sinkUrl}/bg)}</style>`,
    `<iframe src="${sinkUrl}/frame"></iframe><base href="${sinkUrl}/"><meta http-equiv=refresh content="0;url=${sinkUrl}/refresh">`,
    `"><form action="${sinkUrl}/form"><button autofocus formaction="${sinkUrl}/formaction">x</button></form>`,
    `${sinkUrl}/plain javascript:fetch('${sinkUrl}/js') \u202e</textarea></body></html>`,
  ].join('\n');

const turning = '\u202e\u2066\u2067\u202d';

/** As long as a name could ever be, without a space where a line could break. */
const hostileName = (of: string) =>
  `<img/src='${sinkUrl}/${of}'onerror="fetch('${sinkUrl}/${of}/error')">"><script/src='${sinkUrl}/${of}.js'></script>${turning}`.padEnd(
    200,
    'W',
  );
/** What is shown of it: the characters that turn a line around are left out. */
const shownName = (of: string) => hostileName(of).replace(/[\u202a-\u202e\u2066-\u2069]/g, '');

/** The names stand there as text, and nothing is wider than the window. */
async function expectHarmless(page: Page): Promise<void> {
  const { text, elements, overflow } = await page.evaluate(() => ({
    text: document.body.textContent,
    elements: document.querySelectorAll('img:not([src^="/"]), iframe, object, script:not([src^="/"])').length,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  expect(text).toContain(shownName('sender'));
  expect(text).toContain(shownName('account'));
  expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  expect({ elements, overflow }).toEqual({ elements: 0, overflow: 0 });
}

async function invite(email: string, message: string, name = 'Ana') {
  const candidate = { firstName: name, lastName: 'Silva', locale: 'en' as const };
  const input = { email, path: 'invite' as const, candidate, message, reason: 'test' };
  const { onboarding } = await site.onboardings.request(site.administrator, account, input, 'en');
  const mail = await site.mailTo(email, /\/m\//);
  const mid = /\/m\/([\w-]{22})/.exec(mail.text)![1]!;
  return { ref: onboarding.ref, mail, mid };
}

test('from the file in the mail to the open message: the sink sees nothing, and no other place is asked for anything', async () => {
  const email = 'ana@example.org';
  const text = hostile();
  const { users, accounts } = directoryModels(site.connection);
  const sender = await users.findOne({ userId: 'admin@example.org' }).lean();
  const owner = await accounts.findOne({ number: account }).lean();
  await users.updateOne({ _id: sender!._id }, { $set: { firstName: hostileName('sender'), lastName: 'Sender' } });
  await accounts.updateOne({ number: account }, { $set: { name: hostileName('account') } });
  const { ref, mail, mid } = await invite(email, text, `<img src=${sinkUrl}/n>`);
  const [attachment] = mail.attachments!;
  expect(attachment!.filename).toMatch(/^securedoc_\d{8}T\d{6}\.html$/);
  const file = path.join(folder, attachment!.filename);
  writeFileSync(file, attachment!.content);
  const letterhead = path.join(folder, 'mail.html');
  writeFileSync(letterhead, mail.html);

  const context = await browser.newContext({ locale: 'en', viewport: { width: 390, height: 844 } });
  const asked: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  const letter = await context.newPage();
  await letter.goto(pathToFileURL(letterhead).href);
  await letter.goto(pathToFileURL(file).href);
  await expectHarmless(letter);
  expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
  const opening = context.waitForEvent('page');
  await letter.getByRole('button').click();
  const page = await opening;
  await page.getByRole('button', { name: words.message.send }).click();
  const { text: codeMail } = await site.mailTo(email, /^\d{8}$/m);
  await page.getByLabel(words.message.code).fill(/^\d{8}$/m.exec(codeMail)![0]);
  await page.getByLabel(words.common.labels.firstName, { exact: true }).fill('Ana');
  await page.getByLabel(words.common.labels.lastName, { exact: true }).fill('Silva');
  await page.getByRole('button', { name: words.message.verify }).click();
  await page.waitForURL(/first-login/);
  // The rest of a first login is another test's; here it is done over the API, in the same browser.
  const done = await page.evaluate(
    async ({ secret, url }) => {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          features: { seen: true },
          preferences: { language: 'en', timeZone: 'Europe/Paris', notifyNewMessages: true },
          password: secret,
          confirmPassword: secret,
        }),
      });
      return answer.status;
    },
    { secret: password, url: `${site.origin}/api/v1/first-login` },
  );
  expect(done).toBe(200);

  await page.goto(`${site.origin}/m/${mid}`);
  await expectHarmless(page);
  await page.getByRole('button', { name: words.reader.open }).click();
  await page.getByRole('status').getByText(words.reader.said.opened).waitFor();
  expect(await page.locator('[data-part=text]').textContent()).toBe(text);
  const facts = await page.locator('#reader dl').textContent();
  for (const fact of Object.values(words.message.facts)) expect(facts).toContain(fact);
  expect(
    await page.locator('[data-part=message] img, [data-part=message] iframe, [data-part=message] script').count(),
  ).toBe(0);
  await page.waitForLoadState('networkidle');
  const elsewhere = asked.filter((url) => !url.startsWith('file:') && !url.startsWith(`${site.origin}/`));
  expect(elsewhere).toEqual([]);
  expect(leaked).toEqual([]);

  // And it turns out not to be for Ana after all.
  const { notForMe } = envelopeWords('en');
  await page.getByText(notForMe.question).click();
  await page.getByRole('button', { name: notForMe.button }).click();
  await page.getByRole('heading', { name: notForMe.done.title }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: notForMe.done.title }).waitFor();
  expect(await envelopeModels(site.connection).envelopes.findOne({ mid }).lean()).toMatchObject({ state: 'recalled' });
  expect(await site.kindsOf(ref)).toContain('reported-not-for-me');
  const again = await page.goto(`${site.origin}/m/${mid}`);
  expect(again!.status()).toBe(410);
  await expectHarmless(page);
  expect(leaked).toEqual([]);
  await users.replaceOne({ _id: sender!._id }, sender!);
  await accounts.replaceOne({ number: account }, owner!);
  await context.close();
}, 180_000);

test('a link scanner’s GETs and HEADs, and blind POSTs of every form, burn nothing and mail at most one code', async () => {
  const email = 'ben@example.org';
  const { ref, mail, mid } = await invite(email, 'Welcome, Ben');
  const { envelopes, codes } = envelopeModels(site.connection);
  const before = await envelopes.findOne({ mid }).lean();
  const codeMails = () => site.mailServer.sent.filter(({ to, text }) => to === email && /^\d{8}$/m.test(text));
  const attachment = String(mail.attachments![0]!.content);

  // Follows every link of mail, file and pages, as deep as they go on our own site, in no session.
  const seen = new Set<string>();
  const forms = new Map<string, { fields: Record<string, string>; type: string }>();
  const linksOf = (html: string, base: string) =>
    [...html.matchAll(/(?:href|src|action)="([^"]+)"/g)].map(
      ([, url]) => new URL(url!.replaceAll('&amp;', '&'), base).href,
    );
  const formsOf = (html: string, base: string) => {
    for (const [, attributes = '', inside = ''] of html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)) {
      const action = /action="([^"]*)"/.exec(attributes)?.[1] ?? '';
      const type = /enctype="([^"]*)"/.exec(attributes)?.[1] ?? 'application/x-www-form-urlencoded';
      const inputs = [...inside.matchAll(/<(?:input|textarea)[^>]*name="([^"]+)"[^>]*>/g)];
      const fields = Object.fromEntries(
        inputs.map(([tag, name]) => [name!, /value="([^"]*)"/.exec(tag)?.[1] ?? '12345678']),
      );
      if (/method="post"/.test(attributes)) forms.set(new URL(action, base).href, { fields, type });
    }
  };
  const queue = [...linksOf(mail.html, site.origin), ...linksOf(attachment, site.origin), `${site.origin}/m/${mid}`];
  queue.push(...[...mail.text.matchAll(/https?:\/\/\S+/g)].map(([url]) => url));
  formsOf(attachment, site.origin);
  while (queue.length > 0 && seen.size < 80) {
    const url = queue.pop()!.split('#')[0]!;
    if (seen.has(url) || !url.startsWith(`${site.origin}/`)) continue;
    seen.add(url);
    const agent = { 'user-agent': 'LinkScanner/1.0' };
    await fetch(url, { method: 'HEAD', headers: agent });
    const answer = await fetch(url, { headers: agent });
    const html = /html/.test(answer.headers.get('content-type') ?? '') ? await answer.text() : '';
    queue.push(...linksOf(html, url));
    formsOf(html, url);
  }
  expect(seen).toContain(`${site.origin}/m/${mid}`);
  expect(codeMails()).toEqual([]);
  expect(await codes.countDocuments({ mid })).toBe(0);

  // Then presses every button it has found, and those it might guess, once.
  for (const guess of ['verify', 'not-for-me', 'code']) {
    const url = `${site.origin}/m/${mid}/${guess}`;
    if (!forms.has(url)) forms.set(url, { fields: {}, type: 'application/x-www-form-urlencoded' });
  }
  expect([...forms.keys()]).toEqual(expect.arrayContaining([`${site.origin}/open`, `${site.origin}/m/${mid}/code`]));
  for (const [url, { fields, type }] of forms) {
    if (!url.includes(mid) && !url.endsWith('/open')) continue;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const body = type === 'multipart/form-data' ? form : new URLSearchParams(fields);
    await fetch(url, { method: 'POST', body, redirect: 'follow' });
  }
  await eventually(async () => (await outboxModel(site.connection).countDocuments()) === 0);
  expect(codeMails().length).toBeLessThanOrEqual(1);

  expect(await envelopes.findOne({ mid }).lean()).toEqual(before);
  expect(await site.userOf(email)).toBeNull();
  expect((await site.recordOf(ref)).stage).toBe('awaiting-first-login');
  expect(await codes.findOne({ mid }).lean()).toMatchObject({ usedAt: null, wrongTries: 0 });

  // The recipient comes later, and everything works: the live code is still good.
  const code = /^\d{8}$/m.exec(codeMails()[0]!.text)![0];
  const entered = await fetch(`${site.origin}/api/v1/enrolments/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mid, code, firstName: 'Ben', lastName: 'Silva' }),
  });
  expect(entered.status).toBe(200);
}, 180_000);
