import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { connectDatabase } from '../../src/database/connect.ts';
import { platformAccount, supportGroup } from '../../src/directory/groups.ts';
import { directoryModels } from '../../src/directory/models.ts';
import { createKeyringFile } from '../../src/keys/keyring.ts';
import { ensureIndexes } from '../../src/main/indexes.ts';
import { type OnboardingRecord, recordModels } from '../../src/records/models.ts';
import { findingModel } from '../../src/support/findings.ts';
import { startMailServer } from '../support-actions/mail-server.ts';
import { temporalAddress, testDatabaseUri } from '../support/servers.ts';
import { castellan } from './support.ts';

/** What the schedules do, on demand: `sweep` and `digest` as an operator runs them, on real servers. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-scheduled-'));
let connection: Connection;
let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let env: Record<string, string>;

beforeAll(async () => {
  createKeyringFile(path.join(folder, 'keyring.json'));
  mailServer = await startMailServer();
  const uri = testDatabaseUri();
  connection = await connectDatabase(uri);
  await ensureIndexes(connection);
  env = {
    MONGODB_URI: uri,
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_TASK_QUEUE: `scheduled-${path.basename(folder)}`,
    SMTP_URL: mailServer.url,
    CASTELLAN_DATA: folder,
  };
});
afterAll(async () => {
  await connection.dropDatabase();
  await connection.close();
  await mailServer.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await recordModels(connection).onboardings.deleteMany({});
  await findingModel(connection).deleteMany({});
});

/** An open record that nobody works on. */
async function keep(ref: string, facts: Partial<OnboardingRecord> = {}): Promise<void> {
  const earlier = new Date(Date.now() - 3_600_000);
  const record = {
    ...{ ref, account: '1001', group: 'account-administrators', path: 'invite', requestedPath: 'invite' },
    ...{ email: 'swept@example.org', addressKey: `${ref.slice(0, 10)}@example.org`, locale: 'en' },
    ...{ stage: 'awaiting-first-login', open: true, stall: null, revision: 1, seq: 0, sendings: 1, timeline: [] },
    ...{ createdAt: earlier, updatedAt: earlier, ...facts },
  };
  await recordModels(connection).onboardings.collection.insertOne(record as never);
}

describe('sweep', () => {
  test('where all is well it says so and ends with 0', async () => {
    const { code, stdout } = await castellan(['sweep', '--json'], { env });
    expect(JSON.parse(stdout)).toEqual({ restarted: 0, expired: 0, unchecked: [], findings: [] });
    expect(code).toBe(0);
  });

  test('findings are listed, and are for somebody to decide: 6', async () => {
    await keep('ONB-G0NE22');
    const { code, stdout } = await castellan(['sweep'], { env });
    expect(stdout).toContain('  record-disagrees  ONB-G0NE22  workflow-missing\n');
    expect(code).toBe(6);
    const machine = await castellan(['sweep', '--json'], { env });
    expect(JSON.parse(machine.stdout)).toMatchObject({
      unchecked: [],
      findings: [{ kind: 'record-disagrees', ref: 'ONB-G0NE22', detail: 'workflow-missing' }],
    });
    expect(machine.code).toBe(6);
  });
});

describe('digest', () => {
  test('where nothing waits it says so and mails nobody', async () => {
    const { code, stdout } = await castellan(['digest', '--mail', '--json'], { env });
    expect(JSON.parse(stdout)).toMatchObject({ counts: {}, waiting: [], mailed: 0 });
    expect(code).toBe(0);
    expect(mailServer.taken).toEqual([]);
  });

  test('it is printed, and with --mail goes to support staff as well', async () => {
    await keep('ONB-ST4LL2', {
      stage: 'stalled',
      stall: { reason: 'mail-rejected', stage: 'inviting', attempt: 1, detail: null, since: new Date() } as never,
    });
    const { users, members } = directoryModels(connection);
    const [staff] = await users.create([
      {
        ...{ userId: 'sam@example.org', addressKey: 'sam@example.org', firstName: 'Sam', lastName: 'Sup' },
        ...{ status: 'active', createdByAccount: platformAccount, requiredActions: [], firstLoginAt: new Date() },
        preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
      },
    ]);
    await members.collection.insertOne({
      ...{ account: platformAccount, group: supportGroup, user: staff!._id, addedAt: new Date(), addedBy: 'operator' },
    });
    const printed = await castellan(['digest'], { env });
    expect(printed.stdout).toContain('ONB-ST4LL2');
    expect(printed.code).toBe(0);
    expect(mailServer.taken).toEqual([]);
    const mailed = await castellan(['digest', '--mail', '--json'], { env });
    expect(JSON.parse(mailed.stdout)).toMatchObject({ counts: { 'mail-rejected': 1 }, mailed: 1 });
    expect(mailed.code).toBe(0);
    const [mail, ...others] = mailServer.inbox('sam@example.org');
    expect(mail!.text).toContain('ONB-ST4LL2');
    expect(others).toEqual([]);
  });
});
