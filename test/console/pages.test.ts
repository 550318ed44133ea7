import { generallyOf } from '../../src/console/problem-words.ts';
import { dictionary } from '../../src/language/index.ts';
import { type ProblemCode, problemStatus } from '../../src/problems.ts';
import { stages } from '../../workflows/stages.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { ownScopes } from '../../src/directory/scopes.ts';
import { requiredActions, type User } from '../../src/directory/models.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { upgradeRequestModel } from '../../src/records/upgrade-requests.ts';
import { addTimelineEntry } from '../../src/records/timeline.ts';
import { recordIn as put } from './records.ts';
import { issue } from '../support/issued.ts';
import { openSite, type Site } from './site.ts';
import { expectSoundPage, type Seen } from './visitor.ts';

let site: Site;
let pending: User;
beforeAll(async () => {
  site = await openSite();
  pending = await site.addUser({ requiredActions: [...requiredActions], userId: 'pending@example.org' });
  await site.users.updateOne({ _id: pending._id }, { $unset: { firstLoginAt: 1 } });
});
afterAll(async () => site.close());

const mid = 'A'.repeat(22);
const ownPages = ['/account/password', '/account/sign-ins', '/account/tokens'];

const recordIn = async (stage: (typeof stages)[number], facts?: Record<string, unknown>) => put(site, stage, facts);

describe.each(['en', 'fr'] as const)('every page in %s', (locale) => {
  const sound = (page: Seen, status = 200) => {
    expect({ path: page.path, status: page.status }).toEqual({ path: page.path, status });
    expectSoundPage(page, locale);
  };

  test('for anybody', async () => {
    const visitor = site.visitor(locale);
    await site.services.enrolments.requestCode({ mid });
    for (const path of [
      '/sign-in',
      `/sign-in?to=/m/${mid}`,
      '/sign-in?done=signed-out',
      '/forgot-password',
      '/forgot-password/sent',
      '/password-resets/unknown',
      `/m/${mid}`,
      `/m/${mid}/code`,
      '/not-me',
    ]) {
      sound(await visitor.get(path));
    }
    sound(await visitor.get('/nowhere'), 404);
    sound(await visitor.get('/m/short'), 404);
    sound(await visitor.get('/problems/no.such'), 404);
    sound(await visitor.post('/sign-in', { userId: 'x', password: '' }), 422);
    sound(await visitor.post('/sign-in', { userId: 'x@example.org', password: 'wrong' }), 401);
    sound(await visitor.post('/forgot-password', { userId: 'x' }), 422);
    sound(await visitor.post('/password-resets/unknown', { password: 'a', confirmPassword: 'b' }), 410);
    sound(await visitor.post(`/m/${mid}/verify`, { code: '1', firstName: '', lastName: '' }), 422);
  });

  test('for each problem', async () => {
    const visitor = site.visitor(locale);
    for (const code of Object.keys(problemStatus)) {
      const page = await visitor.get(`/problems/${code}`);
      sound(page);
      expect(page.text).toContain(code);
      const { problem: words } = dictionary(locale).pages;
      const { title, why, next } = generallyOf(code as ProblemCode, locale);
      const parts = [title, words.happenedTitle, words.whyTitle, why, words.nextTitle, next, words.backgroundTitle];
      const places = parts.map((part) => page.text.indexOf(part));
      expect({ code, places }).toEqual({ code, places: places.filter((at) => at >= 0).sort((a, b) => a - b) });
      // Of no one case: neither a value nor the hole that it leaves.
      expect({ code, hole: /[{}…]|\s{2}[.,]/.exec(page.text) }).toEqual({ code, hole: null });
      const ways = [...page.html.matchAll(/<a class="button second" href="([^"]*)"/g)].map(([, way]) => way!);
      expect(ways.length).toBeGreaterThan(0);
      for (const way of ways) expect([way, (await visitor.open(way)).status]).toEqual([way, 200]);
    }
  });

  test('for somebody whose first login is not complete', async () => {
    const visitor = await site.signedInAs(pending, undefined, 'required-actions');
    const given = `?lang=${locale}`;
    for (const [index, page] of ['features', 'preferences', 'password'].entries()) {
      await site.users.updateOne({ _id: pending._id }, { $set: { requiredActions: requiredActions.slice(index) } });
      sound(await visitor.get(`/first-login${given}`));
      sound(await visitor.get(`/first-login/${page}${given}`));
    }
    sound(await visitor.post(`/first-login/password${given}`, { password: 'short', confirmPassword: '' }), 422);
    sound(await visitor.get(`/m/${mid}${given}`));
  });

  test('for an administrator', async () => {
    const visitor = await site.signedInAs(site.administrator.user);
    const given = `?lang=${locale}`;
    for (const stage of stages) {
      for (const path of ['invite', 'temporary-password', null]) {
        const ref = await recordIn(stage, { path });
        sound(await visitor.get(`/onboardings/${ref}${given}&said=begun`));
      }
    }
    for (const path of ['/onboardings', '/promote', '/account', '/welcome', ...ownPages])
      sound(await visitor.get(path + given));
    sound(await visitor.get(`/onboardings${given}&q=nobody&stage=completed&account=1001`));
    sound(await visitor.get(`/onboardings/ONB-ZZZZZZ${given}`), 404);
    const asked = await visitor.post(`/promote${given}`, { account: '1001', email: 'missing@example.org' });
    expect(asked.status).toBe(303);
    sound(await visitor.follow(asked));
    sound(await visitor.post(`/promote${given}`, { account: '1001', email: 'missing' }), 422);
    sound(await visitor.post(`/onboardings/${await recordIn('stalled')}/resume${given}`, { reason: '' }), 422);
    sound(await visitor.post(`/onboardings/${await recordIn('completed')}/cancel${given}`, { reason: 'x' }), 409);
    sound(await visitor.get(`/m/${mid}${given}`), 404);
  });

  test('for somebody without any right', async () => {
    const visitor = await site.signedInAs(await site.addUser({ createdByAccount: '9999' }));
    const given = `?lang=${locale}`;
    for (const path of ['/onboardings', '/promote', '/account']) sound(await visitor.get(path + given));
    expect((await visitor.get('/onboardings')).text).toContain('Ask for an upgrade');
    sound(await visitor.get(`/onboardings/${await recordIn('completed')}${given}`), 404);
  });
});

