import { audit } from '../src/audit/audit.ts';
import { endSessions } from '../src/credentials/models.ts';
import type { Session } from '../src/database/transaction.ts';
import { directoryModels, requiredActions, type User } from '../src/directory/models.ts';
import { isRevivable } from '../src/directory/standing.ts';
import type { OnboardingRecord } from '../src/records/models.ts';
import { applyStep } from '../src/records/steps.ts';
import { bySystem } from '../src/records/timeline.ts';
import type { Alarm } from '../workflows/alarms.ts';
import { activity, answerOf } from './failures.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';
import { shownAlarm } from './shown-alarm.ts';

/** Users: "Add User", as the process does it. */
export function createUserActivities({ connection }: Pick<ActivityDependencies, 'connection'>) {
  const { users } = directoryModels(connection);

  return {
    /**
     * Makes the candidate's user without any password; that is made in the API and never comes near Temporal.
     * Idempotent by the step's number and by the address: what an earlier onboarding left behind is taken up again.
     */
    createUser: activity(
      async (at: StepAt, alarm: Alarm, deadline?: number): Promise<'created' | 'present'> =>
        answerOf(
          await applyStep(connection, at, async (session, record) => {
            const { user, made } = await madeOrFound(session, record);
            return {
              set: {
                stage: 'awaiting-first-login',
                user: user._id,
                createdUser: made || user.createdByRef === record.ref,
                nextAutomaticAction: shownAlarm(alarm),
                ...(deadline === undefined ? {} : { deadline: new Date(deadline) }),
              },
              entries: made ? [{ kind: 'user-created', by: bySystem, at: new Date(at.now) }] : [],
              answer: made ? ('created' as const) : ('present' as const),
            };
          }),
        ),
    ),
  };

  /** The candidate's user: made now, taken up again, or found as it is. */
  async function madeOrFound(session: Session, record: OnboardingRecord): Promise<{ user: User; made: boolean }> {
    const { account, ref, addressKey } = record;
    const present = await users.findOne({ addressKey }, null, { session }).lean<User>();
    if (present !== null && !isRevivable(present)) return { user: present, made: false };
    if (present !== null) await takeUp(session, present, record);
    const user = present ?? (await make(session, record));
    const fact = { actor: 'system', action: 'user.create', outcome: 'done', account, ref } as const;
    await audit(connection, { ...fact, subject: String(user._id) }, session);
    return { user, made: true };
  }

  async function make(
    session: Session,
    { email, addressKey, candidate, account, ref }: OnboardingRecord,
  ): Promise<User> {
    const { locale, ...names } = candidate;
    const facts = {
      userId: email,
      addressKey,
      ...names,
      status: 'active' as const,
      createdByAccount: account,
      createdByRef: ref,
      requiredActions: [...requiredActions],
      preferences: { language: locale, timeZone: 'UTC', notifyNewMessages: true },
    };
    const [made] = await users.create([facts], { session });
    return made!.toObject();
  }

  /** Nothing that was opened with what an earlier onboarding gave opens anything now. */
  async function takeUp(session: Session, { _id }: User, { account, ref }: OnboardingRecord): Promise<void> {
    await endSessions(connection, _id, session);
    await users.updateOne(
      { _id, status: 'disabled', firstLoginAt: { $exists: false } },
      {
        $set: { status: 'active', createdByAccount: account, createdByRef: ref },
        $unset: { temporaryPassword: 1, addressProvedAt: 1 },
      },
      { session },
    );
  }
}
