import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { html, trusted } from '../../src/html.ts';
import { contentSecurityPolicy } from '../../src/http/headers.ts';
import type { Problem } from '../../src/problems.ts';
import { createWorld, type World } from '../envelopes/support.ts';

/** The reader's script against the page that its own head describes, under the policy that every page has. */
let world: World;
let browser: Browser;
let script: string;
let server: http.Server;
let principal: Awaited<ReturnType<World['user']>>;
let tamper: (answer: Record<string, unknown>) => void = () => {};
let stray: string[] = [];

const policy = Object.entries(contentSecurityPolicy)
  .map(([name, values]) => `${name} ${values.join(' ')}`)
  .join('; ');
const page = (mid: string) =>
  html`<!doctype html><html lang="en"><title>Reader</title>
<div id="reader" data-mid="${mid}"><p data-part="sealed">Sealed.</p><button type="button" data-part="open">Open</button>
<p data-part="status" role="status"></p><a data-part="sign-in" href="/sign-in" hidden>Sign in</a>
<section data-part="message" hidden><h2 data-part="subject" tabindex="-1"></h2><div data-part="text"></div></section>
${['working', 'opened', 'unreachable', 'broken', 'insecure'].map((name) => trusted(`<span hidden data-words="${name}">words for ${name}</span>`))}
</div><script src="/reader.js"></script></html>`.toString();

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  response.setHeader('Content-Security-Policy', policy);
  const url = new URL(request.url!, 'http://localhost');
  const mid = /^\/m\/(.+)$/.exec(url.pathname)?.[1];
  const released = /^\/api\/v1\/envelopes\/(.+)\/release$/.exec(url.pathname)?.[1];
  if (mid) return void response.setHeader('content-type', 'text/html; charset=utf-8').end(page(mid));
  if (url.pathname === '/reader.js') return void response.setHeader('content-type', 'text/javascript').end(script);
  if (url.pathname === '/open' && request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = await new Response(Buffer.concat(chunks), {
      headers: { 'content-type': request.headers['content-type']! },
    }).formData();
    return void response
      .writeHead(303, { location: `/m/${await world.envelopes.open(form.get('envelope') as string)}` })
      .end();
  }
  if (!released || request.method !== 'POST') {
    if (url.pathname !== '/favicon.ico') stray.push(url.href);
    return void response.writeHead(404).end();
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { epk } = JSON.parse(body) as { epk: unknown };
  response.setHeader('content-type', 'application/json');
  try {
    const release = { ...(await world.envelopes.release({ mid: released, epk, principal })) };
    tamper(release as unknown as Record<string, unknown>);
    response.end(JSON.stringify(release));
  } catch (error) {
    const { code, status } = error as Problem;
    response.writeHead(status).end(JSON.stringify({ code, detail: `words of the server for ${code}` }));
  }
}

beforeAll(async () => {
  world = await createWorld();
  const bundled = await build({
    entryPoints: [fileURLToPath(new URL('../../src/envelopes/reader/reader.ts', import.meta.url))],
    ...{ bundle: true, minify: true, format: 'iife', target: 'es2022', write: false },
  });
  script = bundled.outputFiles[0]!.text;
  server = http.createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH']!, args });
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await world.end();
});
beforeEach(() => {
  tamper = () => {};
  stray = [];
});

async function visit(mid: string, host = '127.0.0.1'): Promise<{ tab: Page; errors: string[] }> {
  const context = await browser.newContext();
  const tab = await context.newPage();
  const errors: string[] = [];
  tab.on('pageerror', (error) => errors.push(error.message));
  tab.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) errors.push(message.text());
  });
  await tab.goto(`http://${host}:${(server.address() as AddressInfo).port}/m/${mid}`);
  return { tab, errors };
}
const says = async (tab: Page, words: string) => tab.getByRole('status').getByText(words).waitFor();

