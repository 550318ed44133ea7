import { createSessions } from '../../src/credentials/sessions.ts';
import type { Principal } from '../../src/directory/authority.ts';
import { createEnrolments } from '../../src/envelopes/enrolments.ts';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { MailRejected, MailUnreachable } from '../../src/mail/failures.ts';
import { recordModels } from '../../src/records/models.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** Mails that somebody at the message's page asked for: a code, or why there is none. */
let world: World;
let administrator: Principal;
let enrolments: ReturnType<typeof createEnrolments>;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
  const { connection } = world;
  const sessions = createSessions({ connection, idleMs: 3_600_000, lifetimeMs: 3_600_000 });
  enrolments = createEnrolments({ connection, secrets: createSecrets(world.keyring), sessions });
});
afterAll(() => world.close());
beforeEach(async () => {
  await outboxModel(world.connection).deleteMany({});
  world.mailServer.fails = null;
  world.mailServer.sent.length = 0;
});

async function invite(email: string) {
  const { onboarding } = await world.onboardings.request(administrator, account, { email, path: 'invite' }, 'en');
  const mid = (await world.recordOf(onboarding.ref)).mid!;
  await world.drainOutbox();
  world.mailServer.sent.length = 0;
  return { ref: onboarding.ref, mid };
}
const expireNow = (mid: string) =>
  envelopeModels(world.connection).envelopes.updateOne({ mid }, { $set: { expiresAt: new Date(Date.now() - 1_000) } });
const linesOf = async (ref: string, kind: string) =>
  (await world.onboardings.get(administrator, ref, 'en'))
    .timeline!.filter((line) => line.kind === kind)
    .map(({ text }) => text);

test('a code that left is in the timeline with the mail server’s answer, once; one that could not leave yet is not', async () => {
  const { ref, mid } = await invite('code@codes.example');
  await enrolments.requestCode({ mid });
  world.mailServer.fails = () => new MailUnreachable(null, 'away');
  await expect(world.drainOutbox()).rejects.toThrow(MailUnreachable);
  expect(await linesOf(ref, 'code-sent')).toEqual([]);
  world.mailServer.fails = null;
  const entries = await outboxModel(world.connection).find().lean();
  await world.drainOutbox();
  // Delivered, and the process ended before that was noted: the outbox brings it again.
  await outboxModel(world.connection).insertMany(entries);
  await world.drainOutbox();
  expect(world.mailServer.sent.map(({ to }) => to)).toEqual(['code@codes.example']);
  expect(await linesOf(ref, 'code-sent')).toEqual([
    'A code was mailed to the candidate. The mail server answered: “250 ok”',
  ]);
});

test('a code mail that is refused for good is told as refused, and is not tried for ever', async () => {
  const { ref, mid } = await invite('refused@codes.example');
  await enrolments.requestCode({ mid });
  world.mailServer.fails = () => new MailRejected(550, '550 5.1.1 no such user');
  await world.drainOutbox();
  expect(await outboxModel(world.connection).countDocuments()).toBe(0);
  expect(await linesOf(ref, 'code-sent')).toEqual([]);
  expect(await linesOf(ref, 'mail-failed')).toEqual([
    'A code mail could not be sent: 550 5.1.1 no such user. The onboarding goes on.',
  ]);
});

test('whoever asks for a code of a message that does not open is told why, at its own address and nowhere else', async () => {
  const recalled = await invite('recalled@codes.example');
  await world.envelopes.recall(recalled.mid);
  const over = await invite('over@codes.example');
  const past = new Date('2026-01-02T03:04:05Z');
  await world.connection.collection('envelopes').updateOne({ mid: over.mid }, { $set: { expiresAt: past } });
  const answers = [await enrolments.requestCode(recalled), await enrolments.requestCode(over)];
  await world.drainOutbox();
  const mails = world.mailServer.sent;
  expect(mails.map(({ to }) => to)).toEqual(['recalled@codes.example', 'over@codes.example']);
  expect(mails[0]!.text).toContain('took the message back');
  expect(mails[1]!.text).toContain('It could be opened until Friday, 2 January 2026 at 03:04 UTC.');
  for (const [index, { subject, text }] of mails.entries()) {
    expect(subject).toContain(answers[index]!.reference);
    expect(text).not.toMatch(/^\d{8}$/m);
  }
  expect(await linesOf(over.ref, 'code-refused')).toEqual([
    'The recipient asked for a code and was told by mail that the message does not open: it is over.',
  ]);
  expect(await recordModels(world.connection).timeline.countDocuments({ kind: 'code-refused' })).toBe(2);
});

