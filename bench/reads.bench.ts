import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createConsole } from '../src/console/console.ts';
import { answerWithPage } from '../src/console/errors.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { auditModel } from '../src/audit/audit.ts';
import { startApi } from '../test/http/support.ts';
import { measure, print } from './measure.ts';

/**
 * What Castellan costs above the driver, over HTTP: the plain "Add to Group", the list of members and the page on which
 * both stand, and the sign-in page. The base is Express with nothing but the same reads or writes by the bare driver.
 */
const settings = { RATE_SOURCE_PER_MINUTE: '1000000', RATE_LOOKUPS_PER_SUBJECT: '100000', LOG_LEVEL: 'silent' };
const api = await startApi({ settings, pages: { create: createConsole, onError: answerWithPage } });
const administrator = await api.makeAdministrator('ann');
const cookie = await api.cookieOf(administrator);
const { users, members } = api.models;
const group = 'account-administrators';
let count = 0;

/** The very documents, by the driver alone: the user is read, membership and audit entry are written together. */
const bare = express();
bare.use(express.json());
bare.post('/members', async (request, response) => {
  const addedAt = new Date();
  await inTransaction(api.connection, async (session) => {
    const user = await users.collection.findOne({ addressKey: request.body.userId }, { session });
    await members.collection.insertOne({ account: '2002', group, user: user!._id, addedAt, addedBy: 'bare' } as never, {
      session,
    });
    const fact = { at: addedAt, actor: 'bare', action: 'member.add', outcome: 'done', data: {} };
    await auditModel(api.connection).collection.insertOne(fact as never, { session });
  });
  response.status(201).json({ addedAt });
});
bare.get('/members', async (_request, response) => {
  const items = await members.collection.find({ account: '1001', group }).limit(20).toArray();
  const people = await users.collection.find({ _id: { $in: items.map(({ user }) => user) } }).toArray();
  response.json({ items: people });
});
bare.get('/sign-in', (_request, response) => void response.type('html').send('<!doctype html><title>Sign in</title>'));
const server = createServer(bare).listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

async function ask(to: number, path: string, method = 'GET', json?: object): Promise<void> {
  const headers = { ...cookie, 'accept-language': 'en', ...(json && { 'content-type': 'application/json' }) };
  const response = await fetch(`http://127.0.0.1:${to}${path}`, {
    method,
    headers,
    ...(json && { body: JSON.stringify(json) }),
  });
  await response.arrayBuffer();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status}`);
}

/** A user who exists and is no member yet. */
async function somebody(): Promise<string> {
  count += 1;
  return (await api.makeUser(`user${count}`)).userId;
}
const people: string[] = [];
for (let made = 0; made < 2 * (1 + 7 * 10); made += 1) people.push(await somebody());

print(
  'Add to Group / the same documents by the bare driver behind Express (budget at most 2 ×)',
  await measure(
    { name: 'bare driver', once: async () => ask(port, '/members', 'POST', { userId: people.pop() }) },
    [
      {
        name: 'Add to Group',
        once: async () =>
          ask(api.port, `/api/v1/accounts/1001/groups/${group}/members`, 'POST', { userId: people.pop() }),
      },
    ],
    7,
    10,
  ),
);
print(
  'Reads / the bare driver behind Express (budget at most 2 ×)',
  await measure(
    { name: 'bare driver', once: async () => ask(port, '/members') },
    [
      {
        name: 'list of members',
        once: async () => ask(api.port, `/api/v1/accounts/1001/groups/${group}/members?limit=20`),
      },
      { name: 'sign-in page', once: async () => (await fetch(`http://127.0.0.1:${api.port}/sign-in`)).text() },
    ],
    7,
    50,
  ),
);
server.close();
await api.close();
process.exit();
