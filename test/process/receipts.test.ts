import { sendInvitation } from '../../activities/invitation.ts';
import { createMailEvents, type MailEvent } from '../../src/onboardings/mail-events.ts';
import { everywhere } from '../../src/envelopes/attachment-policies.ts';
import { createMailPolicies } from '../../src/envelopes/mail-policies.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { firstLoginSignal, resendUpdate, resumeUpdate } from '../../workflows/messages.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** How invitations are mailed, and what comes back of them. */
let world: World;
let administrator: Principal;
let policies: ReturnType<typeof createMailPolicies>;
let events: ReturnType<typeof createMailEvents>;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
  policies = createMailPolicies(world);
  events = createMailEvents(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.mailServer.fails = null;
  world.mailServer.sent.length = 0;
});

async function invite(email: string, onboardings = world.onboardings) {
  const candidate = { firstName: 'Ana', lastName: 'Sanz', locale: 'en' as const };
  const input = { email, path: 'invite' as const, candidate, reason: 'takes over' };
  return (await onboardings.request(administrator, account, input, 'en')).onboarding;
}
const read = (ref: string) => world.onboardings.get(administrator, ref, 'en');
const linesOf = async (ref: string, kind: string) =>
  (await read(ref)).timeline!.filter((entry) => entry.kind === kind).map(({ text }) => text);
const refusing = (code: number, words: string) => {
  world.mailServer.fails = ({ attachments = [] }) =>
    attachments.length > 0 ? new MailRejected(code, words) : undefined;
};
const shapes = () =>
  world.mailServer.sent.map(({ messageId, attachments = [] }) => [messageId.split('@')[0], attachments.length]);

test('the mail server’s answer is in the timeline, without addresses', async () => {
  const { ref, stage } = await invite('plain@answers.example');
  expect(stage).toBe('awaiting-first-login');
  expect(await linesOf(ref, 'mailed')).toEqual(['The invitation was mailed. The mail server answered: “250 ok”']);
  expect(shapes()).toEqual([[`${ref}.invitation.1`, 1]]);
});

test.each([
  [552, '552-5.7.0 This message was blocked because its content presents a potential security issue', 'big.example'],
  [552, '552 attachment type not accepted', 'bare.example'],
  [554, '554 5.7.1 HTML attachments are not accepted here', 'policy.example'],
])(
  'content refused with %i %j: once more with a link alone, remembered for the domain',
  async (code, words, domain) => {
    refusing(code, words);
    const { ref, stage } = await invite(`first@${domain}`);
    expect(stage).toBe('awaiting-first-login');
    expect(shapes()).toEqual([[`${ref}.invitation.1.link`, 0]]);
    expect(await linesOf(ref, 'attachment-refused')).toEqual([
      `The mail server refused the attachment: “${words}” Mails to ${domain} hold a link only from now on.`,
    ]);
    expect(await linesOf(ref, 'mailed')).toEqual([
      'The invitation was mailed. It holds a link only, no attachment. The mail server answered: “250 ok”',
    ]);

    // The next one to that domain is not tried with an attachment.
    world.mailServer.fails = ({ attachments = [] }) =>
      attachments.length > 0 ? new Error('must not happen') : undefined;
    const second = await invite(`Second@${domain.toUpperCase()}`);
    expect(second.stage).toBe('awaiting-first-login');
    expect(await linesOf(second.ref, 'attachment-refused')).toEqual([]);
    world.mailServer.fails = null;
    const elsewhere = await invite(`first@not-${domain}`);
    expect(shapes().at(-1)).toEqual([`${elsewhere.ref}.invitation.1`, 1]);
  },
);

test('a refusal that a link does not mend stalls, and teaches nothing', async () => {
  world.mailServer.fails = () => new MailRejected(552, '552 5.2.2 mailbox is full');
  const full = await invite('full@full.example');
  expect(full).toMatchObject({ stage: 'stalled', stall: { reason: 'mail-rejected' } });
  refusing(554, '554 transaction failed');
  expect(await invite('other@other.example')).toMatchObject({ stage: 'stalled', stall: { reason: 'mail-rejected' } });
  for (const domain of ['full.example', 'other.example'])
    expect((await policies.attachmentFor(account, `x@${domain}`)).attachment).toBe('html');
});

