import { audit } from '../src/audit/audit.ts';
import { endSessions } from '../src/credentials/models.ts';
import { directoryModels, requiredActions, type User } from '../src/directory/models.ts';
import { applyStep } from '../src/records/steps.ts';
import { bySystem } from '../src/records/timeline.ts';
import type { Alarm } from '../workflows/alarms.ts';
import { activity, answerOf } from './failures.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';
import { shownAlarm } from './shown-alarm.ts';

/** Users: "Add User", as the process does it. */
export function createUserActivities({ connection }: Pick<ActivityDependencies, 'connection'>) {
  return {
    /**
     * Makes the candidate's user without any password; that is made in the API and never comes near Temporal.
     * Idempotent by the step's number and by the address: what an earlier onboarding left behind is taken up again.
     */
    createUser: activity(
      async (at: StepAt, alarm: Alarm, deadline?: number): Promise<'created' | 'present'> =>
        answerOf(
          await applyStep(connection, at, async (session, record) => {
            const { users } = directoryModels(connection);
            const { addressKey, account, candidate, ref } = record;
            const present = await users.findOne({ addressKey }, null, { session }).lean<User>();
            let user = present;
            if (present === null) {
              const { locale, ...names } = candidate;
              const [made] = await users.create(
                [
                  {
                    userId: record.email,
                    addressKey,
                    ...names,
                    status: 'active',
                    createdByAccount: account,
                    createdByRef: ref,
                    requiredActions: [...requiredActions],
                    preferences: { language: locale, timeZone: 'UTC', notifyNewMessages: true },
                  },
                ],
                { session },
              );
              user = made!.toObject();
            } else if (present.status === 'disabled' && present.firstLoginAt === undefined) {
              await endSessions(connection, present._id, session);
              await users.updateOne(
                { _id: present._id, status: 'disabled', firstLoginAt: { $exists: false } },
                {
                  $set: { status: 'active', createdByAccount: account, createdByRef: ref },
                  $unset: { temporaryPassword: 1, addressProvedAt: 1 },
                },
                { session },
              );
            }
            const made = present === null || (present.status === 'disabled' && present.firstLoginAt === undefined);
            if (made) {
              await audit(
                connection,
                { actor: 'system', action: 'user.create', outcome: 'done', account, ref, subject: String(user!._id) },
                session,
              );
            }
            return {
              set: {
                stage: 'awaiting-first-login',
                user: user!._id,
                createdUser: made || user!.createdByRef === ref,
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
}
