import type { Connection } from 'mongoose';
import { inTransaction } from '../../src/database/transaction.ts';
import { ensureIndexes } from '../../src/main/indexes.ts';
import { addToOutbox, type OutboxMessage, outboxModel } from '../../src/records/outbox.ts';
import { createRelay } from '../../src/records/relay.ts';
import { eventually } from '../support/eventually.ts';
import { testDatabase } from '../support/servers.ts';

let connection: Connection;

beforeAll(async () => {
  connection = await testDatabase({ autoIndex: false });
  await ensureIndexes(connection);
});
afterEach(() => outboxModel(connection).deleteMany({}));
afterAll(() => connection.destroy());

test('what could not be delivered is tried again: a start within seconds, a notice that nobody waits for within minutes', async () => {
  const notice = { kind: 'notice', notice: 'stalled', ref: 'ONB-AAAAAA', key: 'ONB-AAAAAA.stalled.3' } as const;
  const messages: OutboxMessage[] = [{ kind: 'start', ref: 'ONB-BBBBBB' }, notice];
  for (const message of messages) {
    await inTransaction(connection, (session) => addToOutbox(connection, session, message));
  }
  const relay = createRelay({
    connection,
    deliver: async () => {
      throw new Error('away');
    },
    onError: () => {},
    everyMs: 3_600_000,
  });
  relay.start();
  const tried = await eventually(async () => {
    const entries = await outboxModel(connection)
      .find({ lastError: { $ne: null } })
      .lean();
    return entries.length === messages.length ? entries : null;
  });
  await relay.stop();
  const waits = (kind: string) => {
    const { dueAt, createdAt } = tried.find(({ message }) => message.kind === kind)!;
    return dueAt.getTime() - createdAt.getTime();
  };
  expect(waits('notice')).toBeGreaterThanOrEqual(30_000);
  expect(waits('start')).toBeLessThan(waits('notice') / 2);
});

/** A promise, and what settles it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

test('thousands of notices are carried a few at a time, and a mail that somebody waits for goes ahead of them', async () => {
  const notices = Array.from({ length: 25 }, (_, index): OutboxMessage => {
    const ref = `ONB-CCCC${String(index).padStart(2, '0')}`;
    return { kind: 'notice', notice: 'stalled', ref, key: `${ref}.stalled.3` };
  });
  const code: OutboxMessage = { kind: 'cannot-open', mid: 'mid', reference: 'K7Q2ZZ', messageKey: 'mid.code.1' };
  for (const message of [...notices, code, { kind: 'start', ref: 'ONB-DDDDDD' } as const])
    await inTransaction(connection, (session) => addToOutbox(connection, session, message));
  const slowServer = gate();
  const delivered: string[] = [];
  let under = 0;
  let most = 0;
  const relay = createRelay({
    connection,
    async deliver({ kind }) {
      delivered.push(kind);
      under += kind === 'notice' ? 1 : 0;
      most = Math.max(most, under);
      if (kind !== 'start') await slowServer.opened;
      under -= kind === 'notice' ? 1 : 0;
    },
    onError: () => {},
    everyMs: 3_600_000,
  });
  relay.start();
  await eventually(() => delivered.includes('cannot-open') && delivered.includes('start') && under === 10);
  expect(delivered.filter((kind) => kind === 'notice').length).toBe(10);
  // A mail that hangs holds nothing up: what is committed meanwhile is carried at once.
  await inTransaction(connection, (session) => addToOutbox(connection, session, { kind: 'start', ref: 'ONB-EEEEEE' }));
  relay.nudge();
  await eventually(() => delivered.filter((kind) => kind === 'start').length === 2);
  slowServer.open();
  await eventually(async () => (await outboxModel(connection).countDocuments()) === 0);
  await relay.stop();
  expect(delivered.filter((kind) => kind === 'notice').length).toBe(25);
  expect(most).toBe(10);
});
