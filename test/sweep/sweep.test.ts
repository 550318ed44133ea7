import { Client, ServiceError } from '@temporalio/client';
import type { Principal } from '../../src/directory/authority.ts';
import { createDigest } from '../../src/support/digest.ts';
import { askTemporal, isRefusedQuestion } from '../../src/support/asking.ts';
import { findingModel, keepFindings, listFindings } from '../../src/support/findings.ts';
import { createSweep } from '../../src/support/sweep.ts';
import { ensureSchedules, scheduleIds } from '../../src/temporal/schedules.ts';
import { createProcesses } from '../../src/onboardings/processes.ts';
import { recordModels } from '../../src/records/models.ts';
import { upgradeRequestModel } from '../../src/records/upgrade-requests.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { MailRejected } from '../../src/mail/failures.ts';
import type { Mail } from '../../src/mail/transport.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { bareNamespace } from '../support/namespace.ts';
import { account, openWorld, usualTimings, type World } from '../support/world.ts';

/** What nothing else notices: the sweep on the servers that behave as in production, and the digest that tells of it. */
let world: World;
let administrator: Principal;
let count = 0;
const hour = 3_600_000;

beforeAll(async () => {
  world = await openWorld({ temporal: 'shared' });
  administrator = await world.begin();
});
afterAll(() => world.close());
beforeEach(async () => {
  const { onboardings } = recordModels(world.connection);
  await onboardings.updateMany({ open: true }, { $set: { open: false, stage: 'cancelled', endedAt: new Date() } });
  await findingModel(world.connection).deleteMany({});
  await outboxModel(world.connection).deleteMany({});
});

const processes = (client: Client) =>
  createProcesses({ client, taskQueue: world.taskQueue, timings: usualTimings, deadlineMs: 10_000 });
const warned: unknown[] = [];
const sweep = async (now?: Date, client: Client = world.client, starting = world.client) =>
  createSweep({
    connection: world.connection,
    client,
    taskQueue: world.taskQueue,
    processes: processes(starting),
    envelopes: world.envelopes,
    outboxPatienceMs: 600_000,
    settledMs: 0,
    log: { warn: (facts: unknown) => warned.push(facts) },
  })(now);

/** The same Temporal, which gives no answer when it is asked about these workflows, or in a list with these words. */
function silentAbout(...words: readonly string[]): Client {
  const isMeant = (text: string) => words.some((word) => text.includes(word));
  const noAnswer = () => new ServiceError('no answer', { cause: new Error('14 UNAVAILABLE: no connection') });
  const { workflow } = world.client;
  return Object.create(world.client, {
    workflow: {
      value: Object.create(workflow, {
        getHandle: {
          value: (id: string) =>
            isMeant(id) ? { describe: () => Promise.reject(noAnswer()) } : workflow.getHandle(id),
        },
        list: {
          value(options: { query: string }) {
            if (isMeant(options.query)) throw noAnswer();
            return workflow.list(options);
          },
        },
      }),
    },
  }) as Client;
}

/** An onboarding that waits for a first login. */
async function waiting(): Promise<string> {
  count += 1;
  const input = { email: `swept${count}@example.org`, path: 'invite' as const };
  const { onboarding } = await world.onboardings.request(administrator, account, input, 'en');
  expect(onboarding.stage).toBe('awaiting-first-login');
  return onboarding.ref;
}

/** The list of running workflows is a moment behind the workflows themselves. */
const untilListed = async (ref: string, running: boolean) =>
  eventually(async () => {
    const query = `WorkflowId = '${workflowIdOf(ref)}' AND ExecutionStatus = 'Running'`;
    for await (const _ of world.client.workflow.list({ query })) return running;
    return !running;
  });

const found = async () => (await listFindings(world.connection)).map(({ kind, ref, detail }) => [kind, ref, detail]);
const onboardings = () => recordModels(world.connection).onboardings;

/** Ends a workflow whose record a test has taken away. */
async function end(ref: string): Promise<void> {
  await world.handleOf(ref).terminate('by hand');
  await untilListed(ref, false);
}

