import { MailRejected } from '../../src/mail/failures.ts';
import type { User } from '../../src/directory/models.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { addTimelineEntry } from '../../src/records/timeline.ts';
import { recordModels } from '../../src/records/models.ts';
import { eventually } from '../support/eventually.ts';
import { recordIn } from './records.ts';
import { openSite, type Site } from './site.ts';
import type { Seen } from './visitor.ts';

let site: Site;
let staff: User;
type Visitor = ReturnType<Site['visitor']>;

beforeAll(async () => {
  site = await openSite();
  staff = await site.addUser({ userId: 'support@example.org', createdByAccount: platformAccount });
  await site.join(staff, platformAccount, supportGroup);
});
afterAll(async () => site.close());

const add = '/accounts/1001/groups/account-administrators/add';
const admin = () => site.signedInAs(site.administrator.user);
const refOf = (page: Seen): string => /ONB-\w+/.exec(page.text)![0];
const now = async (visitor: Visitor, ref: string) =>
  JSON.parse((await visitor.get(`/onboardings/${ref}/now?lang=en`)).html) as {
    texts: Record<string, string>;
    shown: string[];
    settled: boolean;
  };

async function invite(visitor: Visitor, email: string): Promise<Seen> {
  const refused = await visitor.follow(await visitor.submit(await visitor.open(add), /add$/, { email }));
  return visitor.follow(await visitor.submit(refused, /add$/, { path: 'invite' }));
}

test('what stalls at once is not called under way: its page says what has to be decided, and by whom', async () => {
  const user = await site.addUser({ userId: 'nia@example.org' });
  const support = await site.signedInAs(staff);
  const silent = await support.submit(await support.open(add), /add$/, { email: user.userId });
  expect(silent.status).toBe(422);
  expect(silent.html).toMatch(/name="reason"[^>]* required/);
  const landed = await support.follow(await support.submit(silent, /add$/, { reason: 'She asked us.' }));
  expect(landed.text).not.toContain('It is under way');
  expect(landed.text).not.toContain('close this page');
  expect(landed.text).toContain('What we wait for');
  expect(landed.text).toContain('Another administrator of account 1001 has to approve it.');
  expect(landed.text).toContain('An administrator of the account has to stand behind this promotion');
  const ref = refOf(landed);
  expect((await support.get(`/onboardings/${ref}/confirmation`)).location).toBe(`/onboardings/${ref}`);

  // Support had a hand in it, so it is not theirs to approve, nor their turn.
  expect((await now(support, ref)).shown).not.toContain('approve');
  const administrator = await admin();
  const seen = await now(administrator, ref);
  expect(seen.shown).toContain('approve');
  expect(seen.texts['turn']).toBe('It is up to you: decide how it goes on.');

  // Whoever can approve is told so, though they did not ask; in the words of one who can.
  const mail = await site.mailTo('admin@example.org', /nia@example\.org/);
  expect(mail.text).toContain('It waits for the approval of an administrator, such as you.');
  expect(mail.text).toContain(`/onboardings/${ref}`);
});

test('a candidate who is an administrator by now cannot approve their own promotion, and is not asked to', async () => {
  const user = await site.addUser({ userId: 'own@example.org' });
  const support = await site.signedInAs(staff);
  const ref = refOf(
    await support.follow(
      await support.submit(await support.open(add), /add$/, { email: user.userId, reason: 'Asked.' }),
    ),
  );
  await site.join(user);
  const candidate = await now(await site.signedInAs(user), ref);
  expect(candidate.shown).not.toContain('approve');
  expect(candidate.texts['turn']).toBe('Another administrator of account 1001 has to approve it.');
});

test('a temporary password that has expired is told on the page: it is an administrator’s turn, not the candidate’s', async () => {
  const { _id, userId } = await site.addUser({ userId: 'tess@example.org' });
  const temporaryPassword = { hash: 'x', madeAt: new Date(0), expiresAt: new Date(1) };
  await site.users.updateOne({ _id }, { $set: { temporaryPassword }, $unset: { firstLoginAt: 1 } });
  const facts = { path: 'temporary-password', email: userId, addressKey: userId, open: true };
  const ref = await recordIn(site, 'awaiting-first-login', facts);
  const mine = await now(await admin(), ref);
  expect(mine.texts['waiting']).toMatch(/^The temporary password has expired/);
  expect(mine.texts['turn']).toBe('It is up to you: decide how it goes on.');
  const theirs = await now(await site.signedInAs(staff), ref);
  expect(theirs.texts['turn']).toBe('An administrator of account 1001 or support has to decide.');
  const { onboardings, timeline } = recordModels(site.connection);
  await Promise.all([onboardings.deleteOne({ ref }), timeline.deleteMany({ ref })]);
});

