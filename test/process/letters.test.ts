import { createAuthority, type Principal } from '../../src/directory/authority.ts';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { createManaging } from '../../src/envelopes/managing.ts';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { claimsOf, openMessage, wrappingContext } from '../../src/envelopes/sealing.ts';
import { createBulk } from '../../src/onboardings/bulk.ts';
import { bulkModels } from '../../src/records/bulk-jobs.ts';
import { recordModels } from '../../src/records/models.ts';
import { firstLoginSignal } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { account, openWorld, type World } from '../support/world.ts';

/** What a sender wrote is in the database sealed only, and when it is over it is nowhere. */
let world: World;
let administrator: Principal;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());

const secret = 'The drawbridge opens at dawn.';
/** Everything that the database holds, as one text. */
async function dump(): Promise<string> {
  const collections = await world.connection.db!.collections();
  const documents = await Promise.all(collections.map(async (collection) => collection.find().toArray()));
  return JSON.stringify(documents);
}
async function expectNowhere(): Promise<void> {
  const everything = await dump();
  expect(everything).toContain(administrator.userId);
  for (const form of ['utf8', 'base64', 'base64url', 'hex'] as const) {
    expect(everything).not.toContain(Buffer.from(secret).toString(form).replace(/=+$/, ''));
  }
}
const invite = async (email: string, message: string = secret) =>
  (await world.onboardings.request(administrator, account, { email, path: 'invite', message }, 'en')).onboarding;
const act = (ref: string, action: 'resend' | 'cancel' | 'correct-email', more: object = {}) =>
  world.onboardings.act(administrator, ref, action, { reason: 'because', ...more }, 'en');
const letterOf = (ref: string) => world.envelopes.letters.read(ref);
const current = async (ref: string) =>
  (await envelopeModels(world.connection)
    .envelopes.findOne({ mid: (await world.recordOf(ref)).mid! })
    .lean())!;

async function textIn(ref: string): Promise<string> {
  const { jwe, wrappedKey } = await current(ref);
  const claims = claimsOf(jwe);
  const dataKey = await createKeyWrapper(world.keyring).unwrap(wrappedKey!, wrappingContext(claims));
  return (await openMessage(jwe, dataKey, claims)).text;
}
const managing = () => createManaging({ ...world, authority: createAuthority({ connection: world.connection }) });
const expectDestroyed = async (ref: string) => {
  expect(await letterOf(ref)).toBeNull();
  await expectNowhere();
};

test('until the end the same text can be sent again, also to a corrected address; it is never kept in clear', async () => {
  const { ref } = await invite('sent@example.org');
  await expectNowhere();
  expect(await textIn(ref)).toBe(secret);
  await act(ref, 'resend');
  expect(await textIn(ref)).toBe(secret);
  const { mid } = await current(ref);
  await act(ref, 'correct-email', { email: 'corrected@example.org' });
  expect((await current(ref)).mid).not.toBe(mid);
  expect(await textIn(ref)).toBe(secret);
  await act(ref, 'cancel');
  expect(await current(ref)).not.toHaveProperty('wrappedKey');
  await expectDestroyed(ref);
});

test('a recall destroys the letter with the envelope; what is sent afterwards is the usual message', async () => {
  const { ref } = await invite('recalled@example.org');
  await managing().decide(administrator, (await current(ref)).mid, 'recall', { reason: 'a slip' });
  await expectDestroyed(ref);
  await act(ref, 'resend');
  expect(await textIn(ref)).toContain('would like you to become an account administrator');
  expect(await textIn(ref)).not.toContain(secret);
});

test('completion destroys it', async () => {
  const { ref } = await invite('done@example.org');
  await world.addUser({ userId: 'done@example.org', addressProvedAt: new Date() });
  await world.handleOf(ref).signal(firstLoginSignal);
  await eventually(async () => (await world.recordOf(ref)).stage === 'completed');
  await expectDestroyed(ref);
});

test('a letter that was changed stalls its onboarding, and nothing else is sent in its place', async () => {
  const { letters } = envelopeModels(world.connection);
  const first = await invite('first@example.org');
  const second = await invite('second@example.org', 'another letter');
  const { wrappedKey } = (await letters.findOne({ owner: second.ref }).lean())!;
  await letters.updateOne({ owner: first.ref }, { $set: { wrappedKey } });
  const { onboarding } = await act(first.ref, 'correct-email', { email: 'elsewhere@example.org' });
  expect(onboarding).toMatchObject({ stage: 'stalled', stall: { reason: 'internal' } });
  await act(first.ref, 'cancel');
  await act(second.ref, 'cancel');
});

test('a list of people keeps it sealed, gives each onboarding its own, and destroys its own when it is done', async () => {
  const authority = createAuthority({ connection: world.connection });
  const { letters } = world.envelopes;
  const bulk = createBulk({ connection: world.connection, authority, letters, onCommitted: () => {} });
  const invitations = ['a', 'b'].map((name) => ({
    email: `${name}@list.example`,
    firstName: name,
    lastName: 'List',
    locale: 'en' as const,
  }));
  const input = { invitations: invitations as Parameters<typeof bulk.draft>[2]['invitations'], message: secret };
  const { job } = await bulk.draft(administrator, account, input, 'en');
  expect(await letterOf(job)).toBe(secret);
  await expectNowhere();
  await bulk.start(administrator, account, job);
  await world.drainOutbox();
  expect((await bulkModels(world.connection).jobs.findOne({ job }).lean())!.state).toBe('done');
  expect(await letterOf(job)).toBeNull();
  const begun = await recordModels(world.connection)
    .onboardings.find({ email: /list\.example$/ })
    .lean();
  expect(begun).toHaveLength(2);
  await world.drainOutbox();
  for (const { ref } of begun) {
    await eventually(async () => (await world.recordOf(ref)).stage === 'awaiting-first-login');
    expect(await textIn(ref)).toBe(secret);
  }
  await expectNowhere();
});
