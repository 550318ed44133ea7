import { spawn } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { root } from '../steps.mjs';

export const desk = { width: 1280, height: 800 };
export const phone = { width: 320, height: 640 };
export const password = 'glacier violin rhubarb lantern';
const mailSecret = `whsec_${randomBytes(24).toString('base64')}`;

export async function until(what, find) {
  for (let tries = 0; tries < 900; tries += 1) {
    const found = await find();
    if (found) return found;
    await pause(200);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The product as a person starts it, on data of its own. */
export async function startProduct() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'castellan-pictures-'));
  const readyFile = path.join(data, 'ready.json');
  const launcher = path.join(root, 'bin', 'castellan.js');
  const child = spawn(process.execPath, [launcher, 'start', '--data', data, '--ready-file', readyFile], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', MAIL_EVENTS_SECRET: mailSecret },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until('the product is ready', () => {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    return existsSync(readyFile);
  });
  const addresses = JSON.parse(readFileSync(readyFile, 'utf8'));
  return {
    addresses,

    /** The newest mail to an address that holds this. */
    mailTo: (to, holding) =>
      until(`a mail to ${to}`, async () => {
        const { items } = await (await fetch(`${addresses.mailboxUrl}.json?to=${encodeURIComponent(to)}`)).json();
        return items.find(({ text }) => holding.test(text));
      }),

    /** Tells that a mail came back, as a mail provider does (Standard Webhooks). */
    async bounce({ messageId }) {
      const id = `msg_${randomUUID()}`;
      const timestamp = String(Math.floor(Date.now() / 1_000));
      const data = { messageId, detail: '550 5.1.1 mailbox unavailable' };
      const body = JSON.stringify({ type: 'mail.bounced', data });
      const key = Buffer.from(mailSecret.slice('whsec_'.length), 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      const answer = await fetch(`${addresses.apiUrl}/mail-events`, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
      });
      if (!answer.ok) throw new Error(`the bounce was not taken: ${await answer.text()}`);
    },

    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** @param {(name: string) => string} fileOf where a picture goes; throws for one that is not in the list */
export function openStudio(browser, consoleUrl, fileOf) {
  /** A person's browser. */
  return async function visitor(viewport, options = {}) {
    const context = await browser.newContext({ viewport, locale: 'en', colorScheme: 'light', ...options });
    const page = await context.newPage();
    const submit = async (selector) => {
      await Promise.all([page.waitForEvent('load'), page.locator(selector).first().click()]);
    };
    return {
      page,
      context,
      submit,
      go: (place) => page.goto(new URL(place, consoleUrl).href),
      /** Opens a mail's attachment as a person does: from where it was saved. */
      async openFile({ filename, contentBase64 }) {
        const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-attachment-'));
        const file = path.join(folder, filename);
        writeFileSync(file, Buffer.from(contentBase64, 'base64'));
        await page.goto(pathToFileURL(file).href);
        rmSync(folder, { recursive: true });
      },
      /** Sends the form of the page's main part. */
      send: () => submit('main form button:not([type=button])'),
      /** Fills in fields by their names. */
      async fill(fields) {
        for (const [name, value] of Object.entries(fields))
          await page.locator(`[name="${name}"]:visible`).first().fill(value);
      },
      async signIn({ userId, password: word }) {
        await page.goto(`${consoleUrl}/sign-in`);
        await this.fill({ userId, password: word });
        await submit('main form button');
      },
      /** Opens a decision's dialogue. @param deed its name begins so */
      async open(deed, about = '') {
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('main details')) details.open = true;
        });
        await page.locator(`button[data-deed^="${deed}"]:visible`, { hasText: about }).first().click();
        await page.locator('dialog[open]').waitFor();
      },
      async decide(reason) {
        await page.locator('dialog[open] [name=reason]').fill(reason);
        await submit('dialog[open] form button:not([type=button])');
      },
      /** The three tasks of a first login, as fast as they go. */
      async completeFirstLogin() {
        await submit('main .buttons a');
        await submit('main form button');
        await submit('main form button');
        await this.fill({ password, confirmPassword: password });
        await this.send();
      },
      /** @param most the tallest that the picture gets, in pixels: the rest of a long page tells nothing new */
      async shot(name, most = 1_200) {
        const tall = await page.evaluate(() => document.documentElement.scrollHeight);
        const height = Math.max(300, Math.min(tall, viewport.width < 500 ? 1_500 : most));
        const isOpen = (await page.locator('dialog[open]').count()) > 0;
        // A dialogue stands in the middle of the window, not of the page.
        const clip = { x: 0, y: 0, width: viewport.width, height: isOpen ? viewport.height : height };
        await page.screenshot({ path: fileOf(name), fullPage: !isOpen, clip });
      },
    };
  };
}
