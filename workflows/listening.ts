import { ApplicationFailure, condition, setHandler } from '@temporalio/workflow';
import type { Inbox, Request } from './inbox.ts';
import {
  approveUpdate,
  cancelUpdate,
  type CancelDecision,
  correctEmailUpdate,
  type Decision,
  type ExtendDecision,
  extendUpdate,
  firstLoginSignal,
  mailBouncedSignal,
  type Progress,
  progressQuery,
  resendUpdate,
  resumeUpdate,
  startUpdate,
  switchPathUpdate,
} from './messages.ts';
import { type Action, isRecordedAction } from './stages.ts';

/** What the messages need of whoever works on the onboarding. */
interface Worked {
  readonly progress: Progress;
  readonly allowed: readonly Action[];
  readonly hasRested: boolean;
  decide(action: Request['action'], decision: ExtendDecision): Promise<Progress>;
  cancel(decision: CancelDecision): Promise<Progress>;
}

/**
 * Registers what can be said to an onboarding. Decisions are updates, because who decides needs an answer; what merely
 * happened is a signal. Validators are synchronous: an asynchronous one would be ignored.
 */
export function listen(inbox: Inbox, desk: Worked): void {
  const allows = (action: Action) => (decision: CancelDecision & ExtendDecision) => {
    demandShape(decision);
    if (!desk.allowed.includes(action)) {
      throw ApplicationFailure.nonRetryable(
        `${action} is not possible while the onboarding is ${desk.progress.stage}`,
        'not-allowed',
      );
    }
    if (decision.id !== undefined) return;
    if (isRecordedAction(action)) {
      throw ApplicationFailure.nonRetryable(
        `${action} has to be decided in Castellan, where it is authorised`,
        'decision-missing',
      );
    }
    if (decision.reason === undefined || decision.reason.trim() === '') {
      throw ApplicationFailure.nonRetryable(
        'a reason is needed, such as {"reason": "mail server is back"}',
        'reason-missing',
      );
    }
  };

  setHandler(
    startUpdate,
    async () => {
      await condition(() => desk.hasRested);
      return desk.progress;
    },
    { description: 'Waits for the first outcome.' },
  );

  for (const [update, action, description] of [
    [resumeUpdate, 'resume', 'Tries the step again that stalled.'],
    [resendUpdate, 'resend', 'Sends the invitation or notice anew; the time begins anew.'],
    [extendUpdate, 'extend', 'Gives the candidate more time.'],
    [approveUpdate, 'approve', 'Stands behind the promotion; decided in Castellan only.'],
    [switchPathUpdate, 'switch-path', 'Takes the other path; decided in Castellan only.'],
    [correctEmailUpdate, 'correct-email', 'Begins anew with another address; decided in Castellan only.'],
  ] as const) {
    setHandler(update, (decision: Decision) => desk.decide(action, decision), {
      validator: allows(action),
      description,
    });
  }

  setHandler(cancelUpdate, (decision) => desk.cancel(decision), {
    validator: allows('cancel'),
    description: 'Ends the onboarding: the envelope is recalled, a user it made is disabled.',
  });

  setHandler(firstLoginSignal, (hint) => inbox.reportLogin(idOf(hint?.request)), {
    description: 'The candidate may have completed the first login; the directory decides whether it is so.',
  });
  setHandler(mailBouncedSignal, (bounce) => inbox.reportBounce(String(bounce?.words ?? '').slice(0, 500)), {
    description: 'A mail that was accepted came back.',
  });
  setHandler(progressQuery, () => desk.progress, { description: 'Stage, path and stall.' });
}

/** A decision's id is a UUID or a hash; an HTTP request's may be a proxy's, which may hold dots. */
const isId = (value: unknown): value is string => typeof value === 'string' && /^[\w.-]{1,64}$/.test(value);
const idOf = (value: unknown): string | undefined => (isId(value) ? value : undefined);
/** What Castellan itself lets a reason be long, in UTF-16 code units. */
const reasonAtMost = 1_000;

/** Messages may be typed by hand in the Temporal Web UI; what is malformed is refused before it is in the history. */
function demandShape(decision: unknown): asserts decision is CancelDecision & ExtendDecision {
  const { id, reason, request, hours, createdUser, path } = (decision ?? {}) as Record<string, unknown>;
  const isNamed = (value: unknown) => value === undefined || isId(value);
  const isReason = reason === undefined || (typeof reason === 'string' && reason.length <= reasonAtMost);
  const isHours = hours === undefined || (typeof hours === 'number' && hours > 0 && hours <= 8_760);
  const isFate = createdUser === undefined || createdUser === 'disable' || createdUser === 'keep';
  const isPath = path === undefined || path === 'invite' || path === 'temporary-password';
  if (
    decision !== null &&
    typeof decision === 'object' &&
    isNamed(id) &&
    isReason &&
    isNamed(request) &&
    isHours &&
    isFate &&
    isPath
  )
    return;
  const words =
    'a decision looks like {"reason": "mail server is back"}, with at most 1,000 characters, "hours" for extend and "createdUser" for cancel';
  throw ApplicationFailure.nonRetryable(words, 'malformed');
}
