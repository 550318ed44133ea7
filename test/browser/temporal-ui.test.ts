import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Visitor } from '../../src/cli/demo/visitor.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { refusal, startSmtp } from '../mail/smtp.ts';
import { eventually } from '../support/eventually.ts';
import { type Product, type SignIn, startProduct } from '../support/product.ts';
import { type Visiting, visiting } from '../support/visiting.ts';

/**
 * The Temporal Web UI as support sees it: a stalled onboarding in clear text, in a real browser, on the whole product.
 * UPDATE_PICTURES=1 writes what it looks like to docs/pictures.
 */
let smtp: Awaited<ReturnType<typeof startSmtp>>;
let product: Product;
let people: Visiting;
let administrator: Visitor;
let browser: Browser;
let onboarding: OnboardingView;
let refusing = true;

beforeAll(async () => {
  smtp = await startSmtp({
    onRcptTo(_address, _session, callback) {
      callback(refusing ? refusal(550, 'no such mailbox here') : undefined);
    },
  });
  product = await startProduct({ SMTP_URL: smtp.url, PORT: '18280' });
  people = visiting(product.addresses);
  administrator = await people.signIn(product.addresses.administrator);
  const { body } = await administrator.call<{ onboarding: OnboardingView }>(
    'POST',
    '/accounts/1001/onboardings',
    { email: 'mistyped@example.org', path: 'invite' },
    [202],
  );
  onboarding = body.onboarding;
  const args = ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH']!, args });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await smtp?.close();
});

const workflowPage = () => {
  const { id } = onboarding.workflow;
  return `${product.addresses.temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(id)}`;
};

async function signedIn({ userId, password }: SignIn): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1_280, height: 1_060 } });
  const page = await context.newPage();
  await page.goto(workflowPage());
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.locator('input[name=userId]').fill(userId);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form button').last().click();
  return { context, page };
}

/** Everything that the page and its frames show: the Web UI renders details in a frame of their own. */
async function textOf(page: Page): Promise<string> {
  const texts = await Promise.all(
    page.frames().map((frame) => frame.evaluate(() => document.body?.innerText ?? '').catch(() => '')),
  );
  return texts.join('\n');
}

async function takePicture(page: Page, name: string): Promise<void> {
  if (!process.env['UPDATE_PICTURES']) return;
  const folder = path.resolve(import.meta.dirname, '../../docs/pictures');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

test('the onboarding has stalled', () => {
  expect(onboarding.stage).toBe('stalled');
  expect(onboarding.stall?.reason).toBe('mail-rejected');
});

/** The tab that shows summary and details. */
async function openDetails(page: Page): Promise<void> {
  await page.goto(workflowPage());
  await page.waitForURL(/\/timeline$/, { timeout: 30_000 });
  await page.goto(page.url().replace(/timeline$/, 'user-metadata'));
}

test('support comes from the sign-in to the workflow and sees its details in clear text', async () => {
  const { context, page } = await signedIn(product.addresses.support);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|CORS/i.test(message.text())) complaints.push(message.text());
  });
  await openDetails(page);
  await eventually(async () => (await textOf(page)).includes(`castellan resume ${onboarding.ref}`), 30_000);
  const text = await textOf(page);
  expect(text).toContain(`Promotion ${onboarding.ref} in account 1001`);
  expect(text).toContain('Stalled: mail-rejected. The mail server refused the mail for good.');
  expect(text).toContain('Whose turn');
  const links = await Promise.all(
    page.frames().map((frame) => frame.evaluate(() => [...document.links].map(({ href }) => href)).catch(() => [])),
  );
  const { consoleUrl } = product.addresses;
  expect(links.flat()).toEqual(
    expect.arrayContaining([`${consoleUrl}/onboardings/${onboarding.ref}`, `${consoleUrl}/runbook/mail-rejected`]),
  );
  expect(complaints).toEqual([]);
  await takePicture(page, 'temporal-ui-support');
  await context.close();
});

test('without authority it shows nothing: the account’s own administrator, and nobody at all', async () => {
  const { context, page } = await signedIn(product.addresses.administrator);
  const response = await page.goto(workflowPage());
  expect(response?.status()).toBe(404);
  expect(await textOf(page)).not.toContain(onboarding.ref);
  await takePicture(page, 'temporal-ui-without-authority');
  await context.close();

  const stranger = await browser.newContext();
  const tab = await stranger.newPage();
  await tab.goto(workflowPage());
  expect(new URL(tab.url()).pathname).toBe('/sign-in');
  expect(await textOf(tab)).not.toMatch(/Temporal|mail-rejected/);
  await stranger.close();
});

test('where the codec knows nobody, the Web UI shows ciphertext', async () => {
  const { context, page } = await signedIn(product.addresses.support);
  // As a Web UI elsewhere would look to somebody who is not signed in here.
  const stranger = await browser.newContext();
  await page.route('**/codec/**', async (route) => {
    const data = route.request().postData() ?? '';
    const headers = { 'content-type': 'application/json' };
    await route.fulfill({ response: await stranger.request.post(route.request().url(), { data, headers }) });
  });
  const refused = page.waitForResponse((response) => response.url().includes('/codec/') && response.status() === 401);
  await openDetails(page);
  await refused;
  await eventually(async () => (await textOf(page)).includes('Current Details'), 30_000);
  const text = await textOf(page);
  expect(text).not.toContain('The mail server refused');
  expect(text).not.toContain(`Promotion ${onboarding.ref}`);
  await takePicture(page, 'temporal-ui-no-clear-text');
  await page.unrouteAll({ behavior: 'wait' });
  await stranger.close();
  await context.close();
});

test('support resumes from the Web UI, and the onboarding goes on, marked as come through Temporal', async () => {
  refusing = false;
  const { context, page } = await signedIn(product.addresses.support);
  await openDetails(page);
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menuitem', { name: /update/i }).click();
  await page.getByRole('button', { name: 'Select an Update' }).click();
  await page.locator('[role=option]:visible').filter({ hasText: 'resume' }).click();
  await page.locator('.cm-content[aria-label=Data]:visible').click();
  await page.keyboard.type('{"reason":"the mailbox is there now"');
  await page.getByRole('button', { name: 'Submit' }).click();
  const now = async () => (await administrator.call<OnboardingView>('GET', `/onboardings/${onboarding.ref}`)).body;
  await eventually(async () => (await now()).stage === 'awaiting-first-login', 30_000);
  const resumed = (await now()).timeline!.find(({ kind }) => kind === 'resumed');
  expect(resumed?.by).toBe('Temporal');
  expect(resumed?.text).toContain('the mailbox is there now');
  // The timeline cannot believe what Temporal says of who it was; the audit knows whose session it was.
  const { body: audit } = await administrator.call<{ items: { action: string; outcome: string; actor: string }[] }>(
    'GET',
    `/audit?account=1001&ref=${onboarding.ref}`,
  );
  const sent = audit.items.filter(({ action }) => action === 'temporal-ui.send');
  expect(sent).toMatchObject([{ outcome: 'done', actor: product.addresses.support!.userId }]);
  await context.close();
});
