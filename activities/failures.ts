import { ApplicationFailure } from '@temporalio/common';
import type { StallReason, Stage } from '../workflows/stages.ts';
import { isDatabaseUnavailable } from '../src/database/unavailable.ts';
import { MailRejected, MailUnreachable } from '../src/mail/transport.ts';
import { RecordMissing, type StepOutcome } from '../src/records/steps.ts';

/** Thrown inside a step's transaction, which it ends without effect: a human has to decide. */
export class NeedsDecision extends Error {
  override readonly name = 'NeedsDecision';
  readonly reason: StallReason;
  constructor(reason: StallReason, detail = '') {
    super(detail);
    this.reason = reason;
  }
}

/** Thrown inside a step's transaction, which it ends without effect: a message named a decision that nobody made. */
export class DecisionUnknown extends Error {
  override readonly name = 'DecisionUnknown';
}

/**
 * Maps whatever an effect throws to what Temporal should do about it, once for all activities: the failure's type is a
 * stall reason, or names what no decision can mend (see workflows/steps.ts), when trying again is of no use; everything
 * else is tried again.
 */
export function activity<Args extends unknown[], Answer>(effect: (...args: Args) => Promise<Answer>) {
  return async (...args: Args): Promise<Answer> => {
    try {
      return await effect(...args);
    } catch (error) {
      throw failureOf(error);
    }
  };
}

function failureOf(error: unknown): unknown {
  if (error instanceof NeedsDecision) return ApplicationFailure.nonRetryable(error.message, error.reason);
  if (error instanceof DecisionUnknown) return ApplicationFailure.nonRetryable(error.message, 'decision-unknown');
  if (error instanceof MailRejected) return ApplicationFailure.nonRetryable(error.words, 'mail-rejected');
  if (error instanceof MailUnreachable) return ApplicationFailure.retryable(error.words, 'mail-unreachable');
  if (isDatabaseUnavailable(error)) return ApplicationFailure.retryable(wordsOf(error), 'directory-unavailable');
  if (error instanceof RecordMissing) return ApplicationFailure.nonRetryable(error.message, 'record-missing');
  return error;
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'no answer');

/** The step's answer. @throws ApplicationFailure of type `overtaken`, telling where the record stands */
export function answerOf<Answer>(outcome: StepOutcome<Answer>): Answer {
  if (outcome.kind === 'overtaken') throw overtaken(outcome);
  return outcome.answer;
}

export const overtaken = ({ stage, revision }: { stage: Stage; revision: number }) =>
  ApplicationFailure.nonRetryable(`the record is ${stage}`, 'overtaken', { stage, revision });
