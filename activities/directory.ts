import type { Connection } from 'mongoose';
import { audit } from '../src/audit/audit.ts';
import { auditedActor } from '../src/directory/actors.ts';
import { administratorsGroup } from '../src/directory/groups.ts';
import { directoryModels, type User } from '../src/directory/models.ts';
import { sponsorMayGrant } from '../src/directory/sponsors.ts';
import { canSignIn, isRevivable, type Standing, standingOf } from '../src/directory/standing.ts';
import { destroyLetter } from '../src/envelopes/letters.ts';
import { oneAtATime } from '../src/database/one-at-a-time.ts';
import type { Session } from '../src/database/transaction.ts';
import { type OnboardingRecord, recordModels } from '../src/records/models.ts';
import { applyStep, type StepChange } from '../src/records/steps.ts';
import { bySystem, type NewEntry } from '../src/records/timeline.ts';
import { closeGrantedRequest } from '../src/records/upgrade-requests.ts';
import type { Path, WorkingStage } from '../workflows/stages.ts';
import { activity, answerOf, NeedsDecision } from './failures.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';

export interface Checked {
  readonly next: WorkingStage;
  readonly path: Path | null;
  /** Another account made the candidate's user. */
  readonly madeElsewhere?: boolean;
}

/** Checking and granting: what the process asks of the directory. */
export function createDirectoryActivities({ connection }: Pick<ActivityDependencies, 'connection'>) {
  return {
    /** Who sponsors, who the candidate is, and so where to go. Idempotent: reads, and moves the record once. */
    check: activity(
      async (at: StepAt): Promise<Checked> =>
        answerOf(
          await applyStep(connection, at, async (session, record) => {
            // What support has a hand in is prepared without a sponsor, and stops before the grant.
            if (!record.approvalNeeded) await demandSponsor(connection, session, record, 'look');
            const user = await candidateOf(connection, session, record);
            const standing = standingOf(user, record.account);
            const checked = nextOf(standing, user, record);
            const found = goesOnAlone(standing, user) ? 'address-proved' : standing;
            return {
              set: {
                stage: checked.next,
                path: checked.path,
                madeElsewhere: checked.madeElsewhere ?? false,
                ...(user ? { user: user._id } : {}),
              },
              entries: [{ kind: 'checked', by: bySystem, at: new Date(at.now), data: { standing: found } }],
              answer: checked,
            };
          }),
        ),
    ),

    /**
     * Adds the candidate to the group, if in this very transaction the record is open, the sponsor may answer for it
     * and the candidate's first login is complete. Idempotent by the step's number; whoever sends a signal decides nothing.
     */
    grant: activity(
      async (at: StepAt): Promise<'granted' | 'first-login-pending'> =>
        answerOf(
          await oneAfterTheOther(at, async (session, record) => {
            const user = await candidateOf(connection, session, record);
            const standing = standingOf(user, record.account);
            if (standing === 'locked' || isClosedFor(user)) throw new NeedsDecision('candidate-locked');
            if (user === null || standing !== 'existing') {
              const waiting = record.stage === 'stalled' ? record.stage : 'awaiting-first-login';
              return { set: { stage: waiting }, answer: 'first-login-pending' as const };
            }
            if (record.approvalNeeded) throw new NeedsDecision('approval-needed');
            await demandSponsor(connection, session, record, 'rely');
            await demandGroup(connection, session, record);
            const alreadyMember = await addMember(connection, session, record, user, at);
            await destroyLetter(connection, at.ref, session);
            return {
              set: {
                stage: 'completed',
                open: false,
                stall: null,
                nextAutomaticAction: null,
                user: user._id,
                endedAt: new Date(at.now),
              },
              entries: grantEntries(record, user, alreadyMember, at),
              answer: 'granted' as const,
            };
          }),
        ),
    ),
  };

  /** Grants of one account rely on the same administrator; all at once they would mostly conflict with each other. */
  async function oneAfterTheOther<Answer>(
    at: StepAt,
    work: (session: Session, record: OnboardingRecord) => Promise<StepChange<Answer>>,
  ) {
    const record = await recordModels(connection).onboardings.findOne({ ref: at.ref }, { account: 1 }).lean();
    return oneAtATime(connection, `directory/${record?.account}`, async () => applyStep(connection, at, work));
  }
}