test('the mail about a refused invitation holds the mail server’s words', async () => {
  const email = 'gone@example.org';
  site.mailServer.fails = (mail) => (mail.to === email ? new MailRejected(550, '550 5.1.1 no such user') : undefined);
  const landed = await invite(await admin(), email);
  site.mailServer.fails = null;
  expect(landed.text).not.toContain('It is under way');
  expect(landed.text).toContain('It stopped: mail rejected.');
  expect(landed.text).toContain('The other side said: “550 5.1.1 no such user”');
  const mail = await site.mailTo('admin@example.org', /gone@example\.org/);
  expect(mail.text).toContain('The other side said: “550 5.1.1 no such user”');
});

test('the confirmation tells the deadline that holds now, also to who joins later', async () => {
  const visitor = await admin();
  const email = 'ola@example.org';
  const begun = await invite(visitor, email);
  const ref = refOf(begun);
  await site.mailTo(email, /\/m\//);
  const deadlineOf = async () => {
    const { deadline } = await recordModels(site.connection).onboardings.findOne({ ref }).lean().orFail();
    return deadline!;
  };
  const first = await eventually(deadlineOf);
  const page = await visitor.open(`/onboardings/${ref}`);
  await visitor.follow(await visitor.submit(page, /extend$/, { hours: '168', reason: 'On leave.' }));
  const later = await deadlineOf();
  expect(later.getTime() - first.getTime()).toBe(168 * 3_600_000);

  const other = await site.addUser({ userId: 'pia@example.org' });
  await site.join(other);
  const joiner = await site.signedInAs(other);
  const joined = await joiner.follow(await joiner.submit(await joiner.open(add), /add$/, { email }));
  const shown = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  expect(joined.text).toContain('It was under way already');
  expect(joined.text).toContain(shown.format(later));
  expect(joined.text).not.toContain(shown.format(first));
  expect(joined.text).not.toContain('gets an encrypted message');
});

test('a temporary password that is made later moves the deadline with it', async () => {
  const visitor = await admin();
  const refused = await visitor.follow(
    await visitor.submit(await visitor.open(add), /add$/, { email: 'quin@example.org' }),
  );
  const names = { path: 'temporary-password', firstName: 'Quin', lastName: 'Day' };
  const ref = refOf(await visitor.submit(refused, /add$/, names));
  const { onboardings } = recordModels(site.connection);
  const past = new Date(Date.now() + 3_600_000);
  await onboardings.updateOne({ ref }, { $set: { deadline: past } });
  const page = await visitor.open(`/onboardings/${ref}`);
  await visitor.submit(page, /temporary-password$/, { reason: 'Lost.' });
  const { deadline } = await onboardings.findOne({ ref }).lean().orFail();
  const { temporaryPassword } = await site.users.findOne({ userId: 'quin@example.org' }).lean().orFail();
  expect(deadline).toEqual(temporaryPassword!.expiresAt);
});

test('somebody whom another account made is offered the invitation only, in true words', async () => {
  const pending = { createdByAccount: '9999', requiredActions: ['permanent-password' as const] };
  const user = await site.addUser({ userId: 'remy@example.org', ...pending });
  await site.users.updateOne({ _id: user._id }, { $unset: { firstLoginAt: 1, addressProvedAt: 1 } });
  const visitor = await admin();
  const refused = await visitor.follow(await visitor.submit(await visitor.open(add), /add$/, { email: user.userId }));
  expect(refused.text).toContain('made by another account');
  expect(refused.text).not.toContain('Nobody has the address');
  expect(refused.html).not.toContain('value="temporary-password"');
  const mended = await visitor.submit(refused, /add$/, { firstName: 'x'.repeat(101) });
  expect(mended.html).not.toContain('value="temporary-password"');
  const begun = await visitor.follow(await visitor.submit(mended, /add$/, { firstName: 'Remy' }));
  expect(begun.text).toContain('It is under way');
});

test('what happened is the last that matters, without the mail server’s answer', async () => {
  const visitor = await admin();
  const user = await site.addUser({ userId: 'sol@example.org' });
  const added = await visitor.follow(await visitor.submit(await visitor.open(add), /add$/, { email: user.userId }));
  const ref = refOf(added);
  const { timeline } = recordModels(site.connection);
  await eventually(async () => (await timeline.countDocuments({ ref, kind: 'mailed' })) === 2);
  const page = await visitor.open(`/onboardings/${ref}`);
  expect(page.text).toContain('What happened Done: the candidate has the right.');
  expect(page.text).toContain('What became of it');
  expect(page.html).not.toContain('data-ended');
  const invited = await recordIn(site, 'awaiting-first-login');
  await inTransaction(site.connection, async (session) => {
    const data = { mail: 'invitation', answer: '250 2.0.0 queued' };
    await addTimelineEntry(site.connection, session, invited, { kind: 'mailed', by: { kind: 'system' }, data });
    await addTimelineEntry(site.connection, session, invited, { kind: 'mail-delivered', by: { kind: 'system' }, data });
  });
  expect((await now(visitor, invited)).texts['happened']).toBe('The invitation was mailed.');
});

test('a live page learns of the message too', async () => {
  const visitor = await admin();
  const ref = refOf(await invite(visitor, 'tia@example.org'));
  await site.mailTo('tia@example.org', /\/m\//);
  const page = await visitor.open(`/onboardings/${ref}`);
  const names = [...page.html.matchAll(/data-now="([\w-]+)"/g)].map(([, name]) => name!);
  const { texts, shown } = await now(visitor, ref);
  expect(names.filter((name) => texts[name] === undefined)).toEqual([]);
  expect(texts['envelope-opened']).toBe('not yet');
  expect(shown).toEqual(expect.arrayContaining(['envelope', 'envelope-lock', 'envelope-recall', 'more', 'resend']));
  expect(shown).not.toContain('envelope-unlock');
  await visitor.follow(await visitor.submit(page, /envelope\/lock$/, { reason: 'Wrong\u202e 🏰 person' }));
  const locked = await now(visitor, ref);
  expect(locked.texts['envelope-state']).toBe('locked');
  expect(locked.texts['envelope-reason']).toBe('Wrong 🏰 person');
  expect(locked.shown).toContain('envelope-unlock');
});

test('nothing that a person typed turns the words around it, on the page, live or streamed', async () => {
  const visitor = await admin();
  const hostile = '\u202eevil\u2066\u2069 <b>🏰</b>\nline';
  const ref = await recordIn(site, 'creating-user', { open: true });
  await inTransaction(site.connection, async (session) => {
    const by = { kind: 'user' as const, name: `\u202e${'n'.repeat(200)}` };
    await addTimelineEntry(site.connection, session, ref, { kind: 'extended', by, data: { reason: hostile } });
  });
  const stream = await fetch(`${site.origin}/api/v1/onboardings/${ref}/events`, {
    headers: { cookie: visitor.cookie() },
  });
  const reader = stream.body!.getReader();
  let streamed = '';
  while (!streamed.includes('evil')) streamed += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  const page = await visitor.get(`/onboardings/${ref}`);
  const live = await visitor.get(`/onboardings/${ref}/now`);
  for (const text of [streamed, page.html, live.html]) {
    expect(text).toContain('🏰');
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\\u20[26]/i);
  }
  expect(page.html).not.toContain('<b>🏰');
});

test('the confirmation asks to hand the password over, also where it is not in the answer', async () => {
  const visitor = await admin();
  const ref = await recordIn(site, 'awaiting-first-login', { open: true, path: 'temporary-password' });
  for (const said of ['shown', '']) {
    const page = await visitor.open(`/onboardings/${ref}/confirmation?said=${said}`);
    expect(page.text).toContain('Hand the password over, then you can close this page.');
    expect(page.text).not.toContain('Nothing is left for you to do');
  }
  const joined = await visitor.open(`/onboardings/${ref}/confirmation?said=joined`);
  expect(joined.text).toContain('Nothing is left for you to do');
});

test('the confirmation says that it has not begun while it has not', async () => {
  const visitor = await admin();
  const words = 'It is saved and has not begun yet';
  const page = async (stage: 'requested' | 'awaiting-first-login') =>
    visitor.open(`/onboardings/${await recordIn(site, stage, { open: true, path: 'invite' })}/confirmation`);
  expect((await page('requested')).text).toContain(words);
  expect((await page('awaiting-first-login')).text).not.toContain(words);
});
