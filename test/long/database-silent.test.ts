import mongoose, { type Connection, Schema } from 'mongoose';
import { connectDatabase } from '../../src/database/connect.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../../src/database/unavailable.ts';
import { startProxy } from '../support/proxy.ts';
import { testDatabaseUri } from '../support/servers.ts';

const { mongo } = mongoose;
let proxy: Awaited<ReturnType<typeof startProxy>>;
let connection: Connection;
beforeAll(async () => {
  const uri = new URL(testDatabaseUri());
  proxy = await startProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.host = `127.0.0.1:${proxy.port}`;
  connection = await connectDatabase(uri.href);
});
afterAll(async () => {
  await connection.destroy();
  await proxy.close();
});

test('a server that says nothing any more is noticed in every kind of work, and work goes on when it answers', async () => {
  const things = connection.model('Thing', new Schema({ name: String }));
  await things.create([{ name: 'first' }]);
  const works: Record<string, () => Promise<unknown>> = {
    find: async () => things.findOne({ name: 'first' }).lean(),
    aggregate: async () => things.aggregate([{ $match: {} }]),
    update: async () => things.updateOne({ name: 'first' }, { $set: { name: 'first' } }),
    create: async () => things.create([{ name: 'second' }]),
    'insert many': async () => things.insertMany([{ name: 'third' }, { name: 'fourth' }]),
    command: async () => connection.db!.command({ ping: 1 }),
    transaction: async () => inTransaction(connection, (session) => things.create([{ name: 'fifth' }], { session })),
  };
  for (const work of Object.values(works)) await work();

  proxy.hold();
  // Those that are under way when it falls silent, and those that come when that is known: while it goes on saying
  // nothing, each of them ends.
  for (const _round of ['under way', 'known']) {
    const ends = await Promise.allSettled(Object.values(works).map((work) => work()));
    const seen = ends.map((end) => end.status === 'rejected' && isDatabaseUnavailable(end.reason));
    expect(Object.fromEntries(Object.keys(works).map((name, index) => [name, seen[index]]))).toEqual(
      Object.fromEntries(Object.keys(works).map((name) => [name, true])),
    );
  }

  proxy.release();
  for (const work of Object.values(works)) await work();
}, 40_000);

const serverError = (code: number) => new mongo.MongoServerError({ message: 'moving', code });

const outages: (readonly [string, unknown])[] = [
  ...[10_107, 13_435, 11_602, 11_600, 189, 91].map((code) => [`code ${code}`, serverError(code)] as const),
  ['a bulk write that was stopped by one', new mongo.MongoBulkWriteError(serverError(91) as never, {} as never)],
  ['no free connection', Object.assign(new Error('waited'), { name: 'MongoWaitQueueTimeoutError' })],
  ['a socket that timed out', Object.assign(new Error('late'), { code: 'ETIMEDOUT' })],
  ['a cause within', new Error('could not', { cause: new mongo.MongoNetworkError('gone') })],
  ['a transaction that did not end', new DatabaseUnavailable('late')],
];
test.each(outages)('an outage is seen in %s', (_what, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
});

const others: (readonly [string, unknown])[] = [
  ['a duplicate key', serverError(11_000)],
  ['a document that fails validation', serverError(121)],
  // gRPC counts from 1 too; its NOT_FOUND and ALREADY_EXISTS are no host that cannot be reached.
  ['another service’s code', Object.assign(new Error('exists'), { code: 6 })],
  ['no error at all', 'gone'],
];
test.each(others)('no outage is seen in %s', (_what, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
});
