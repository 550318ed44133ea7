import { createSessions } from '../../src/credentials/sessions.ts';
import { platformAccount, requiredActions, supportGroup, type User } from '../../src/directory/models.ts';
import { stages } from '../../workflows/stages.ts';
import { recordIn } from '../console/records.ts';
import type { Site } from '../console/site.ts';

/** Somebody who visits, and the pages that begin their tour. */
export interface Persona {
  readonly name: string;
  /** Null for nobody in particular. */
  readonly token: string | null;
  readonly pages: readonly string[];
}

const mid = 'A'.repeat(22);

/** Everybody who uses the pages, each with every page that they have and that no link leads to. */
export async function personasOf(site: Site): Promise<Persona[]> {
  const sessions = createSessions({ connection: site.connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  const full = (user: string) => sessions.open(user, 'full');
  const pending = async (name: string, left: number) => {
    const user = await site.addUser({ userId: `${name}@example.org`, requiredActions: requiredActions.slice(left) });
    await site.users.updateOne({ _id: user._id }, { $unset: { firstLoginAt: 1 } });
    return sessions.open(String(user._id), 'required-actions');
  };
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
        ...['/password-resets/unknown', `/m/${mid}`, `/m/${mid}/code?reference=K7Q2ZZ`, '/m/short', '/nowhere'],
        ...['/not-me', '/problems/user.non-existent', '/problems/service.directory-unavailable'],
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
      ],
    },
    { name: 'plain user', token: await full(String(plain._id)), pages: ['/', '/account', '/promote', '/onboardings'] },
    { name: 'support', token: await full(String(helper._id)), pages: ['/', '/support', '/runbook', '/account'] },
  ];
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
    .replace(/ONB-\w+/, 'ONB')
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
      if (!path.startsWith('/') || /^\/(assets|api|docs|temporal|dev)\b/.test(path) || /[?&]lang=/.test(path)) continue;
      if (known.has(kindOf(path))) continue;
      known.add(kindOf(path));
      found.push(path);
    }
  }
  return found;
}
