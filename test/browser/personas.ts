import type { Page } from 'playwright-core';
import { createSessions } from '../../src/credentials/sessions.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { requiredActions, type User } from '../../src/directory/models.ts';
import { bulkModels } from '../../src/records/bulk-jobs.ts';
import { Problem } from '../../src/problems.ts';
import { stages } from '../../workflows/stages.ts';
import { recordIn } from '../console/records.ts';
import type { Site } from '../console/site.ts';

/** Somebody who visits, and the pages that begin their tour. */
export interface Persona {
  readonly name: string;
  /** Null for nobody in particular. */
  readonly token: string | null;
  readonly pages: readonly string[];
  /** Pages that have no address: what a form is answered with. */
  readonly answers?: readonly Answer[];
}

export interface Answer {
  readonly name: string;
  /** Where its form is. */
  readonly at: string;
  /** Fills in and sends the form of the open page. */
  readonly send: (page: Page) => Promise<void>;
}

const mid = 'A'.repeat(22);
/** Of a user whom nobody else's tour needs: a new password ends the sign-ins. */
const newPassword = 'form[action*="/users/temporary-password"]:has([value="unused@example.org"])';

/** Everybody who uses the pages, each with every page that they have and that no link leads to. */
export async function personasOf(site: Site): Promise<Persona[]> {
  const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  const full = (user: string) => sessions.open(user, 'full');
  const pending = async (name: string, left: number) => {
    const user = await site.addUser({ userId: `${name}@example.org`, requiredActions: requiredActions.slice(left) });
    await site.users.updateOne({ _id: user._id }, { $unset: { firstLoginAt: 1 } });
    return sessions.open(String(user._id), 'required-actions');
  };
  await site.services.enrolments.requestCode({ mid });
  const broken = breakSome(site);
  const lists = await listsOf(site);
  const refs = [];
  for (const stage of stages) refs.push(await recordIn(site, stage));
  const { user: administrator } = site.administrator;
  const { apiTokens } = site.services.credentials;
  const expiresAt = new Date(Date.now() + 86_400_000);
  await apiTokens.create({ user: administrator, name: 'Nightly import', scopes: ['directory:read'], expiresAt });
  await full(administrator);
  await site.addUser({ userId: 'locked@example.org', status: 'locked' });
  const plain = await site.addUser({ userId: 'plain@example.org' });
  const helper = await site.addUser({ userId: 'support@example.org', createdByAccount: platformAccount });
  await site.join(helper, platformAccount, supportGroup);
  await site.services.upgradeRequests.make(site.principalOf(plain), '1001', 'I look after this account now.');
  await pending('unused', 0);
  const stalled = `/onboardings/${refs[stages.indexOf('stalled')]}`;
  const waiting = await recordIn(site, 'awaiting-first-login', { path: 'temporary-password' });
  return [
    {
      name: 'anybody',
      token: null,
      pages: [
        ...[
          '/sign-in',
          `/sign-in?to=/m/${mid}`,
          '/sign-in?done=signed-out',
          '/forgot-password',
          '/forgot-password/sent',
        ],
        ...['/password-resets/unknown', `/m/${mid}`, `/m/${mid}/code`, '/m/short', '/nowhere'],
        ...['/not-me', '/problems/user.non-existent', '/problems/service.directory-unavailable'],
        ...['/runbook', '/runbook/mail-rejected', await resetLinkFor(site, plain.userId)],
      ],
      answers: [
        { name: 'refused', at: '/sign-in', send: form('main form', { userId: 'x@example.org', password: 'wrong' }) },
        { name: 'not good', at: '/password-resets/unknown', send: form('main form', { password: 'a b' }) },
        { name: 'no address', at: '/forgot-password', send: form('main form', { userId: 'x' }) },
        { name: 'no code', at: `/m/${mid}/code`, send: form('main form', { code: '1' }) },
      ],
    },
    {
      name: 'newcomer',
      token: await pending('newcomer', 0),
      pages: ['/first-login', '/first-login/features', `/m/${mid}`],
    },
    { name: 'half way', token: await pending('halfway', 1), pages: ['/first-login/preferences'] },
    { name: 'last step', token: await pending('laststep', 2), pages: ['/first-login', '/first-login/password'] },
    {
      name: 'administrator',
      token: await full(administrator),
      pages: [
        ...['/', '/accounts', '/onboardings', '/onboardings?q=nobody', '/promote', '/welcome', '/not-me', '/account'],
        ...['/account?said=saved', '/account/tokens?said=gone', '/onboardings/ONB-ZZZZZZ'],
        ...refs.map((ref) => `/onboardings/${ref}`),
        ...[refs[0], refs[4], refs[6]].map((ref) => `/onboardings/${ref}/confirmation`),
        `/m/${await envelopeFor(site, 'admin@example.org')}`,
        ...lists.map((job) => `/accounts/1001/bulk/${job}`),
        `/accounts/1001/bulk/${lists[0]}?only=problems`,
        `/accounts/1001/users?added=${plain.userId}`,
        `/onboardings/${waiting}/confirmation?said=shown`,
        ...broken,
      ],
      answers: [
        { name: 'non-existent', at: '/promote', send: form('main form', { email: 'nobody@example.org' }) },
        { name: 'password, once', at: '/promote', send: makePassword },
        {
          name: 'token, once',
          at: '/account/tokens',
          send: form('form[action*="/tokens/new"]', { name: 'Import', 'directory:read': 'yes' }),
        },
        { name: 'no scope', at: '/account/tokens', send: form('form[action*="/tokens/new"]', { name: 'Import' }) },
        {
          name: 'new password, once',
          at: '/accounts/1001/users',
          send: form(newPassword, { reason: 'It was lost.' }),
        },
        {
          name: 'new password, no reason',
          at: '/accounts/1001/users',
          send: form(newPassword),
        },
        { name: 'no names', at: '/accounts/1001/users/add', send: form('main form', { userId: 'x' }) },
        { name: 'no lines', at: '/accounts/1001/bulk', send: form('form[action$="/bulk"], form[action*="/bulk?"]') },
        { name: 'no reason', at: stalled, send: form('form[action*="/cancel"]') },
        { name: 'not now', at: stalled, send: form('form[action*="/resume"]', { reason: 'It is mended.' }) },
      ],
    },
    {
      name: 'plain user',
      token: await full(String(plain._id)),
      pages: [
        ...['/', '/account', '/promote', '/onboardings', '/accounts/1001', '/accounts/1001?said=asked'],
        ...['/accounts/1001/users', '/support'], // not theirs: 403
      ],
      answers: [{ name: 'no reason', at: '/accounts/1001', send: form('form[action*="/upgrade"]') }],
    },
    {
      name: 'support',
      token: await full(String(helper._id)),
      pages: ['/', '/support', '/support?reason=internal', '/support?said=declined', '/runbook', '/account'],
      answers: [{ name: 'no reason', at: '/support', send: form('form[action*="/decline"]') }],
    },
  ];
}

