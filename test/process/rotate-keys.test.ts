import { randomUUID } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createKeyActivities } from '../../activities/keys.ts';
import { auditModel } from '../../src/audit/audit.ts';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { countSealingBy, reportKeyring } from '../../src/envelopes/keyring-reports.ts';
import { createLetters } from '../../src/envelopes/letters.ts';
import { createEnvelopes } from '../../src/envelopes/envelopes.ts';
import { activateKey, addKey, removeKey } from '../../src/keys/keyring-file.ts';
import { loadKeyring } from '../../src/keys/keyring.ts';
import { followKeyring } from '../../src/keys/live-keyring.ts';
import { createKeyOperations } from '../../src/main/key-operations.ts';
import { createTemporalClient } from '../../src/temporal/client.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { createDataConverter } from '../../src/temporal/data-converter.ts';
import * as workflows from '../../workflows/index.ts';
import { rotateKeysType, rotationIdOf, rotationProgressQuery } from '../../workflows/rotation.ts';
import { createWorld, type World as Envelopes } from '../envelopes/support.ts';
import { eventually } from '../support/eventually.ts';
import { bareNamespace } from '../support/namespace.ts';
import { temporalAddress } from '../support/servers.ts';
import { quiet, testBundle } from '../support/world.ts';

/** Rotation and retirement on a real Temporal server and a real database. */
let world: Envelopes;
let operationsWith: (settling: { settleFor?: number }) => ReturnType<typeof createKeyOperations>;
let operations: ReturnType<typeof createKeyOperations>;
let client: ReturnType<typeof createTemporalClient>;
let startWorker: (sliceSize?: number) => Promise<{ stop: () => Promise<void> }>;
let taskQueue: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  quiet();
  world = await createWorld();
  closing.push(() => world.end());
  const keyring = followKeyring(world.keyringFile, { everyMs: 0 });
  // One of its own: nobody can tell which key a payload has, so that workflows of other tests would count here too.
  const namespace = await bareNamespace();
  const config = { TEMPORAL_ADDRESS: temporalAddress(), TEMPORAL_NAMESPACE: namespace };
  client = createTemporalClient(config, keyring);
  const connection = await NativeConnection.connect({ address: temporalAddress() });
  closing.unshift(
    () => client.connection.close(),
    () => connection.close(),
  );
  taskQueue = `keys-${randomUUID()}`;
  const envelopes = createEnvelopes({ connection: world.connection, keyring, publicUrl: 'https://castellan.test' });
  operationsWith = (settling) =>
    createKeyOperations({
      connection: world.connection,
      keyringFile: world.keyringFile,
      rewrapping: envelopes.rewrapping,
      client,
      taskQueue,
      ...settling,
    });
  operations = operationsWith({ settleFor: 1 });
  startWorker = async (sliceSize) => {
    const worker = await Worker.create({
      connection,
      namespace,
      taskQueue,
      workflowBundle: testBundle,
      activities: createKeyActivities({ envelopes } as Parameters<typeof createKeyActivities>[0], sliceSize),
      dataConverter: createDataConverter(keyring),
      // What a worker that ended had in its cache goes to the next one soon.
      stickyQueueScheduleToStartTimeout: '500ms',
    });
    const running = worker.run();
    let stopped = false;
    const stop = async () => {
      if (stopped) return;
      stopped = true;
      worker.shutdown();
      await running;
    };
    closing.unshift(stop);
    return { stop };
  };
});
afterAll(async () => {
  for (const close of closing) await close();
});

test('the type under which the workflow is started is its function’s name', () => {
  expect(workflows).toHaveProperty(rotateKeysType);
});

test('a rotation wraps everything anew, shows its progress, and is one however often it is asked for', async () => {
  for (let index = 0; index < 7; index += 1) await world.invite();
  const former = loadKeyring(world.keyringFile).activeId;
  const { to, began } = await operationsWith({}).rotate('host');
  expect(began).toBe(true);
  // Nobody works yet; asked again, it goes on with the same key.
  expect(await operations.rotate('host')).toEqual({ to, began: false });
  expect(await operations.remaining()).toBe(7);
  const worker = await startWorker();
  const handle = client.workflow.getHandle(rotationIdOf(to));
  await eventually(async () => (await handle.query(rotationProgressQuery)).remaining === 0);
  expect(await operations.progress(to)).toEqual({ to, rewrapped: 7, failed: 0, remaining: 0 });
  // Sealed by processes that had not noticed yet: the second pass takes them.
  const late = createEnvelopes({
    connection: world.connection,
    keyring: { ...loadKeyring(world.keyringFile), activeId: former },
    publicUrl: 'https://castellan.test',
  });
  const invited = await world.invite();
  await late.seal({ ...invited, step: 'late', expiresAt: new Date(Date.now() + 60_000) });
  expect(await operations.remaining()).toBe(2);
  expect(await handle.result()).toEqual({ to, rewrapped: 9, failed: 0, remaining: 0 });
  expect(await operations.state(to)).toBe('completed');
  const facts = await operations.list();
  expect(facts.map(({ id, state, envelopes }) => [id, state, envelopes])).toEqual([
    [former, 'former', 0],
    [to, 'active', 9],
  ]);
  const audited = await auditModel(world.connection).find({ action: /^keys/ }).sort({ _id: 1 }).lean();
  expect(audited.map(({ actor, action, data }) => [actor, action, data?.['key']])).toEqual([
    ['operator:host', 'keys.rotate.asked', undefined],
    ['operator:host', 'keys.rotate', to],
  ]);
  await worker.stop();
}, 90_000);

