import type { Ending } from './stages.ts';
import type { PromoteToAdminInput } from './messages.ts';
import { openDesk } from './desk.ts';
import { awaitFirstLogin } from './waiting.ts';
import { walk } from './walking.ts';

/**
 * Makes one person an account administrator, over minutes or days.
 *
 * By hand it goes: add the person to the group "Account Administrators"; told "Unable to add non-existent user", send
 * an encrypted message or create a user with a temporary password; wait, and remember, until the person has signed
 * in; add the person to the group again. Each case below is one of those sentences.
 *
 * Handlers are registered by openDesk before anything is awaited, so a first login that comes early is never lost.
 */
export async function promoteToAdmin(input: PromoteToAdminInput): Promise<Ending> {
  const desk = openDesk(input);

  return walk(desk, {
    // "The initiator must already be an account administrator"; is the candidate a user, who counts as existing?
    checking: async () => {
      const found = await desk.effect('Check sponsor and candidate', (activities, at) => activities.check(at));
      desk.path = found.path;
      desk.madeElsewhere = found.madeElsewhere ?? false;
      return found.next;
    },

    // "Send the person an encrypted message."
    inviting: async () => {
      desk.beginWaiting();
      const { enrolled = false } = await desk.effect('Seal the envelope', (activities, at) =>
        activities.sealEnvelope(at, desk.deadline),
      );
      desk.told = { ...desk.told, enrolled };
      await desk.mail('Mail the invitation', (activities, at) =>
        activities.mailInvitation(at, { deadline: desk.deadline, alarm: desk.nextAlarm }),
      );
      return 'awaiting-first-login';
    },

    // "Users → Add User", with a temporary password that never passes through here.
    'creating-user': async () => {
      desk.beginWaiting();
      await desk.effect('Create the user', (activities, at) =>
        activities.createUser(at, desk.nextAlarm, desk.deadline),
      );
      await desk.mailIfPossible('Mail a notice without any secret', (activities, at) => activities.mailNotice(at));
      return 'awaiting-first-login';
    },

    // "At the first sign-in the person sees the new features and the preferences, and sets a permanent password."
    'awaiting-first-login': () => awaitFirstLogin(desk),

    // "Then retry the add." MongoDB decides: a signal that nobody's first login stands behind leads back to waiting.
    'adding-to-group': async () => {
      const added = await desk.effect('Add to the group', (activities, at) => activities.grant(at));
      return added === 'granted' ? 'completed' : 'awaiting-first-login';
    },
  });
}