test('a kill between the second mail and its record sends the same second mail again, and notes the refusal once', async () => {
  const words = '554 5.7.1 no HTML';
  let links = 0;
  world.mailServer.fails = ({ attachments = [] }) => {
    if (attachments.length > 0) return new MailRejected(554, words);
    links += 1;
    // Taken by the server, but the answer never arrives.
    return links === 1 ? new MailUnreachable(null, 'no answer') : undefined;
  };
  const { ref } = await invite('killed@killed.example');
  await eventually(async () => (await read(ref)).stage === 'awaiting-first-login');
  expect(await linesOf(ref, 'attachment-refused')).toHaveLength(1);
  expect(await linesOf(ref, 'mailed')).toHaveLength(1);
  // Killed after the domain was remembered, before the step was: what a repetition finds.
  const at = new Date();
  const repeated = await sendInvitation(
    policies,
    { account, email: 'killed@killed.example', key: `${ref}.invitation.1`, at },
    async (key, form) => `250 ${key} ${form}`,
  );
  expect(repeated.map(({ kind }) => kind)).toEqual(['attachment-refused', 'mailed']);
  expect(repeated[1]!.data).toEqual({
    mail: 'invitation',
    answer: `250 ${ref}.invitation.1.link link-only`,
    linkOnly: 1,
  });
}, 90_000);

test('a policy for the account, for the domain, or for every account decides; the account’s own for the domain most', async () => {
  const set = (of: string, domain: string, attachment: 'html' | 'link-only') =>
    policies.decide(
      { account: of, domain, attachment, reason: 'test', by: 'test' },
      { actor: 'test', role: 'operator' },
    );
  const kindFor = async (email: string, of = account) => (await policies.attachmentFor(of, email)).attachment;
  expect(await kindFor('x@a.example')).toBe('html');
  await set(account, 'a.example', 'link-only');
  expect([await kindFor('x@A.example'), await kindFor('x@a.example', '2002')]).toEqual(['link-only', 'html']);
  await set(everywhere, 'b.example', 'link-only');
  expect(await kindFor('x@b.example')).toBe('link-only');
  await set(account, 'b.example', 'html');
  expect([await kindFor('x@b.example'), await kindFor('x@b.example', '2002')]).toEqual(['html', 'link-only']);
  await set('2002', everywhere, 'link-only');
  expect([await kindFor('x@c.example', '2002'), await kindFor('x@c.example')]).toEqual(['link-only', 'html']);
  expect((await policies.list('2002')).map(({ account: of, domain }) => [of, domain])).toContainEqual(['2002', '*']);
});

test('what a refusal teaches never takes the place of what a person decided', async () => {
  const rule = {
    account: everywhere,
    domain: 'kept.example',
    attachment: 'html',
    reason: 'they asked for files',
  } as const;
  await policies.decide({ ...rule, by: 'operator:host' }, { actor: 'operator:host', role: 'operator' });
  refusing(554, '554 5.7.1 no HTML today');
  const { ref } = await invite('one@kept.example');
  expect(await linesOf(ref, 'mailed')).toHaveLength(1);
  const kept = (await policies.listAll()).filter(({ domain }) => domain === 'kept.example');
  expect(kept).toMatchObject([{ ...rule, by: 'operator:host' }]);
  // Learnt twice is learnt.
  await Promise.all(['k.1', 'k.2'].map((key) => policies.learn('twice.example', key, '552')));
  expect((await policies.attachmentFor(account, 'x@twice.example')).attachment).toBe('link-only');
});

const eventOf = (type: MailEvent['type'], messageId: string, detail?: string): MailEvent => ({
  type,
  data: { messageId, ...(detail ? { detail } : {}) },
});

test('delivered, and how often opened, stand in the timeline', async () => {
  const { ref } = await invite('delivered@answers.example');
  const id = `<${ref}.invitation.1@castellan.test>`;
  expect(await events.take('w-delivered', eventOf('mail.delivered', id))).toBe('noted');
  expect(await events.take('w-delivered', eventOf('mail.delivered', id))).toBe('repeated');
  expect(await events.take('w-unknown', eventOf('mail.delivered', '<other@example.org>'))).toBe('unknown-mail');
  expect(await linesOf(ref, 'mail-delivered')).toEqual(['The invitation was delivered.']);
  expect(await events.take('w-complained', eventOf('mail.complained', id))).toBe('noted');
  expect(await linesOf(ref, 'mail-complained')).toEqual(['The recipient reported the invitation as unwanted.']);
  expect((await read(ref)).stage).toBe('awaiting-first-login');
});

