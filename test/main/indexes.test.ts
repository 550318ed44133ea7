import { directoryModels } from '../../src/directory/models.ts';
import { ensureIndexes, readyIndexes } from '../../src/main/indexes.ts';
import { testDatabase } from '../support/servers.ts';

test('creates every collection and index, again without harm, also from two processes at once', async () => {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  try {
    await Promise.all([ensureIndexes(connection), ensureIndexes(connection)]);
    await ensureIndexes(connection);
    const names = (await connection.listCollections()).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['accounts', 'users', 'groups', 'members', 'sessions', 'api-tokens', 'password-resets']),
    );
    expect(names).toEqual(expect.arrayContaining(['onboardings', 'timeline', 'outbox', 'audit', 'envelopes']));
    const indexes = await connection.collection('users').indexes();
    expect(indexes).toEqual(
      expect.arrayContaining([expect.objectContaining({ key: { addressKey: 1 }, unique: true })]),
    );
    const expiring = await connection.collection('sessions').indexes();
    expect(expiring).toEqual(expect.arrayContaining([expect.objectContaining({ expireAfterSeconds: 0 })]));
  } finally {
    await connection.destroy();
  }
});

test('what an earlier version kept in clear is gone after it, and nothing else', async () => {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  try {
    await ensureIndexes(connection);
    const kept = { ref: 'ONB-000001', reason: 'takes over' };
    await connection.collection('onboardings').insertMany([
      { ...kept, message: 'The words of the sender.' },
      { ref: 'ONB-000002', message: null },
    ]);
    await connection.collection('bulk-jobs').insertOne({ job: 'BLK-000001', message: 'The words of the sender.' });
    await ensureIndexes(connection);
    const left = connection
      .collection('onboardings')
      .find({}, { projection: { _id: 0 } })
      .sort({ ref: 1 });
    expect(await left.toArray()).toEqual([kept, { ref: 'ONB-000002' }]);
    expect(await connection.collection('bulk-jobs').findOne({}, { projection: { _id: 0 } })).toEqual({
      job: 'BLK-000001',
    });
  } finally {
    await connection.destroy();
  }
});

test('in production nothing is made by itself: what is missing is named, with the command that makes it', async () => {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  try {
    const production = { NODE_ENV: 'production' } as const;
    await expect(readyIndexes(production, connection)).rejects.toThrow(/users.*Run `castellan database prepare`/s);
    expect(await connection.listCollections()).toEqual([]);
    await readyIndexes({ NODE_ENV: 'development' }, connection);
    await readyIndexes(production, connection);
    await connection.collection('users').dropIndex('addressKey_1');
    const missing = 'MONGODB_URI leads to a database without users.addressKey.';
    await expect(readyIndexes(production, connection)).rejects.toThrow(missing);
  } finally {
    await connection.destroy();
  }
});

test('MongoDB itself refuses a directory document that is none', async () => {
  const connection = await testDatabase({ autoIndex: false, autoCreate: false });
  try {
    await ensureIndexes(connection);
    const users = connection.collection('users');
    const refused = { code: 121 };
    await expect(users.insertOne({ userId: 'a@example.org' })).rejects.toMatchObject(refused);
    const [user] = await directoryModels(connection).users.create([
      {
        userId: 'a@example.org',
        addressKey: 'a@example.org',
        status: 'active',
        createdByAccount: '1001',
        requiredActions: ['features'],
        preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
      },
    ]);
    const change = (set: Record<string, unknown>) => users.updateOne({ _id: user!._id }, { $set: set });
    await expect(change({ status: 'emperor' })).rejects.toMatchObject(refused);
    await expect(change({ requiredActions: ['dance'] })).rejects.toMatchObject(refused);
    await expect(change({ 'preferences.language': 'de' })).rejects.toMatchObject(refused);
    await expect(change({ status: 'locked' })).resolves.toMatchObject({ modifiedCount: 1 });
  } finally {
    await connection.destroy();
  }
});