test('one press opens the message as text, whatever it holds, and moves the focus to it', async () => {
  const text = 'Welcome\n<img src="/leak" onerror="alert(1)">\u{1f642}';
  const { mid, email } = await world.invite({ text, accountName: '<b>Acme</b>', locale: 'en' });
  principal = await world.user(email);
  const { tab, errors } = await visit(mid);
  await tab.getByRole('button', { name: 'Open' }).press('Enter');
  await says(tab, 'words for opened');
  expect(await tab.locator('[data-part=text]').textContent()).toBe(text);
  expect(await tab.getByRole('heading').textContent()).toBe('You are invited to administer <b>Acme</b>');
  expect(await tab.evaluate(() => document.activeElement?.getAttribute('data-part'))).toBe('subject');
  expect(await tab.getByRole('button').count()).toBe(0);
  expect(await tab.locator('img').count()).toBe(0);
  expect({ errors, stray }).toEqual({ errors: [], stray: [] });
  await tab.context().close();
});

test('nothing on the page can make a text into markup or code, not even by a policy of its own', async () => {
  const { mid } = await world.invite();
  const { tab } = await visit(mid);
  const attempts = await tab.evaluate(() => {
    const tried = (work: () => unknown) => {
      try {
        work();
        return 'done';
      } catch (error) {
        return (error as Error).name;
      }
    };
    const { trustedTypes } = globalThis as unknown as {
      trustedTypes: { createPolicy(name: string, rules: object): object };
    };
    const pass = { createHTML: (text: string) => text };
    return {
      policy: tried(() => trustedTypes.createPolicy('any', pass)),
      fallback: tried(() => trustedTypes.createPolicy('default', pass)),
      html: tried(() => (document.body.innerHTML = '<b>x</b>')),
    };
  });
  expect(attempts).toEqual({ policy: 'TypeError', fallback: 'TypeError', html: 'TypeError' });
  await tab.context().close();
});

test('the attachment opens from a file, without a network or a script, and its button leads to the message', async () => {
  const { mid, email } = await world.invite({ text: 'From the file', locale: 'en' });
  principal = await world.user(email);
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { filename, html: attachment } = await createEnvelopes({ ...world, publicUrl }).attachmentFor(mid);
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'castellan-attachment-')), filename);
  writeFileSync(file, attachment);
  const context = await browser.newContext({ offline: true });
  const cover = await context.newPage();
  await cover.goto(pathToFileURL(file).href);
  expect(await cover.getByRole('heading').textContent()).toBe('A message from Bob Initiator');
  expect(await cover.evaluate(() => getComputedStyle(document.querySelector('button')!).minHeight)).toBe('44px');
  await context.setOffline(false);
  const [tab] = await Promise.all([context.waitForEvent('page'), cover.getByRole('button').click()]);
  await tab.getByRole('button', { name: 'Open' }).click();
  await says(tab, 'words for opened');
  expect(await tab.locator('[data-part=text]').textContent()).toBe('From the file');
  expect(tab.url()).toBe(`${publicUrl}/m/${mid}`);
  expect(stray).toEqual([]);
  await context.close();
  rmSync(path.dirname(file), { recursive: true });
});

test('says what the server says, and can be tried again', async () => {
  const { mid, email } = await world.invite();
  principal = await world.user(email);
  await world.envelopes.lock(mid, 'wait');
  const { tab } = await visit(mid);
  await tab.getByRole('button').click();
  await says(tab, 'words of the server for envelope.locked');
  expect(await tab.getByRole('link').count()).toBe(0);
  await world.envelopes.unlock(mid);
  await tab.getByRole('button').click();
  await says(tab, 'words for opened');
  await tab.context().close();
});

test('offers to sign in when the session has ended', async () => {
  const { mid, email } = await world.invite();
  principal = await world.user(email, { status: 'locked' });
  const { tab } = await visit(mid);
  await tab.getByRole('button').click();
  await tab.getByRole('link', { name: 'Sign in' }).waitFor();
  await tab.context().close();
});

test('shows nothing of a message that was changed on its way', async () => {
  const { mid, email } = await world.invite();
  principal = await world.user(email);
  tamper = (release) => {
    release['policy'] = { ...(release['policy'] as object), forward: true };
  };
  const { tab } = await visit(mid);
  await tab.getByRole('button').click();
  await says(tab, 'words for broken');
  expect(await tab.locator('[data-part=message]').isHidden()).toBe(true);
  expect(await tab.locator('[data-part=text]').textContent()).toBe('');
  await tab.context().close();
});

test('says so where the service does not answer', async () => {
  const { mid } = await world.invite();
  const { tab } = await visit(mid);
  await tab.route('**/release', (route) => route.abort());
  await tab.getByRole('button').click();
  await says(tab, 'words for unreachable');
  await tab.context().close();
});