test('the reader’s page, the covers of closed messages, and the proof of a mailbox', async () => {
  const name = `Eve <script>alert(1)</script> & "Co"`;
  const seal = async (email: string, step = '1', ref = 'ONB-000000') =>
    site.envelopes.seal({
      ref,
      step,
      account: '1001',
      accountName: name,
      email,
      addressKey: email,
      senderName: name,
      text: 'Hello',
      expiresAt: new Date(Date.now() + 3_600_000),
      locale: 'en',
    });
  const reader = await site.addUser({ userId: 'reader@example.org', addressProvedAt: new Date() });
  const own = await seal(reader.userId);
  await site.envelopes.markSent(own.mid);
  const visitor = await site.signedInAs(reader);
  for (const locale of ['en', 'fr'] as const) {
    const page = await visitor.get(`/m/${own.mid}?lang=${locale}`);
    expectSoundPage(page, locale);
    expect(page.text).toContain(name);
    expect(page.html).not.toContain('<script>');
  }
  await site.envelopes.recall(own.mid);
  const recalled = await visitor.get(`/m/${own.mid}`);
  expect(recalled.status).toBe(410);
  expectSoundPage(recalled, 'en');

  const other = await seal('somebody.else@example.org', '2');
  const foreign = await visitor.get(`/m/${other.mid}`);
  expect(foreign.status).toBe(403);
  expect(foreign.text).not.toContain(name);
  expectSoundPage(foreign, 'en');

  const unproved = await site.addUser({ userId: 'unproved@example.org' });
  const theirs = await seal(unproved.userId, '3');
  const proving = await (await site.signedInAs(unproved)).get(`/m/${theirs.mid}`);
  expect(proving.text).toContain('It opens once you show');
  expect(proving.text).not.toContain(name);
});