test('where all is well it finds nothing', async () => {
  const ref = await waiting();
  await untilListed(ref, true);
  expect(await sweep()).toEqual({ restarted: 0, expired: 0, findings: 0, unchecked: [] });
});

test('an onboarding that was asked for and has no workflow is started', async () => {
  const ref = await waiting();
  const lost = 'ONB-N0NE22';
  const facts = {
    ref: lost,
    stage: 'requested',
    revision: 0,
    workflow: { id: workflowIdOf(lost), runId: null },
  } as const;
  await onboardings().updateOne({ ref }, { $set: facts, $unset: { mid: 1 } });
  await end(ref);
  expect(await sweep()).toMatchObject({ restarted: 1, findings: 0 });
  await eventually(async () => (await world.recordOf(lost)).stage === 'awaiting-first-login');
  await untilListed(lost, true);
  expect(await sweep()).toMatchObject({ restarted: 0 });
});

test('an open record whose workflow was terminated is a finding: counted again, and gone once it is mended', async () => {
  const ref = await waiting();
  await end(ref);
  expect(await sweep()).toMatchObject({ restarted: 0, findings: 1 });
  expect(await found()).toEqual([['record-disagrees', ref, 'workflow-ended']]);
  const [first] = await listFindings(world.connection);
  await sweep();
  const [second] = await listFindings(world.connection);
  expect(second).toMatchObject({ since: first!.since, seen: first!.seen! + 1 });
  await onboardings().updateOne({ ref }, { $set: { open: false, stage: 'cancelled' } });
  await sweep();
  expect(await found()).toEqual([]);
});

test('an open record without any workflow, past its request, is a finding and is not begun anew', async () => {
  const ref = await waiting();
  await onboardings().updateOne({ ref }, { $set: { ref: 'ONB-G0NE22', workflow: { id: 'x', runId: null } } });
  await end(ref);
  await sweep();
  expect(await found()).toEqual([['record-disagrees', 'ONB-G0NE22', 'workflow-missing']]);
});

test('what Temporal gives no answer to is told, is no missing workflow, and what was found of its kind is kept', async () => {
  const gone = await waiting();
  await end(gone);
  await sweep();
  const before = await listFindings(world.connection);
  const other = await waiting();
  await end(other);
  warned.length = 0;
  const silent = silentAbout(gone, 'TemporalReportedProblems');
  const unchecked = ['record-disagrees', 'workflow-task-failing'];
  expect(await sweep(undefined, silent)).toMatchObject({ restarted: 0, findings: 1, unchecked });
  expect(await found()).toEqual(
    expect.arrayContaining([
      ['record-disagrees', gone, 'workflow-ended'],
      ['record-disagrees', other, 'workflow-ended'],
    ]),
  );
  expect((await listFindings(world.connection)).find(({ ref }) => ref === gone)).toEqual(before[0]);
  expect(warned).toMatchObject([
    { ref: gone, kind: 'record-disagrees' },
    { ref: null, kind: 'workflow-task-failing' },
  ]);
  await onboardings().updateMany({ open: true }, { $set: { open: false, stage: 'cancelled', endedAt: new Date() } });
  expect(await sweep()).toMatchObject({ findings: 0, unchecked: [] });
  expect(await found()).toEqual([]);
});

test('a request that Temporal gives no answer about is not begun anew', async () => {
  const ref = await waiting();
  await end(ref);
  await onboardings().updateOne({ ref }, { $set: { ref: 'ONB-QV1ET2', stage: 'requested' } });
  const result = await sweep(undefined, silentAbout('ONB-QV1ET2'));
  expect(result).toMatchObject({ restarted: 0, findings: 0, unchecked: ['record-disagrees'] });
});