test('a key is retired only once nothing needs it, and every hindrance is named', async () => {
  const before = loadKeyring(world.keyringFile).activeId;
  const { mid } = await world.invite();
  await world.enrolments.requestCode({ mid });
  const sealing = loadKeyring(world.keyringFile);
  const sealed = await createSecrets(sealing).seal('enrolment-code', '{}');
  await world.models.codes.updateOne({ mid }, { $set: { sealed } });
  const waiting = await client.workflow.start(rotateKeysType, {
    args: [{ to: before }],
    workflowId: `rotate-keys/${randomUUID()}`,
    taskQueue: 'nobody',
  });

  expect(await operations.retire('host', before)).toEqual([{ kind: 'active', count: 1 }]);
  expect(await operations.retire('host', 'kek-other')).toEqual([{ kind: 'unknown', count: 1 }]);
  activateKey(world.keyringFile);
  await eventually(async () => (await client.workflow.count("ExecutionStatus = 'Running'")).count > 0);
  const kinds = (await operations.retire('host', before)).map(({ kind }) => kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['too-soon', 'envelopes', 'secrets', 'running-histories', 'ended-histories']),
  );
  expect(loadKeyring(world.keyringFile).ids).toContain(before);
  await waiting.terminate();

  const worker = await startWorker();
  const { to } = await operations.rotate('host');
  await client.workflow.getHandle(rotationIdOf(to)).result();
  await worker.stop();
  await world.models.codes.deleteMany({});
  await world.models.outbox.deleteMany({});
  const later = new Date(Date.now() + 61_000);
  await eventually(async () => (await operations.retire('host', before, true, later)).length === 0);
  expect(loadKeyring(world.keyringFile).ids).not.toContain(before);
  expect((await operations.list()).map(({ id }) => id)).not.toContain(before);
}, 90_000);

test('what does not open by any key is named, and holds no later rotation up', async () => {
  const fine = await world.invite();
  const broken = await world.invite();
  await world.models.envelopes.updateOne({ mid: broken.mid }, { $set: { wrappedKey: 'not.a.key.at.all' } });
  const worker = await startWorker();
  const first = await operations.rotate('host');
  await client.workflow.getHandle(rotationIdOf(first.to)).result();
  expect(await operations.progress(first.to)).toMatchObject({ failed: 1, remaining: 1 });
  expect(await operations.broken()).toEqual([broken.mid]);

  const second = await operations.rotate('host');
  expect(second).toMatchObject({ began: true });
  expect(second.to).not.toBe(first.to);
  await client.workflow.getHandle(rotationIdOf(second.to)).result();
  expect((await world.models.envelopes.findOne({ mid: fine.mid }).lean())!.kekId).toBe(second.to);
  // Recalled, it holds no key up any more.
  const kekId = (await world.models.envelopes.findOne({ mid: broken.mid }).lean())!.kekId;
  const held = async () => (await operations.list()).find(({ id }) => id === kekId)!.envelopes;
  expect(await held()).toBe(1);
  await world.envelopes.recall(broken.mid);
  expect(await held()).toBe(0);
  await worker.stop();
}, 120_000);