test('a locked message still gives its code, with the reason why it does not open yet', async () => {
  const { mid } = await invite('locked@codes.example');
  await world.envelopes.lock(mid, 'wait for the contract');
  await enrolments.requestCode({ mid });
  await world.drainOutbox();
  const [mail] = world.mailServer.sent;
  expect(mail!.text).toMatch(/^\d{8}$/m);
  expect(mail!.text).toContain('“wait for the contract”');
});

test('a code’s mail says whose message it is for, and how long the code is still good', async () => {
  const { mid } = await invite('known@codes.example');
  const asked = Date.now() - 4 * 60_000;
  await enrolments.requestCode({ mid }, new Date(asked));
  await enrolments.requestCode({ mid }, new Date(asked + 4 * 60_000));
  await world.drainOutbox();
  const [first, again] = world.mailServer.sent;
  const { senderName, accountName } = (await envelopeModels(world.connection).envelopes.findOne({ mid }).lean())!;
  for (const mail of [first!, again!]) {
    for (const part of [mail.text, mail.html]) {
      expect(part).toContain(`the message that ${senderName} sent you for ${accountName} (account ${account}).`);
    }
    expect(mail.subject).not.toContain(senderName);
  }
  // The first one waited for four minutes before it left.
  for (const mail of [first!, again!]) expect(mail.text).toContain('It is good for 6 minutes');
  const codeOf = ({ text }: { text: string }) => /^\d{8}$/m.exec(text)![0];
  expect(codeOf(again!)).toBe(codeOf(first!));
});

test('a message that is recalled, or over, between the asking and the mail: it tells why instead of giving a code', async () => {
  const recalled = await invite('recalled-since@codes.example');
  const over = await invite('over-since@codes.example');
  const answers = [await enrolments.requestCode(recalled), await enrolments.requestCode(over)];
  await world.envelopes.recall(recalled.mid);
  await expireNow(over.mid);
  await world.drainOutbox();
  const mails = world.mailServer.sent;
  expect(mails.map(({ to }) => to)).toEqual(['recalled-since@codes.example', 'over-since@codes.example']);
  expect(mails[0]!.text).toContain('took the message back');
  expect(mails[1]!.text).toContain('It could be opened until');
  for (const [index, { subject, text }] of mails.entries()) {
    expect(subject).toContain(answers[index]!.reference);
    expect(text).not.toMatch(/^\d{8}$/m);
  }
  for (const { ref } of [recalled, over]) {
    expect(await linesOf(ref, 'code-sent')).toEqual([]);
    expect(await linesOf(ref, 'code-refused')).toHaveLength(1);
  }
});

test('a message that was over when a code was asked for, and is given more time before the mail: the code is mailed', async () => {
  const { ref, mid } = await invite('extended-since@codes.example');
  await expireNow(mid);
  const { reference } = await enrolments.requestCode({ mid });
  await world.envelopes.extend(mid, new Date(Date.now() + 86_400_000));
  await world.drainOutbox();
  const [mail, ...more] = world.mailServer.sent;
  expect(more).toEqual([]);
  expect(mail!.subject).toContain(reference);
  const code = /^\d{8}$/m.exec(mail!.text)![0];
  expect(await linesOf(ref, 'code-refused')).toEqual([]);
  expect(await linesOf(ref, 'code-sent')).toHaveLength(1);
  expect(await enrolments.verify({ mid, code, firstName: 'Ext', lastName: 'Ended' })).toMatchObject({
    status: 'required-actions',
  });
});

test('a message that is locked between the asking and the mail gives its code, with the reason', async () => {
  const { mid } = await invite('locked-since@codes.example');
  await enrolments.requestCode({ mid });
  await world.envelopes.lock(mid, 'wait for the stamp');
  await world.drainOutbox();
  expect(world.mailServer.sent).toHaveLength(1);
  expect(world.mailServer.sent[0]!.text).toMatch(/^\d{8}$/m);
  expect(world.mailServer.sent[0]!.text).toContain('“wait for the stamp”');
});

test('a code that is worth nothing any more when its mail would leave is not mailed', async () => {
  const { ref, mid } = await invite('overtaken@codes.example');
  await enrolments.requestCode({ mid }, new Date(Date.now() - 11 * 60_000));
  await enrolments.requestCode({ mid });
  await world.drainOutbox();
  expect(world.mailServer.sent).toHaveLength(1);
  const code = /^\d{8}$/m.exec(world.mailServer.sent[0]!.text)![0];
  // Asked for once more, and used before that mail left.
  await enrolments.requestCode({ mid }, new Date(Date.now() + 60_000));
  await enrolments.verify({ mid, code, firstName: 'Ova', lastName: 'Taken' });
  await world.drainOutbox();
  expect(world.mailServer.sent.filter(({ text }) => /^\d{8}$/m.test(text))).toHaveLength(1);
  expect(await linesOf(ref, 'code-sent')).toHaveLength(1);
});
