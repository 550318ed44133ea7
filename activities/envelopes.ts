import { directoryModels } from '../src/directory/models.ts';
import { nameOfActor } from '../src/directory/names.ts';
import { hasEnrolled } from '../src/records/models.ts';
import { applyStep, readStep } from '../src/records/steps.ts';
import { bySystem } from '../src/records/timeline.ts';
import { JweRefused } from '../src/keys/jwe.ts';
import { dictionary } from '../src/language/index.ts';
import { activity, answerOf, NeedsDecision } from './failures.ts';
import type { ActivityDependencies, StepAt } from './dependencies.ts';

export interface Sealed {
  readonly mid: string;
  /** The candidate had entered the code of an earlier mail by then. */
  readonly enrolled?: boolean;
}

/** Envelopes: the encrypted message of the invite path. */
export function createEnvelopeActivities({
  connection,
  envelopes,
}: Pick<ActivityDependencies, 'connection' | 'envelopes'>) {
  /** @throws NeedsDecision when it was changed, or its key is not in the keyring: trying again mends neither */
  const letterOf = async (ref: string): Promise<string | null> =>
    envelopes.letters.read(ref).catch((error: unknown) => {
      throw error instanceof JweRefused ? new NeedsDecision('internal', 'the kept letter does not open') : error;
    });

  return {
    /**
     * Seals the sender's letter to the candidate, or a usual one where there is none (any more); or gives a living
     * envelope of this onboarding more time. Idempotent: an envelope is inserted once under reference and step, and a
     * repetition takes the one that is there.
     * @param deadline until when it opens, in milliseconds since the epoch
     */
    sealEnvelope: activity(async (at: StepAt, deadline: number): Promise<Sealed> => {
      const step = await readStep<Sealed>(connection, at);
      if (step.kind !== 'due') return answerOf(step);
      const { record } = step;
      const expiresAt = new Date(deadline);
      const kept = record.mid !== undefined && (await envelopes.lives(record.mid)) ? record.mid : undefined;
      if (kept !== undefined) await envelopes.extend(kept, expiresAt);
      const mid = kept ?? (await seal()).mid;
      return answerOf(
        await applyStep(connection, at, async () => {
          return {
            set: { stage: 'inviting', mid },
            entries: kept ? [] : [{ kind: 'envelope-sealed', by: bySystem, at: new Date(at.now) }],
            answer: { mid, ...(hasEnrolled(record) && { enrolled: true }) },
          };
        }),
      );

      async function seal(): Promise<{ mid: string }> {
        const { ref, account, email, addressKey, candidate, initiator } = record;
        const owner = await directoryModels(connection).accounts.findOne({ number: account }).lean();
        const accountName = owner?.name ?? account;
        const senderName = await nameOfActor(connection, initiator, accountName);
        const text =
          (await letterOf(ref)) ??
          dictionary(candidate.locale).onboardings.defaultMessage(senderName, accountName, account);
        const step = `invite-${at.revision}`;
        return envelopes.seal({
          ref,
          step,
          account,
          accountName,
          email,
          addressKey,
          senderName,
          text,
          expiresAt,
          locale: candidate.locale,
        });
      }
    }),
  };
}