test('a rotation that Temporal has forgotten: what it left decides, and only a worker wraps', async () => {
  const { envelopes } = world.models;
  await envelopes.deleteMany({});
  const former = loadKeyring(world.keyringFile);
  const broken = await world.invite();
  const notAKey = { kekId: former.activeId, wrappedKey: 'not.a.key.at.all' };
  await envelopes.updateOne({ mid: broken.mid }, { $set: notAKey });
  const late = createEnvelopes({ connection: world.connection, keyring: former, publicUrl: 'https://castellan.test' });
  const { mid } = await late.seal({ ...broken, step: 'late', expiresAt: new Date(Date.now() + 60_000) });
  const wrappedBy = async () => (await envelopes.findOne({ mid }).lean())!.kekId;

  // Temporal knows nothing of a rotation to this key, as after its retention.
  const to = activateKey(world.keyringFile);
  expect(await operations.rotate('host')).toEqual({ to, began: false });
  expect(await operations.broken()).toEqual([broken.mid]);
  expect(await wrappedBy()).toBe(former.activeId);
  const worker = await startWorker();
  await client.workflow.getHandle(rotationIdOf(to)).result();
  expect(await wrappedBy()).toBe(to);
  await worker.stop();

  // Where all that is left opens by no key, the next rotation begins.
  activateKey(world.keyringFile);
  await envelopes.deleteMany({ mid });
  const next = await operations.rotate('host');
  expect(next).toMatchObject({ began: true });
  await client.workflow.getHandle(rotationIdOf(next.to)).terminate('done with it');
}, 120_000);

test('slice by slice, and run by run as a long one is, with its workers ended in between, it ends complete', async () => {
  await world.models.envelopes.deleteMany({});
  const letters = createLetters({
    connection: world.connection,
    wrapper: createKeyWrapper(loadKeyring(world.keyringFile)),
  });
  for (let index = 0; index < 7; index += 1) {
    const { ref } = await world.invite();
    await world.models.letters.create(await letters.prepare(ref, `letter ${index}`));
  }
  const to = activateKey(world.keyringFile);
  const workflowId = rotationIdOf(to);
  await client.workflow.start(rotateKeysType, { args: [{ to, slicesPerRun: 2, settleFor: 1 }], workflowId, taskQueue });
  const left = () => operations.remaining();
  for (const point of [11, 5]) {
    const worker = await startWorker(1);
    await eventually(async () => (await left()) <= point, 60_000);
    await worker.stop();
  }
  expect(await left()).toBeGreaterThan(0);
  const last = await startWorker(3);
  const handle = client.workflow.getHandle(workflowId);
  expect(await handle.result()).toEqual({ to, rewrapped: 14, failed: 0, remaining: 0 });
  const { raw } = await handle.describe();
  expect(raw.workflowExecutionInfo!.firstRunId).not.toBe(raw.workflowExecutionInfo!.execution!.runId);
  await last.stop();
  expect(await world.models.letters.countDocuments({ kekId: to })).toBe(7);
}, 120_000);

test('a key by which a process still seals, on whatever host, is not retired', async () => {
  const former = loadKeyring(world.keyringFile).activeId;
  const stop = reportKeyring(world.connection, { activeId: former });
  await eventually(async () => (await countSealingBy(world.connection, former)) === 1);
  activateKey(world.keyringFile);
  const kinds = async () => (await operations.retire('host', former, true)).map(({ kind }) => kind);
  expect(await kinds()).toContain('processes');
  // One that has not reported for a minute has ended.
  expect(await countSealingBy(world.connection, former, new Date(Date.now() + 61_000))).toBe(0);
  await stop();
  expect(await kinds()).not.toContain('processes');
});

test('a change of the keyring is on record before it is made, whatever becomes of it', async () => {
  const noted = async () =>
    (await auditModel(world.connection).find({ actor: 'operator:eve' }).sort({ _id: 1 }).lean()).map(
      ({ action, data }) => [action, data?.['key']],
    );
  const draft = `${world.keyringFile}.draft`;
  writeFileSync(draft, '');
  await expect(operations.add('eve')).rejects.toThrow('being-changed');
  rmSync(draft);
  expect(await noted()).toEqual([['keys.add.asked', undefined]]);
  const added = await operations.add('eve');
  expect(await noted()).toEqual([
    ['keys.add.asked', undefined],
    ['keys.add.asked', undefined],
    ['keys.add', added],
  ]);
  removeKey(world.keyringFile, added);
});

test('a key that was only added goes without further ado', async () => {
  const added = addKey(world.keyringFile);
  expect(await operations.retire('host', added)).toEqual([]);
  expect(loadKeyring(world.keyringFile).ids).not.toContain(added);
});

test('without Temporal no key that was ever used is retired', async () => {
  const away = createKeyOperations({
    connection: world.connection,
    keyringFile: world.keyringFile,
    rewrapping: {
      counts: async () => ({}),
      remaining: async () => 0,
      left: async function* () {},
    },
    client: createTemporalClient(
      { TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_NAMESPACE: 'default' },
      loadKeyring(world.keyringFile),
    ),
    taskQueue: 'none',
  });
  const former = loadKeyring(world.keyringFile).activeId;
  activateKey(world.keyringFile);
  expect(await away.retire('host', former, true, new Date(Date.now() + 61_000))).toEqual([
    { kind: 'temporal', count: 1 },
  ]);
});
