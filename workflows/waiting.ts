import { condition, patched } from '@temporalio/workflow';
import { carryOut } from './deciding.ts';
import type { Desk } from './desk.ts';
import type { Next } from './stages.ts';
import { Interrupted, StepFailed } from './steps.ts';

/** Waits for the first login, reminding on the way. @throws StepFailed when time is over, or a mail came back */
export async function awaitFirstLogin(desk: Desk): Promise<Next> {
  if (!desk.alarms.running) desk.beginWaiting();
  for (;;) {
    const alarm = desk.alarms.next();
    desk.rest('awaiting-first-login');
    // Without a summary, which would take a usual history over its budget of bytes: the current details say as much.
    await condition(() => desk.inbox.hasNews, alarm.at - Date.now());
    if (desk.takeLogin()) return 'adding-to-group';
    const bounce = desk.inbox.takeBounce();
    // A notice that came back changes nothing: the password was handed over by other means.
    if (bounce !== null && desk.path === 'invite') {
      desk.cameBack = true;
      throw new StepFailed('mail-rejected', bounce);
    }
    if (desk.inbox.waiting) {
      const next = await carryOut(desk, desk.inbox.waiting, 'awaiting-first-login');
      if (next !== null && next !== 'awaiting-first-login') return next;
    } else if (bounce === null && alarm.at <= Date.now()) {
      if (alarm.kind === 'reminder') await remind(desk);
      else if (await timeIsOver(desk)) return 'adding-to-group';
    }
  }
}

/**
 * A reminder that was not sent is still due: after a resume, or once whatever came between is dealt with. Whoever has
 * a temporary password was told of it by other means, so there a mail that fails is a line in the timeline.
 */
async function remind(desk: Desk): Promise<void> {
  const facts = { deadline: desk.deadline, nextAlarm: desk.alarms.afterNext() };
  try {
    const answer = await desk.mail('Remind the candidate', (activities, at) => activities.remind(at, facts), {
      endsWithLogin: true,
    });
    if (answer === 'first-login-complete') desk.inbox.reportLogin();
    if (answer === undefined && staysDue()) return;
  } catch (error) {
    if (!(error instanceof StepFailed || error instanceof Interrupted)) throw error;
    if (!staysDue()) {
      desk.alarms.reminded();
      throw error;
    }
    if (error instanceof Interrupted || desk.path === 'invite') throw error;
    await desk.noteMailFailure(error, facts.nextAlarm);
  }
  desk.alarms.reminded();
}

/** @returns true when the first login is complete after all @throws StepFailed when it is not */
async function timeIsOver(desk: Desk): Promise<boolean> {
  const review = await desk.effect('See whether the time is over', (activities, at) => activities.reviewDeadline(at));
  if (review.kind === 'first-login-complete') return true;
  if (review.kind === 'overdue') {
    desk.passwordOver = desk.path !== 'invite';
    desk.alarms.stop();
    throw new StepFailed('first-login-overdue', null);
  }
  desk.alarms.moveDeadline(review.until);
  return false;
}

/** Histories from before that counted a reminder as sent when it was begun. */
const staysDue = (): boolean => patched('reminder-stays-due');
