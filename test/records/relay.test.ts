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