test('starts that Temporal refuses are findings, however many, and hide none of the others', async () => {
  const namespace = await bareNamespace();
  // A namespace without our search attributes refuses every start.
  const refusing = new Client({ connection: world.client.connection, namespace });
  const gone = await waiting();
  await end(gone);
  const { _id, ...one } = (await onboardings().findOne({ ref: gone }).lean())!;
  const refs = Array.from({ length: 6 }, (_, index) => `ONB-REFV${index}E`);
  const refused = refs.map((ref) => ({ ...one, ref, addressKey: `${ref}@example.org`, stage: 'requested' as const }));
  await onboardings().collection.insertMany(refused);
  await eventually(async () => (await refusing.workflow.count().catch(() => null)) !== null);
  expect(await sweep(undefined, world.client, refusing)).toMatchObject({ restarted: 0, findings: 7, unchecked: [] });
  expect(await found()).toEqual(
    expect.arrayContaining([
      ['record-disagrees', gone, 'workflow-ended'],
      ...refs.map((ref) => ['record-disagrees', ref, 'start-refused']),
    ]),
  );
  // Whoever mends it has them started by the next sweep.
  await onboardings().deleteMany({ ref: { $in: refs.slice(1) } });
  expect(await sweep()).toMatchObject({ restarted: 1, findings: 1 });
});

test('where nothing gets an answer the sweep fails, so that it is tried again; a refused question is none of that', async () => {
  const asking = askTemporal();
  const silence = () => Promise.reject(new ServiceError('no answer'));
  for (let count = 0; count < 5; count += 1) expect(await asking.about('record-disagrees', null, silence)).toBeNull();
  await expect(asking.about('record-disagrees', null, silence)).rejects.toThrow('no answer');
  await expect(asking.about('record-disagrees', null, () => Promise.reject(new Error('ours')))).rejects.toThrow('ours');
  const unknown = world.client.workflow.list({ query: 'NoSuchAttribute IS NOT NULL' })[Symbol.asyncIterator]();
  const refused = await unknown.next().catch((error: unknown) => error);
  expect(isRefusedQuestion(refused)).toBe(true);
  expect(isRefusedQuestion(new ServiceError('no answer'))).toBe(false);
});

test('two sweeps at once keep the same findings, and neither takes the other’s away', async () => {
  const found = Array.from({ length: 8 }, (_, count) => {
    return { kind: 'outbox-stuck', subject: `entry-${count}`, ref: null, detail: 'mail' } as const;
  });
  const [earlier, later] = [new Date(Date.now() - 1_000), new Date()];
  await Promise.all([later, earlier, later, earlier].map((now) => keepFindings(world.connection, found, now)));
  const kept = await listFindings(world.connection);
  expect(kept).toHaveLength(found.length);
  for (const { seen, seenAt } of kept) expect([seen, seenAt]).toEqual([4, later]);
});

test('a workflow that runs without any record is a finding, until it is cancelled in Temporal', async () => {
  const ref = await waiting();
  await untilListed(ref, true);
  await onboardings().deleteOne({ ref });
  await sweep();
  expect(await found()).toEqual([['record-disagrees', ref, 'record-missing']]);
  await world.handleOf(ref).cancel();
  await untilListed(ref, false);
  await sweep();
  expect(await found()).toEqual([]);
});

test('a workflow of others on the same Temporal is not looked at', async () => {
  const workflowId = workflowIdOf('ONB-ALIEN2');
  const options = { args: [{ ref: 'ONB-ALIEN2' }], workflowId, taskQueue: 'of-others' };
  const handle = await world.client.workflow.start('promoteToAdmin', options);
  await untilListed('ONB-ALIEN2', true);
  expect(await sweep()).toMatchObject({ findings: 0 });
  await handle.terminate('done with it');
});

test('a workflow that runs on a closed record is a finding once its last mails have had their time', async () => {
  const ref = await waiting();
  await onboardings().updateOne({ ref }, { $set: { open: false, stage: 'cancelled', endedAt: new Date() } });
  await untilListed(ref, true);
  await sweep();
  expect((await found()).filter(([, of]) => of === ref)).toEqual([]);
  await sweep(new Date(Date.now() + hour));
  expect(await found()).toEqual(expect.arrayContaining([['record-disagrees', ref, 'workflow-still-running']]));
  await world.handleOf(ref).terminate('done with it');
});