test('a bounced invitation stalls as rejected, through the outbox, so that it waits for Temporal if need be', async () => {
  const { ref } = await invite('bounced@answers.example');
  const id = `${ref}.invitation.1@castellan.test`;
  const words = '550 5.1.1 <bounced@answers.example> no such user';
  const outcomes = await Promise.all(
    [1, 2, 3, 4].map(async () => events.take('w-bounced', eventOf('mail.bounced', id, words))),
  );
  expect(outcomes.sort()).toEqual(['noted', 'repeated', 'repeated', 'repeated']);
  expect(await outboxModel(world.connection).countDocuments({ 'message.kind': 'mail-bounced' })).toBe(1);
  expect((await read(ref)).stage).toBe('awaiting-first-login');
  await world.drainOutbox();
  const stalled = await eventually(async () => {
    const now = await read(ref);
    return now.stage === 'stalled' ? now : null;
  });
  expect(stalled.stall).toMatchObject({ reason: 'mail-rejected', stage: 'awaiting-first-login' });
  expect(stalled.stall!.message).toContain('550 5.1.1 [address] no such user');
  expect(await linesOf(ref, 'mail-bounced')).toEqual(['The invitation came back: “550 5.1.1 [address] no such user”']);

  // Sent anew: a bounce of the first sending says nothing about the second.
  await world.onboardings.act(administrator, ref, 'resend', { reason: 'mailbox is there now' }, 'en');
  await eventually(async () => (await read(ref)).stage === 'awaiting-first-login');
  expect(await events.take('w-late', eventOf('mail.bounced', id, words))).toBe('noted');
  expect(await outboxModel(world.connection).countDocuments({ 'message.kind': 'mail-bounced' })).toBe(0);
  expect((await read(ref)).stage).toBe('awaiting-first-login');
}, 90_000);

test('a reminder that comes back counts like the invitation; one of an earlier sending does not', async () => {
  const { ref } = await invite('reminded@answers.example');
  const reminder = (sending: number) => `${ref}.reminder.${sending}.7@castellan.test`;
  await events.take('w-reminder-0', eventOf('mail.bounced', reminder(0), '550 gone'));
  expect(await outboxModel(world.connection).countDocuments({ 'message.kind': 'mail-bounced' })).toBe(0);
  await events.take('w-reminder-1', eventOf('mail.bounced', reminder(1), '550 5.1.1 gone'));
  await world.drainOutbox();
  const stalled = await eventually(async () => {
    const now = await read(ref);
    return now.stage === 'stalled' ? now : null;
  });
  expect(stalled.stall).toMatchObject({ reason: 'mail-rejected' });
  expect(await linesOf(ref, 'mail-bounced')).toContain('A reminder came back: “550 5.1.1 gone”');
}, 90_000);

test('an attachment refused behind a relay comes back as a bounce: what is sent anew holds a link alone', async () => {
  const { ref } = await invite('relayed@behind.example');
  const words = '554 5.7.1 HTML attachments are not accepted here';
  await events.take('w-relayed', eventOf('mail.bounced', `${ref}.invitation.1@castellan.test`, words));
  await world.drainOutbox();
  await eventually(async () => (await read(ref)).stage === 'stalled');
  await world.onboardings.act(administrator, ref, 'resume', { reason: 'a link will do' }, 'en');
  expect(shapes()).toContainEqual([`${ref}.invitation.2.link`, 0]);
  expect((await policies.attachmentFor(account, 'next@behind.example')).attachment).toBe('link-only');
}, 90_000);

test.each(['550 5.7.1 relaying denied', '550 5.7.26 unauthenticated mail', '554 5.7.1 message refused'])(
  'a bounce that blames the sender, or nothing in particular, teaches nothing about attachments: %s',
  async (words) => {
    const domain = `sender-${words.length}.example`;
    const { ref } = await invite(`blamed@${domain}`);
    await events.take(`w-${domain}`, eventOf('mail.bounced', `${ref}.invitation.1@castellan.test`, words));
    expect((await policies.attachmentFor(account, `next@${domain}`)).attachment).toBe('html');
  },
);

