/**
 * Pictures of every page and mail, for README and documentation: starts a product of its own on throw-away data, walks
 * from the administrator's click to the opened message, and writes docs/screenshots.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { findChromium, withoutChromium } from './chromium.mjs';
import { root } from './steps.mjs';

const target = path.join(root, 'docs', 'screenshots');
const largest = 6 * 1024 * 1024;
const password = 'glacier violin rhubarb lantern';
const desk = { width: 1280, height: 800 };
const phone = { width: 320, height: 640 };
const candidate = { email: 'ana.silva@example.org', firstName: 'Ana', lastName: 'Silva' };

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write(`${withoutChromium}\n`);
  process.exit(1);
}
const { chromium } = await import('playwright-core');
const { mailSamples, sampleNames } = await import(
  pathToFileURL(path.join(root, 'dist', 'src', 'mail', 'samples.js')).href
);

async function until(what, find) {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await find();
    if (found) return found;
    await pause(200);
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The product as a person starts it, on data of its own. */
async function startProduct() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'castellan-pictures-'));
  const readyFile = path.join(data, 'ready.json');
  const launcher = path.join(root, 'bin', 'castellan.js');
  const child = spawn(process.execPath, [launcher, 'start', '--data', data, '--ready-file', readyFile], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await until('the product is ready', () => {
    if (child.exitCode !== null) throw new Error(`the product ended with ${child.exitCode}`);
    return existsSync(readyFile);
  });
  return {
    addresses: JSON.parse(readFileSync(readyFile, 'utf8')),
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const product = await startProduct();
const { consoleUrl, mailboxUrl, administrator, support } = product.addresses;
const browser = await chromium.launch({
  executablePath,
  args: ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});

/** A person's browser. */
async function visitor(viewport, options = {}) {
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
    async shot(name) {
      const tall = await page.evaluate(() => document.documentElement.scrollHeight);
      const most = viewport.width < 500 ? 1_500 : 1_200;
      const clip = { x: 0, y: 0, width: viewport.width, height: Math.max(300, Math.min(tall, most)) };
      await page.screenshot({ path: path.join(target, `${name}.png`), fullPage: true, clip });
    },
  };
}

const mailTo = (to, holding) =>
  until(`a mail to ${to}`, async () => {
    const { items } = await (await fetch(`${mailboxUrl}.json?to=${encodeURIComponent(to)}`)).json();
    return items.find(({ text }) => holding.test(text));
  });

async function walkAsAdministrator() {
  const admin = await visitor(desk);
  await admin.go('/sign-in');
  await admin.shot('01-sign-in');
  await admin.signIn(administrator);
  const group = '/accounts/1001/groups/account-administrators';
  for (const [place, name] of [
    ['/', '02-start'],
    ['/accounts', '03-accounts'],
    ['/accounts/1001', '04-account-and-groups'],
    [group, '05-account-administrators'],
  ]) {
    await admin.go(place);
    await admin.shot(name);
  }
  await admin.go(`${group}/add`);
  await admin.fill({ email: candidate.email });
  await admin.shot('06-add-to-group');
  await admin.submit('main form button:not([type=button])');
  await admin.page.locator('input[name=path][value=invite]').check();
  await admin.fill({
    firstName: candidate.firstName,
    lastName: candidate.lastName,
    message: 'Welcome, Ana!\n\nPlease look after our account with me.',
  });
  await admin.shot('07-two-ways-out');
  await admin.submit('main form button:not([type=button])');
  await admin.shot('08-confirmation');
  const ref = /ONB-\w+/.exec(await admin.page.content())[0];
  const mid = /\/m\/([\w-]{22})/.exec((await mailTo(candidate.email, /\/m\//)).text)[1];
  await admin.go(`/onboardings/${ref}`);
  await admin.shot('09-onboarding');

  await admin.go(`${group}/add`);
  await admin.fill({ email: 'ben.okri@example.org' });
  await admin.submit('main form button:not([type=button])');
  await admin.page.locator('input[name=path][value=temporary-password]').check();
  await admin.fill({ firstName: 'Ben', lastName: 'Okri' });
  await admin.submit('main form button:not([type=button])');
  await admin.shot('10-temporary-password');
  for (const [place, name] of [
    ['/accounts/1001/users', '11-users'],
    ['/accounts/1001/users/add', '12-add-user'],
    ['/onboardings', '13-onboardings'],
    ['/account', '14-your-user'],
    ['/account/password', '15-change-password'],
    ['/account/sign-ins', '16-sign-ins'],
    ['/account/tokens', '17-api-tokens'],
    ['/problems/user.non-existent', '18-problem-explained'],
    ['/nowhere', '19-not-found'],
    ['/accounts/1001/bulk', '20-bulk-invitation'],
    ['/docs/api', '21-api-documentation'],
    ['/runbook', '22-runbook'],
  ]) {
    const answer = await admin.go(place);
    if (name.startsWith('19') || answer.ok()) await admin.shot(name);
  }
  return { mid, ref, admin };
}

async function walkAsCandidate({ mid }) {
  const ana = await visitor(phone, { hasTouch: true, isMobile: true, deviceScaleFactor: 1 });
  const { page } = ana;
  await ana.go(`/m/${mid}`);
  await ana.shot('30-phone-message-waits');
  await ana.submit('main form button');
  const code = /^\d{8}$/m.exec((await mailTo(candidate.email, /^\d{8}$/m)).text)[0];
  await ana.fill({ code, firstName: candidate.firstName, lastName: candidate.lastName });
  await ana.shot('31-phone-code');
  await ana.submit('main form button');
  await ana.shot('32-phone-first-login');
  await ana.submit('main .buttons a');
  await ana.shot('33-phone-features');
  await ana.submit('main form button');
  await ana.shot('34-phone-preferences');
  await ana.submit('main form button');
  await ana.fill({ password: 'azertyuiopqsdfgh' });
  await page.locator('[data-part=meter]:visible').waitFor();
  await ana.shot('35-phone-password');
  await ana.fill({ password, confirmPassword: password });
  await ana.submit('main form button:not([type=button])');
  await page.locator('[data-part=open]').click();
  await page.locator('[data-part=message]:visible').waitFor();
  await ana.shot('36-phone-message-open');
  await ana.go('/not-me');
  await ana.shot('37-phone-not-me');
  await ana.go('/welcome');
  await ana.shot('38-phone-welcome');
}

async function walkOn({ ref, admin }) {
  await until('the right is given', async () => {
    await admin.go(`/onboardings/${ref}`);
    return (await admin.page.locator('.tag.good').count()) > 0;
  });
  await admin.shot('40-onboarding-completed');
  const dark = await visitor(desk, { colorScheme: 'dark', locale: 'fr' });
  await dark.go('/sign-in?lang=fr');
  await dark.signIn(administrator);
  await dark.go(`/onboardings/${ref}?lang=fr`);
  await dark.shot('41-onboarding-fr-dark');
  await dark.go('/accounts/1001/groups/account-administrators?lang=fr');
  await dark.shot('42-members-fr-dark');
  const helper = await visitor(desk);
  await helper.signIn(support);
  await helper.go('/support');
  await helper.shot('43-support');
}

async function showMails() {
  const samples = mailSamples('https://castellan.example');
  const wide = { width: 680, height: 600 };
  for (const name of sampleNames) {
    const { page, shot, context } = await visitor(wide);
    await page.setContent(samples[name]('en').html);
    await shot(`mail-${name}`);
    await context.close();
  }
  const small = await visitor(phone, { colorScheme: 'dark' });
  await small.page.setContent(samples.invitation('fr').html);
  await small.shot('mail-invitation-fr-dark-phone');
}

try {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const begun = await walkAsAdministrator();
  await walkAsCandidate(begun);
  await walkOn(begun);
  await showMails();
} finally {
  await browser.close();
  await product.stop();
}
const pictures = readdirSync(target);
const size = pictures.reduce((sum, name) => sum + statSync(path.join(target, name)).size, 0);
process.stdout.write(`${pictures.length} pictures, ${(size / 1_048_576).toFixed(1)} MiB\n`);
if (size > largest) {
  process.stderr.write('The pictures weigh more than 6 MiB together.\n');
  process.exitCode = 1;
}