test('a workflow whose tasks fail is a finding', async () => {
  const ref = await waiting();
  const broken = 'ONB-BR0KE2';
  await onboardings().updateOne(
    { ref },
    { $set: { ref: broken, stage: 'checking', workflow: { id: workflowIdOf(broken), runId: null } } },
  );
  await end(ref);
  // Timings are missing, on purpose: the workflow's code fails on them.
  const handle = await world.client.workflow.start('promoteToAdmin', {
    args: [{ ref: broken }],
    workflowId: workflowIdOf(broken),
    taskQueue: world.taskQueue,
  });
  await untilListed(broken, true);
  await eventually(async () => ((await handle.describe()).raw.pendingWorkflowTask?.attempt ?? 0) >= 3, 40_000);
  await sweep();
  expect(await found()).toEqual([['workflow-task-failing', broken, 'task-failing']]);
  await handle.terminate('done with it');
});

test('messages that wait too long to be delivered are findings', async () => {
  const createdAt = new Date(Date.now() - hour);
  await outboxModel(world.connection).create([
    { message: { kind: 'start', ref: 'ONB-STVCK2' }, dueAt: new Date(), createdAt },
    { message: { kind: 'first-login', user: 'f'.repeat(24) }, dueAt: new Date(), createdAt },
    { message: { kind: 'start', ref: 'ONB-FRESH2' }, dueAt: new Date(), createdAt: new Date() },
  ]);
  await sweep();
  const all = await found();
  expect(all).toHaveLength(2);
  expect(all).toEqual(
    expect.arrayContaining([
      ['outbox-stuck', 'ONB-STVCK2', 'start'],
      ['outbox-stuck', null, 'first-login'],
    ]),
  );
});

test('where more wait than are told, the oldest are told', async () => {
  const entryOf = (minutes: number) => {
    const createdAt = new Date(Date.now() - minutes * 60_000);
    return {
      message: { kind: 'bulk', job: String(minutes) },
      attempts: 0,
      dueAt: createdAt,
      lastError: null,
      createdAt,
    };
  };
  const entries = Array.from({ length: 201 }, (_, index) => entryOf(100 + index));
  const { insertedIds } = await outboxModel(world.connection).collection.insertMany(entries);
  await sweep();
  const kept = new Set((await findingModel(world.connection).find().lean()).map((finding) => finding._id));
  expect(kept.size).toBe(200);
  expect(kept.has(`outbox-stuck:${String(insertedIds[0])}`)).toBe(false);
  expect(kept.has(`outbox-stuck:${String(insertedIds[200])}`)).toBe(true);
});

test('an envelope whose date is over keeps its key while the onboarding is open, and loses it afterwards', async () => {
  const ref = await waiting();
  await untilListed(ref, true);
  const { mid } = await world.recordOf(ref);
  const later = new Date(Date.now() + 400 * 24 * hour);
  await sweep(later);
  const envelope = async () => world.connection.collection('envelopes').findOne({ mid });
  expect(await envelope()).toMatchObject({ state: 'sent', wrappedKey: expect.any(String) });
  await world.handleOf(ref).terminate('over');
  await onboardings().updateOne({ ref }, { $set: { open: false, stage: 'completed', endedAt: new Date() } });
  expect((await sweep(later)).expired).toBe(1);
  expect(await envelope()).toMatchObject({ state: 'expired' });
  expect((await envelope())!['wrappedKey']).toBeUndefined();
});

