import { get, type IncomingMessage } from 'node:http';
import { inTransaction } from '../../src/database/transaction.ts';
import { recordModels } from '../../src/records/models.ts';
import { addTimelineEntry } from '../../src/records/timeline.ts';
import { readEvents, type ServerEvent } from '../../src/cli/server-events.ts';
import { startApi, type TestApi } from './support.ts';

let api: TestApi;
let headers: { cookie: string };

beforeAll(async () => {
  api = await startApi();
  headers = await api.cookieOf(await api.makeAdministrator('ann'));
});
afterAll(async () => api.close());

async function begin(email: string): Promise<string> {
  const json = { email, path: 'invite' };
  const { body } = await api.call('POST', '/api/v1/accounts/1001/onboardings', { headers, json });
  return body.onboarding.ref;
}

const happen = async (ref: string, kind: 'checked' | 'mailed' | 'cancelled') =>
  inTransaction(api.connection, async (session) => {
    await addTimelineEntry(api.connection, session, ref, { kind, by: { kind: 'system' } });
    const ended = { stage: 'cancelled', open: false, endedAt: new Date() };
    if (kind === 'cancelled')
      await recordModels(api.connection).onboardings.updateOne({ ref }, { $set: ended }, { session });
  });

async function listen(ref: string, more: Record<string, string> = {}, query = '') {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { host: '127.0.0.1', port: api.port, path: `/api/v1/onboardings/${ref}/events${query}` };
    get({ ...options, headers: { ...headers, ...more } }, resolve).on('error', reject);
  });
  const events = readEvents(response as unknown as ReadableStream<Uint8Array>);
  const next = async () => (await events.next()).value as ServerEvent | undefined;
  return { response, next };
}

test('tells what has happened, then what happens, and ends with the onboarding', async () => {
  const ref = await begin('cara@example.org');
  const { response, next } = await listen(ref);
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const first = await next();
  expect([first?.event, first?.id]).toEqual(['message', '1']);
  expect(JSON.parse(first!.data)).toMatchObject({ seq: 1, kind: 'requested', by: 'ann@example.org' });
  await happen(ref, 'checked');
  expect((await next())?.id).toBe('2');
  await happen(ref, 'cancelled');
  expect((await next())?.id).toBe('3');
  expect((await next())?.event).toBe('end');
  expect(await next()).toBeUndefined();

  // Whoever has seen all of it is told not to come back (204), whoever has not gets the rest.
  const again = await listen(ref, { 'last-event-id': '3' });
  expect(again.response.statusCode).toBe(204);
  const rest = await listen(ref, { 'last-event-id': '2' });
  expect((await rest.next())?.id).toBe('3');
  expect((await rest.next())?.event).toBe('end');
});

test('goes on after the ending for whoever asks, until nothing more is expected', async () => {
  const ref = await begin('fay@example.org');
  const { next, response } = await listen(ref, {}, '?after=1&afterword=yes');
  await happen(ref, 'cancelled');
  expect((await next())?.id).toBe('2');
  await happen(ref, 'mailed');
  expect(await next()).toMatchObject({ event: 'message', id: '3' });
  expect(response.complete).toBe(false);
  const longAgo = new Date(Date.now() - 3_600_000);
  await recordModels(api.connection).onboardings.collection.updateOne({ ref }, { $set: { updatedAt: longAgo } });
  expect((await next())?.event).toBe('end');
  const again = await listen(ref, {}, '?after=3&afterword=yes');
  expect(again.response.statusCode).toBe(204);
});

test('says goodbye when the server stops, and is taken up again', async () => {
  const ref = await begin('dora@example.org');
  const { next } = await listen(ref);
  expect((await next())?.id).toBe('1');
  api.web.streams.endAll();
  expect((await next())?.event).toBe('bye');
  expect(await next()).toBeUndefined();
  const resumed = await listen(ref, { 'last-event-id': '1' });
  await happen(ref, 'mailed');
  expect((await resumed.next())?.id).toBe('2');
  resumed.response.destroy();
});

test('keeps quiet connections alive', async () => {
  const { createStreams } = await import('../../src/http/streams.ts');
  const { createServer } = await import('node:http');
  const streams = createStreams({ heartbeatMs: 5 });
  const server = createServer((request, response) => {
    const express = Object.assign(response, {
      status: () => express,
      set: (all: Record<string, string>) => {
        for (const [name, value] of Object.entries(all)) response.setHeader(name, value);
        return express;
      },
    });
    streams.open(request as never, express as never);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const response = await new Promise<IncomingMessage>((resolve) => get({ host: '127.0.0.1', port }, resolve));
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
    if (text.split(': still here').length > 3) break;
  }
  expect(text).toMatch(/^retry: 2000\n\n/);
  streams.endAll();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('another account’s onboarding is not there', async () => {
  const ref = await begin('erin@example.org');
  const other = await api.cookieOf(await api.makeAdministrator('zoe', '2002'));
  const answer = await api.call('GET', `/api/v1/onboardings/${ref}/events`, { headers: other });
  expect(answer).toMatchObject({ status: 404, body: { code: 'onboarding.not-found' } });
});