/** Fills in a form of the page, its hidden fields untouched, and sends it as a browser without its own checks would. */
const form =
  (selector: string, fields: Record<string, string> = {}) =>
  async (page: Page): Promise<void> => {
    const found = page.locator(selector).first();
    await Promise.all([
      page.waitForEvent('load'),
      found.evaluate((element: HTMLFormElement, values) => {
        for (const details of document.querySelectorAll('details')) details.open = true;
        for (const [name, value] of Object.entries(values)) {
          const control = element.elements.namedItem(name);
          if (control instanceof RadioNodeList) control.value = value;
          else if (control instanceof HTMLInputElement && control.type === 'checkbox') control.checked = true;
          else (control as HTMLInputElement).value = value;
        }
        element.submit();
      }, fields),
    ]);
  };

let made = 0;
async function makePassword(page: Page): Promise<void> {
  made += 1;
  await form('main form', { email: `made.${made}@example.org` })(page);
  await page.locator('[name=path]').first().waitFor();
  await form('main form', { path: 'temporary-password', firstName: 'Ana', lastName: 'Silva' })(page);
  await page.locator('.secret').waitFor();
}

/** Addresses at which something fails: on our side, and because the database is away. */
function breakSome(site: Site): readonly string[] {
  const { onboardings } = site.services;
  const { get } = onboardings;
  Object.assign(onboardings, {
    get: async (...asked: Parameters<typeof get>) => {
      if (asked[1] === 'ONB-BR0KEN') throw new Error('broken on purpose');
      if (asked[1] === 'ONB-AWAY00') throw new Problem('service.directory-unavailable');
      return get(...asked);
    },
  });
  return ['/onboardings/ONB-BR0KEN', '/onboardings/ONB-AWAY00'];
}

