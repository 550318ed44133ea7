import { isGrpcServiceError, ServiceError } from '@temporalio/client';
import type { Logger } from 'pino';
import type { FindingKind } from '../health/topics.ts';

/** So many questions may stay without an answer; beyond, Temporal is away, and the whole is tried again later. */
const unansweredAtMost = 5;

export type Asking = ReturnType<typeof askTemporal>;

/** Puts a sweep's questions to Temporal, and remembers what got no answer: that is not the same as "there is none". */
export function askTemporal(log?: Pick<Logger, 'warn'>) {
  const unanswered: FindingKind[] = [];
  return {
    /**
     * @param kind what the answer could be a finding of
     * @param ref the onboarding that is asked about; null: all
     * @returns null where Temporal gave no answer
     * @throws whatever is no fault of Temporal's, and the last fault where there are too many
     */
    async about<Answer>(
      kind: FindingKind,
      ref: string | null,
      question: () => Promise<Answer>,
    ): Promise<Answer | null> {
      try {
        return await question();
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        log?.warn({ err: error, ref, kind }, 'could not be checked');
        unanswered.push(kind);
        if (unanswered.length > unansweredAtMost) throw error;
        return null;
      }
    },

    /** The kinds of findings of which some may be missing. */
    unchecked: (): FindingKind[] => [...new Set(unanswered)].toSorted(),
  };
}

const invalidArgument = 3;

/** Whether the server refuses the question itself, as one that asks for a search attribute that it does not know. */
export const isRefusedQuestion = (error: unknown): boolean =>
  error instanceof ServiceError && isGrpcServiceError(error.cause) && Number(error.cause.code) === invalidArgument;
