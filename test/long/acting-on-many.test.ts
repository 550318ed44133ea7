import { recordModels } from '../../src/records/models.ts';
import { eventually } from '../support/eventually.ts';
import { account } from '../support/world.ts';
import { startMailServer } from '../support-actions/mail-server.ts';
import { openService, type Service } from '../support-actions/service.ts';

/** One decision for many onboardings, each by itself. */
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let service: Service;
type Person = Awaited<ReturnType<Service['by']>>;
let admin: Person;
let support: Person;

beforeAll(async () => {
  mailServer = await startMailServer();
  service = await openService({ smtpUrl: mailServer.url, temporal: 'shared' });
  admin = await service.by(await service.world.begin());
  support = await service.by(await service.makeSupport('sam@example.org'));
});
afterAll(async () => {
  await service.close();
  await mailServer.stop();
});

const stalled = (...emails: string[]): Promise<string[]> => Promise.all(emails.map(stall));

async function stall(email: string): Promise<string> {
  mailServer.refused.add(email);
  const { body } = await admin.call('POST', `/accounts/${account}/onboardings`, { email, path: 'invite' });
  const { ref } = body.onboarding;
  await eventually(async () => (await service.world.recordOf(ref)).stage === 'stalled');
  mailServer.refused.delete(email);
  return ref;
}

const act = (by: Person, body: object, headers: Record<string, string> = {}) =>
  by.call('POST', '/onboardings/actions', { reason: 'the server is back', ...body }, headers);

test('a dry run says what would be done and does nothing', async () => {
  const [ref] = await stalled('dry@example.org');
  const { body } = await act(support, { filter: { refs: [ref] }, action: 'resume', dryRun: true });
  const item = { ref, outcome: 'would', code: null, title: null, stage: 'stalled' };
  expect(body).toEqual({ matched: 1, items: [item], more: false });
  expect((await service.world.recordOf(ref!)).stage).toBe('stalled');
});

test('each item has its own outcome, and what is another account’s is not there', async () => {
  const [first, second] = await stalled('first@example.org', 'second@example.org');
  await service.world.addAccount('2002');
  const zoe = await service.world.addUser({ userId: 'zoe@example.org', createdByAccount: '2002' });
  await service.world.join(zoe, '2002');
  const other = await service.by({ user: String(zoe._id) });
  const notThere = await act(other, { filter: { refs: [first] }, action: 'cancel' });
  expect(notThere.body).toMatchObject({
    matched: 0,
    items: [{ ref: first, outcome: 'refused', code: 'onboarding.not-found', stage: null }],
  });
  expect((await act(other, { filter: { account }, action: 'cancel' })).status).toBe(404);
  expect((await act(other, { filter: { stage: 'stalled' }, action: 'cancel' })).body.items).toEqual([]);

  const refs = [first, 'ONB-N0TTHERE', second];
  mailServer.refused.add('second@example.org');
  const { body } = await act(support, { filter: { refs }, action: 'resume' });
  expect(body).toMatchObject({
    matched: 2,
    items: [
      { ref: first, outcome: 'done', stage: 'awaiting-first-login' },
      { ref: 'ONB-N0TTHERE', outcome: 'refused', code: 'onboarding.not-found', stage: null },
      // Carried out, and stalled again.
      { ref: second, outcome: 'done', stage: 'stalled' },
    ],
    more: false,
  });
  expect((await service.world.recordOf(second!)).stall?.attempt).toBe(2);
  mailServer.refused.delete('second@example.org');
  const again = await act(support, { filter: { refs: [first] }, action: 'resume' });
  expect(again.body.items[0]).toMatchObject({ outcome: 'refused', code: 'onboarding.action-not-allowed' });
  expect(again.body.items[0].title).toContain('cannot be done');
});

test('the same key decides once for each onboarding', async () => {
  const refs = await stalled('once@example.org', 'twice@example.org');
  const headers = { 'idempotency-key': 'bulk-once' };
  const resume = () => act(support, { filter: { refs, reason: 'mail-rejected' }, action: 'resume' }, headers);
  for (const { body } of [await resume(), await resume()]) {
    expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'done']);
  }
  for (const ref of refs) {
    expect((await service.world.kindsOf(ref)).filter((kind) => kind === 'resumed')).toHaveLength(1);
  }
  const single = { 'idempotency-key': 'single-once' };
  const [ref] = await stalled('single@example.org');
  for (let count = 0; count < 2; count += 1) {
    const { status } = await support.call('POST', `/onboardings/${ref}/resume`, { reason: 'try' }, single);
    expect(status).toBe(200);
  }
});

test('one that went on since it was looked at is left alone', async () => {
  const [ref] = await stalled('went-on@example.org');
  expect((await admin.call('POST', `/onboardings/${ref}/resume`, { reason: 'me first' })).status).toBe(200);
  const { body } = await act(support, { filter: { refs: [ref], reason: 'mail-rejected' }, action: 'cancel' });
  expect(body.items).toMatchObject([{ outcome: 'refused', code: 'onboarding.action-not-allowed' }]);
  expect((await service.world.recordOf(ref!)).open).toBe(true);
});

test('by filter at most fifty at a time, the oldest first, until none is left', async () => {
  const { onboardings } = recordModels(service.world.connection);
  await onboardings.deleteMany({ stage: 'stalled' });
  const emails = Array.from({ length: 52 }, (_, index) => `page${index}@example.org`);
  const refs: string[] = [];
  while (emails.length > 0) refs.push(...(await stalled(...emails.splice(0, 8))));
  const filter = { reason: 'mail-rejected', account };
  const outcomes = [];
  for (;;) {
    const { body } = await act(support, { filter, action: 'cancel' });
    outcomes.push([body.matched, body.items.length, body.more]);
    if (!body.more) break;
  }
  expect(outcomes).toEqual([
    [52, 50, true],
    [2, 2, false],
  ]);
  expect(await onboardings.countDocuments({ ref: { $in: refs }, stage: 'cancelled' })).toBe(52);
}, 90_000);

test.each([
  [{ filter: {}, action: 'cancel' }, '/filter'],
  [{ filter: { refs: [] }, action: 'cancel' }, '/filter/refs'],
  [{ filter: { refs: Array.from({ length: 51 }, () => 'ONB-X') }, action: 'cancel' }, '/filter/refs'],
  [{ filter: { stage: 'stalled' }, action: 'approve' }, '/action'],
  [{ filter: { stage: 'stalled', olderThan: 'long' }, action: 'cancel' }, '/filter/olderThan'],
  [{ filter: { stage: 'stalled' }, action: 'cancel', reason: ' ' }, '/reason'],
])('%j is refused', async (body, pointer) => {
  const answer = await act(support, body);
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
});
