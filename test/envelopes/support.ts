import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Connection } from 'mongoose';
import { auditModel } from '../../src/audit/audit.ts';
import { credentialModels } from '../../src/credentials/models.ts';
import { createSessions } from '../../src/credentials/sessions.ts';
import { directoryModels, requiredActions, type User } from '../../src/directory/models.ts';
import { codeContext, type CodeSecret } from '../../src/envelopes/codes.ts';
import { createEnrolments } from '../../src/envelopes/enrolments.ts';
import { createEnvelopes, type SealInput } from '../../src/envelopes/envelopes.ts';
import { envelopeModels } from '../../src/envelopes/models.ts';
import { createKeyringFile, loadKeyring } from '../../src/keys/keyring.ts';
import { createSecrets } from '../../src/keys/secrets.ts';
import { recordModels } from '../../src/records/models.ts';
import { outboxModel } from '../../src/records/outbox.ts';
import { testDatabase } from '../support/servers.ts';

export const publicUrl = 'https://castellan.example.org';
export const day = 86_400_000;
let count = 0;

/** A database with all collections, a keyring, and the services under test on real sessions. */
export async function createWorld() {
  const connection = await testDatabase();
  const models = {
    ...directoryModels(connection),
    ...recordModels(connection),
    ...envelopeModels(connection),
    ...credentialModels(connection),
    outbox: outboxModel(connection),
    audit: auditModel(connection),
  };
  await Promise.all(Object.values(models).map((model) => model.init()));
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-envelopes-'));
  const keyringFile = path.join(folder, 'keyring.json');
  createKeyringFile(keyringFile);
  const keyring = loadKeyring(keyringFile);
  const secrets = createSecrets(keyring);
  const sessions = createSessions({ connection, idleMs: day, lifetimeMs: day });
  const envelopes = createEnvelopes({ connection, keyring, publicUrl });
  const enrolments = createEnrolments({ connection, secrets, sessions });

  /** An onboarding that waits, with its envelope mailed. */
  async function invite(changes: Partial<SealInput> = {}) {
    count += 1;
    const ref = `ONB-${String(count).padStart(6, '0')}`;
    const email = changes.email ?? `Candidate.${count}@example.org`;
    const input: SealInput = {
      ...{ ref, step: 'seal', account: '1001', accountName: 'Acme', email, addressKey: email.toLowerCase() },
      ...{ senderName: 'Bob Initiator', text: 'Welcome.\nÀ bientôt 🙂', locale: 'fr' },
      expiresAt: new Date(Date.now() + 7 * day),
      ...changes,
    };
    const by = { kind: 'operator', name: 'host' } as const;
    await models.onboardings.create({
      ...{ ref: input.ref, account: input.account, group: 'account-administrators', email },
      ...{ addressKey: input.addressKey, path: 'invite', stage: 'awaiting-first-login', open: true },
      ...{ revision: 1, seq: 0, initiator: by, sponsor: by, candidate: { locale: 'fr' } },
      workflow: { id: `promote-to-admin/${input.ref}`, runId: null },
    });
    const { mid } = await envelopes.seal(input);
    await envelopes.markSent(mid);
    return { ...input, mid };
  }

  /** A user; by default one whose first login is complete and whose mailbox is proved. */
  async function user(email: string, changes: Partial<User> = {}) {
    const made = await models.users.create({
      ...{ userId: email, addressKey: email.toLowerCase(), firstName: 'Ana', lastName: 'Sanz', status: 'active' },
      ...{ createdByAccount: '1001', requiredActions: [], passwordHash: '$argon2id$test' },
      preferences: { language: 'en', timeZone: 'UTC', notifyNewMessages: true },
      ...{ firstLoginAt: new Date(), addressProvedAt: new Date() },
      ...changes,
    });
    return { user: made._id.toHexString(), via: 'session' as const, requestId: randomBytes(4).toString('hex') };
  }

  const pending = { requiredActions: [...requiredActions], passwordHash: undefined, firstLoginAt: undefined };

  /** The code mails to an address, oldest first, as the relay would send them. */
  async function codeMails(to: string) {
    const entries = await models.outbox.find({ 'message.to': to }).sort({ _id: 1 }).lean();
    return Promise.all(
      entries.map(async ({ message }) => {
        if (message.kind !== 'mail') throw new Error('not a mail');
        return { message, secret: JSON.parse(await secrets.open(codeContext, message.sealed)) as CodeSecret };
      }),
    );
  }

  async function timelineOf(ref: string) {
    return (await models.timeline.find({ ref }).sort({ seq: 1 }).lean()).map(({ kind }) => kind);
  }

  return {
    ...{ connection, models, keyring, keyringFile, secrets, sessions, envelopes, enrolments },
    ...{ invite, user, pending: pending as unknown as Partial<User>, codeMails, timelineOf },
    async end() {
      await connection.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The code of a Problem that was thrown; fails when nothing was. */
export async function problemOf(attempt: Promise<unknown>) {
  return attempt.then(
    () => {
      throw new Error('nothing was refused');
    },
    (error: unknown) => error,
  );
}
export type { Connection };
