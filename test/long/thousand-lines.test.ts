import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createKeyWrapper } from '../../src/envelopes/key-wrapper.ts';
import { createLetters } from '../../src/envelopes/letters.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { createBulk } from '../../src/onboardings/bulk.ts';
import { createBulkRunning } from '../../src/onboardings/bulk-running.ts';
import { readInvitations } from '../../src/onboardings/bulk-lines.ts';
import { createRequesting } from '../../src/onboardings/requesting.ts';
import { bulkModels } from '../../src/records/bulk-jobs.ts';
import { recordModels } from '../../src/records/models.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { createRelay } from '../../src/records/relay.ts';
import { noProcesses } from '../http/support.ts';
import { eventually } from '../support/eventually.ts';
import { testDirectory } from '../support/people.ts';

test('a thousand lines are checked and begun, over an end of the process in their middle', async () => {
  const { connection, authority, makeAdministrator } = await testDirectory();
  const principal = await makeAdministrator('ann');
  const folder = mkdtempSync(path.join(tmpdir(), 'castellan-lines-'));
  const keyringFile = path.join(folder, 'keyring.json');
  createKeyringFile(keyringFile);
  const letters = createLetters({ connection, wrapper: createKeyWrapper(loadKeyring(keyringFile)) });
  const carryOn = createBulkRunning({
    connection,
    authority,
    letters,
    request: createRequesting({ connection, processes: noProcesses, letters }),
  });
  const started: string[] = [];
  const startRelay = () => {
    const relay = createRelay({
      connection,
      deliver: async (message) => {
        if (message.kind === 'bulk') await carryOn(message.job);
        else if (message.kind === 'start') started.push(message.ref);
      },
      onError: () => {},
    });
    relay.start();
    return relay;
  };
  const bulk = createBulk({ connection, authority, letters, onCommitted: () => {} });
  const rows = Array.from({ length: 1_000 }, (_, n) => `somebody.${n}@department.example.org,Somebody,Number ${n},fr`);
  const invitations = readInvitations(rows.join('\n'));
  const { job, counts } = await bulk.draft(principal, '1001', { invitations }, 'en');
  expect(counts).toMatchObject({ waiting: 1_000, left: 0 });

  const first = startRelay();
  await bulk.start(principal, '1001', job);
  const { lines } = bulkModels(connection);
  await eventually(async () => (await lines.countDocuments({ job, outcome: 'begun' })) > 100, 120_000);
  await first.stop();
  const second = startRelay();
  await eventually(async () => (await bulk.read(principal, '1001', job)).state === 'done', 240_000);
  expect(await lines.distinct('ref', { job, outcome: 'begun' })).toHaveLength(1_000);
  expect(await recordModels(connection).onboardings.countDocuments({ account: '1001' })).toBe(1_000);
  await eventually(async () => (await outboxModel(connection).countDocuments()) === 0);
  await second.stop();
  expect(new Set(started).size).toBe(1_000);
  await connection.destroy();
  rmSync(folder, { recursive: true });
}, 400_000);