/** A list with every kind of verdict, one that is under way, and one that is done. */
async function listsOf(site: Site): Promise<readonly string[]> {
  const { jobs, lines } = bulkModels(site.connection);
  const draft = async () => {
    const emails = ['ana@example.org', 'ANA@example.org', 'nobody', 'admin@example.org', 'dé@example.org'];
    const invitations = emails.map((email) => ({ email, firstName: 'Ana', lastName: 'Silva' }));
    return (await site.services.bulk.draft(site.administrator, '1001', { invitations }, 'en')).job;
  };
  const [checked, running, done] = [await draft(), await draft(), await draft()];
  await jobs.updateOne({ job: running }, { $set: { state: 'running', startedAt: new Date() } });
  const at = new Date();
  await jobs.updateOne({ job: done }, { $set: { state: 'done', startedAt: at, endedAt: at } });
  await lines.updateOne({ job: done, line: 1 }, { $set: { outcome: 'begun', ref: 'ONB-000000' } });
  await lines.updateOne({ job: done, line: 4 }, { $set: { outcome: 'refused', code: 'member.exists' } });
  return [checked, running, done];
}

/** The mailed link that lets somebody choose a new password. */
async function resetLinkFor(site: Site, userId: string): Promise<string> {
  await site.visitor().post('/forgot-password', { userId });
  const { text } = await site.mailTo(userId, /\/password-resets\//);
  return /\/password-resets\/[\w-]+/.exec(text)![0];
}

/** A message that this person can open. */
async function envelopeFor(site: Site, email: string): Promise<string> {
  const proved: Partial<User> = { addressProvedAt: new Date() };
  await site.users.updateOne({ addressKey: email }, { $set: proved });
  const sealed = { ref: 'ONB-000000', step: 'look', account: '1001', accountName: 'Acme', senderName: 'Bob Martin' };
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { mid: made } = await site.envelopes.seal({
    ...sealed,
    email,
    addressKey: email,
    text: 'Hello',
    expiresAt,
    locale: 'en',
  });
  await site.envelopes.markSent(made);
  return made;
}

/** Pages of one kind look alike: references, accounts and topics are left out of their names. */
export const kindOf = (path: string): string =>
  path
    .replace(/(ONB|BLK)-\w+/, '$1')
    .replace(/^\/(problems|runbook)\/.*/, '/$1/one')
    .replace(/\/[\w-]{22}\b/, '/mid')
    .replace(/[?#].*/, '')
    .replace(/\/accounts\/(?!$)[\w-]+/, '/accounts/one');

/**
 * Every page that a persona reaches: the given ones, and one of each other kind that a link leads to.
 * @param linksOf the addresses that a page links to
 */
export async function pagesOf(persona: Persona, linksOf: (path: string) => Promise<readonly string[]>) {
  const known = new Set(persona.pages.map(kindOf));
  const found = [...persona.pages];
  for (let index = 0; index < found.length; index += 1) {
    for (const link of await linksOf(found[index]!)) {
      const path = link.replaceAll('&amp;', '&');
      if (!path.startsWith('/') || /^\/(assets|api|docs|temporal|dev)\b/.test(path) || /[?&]lang=|\.csv$/.test(path))
        continue;
      if (known.has(kindOf(path))) continue;
      known.add(kindOf(path));
      found.push(path);
    }
  }
  return found;
}