test('to nobody in particular, a message that exists looks like one that does not', async () => {
  const visitor = site.visitor();
  const { mid: real } = await site.envelopes.seal({
    ref: 'ONB-000001',
    step: '1',
    account: '1001',
    accountName: 'Acme',
    email: 'x@example.org',
    addressKey: 'x@example.org',
    senderName: 'Bob',
    text: 'Hello',
    expiresAt: new Date(Date.now() + 3_600_000),
    locale: 'en',
  });
  const pageOf = async (id: string) => (await visitor.get(`/m/${id}`)).html.replaceAll(id, 'MID');
  expect(await pageOf(real)).toBe(await pageOf(mid));
});

test('names of people, accounts and messages are text, whatever they hold', async () => {
  const hostile = '<img src=x onerror=alert(1)>"\'\u202e\u061c\u200e\u200f';
  const user = await site.addUser({ firstName: hostile, lastName: hostile, userId: 'hostile@example.org' });
  const account = 'hostile';
  await site.addAccount(account);
  await site.connection.collection('accounts').updateOne({ number: account }, { $set: { name: hostile } });
  await site.join(user, account);
  const visitor = await site.signedInAs(user);
  const ref = await recordIn('stalled', {
    account,
    email: `"${hostile}"@example.org`,
    initiator: { kind: 'user', user: String(user._id), name: hostile },
    stall: { reason: 'mail-rejected', stage: 'inviting', attempt: 1, detail: hostile, since: new Date() },
  });
  for (const path of ['/account', '/promote', '/onboardings', `/onboardings/${ref}`]) {
    const page = await visitor.get(path);
    expect(page.status).toBe(200);
    expect(page.html).not.toMatch(/<img src=x|[\u061c\u200e\u200f\u202e]/);
    expect(page.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expectSoundPage(page, 'en');
  }
  const form = await visitor.post('/promote', { account, email: hostile, firstName: hostile, path: 'invite' });
  expect(form.html).not.toContain('<img src=x');
});

test('a name from right to left leaves the number of its account alone', async () => {
  const account = 'hebrew';
  const user = await site.addUser({ userId: 'hebrew@example.org' });
  await site.addAccount(account);
  await site.connection.collection('accounts').updateOne({ number: account }, { $set: { name: 'ביטוח' } });
  await site.join(user, account);
  const visitor = await site.signedInAs(user);
  for (const path of ['/accounts', '/accounts/hebrew', '/accounts/hebrew/users', '/accounts/hebrew/bulk']) {
    expect((await visitor.get(path)).html).toContain('<bdi>ביטוח</bdi> (hebrew)');
  }
});

test('the fullest lists are light enough: users who never signed in, and the longest of reasons', async () => {
  const account = 'full';
  const administrator = await site.addUser({ userId: 'full@example.org' });
  await site.addAccount(account);
  await site.join(administrator, account);
  const staff = await site.addUser({ createdByAccount: platformAccount });
  await site.join(staff, platformAccount, supportGroup);
  for (let index = 0; index < 24; index += 1) {
    const userId = `${index}.a-long-name-of-somebody@department.example.org`;
    const user = await site.addUser({ userId, firstName: 'x'.repeat(30), lastName: 'y'.repeat(30) });
    await site.users.updateOne(
      { _id: user._id },
      { $set: { createdByAccount: account, requiredActions: [...requiredActions] }, $unset: { firstLoginAt: 1 } },
    );
    const asking = `${index}: ${"l'été ".repeat(165)}`;
    await upgradeRequestModel(site.connection).create({
      account,
      user: String(user._id),
      userId,
      reason: asking,
      laterReasons: Array.from({ length: index % 6 }, () => asking),
      state: 'open',
      open: true,
      order: index,
      createdAt: new Date(),
    });
    await recordIn('stalled', { account, email: userId });
  }
  for (const locale of ['en', 'fr'] as const) {
    const users = await (await site.signedInAs(administrator)).get(`/accounts/${account}/users?lang=${locale}`);
    expect(users.html.match(/data-deed="temporary-password/g)).toHaveLength(12);
    expectSoundPage(users, locale);
    const support = await site.signedInAs(staff);
    const seen: string[] = [];
    for (let way: string | undefined = `/support?lang=${locale}`; way !== undefined; ) {
      const page = await support.get(way);
      expectSoundPage(page, locale);
      seen.push(...[...page.html.matchAll(/<br>(\d+): l&#39;été/g)].map(([, index]) => index!));
      way = /href="([^"#]*requests=[^"#]*)(?:#requests)?"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect([...new Set(seen)]).toEqual(Array.from({ length: 24 }, (_, index) => String(index)));
  }
});

test('lists of people with the longest of names and addresses are light as well, and leave nobody out', async () => {
  const account = 'longest';
  await site.addAccount(account);
  const administrator = await site.addUser({ userId: 'longest@example.org' });
  await site.join(administrator, account);
  const addresses = Array.from({ length: 9 }, (_, index) => {
    const local = `${String(index).padStart(2, '0')}.${"'".repeat(61)}`;
    return `${local}@${Array.from({ length: 3 }, () => 'd'.repeat(59)).join('.')}.org`;
  });
  for (const userId of addresses) {
    const user = await site.addUser({ userId, firstName: '"'.repeat(100), lastName: '&'.repeat(100) });
    const facts = { createdByAccount: account, requiredActions: [...requiredActions] };
    await site.join(user, account);
    await site.users.updateOne({ _id: user._id }, { $set: facts, $unset: { firstLoginAt: 1 } });
    await recordIn('stalled', { account, email: userId });
    await recordIn('awaiting-first-login', { account, email: userId });
  }
  const desk = await site.signedInAs(administrator);
  for (const list of ['users', 'groups/account-administrators']) {
    const seen: string[] = [];
    for (let way: string | undefined = `/accounts/${account}/${list}?lang=fr`; way !== undefined; ) {
      const page = await desk.get(way);
      expectSoundPage(page, 'fr');
      seen.push(...[...page.html.matchAll(/small">(\d\d)\.&#39;/g)].map(([, index]) => index!));
      way = /href="([^"#]*cursor=[^"#]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect([...new Set(seen)].length).toBe(addresses.length);
    expect(seen).toHaveLength(addresses.length);
  }
  const invitations = Array.from({ length: 20 }, (_, index) => ({
    email: `${String(index).padStart(2, '0')}${'"'.repeat(318)}`,
    firstName: '"'.repeat(200),
    lastName: '&'.repeat(200),
  }));
  const { job } = await site.services.bulk.draft(site.principalOf(administrator), account, { invitations }, 'en');
  const lines: string[] = [];
  for (let way: string | undefined = `/accounts/${account}/bulk/${job}`; way !== undefined; ) {
    const page = await desk.get(way);
    expectSoundPage(page, 'en');
    lines.push(...[...page.html.matchAll(/data-now="line-(\d+)"/g)].map(([, line]) => line!));
    const ways: string[] = [...page.html.matchAll(/href="([^"#]*cursor=[^"#&]*)"/g)].map(([, href]) => href!);
    way = ways.find((href) => href !== way); // a page names itself, too
  }
  expect(lines).toEqual(invitations.map((_, index) => String(index + 1)));
  for (const list of ['/onboardings', `/onboardings?account=${account}&stage=stalled`, '/accounts'])
    expectSoundPage(await desk.get(list), 'en');
});

test('so are the longest names of many accounts, many sign-ins, and as many tokens', async () => {
  const count = 40;
  const many = await site.addUser({ userId: 'accounts@example.org', createdByAccount: 'wide-000' });
  for (let index = 0; index < count; index += 1) {
    const number = `wide-${String(index).padStart(3, '0')}`;
    await site.addAccount(number);
    await site.connection.collection('accounts').updateOne({ number }, { $set: { name: '"'.repeat(200) } });
    if (index % 3 !== 0) await site.join(many, number);
    else await site.join(many, number, 'readers');
  }
  const user = String(many._id);
  const desk = await site.signedInAs(many);
  const { sessions, apiTokens } = site.services.credentials;
  const expiresAt = new Date(Date.now() + 86_400_000);
  for (let index = 0; index < count - 1; index += 1) {
    const token = await sessions.open(user, 'full');
    issue(token);
    await sessions.read(token, '"'.repeat(60));
    const wanted = { user, name: `${index} ${'"'.repeat(96)}`, scopes: [...ownScopes], expiresAt };
    issue((await apiTokens.create(wanted, { actor: user }, 'en')).token);
  }
  for (const [path, item, all] of [
    ['/accounts', /<bdi>&quot;/g, count],
    ['/account/sign-ins', /<li class="row">/g, count],
    ['/account/tokens', /<strong>\d+ &quot;/g, count - 1],
  ] as const) {
    let seen = 0;
    for (let way: string | undefined = `${path}?lang=fr`; way !== undefined; ) {
      const page = await desk.get(way);
      expectSoundPage(page, 'fr');
      seen += page.html.match(item)?.length ?? 0;
      way = /href="([^"#]*cursor=[^"#]*)">Page suivante/.exec(page.html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect([path, seen]).toEqual([path, all]);
  }
  for (const path of ['/account', '/promote', '/onboardings']) {
    const page = await desk.get(`${path}?lang=fr`);
    expectSoundPage(page, 'fr');
    const everything = { '/account': 'Tous les comptes', '/promote': 'id="account"', '/onboardings': 'id="account"' };
    expect(page.html).toContain(everything[path as keyof typeof everything]);
    expect(page.html).not.toContain('<select id="account"');
  }
});

test.each([
  ['because ', 250],
  [`"'&" `.repeat(2), 40],
] as const)('a long timeline is shown a page at a time, however long the reasons in it: %s', async (why, count) => {
  const ref = await recordIn('awaiting-first-login', { seq: 1 });
  await site.connection.collection('timeline').deleteMany({ ref });
  await inTransaction(site.connection, async (session) => {
    for (let index = 0; index < count; index += 1) {
      const data = { reason: `${index}: ${why.repeat(120)}` };
      const by = { kind: 'user', user: site.administrator.user, name: 'Pat' } as const;
      await addTimelineEntry(site.connection, session, ref, { kind: 'extended', by, data });
    }
  });
  const visitor = await site.signedInAs(site.administrator.user);
  const seen: string[] = [];
  let page = await visitor.get(`/onboardings/${ref}`);
  expect(page.html).not.toContain('data-ended');
  for (;;) {
    expectSoundPage(page, 'en');
    seen.unshift(
      ...[...page.html.split('<ol class="timeline"')[1]!.matchAll(/[ “](\d+): (?:because|&quot;)/g)].map(
        ([, index]) => index!,
      ),
    );
    const earlier = /href="([^"]*before=\d+)"/.exec(page.html)?.[1];
    if (earlier === undefined) break;
    page = await visitor.get(earlier);
    expect(page.html).toContain('data-ended');
    expect(page.text).toContain('Back to the newest entries');
  }
  const all = Array.from({ length: count }, (_, index) => String(index));
  expect([...new Set(seen)]).toEqual(all);
});
