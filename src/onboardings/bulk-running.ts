import type { Connection } from 'mongoose';
import { inTransaction } from '../database/transaction.ts';
import type { Authority } from '../directory/authority.ts';
import { administratorsGroup } from '../directory/groups.ts';
import { destroyLetter, type Letters } from '../envelopes/letters.ts';
import { Problem } from '../problems.ts';
import { type BulkJob, type BulkLine, bulkModels } from '../records/bulk-jobs.ts';
import { recordModels } from '../records/models.ts';
import { addToOutbox } from '../records/outbox.ts';
import type { createRequesting } from './requesting.ts';

interface RunningDependencies {
  readonly connection: Connection;
  readonly authority: Authority;
  readonly letters: Pick<Letters, 'read'>;
  readonly request: ReturnType<typeof createRequesting>['request'];
}

/** Well below the relay's lease, and not long to wait for when a process ends. */
const sliceMs = 4_000;
const atOnce = 5;

type Became = Pick<BulkLine, 'outcome' | 'code' | 'ref'>;

/**
 * Carries a list on for a moment, and has itself called again while there is more. Every line is marked when it is
 * done, so that nothing is lost when the process ends, and a line that was begun but not marked joins what it began.
 */
export function createBulkRunning({ connection, authority, letters, request }: RunningDependencies) {
  const { jobs, lines } = bulkModels(connection);
  const { onboardings } = recordModels(connection);

  return async function carryOn(job: string): Promise<void> {
    const found = await jobs.findOne({ job, state: 'running' }).lean<BulkJob>();
    if (found === null) return;
    const message = (await letters.read(job)) ?? undefined;
    const until = Date.now() + sliceMs;
    while (Date.now() < until) {
      const due = await lines.find({ job, outcome: 'waiting' }).sort({ line: 1 }).limit(atOnce).lean<BulkLine[]>();
      if (due.length === 0) {
        return end(job);
      }
      const allowed = await mayStill(found);
      await Promise.all(
        due.map(async (line) => {
          const became = allowed ? await begin(found, line, message) : refused('access.not-account-administrator');
          await lines.updateOne({ job, line: line.line, outcome: 'waiting' }, { $set: became });
        }),
      );
    }
    // Due since it was started: ahead of the hundreds of starts that the list itself has made.
    const since = found.startedAt ?? found.createdAt;
    await inTransaction(connection, async (session) => addToOutbox(connection, session, { kind: 'bulk', job }, since));
  };

  /** Every onboarding that was begun has a letter of its own by now. */
  async function end(job: string): Promise<void> {
    await inTransaction(connection, async (session) => {
      const set = { $set: { state: 'done', endedAt: new Date() } } as const;
      await jobs.updateOne({ job, state: 'running' }, set, { session });
      await destroyLetter(connection, job, session);
    });
  }

  /** Who started the list may have lost the right since. */
  async function mayStill({ by, account }: BulkJob): Promise<boolean> {
    if (by.user === undefined) return false;
    const { administrator, support } = await authority.rolesIn(by.user, account);
    return administrator || (by.role === 'support' && support);
  }

  async function begin(
    list: BulkJob,
    { email, firstName, lastName, locale }: BulkLine,
    message: string | undefined,
  ): Promise<Became> {
    const { account, by, reason, startedAt = list.createdAt } = list;
    const promotion = {
      account,
      group: administratorsGroup,
      email,
      path: 'invite' as const,
      candidate: { firstName, lastName, locale },
      message,
      reason: reason ?? undefined,
    };
    try {
      const { record, joined } = await request(promotion, by, { wait: false });
      const own = joined && record.initiator.user === by.user && record.createdAt >= startedAt;
      return { outcome: joined && !own ? 'joined' : 'begun', code: null, ref: record.ref };
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const { ref } = error.details.params ?? {};
      const known = typeof ref === 'string' && (await onboardings.exists({ ref, account })) !== null;
      return { ...refused(error.code), ref: known ? ref : null };
    }
  }
}

const refused = (code: string): Became => ({ outcome: 'refused', code, ref: null });