test.each(['Castellan', 'Temporal'])(
  'a resume after a bounce, through %s, mails the invitation once more, as a sending of its own',
  async (door) => {
    const { ref } = await invite(`resumed-${door}@answers.example`);
    await events.take(`w-${door}`, eventOf('mail.bounced', `${ref}.invitation.1@castellan.test`, '452 mailbox full'));
    await world.drainOutbox();
    await eventually(async () => (await read(ref)).stage === 'stalled');
    const decision = { reason: 'there is room in the mailbox' };
    if (door === 'Castellan') await world.onboardings.act(administrator, ref, 'resume', decision, 'en');
    else await world.handleOf(ref).executeUpdate(resumeUpdate, { args: [decision] });
    const sendings = shapes().filter(([name]) => String(name).startsWith(`${ref}.invitation`));
    expect(sendings).toEqual([
      [`${ref}.invitation.1`, 1],
      [`${ref}.invitation.2`, 1],
    ]);
    expect(await read(ref)).toMatchObject({ stage: 'awaiting-first-login', stall: null });
    expect(await linesOf(ref, 'mailed')).toHaveLength(2);
  },
  90_000,
);

test('a locked message is not sent again, neither from Castellan nor through Temporal; unlocked it is', async () => {
  const { ref } = await invite('locked@answers.example');
  const { mid } = await world.recordOf(ref);
  await world.envelopes.lock(mid!, 'wrong person?');
  const resend = () => world.onboardings.act(administrator, ref, 'resend', { reason: 'again' }, 'en');
  await expect(resend()).rejects.toMatchObject({
    code: 'onboarding.message-locked',
    details: { nextActions: [{ rel: 'unlock', href: `/api/v1/envelopes/${mid}/unlock`, method: 'POST' }] },
  });
  const raw = world.handleOf(ref).executeUpdate(resendUpdate, { args: [{ reason: 'again' }] });
  await expect(raw).rejects.toMatchObject({ cause: { type: 'decision-unknown' } });
  expect(shapes()).toEqual([[`${ref}.invitation.1`, 1]]);
  await world.envelopes.unlock(mid!);
  await resend();
  expect(shapes()).toEqual([
    [`${ref}.invitation.1`, 1],
    [`${ref}.invitation.2`, 1],
  ]);
});

test('a message that is taken back before its mail went out is not mailed, and the timeline says what to do', async () => {
  world.mailServer.fails = () => new MailUnreachable(null, 'away');
  const { ref, stage } = await invite('retracted@answers.example', world.onboardingsWith({ deadlineMs: 5_000 }));
  expect(stage).not.toBe('awaiting-first-login');
  const { mid } = await eventually(async () => {
    const record = await world.recordOf(ref);
    return record.mid === undefined ? null : record;
  });
  await world.envelopes.recall(mid!);
  world.mailServer.fails = null;
  await eventually(async () => (await read(ref)).stage === 'awaiting-first-login', 60_000);
  expect(shapes()).toEqual([]);
  expect(await linesOf(ref, 'mail-skipped')).toEqual([
    'The invitation was not mailed: the message is recalled. Send it again to invite the person anew.',
  ]);
  expect(await read(ref)).toMatchObject({ envelope: { state: 'recalled' } });
  await world.onboardings.act(administrator, ref, 'resend', { reason: 'anew' }, 'en');
  expect(shapes()).toEqual([[`${ref}.invitation.2`, 1]]);
  expect(await read(ref)).toMatchObject({ envelope: { state: 'sent' } });
}, 90_000);

test('both are told of the completion, whatever becomes of the other’s mail', async () => {
  const email = 'gone@answers.example';
  const { ref } = await invite(email);
  world.mailServer.fails = ({ to }) => (to === email ? new MailRejected(550, '550 5.1.1 gone') : undefined);
  await world.addUser({ userId: email, addressProvedAt: new Date() });
  await world.handleOf(ref).signal(firstLoginSignal);
  expect(await world.handleOf(ref).result()).toBe('completed');
  const told = world.mailServer.sent.filter(({ messageId }) => messageId.includes('.completed.'));
  expect(told.map(({ to }) => to)).toEqual(['admin@example.org']);
  expect(await linesOf(ref, 'mail-failed')).toEqual([
    'A notice of the completion could not be sent: 550 5.1.1 gone. The onboarding goes on.',
  ]);
});