test('overdue messages of open onboardings, however many wait, keep no other from its end', async () => {
  const [open, closed] = [await waiting(), await waiting()];
  await onboardings().updateOne({ ref: closed }, { $set: { open: false, stage: 'completed', endedAt: new Date() } });
  const envelopes = world.connection.collection('envelopes');
  // More than a driver fetches at once, and all of them longer overdue than the one that is to end.
  const { _id, ...one } = (await envelopes.findOne({ ref: open }))!;
  const others = Array.from({ length: 250 }, (_, index) => {
    const name = `waiting-${String(index).padStart(14, '0')}`;
    return { ...one, mid: name, step: name, ctHash: name, expiresAt: new Date(index) };
  });
  await envelopes.insertMany(others);
  await sweep(new Date(Date.now() + 400 * 24 * hour));
  expect(await envelopes.findOne({ ref: closed })).toMatchObject({ state: 'expired' });
  expect(await envelopes.countDocuments({ ref: open, wrappedKey: { $exists: true } })).toBe(251);
  await envelopes.deleteMany({ step: /^waiting-/ });
  for (const ref of [open, closed]) await world.handleOf(ref).terminate('done with it');
});

test('the digest tells support staff what waits, most urgent first, in their language and without names', async () => {
  const staff = await world.addUser({
    userId: 'agathe@example.org',
    preferences: { language: 'fr', timeZone: 'UTC', notifyNewMessages: true },
  });
  await world.join(staff, platformAccount, supportGroup);
  world.mailServer.fails = () => new MailRejected(550, 'no such user');
  const { onboarding } = await world.onboardings.request(
    administrator,
    account,
    {
      email: 'digested@example.org',
      path: 'invite',
      candidate: { firstName: 'Quentin', lastName: 'Zanzibar', locale: 'en' },
    },
    'en',
  );
  world.mailServer.fails = null;
  const sent: Mail[] = [];
  const digest = createDigest({
    connection: world.connection,
    mailer: {
      async send(mail: Mail) {
        sent.push(mail);
        return { response: '250 ok' };
      },
    },
    publicUrl: 'https://castellan.test',
    mailFrom: 'Castellan <castellan@castellan.test>',
  });
  await upgradeRequestModel(world.connection).create([
    {
      account,
      user: 'f'.repeat(24),
      userId: 'asking@example.org',
      reason: 'Please',
      state: 'open',
      open: true,
      order: 1,
      createdAt: new Date(),
    },
  ]);
  const facts = await digest.gather();
  expect(facts.counts).toMatchObject({ 'mail-rejected': 1, 'upgrade-requested': 1 });
  expect(facts.waiting.map(({ topic }) => topic)).toEqual(['upgrade-requested', 'mail-rejected']);
  expect(await digest.recipients()).toEqual([String(staff._id)]);
  await digest.mail(facts, String(staff._id));
  await digest.mail(facts, String(staff._id));
  expect(sent[0]).toEqual(sent[1]);
  expect(sent[0]).toMatchObject({ to: 'agathe@example.org', locale: 'fr' });
  expect(sent[0]!.subject).toContain('demande');
  expect(sent[0]!.text).toContain(onboarding.ref);
  expect(sent[0]!.text).toContain('courriel refusé');
  expect(sent[0]!.text).not.toMatch(/digested|Quentin|Zanzibar|asking@/);
  expect(digest.render({ at: 0, counts: {}, waiting: [] }, 'en').text).toContain('0 things need a human');
});

test('the schedules are made once, and brought to the present settings', async () => {
  const config = { TEMPORAL_TASK_QUEUE: world.taskQueue, DIGEST_HOUR: 6 };
  await ensureSchedules(world.client, config);
  await ensureSchedules(world.client, { ...config, DIGEST_HOUR: 9 });
  const digest = await world.client.schedule.getHandle(scheduleIds.digest).describe();
  expect(digest.spec.calendars?.[0]?.hour).toEqual([expect.objectContaining({ start: 9 })]);
  expect(digest.action).toMatchObject({ workflowType: 'digest', taskQueue: world.taskQueue });
  const swept = await world.client.schedule.getHandle(scheduleIds.sweep).describe();
  expect(swept.spec.intervals).toEqual([expect.objectContaining({ every: 600_000 })]);
  for (const id of Object.values(scheduleIds)) await world.client.schedule.getHandle(id).delete();
});
