import { jest } from '@jest/globals';
import type { mongo } from 'mongoose';
import { ensureReplicaSet, replicaSet } from '../../src/embedded/replica-set.ts';

type Answer = Record<string, unknown> | Error;

/** The admin database of a mongod in some state; it remembers what it was told. */
function mongod(answers: Record<string, Answer>) {
  const told: Record<string, unknown>[] = [];
  const command = jest.fn(async (request: Record<string, unknown>) => {
    told.push(request);
    const answer = answers[Object.keys(request)[0]!] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { admin: { command } as unknown as mongo.Db, told };
}

const host = '127.0.0.1:27017';
const uninitialised = Object.assign(new Error('no replset config'), { codeName: 'NotYetInitialized' });

test('a new mongod becomes a replica set of one', async () => {
  const { admin, told } = mongod({ hello: { isWritablePrimary: false }, replSetGetConfig: uninitialised });
  await expect(ensureReplicaSet(admin, host)).rejects.toThrow(/electing/);
  expect(told.at(-1)).toEqual({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
});

test('one whose port has changed is told so', async () => {
  const config = { _id: replicaSet, version: 3, members: [{ _id: 0, host: '127.0.0.1:27018', priority: 1 }] };
  const { admin, told } = mongod({ hello: { isWritablePrimary: false }, replSetGetConfig: { config } });
  await expect(ensureReplicaSet(admin, host)).rejects.toThrow(/electing/);
  expect(told.at(-1)).toEqual({
    replSetReconfig: { ...config, version: 4, members: [{ _id: 0, host, priority: 1 }] },
    force: true,
  });
});

test('one that is electing is left to it', async () => {
  const config = { _id: replicaSet, version: 1, members: [{ _id: 0, host }] };
  const { admin, told } = mongod({ hello: { isWritablePrimary: false }, replSetGetConfig: { config } });
  await expect(ensureReplicaSet(admin, host)).rejects.toThrow(/electing/);
  expect(told).toHaveLength(2);
});

test('the primary is ready', async () => {
  const { admin, told } = mongod({ hello: { isWritablePrimary: true, me: host } });
  await ensureReplicaSet(admin, host);
  expect(told).toHaveLength(1);
});