/** Nobody becomes a member of a group that the account does not have. */
async function demandGroup(
  connection: Connection,
  session: Session,
  { account, group }: OnboardingRecord,
): Promise<void> {
  const found = await directoryModels(connection).groups.exists({ account, name: group }).session(session);
  if (found === null) throw new NeedsDecision('internal', `the account has no group ${group}`);
}

async function demandSponsor(
  connection: Connection,
  session: Session,
  record: OnboardingRecord,
  use: 'rely' | 'look',
): Promise<void> {
  if (!(await sponsorMayGrant(connection, session, record, use))) {
    throw new NeedsDecision('approval-needed');
  }
}

const candidateOf = (connection: Connection, session: Session, record: OnboardingRecord): Promise<User | null> =>
  directoryModels(connection).users.findOne({ addressKey: record.addressKey }, null, { session }).lean<User>();

/** Made here, the address proved by a code, the first login to come: such a person chooses the password alone. */
const goesOnAlone = (standing: Standing, user: User | null): boolean =>
  standing === 'first-login-pending' && user?.addressProvedAt !== undefined;

const isClosedFor = (user: User | null) => user?.status === 'disabled' && !isRevivable(user);

function nextOf(standing: Standing, user: User | null, record: OnboardingRecord): Checked {
  if (standing === 'locked' || isClosedFor(user)) throw new NeedsDecision('candidate-locked');
  if (standing === 'existing') return { next: 'adding-to-group', path: null };
  // Added by hand and not signed in yet: the invitation is a way in when the password's time is over.
  if (standing === 'first-login-pending') {
    // Whoever has proved the address goes on by it, unless switch-path decides otherwise (decision 0008).
    if (record.requestedPath === 'invite' || goesOnAlone(standing, user)) return { next: 'inviting', path: 'invite' };
    return { next: 'awaiting-first-login', path: record.requestedPath };
  }
  // Made elsewhere with the mailbox unproved: only the invitation proves it.
  if (standing === 'mailbox-unproved') return { next: 'inviting', path: 'invite', madeElsewhere: true };
  const { path } = record;
  if (path === null) throw new NeedsDecision('internal', 'the candidate’s user is gone');
  return { next: path === 'invite' ? 'inviting' : 'creating-user', path };
}

async function addMember(
  connection: Connection,
  session: Session,
  record: OnboardingRecord,
  user: User,
  at: StepAt,
): Promise<boolean> {
  const { members, users } = directoryModels(connection);
  const { account, group, ref } = record;
  const relied = await users.updateOne(
    { _id: user._id, addressKey: record.addressKey, ...canSignIn },
    { $inc: { reliedUpon: 1 } },
    { session },
  );
  if (relied.modifiedCount !== 1) throw new Error('the candidate changed while being added');
  const present = await members.exists({ account, group, user: user._id }).session(session);
  if (!present) {
    const addedBy = record.sponsor.name ?? 'operator';
    await members.create([{ account, group, user: user._id, addedAt: new Date(at.now), addedBy, ref }], { session });
  }
  if (group === administratorsGroup) {
    const granted = { account, user: String(user._id), by: record.sponsor, ref, at: new Date(at.now) };
    await closeGrantedRequest(connection, session, granted);
  }
  await audit(
    connection,
    {
      ...auditedActor(record.sponsor),
      action: 'onboarding.grant',
      outcome: 'done',
      account,
      ref,
      subject: String(user._id),
      reason: record.reason,
      // The proof: who asked, which login, which mailbox proof.
      data: {
        group,
        initiator: record.initiator.user ?? record.initiator.name ?? null,
        firstLoginAt: user.firstLoginAt?.toISOString() ?? null,
        addressProvedAt: user.addressProvedAt?.toISOString() ?? null,
        alreadyMember: present !== null,
      },
    },
    session,
  );
  return present !== null;
}

function grantEntries(record: OnboardingRecord, user: User, alreadyMember: boolean, at: StepAt): NewEntry[] {
  const now = new Date(at.now);
  const entries: NewEntry[] = [];
  if (user.firstLoginAt && user.firstLoginAt > record.createdAt) {
    entries.push({
      kind: 'first-login',
      by: { kind: 'user', user: String(user._id), role: 'candidate' },
      at: user.firstLoginAt,
    });
  }
  entries.push({
    kind: 'added-to-group',
    by: bySystem,
    at: now,
    data: { group: record.group, alreadyMember: alreadyMember ? 1 : 0 },
  });
  entries.push({ kind: 'completed', by: bySystem, at: now });
  return entries;
}
