import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { Session } from '../database/transaction.ts';
import type { Ending } from '../../workflows/stages.ts';
import { type Actor, auditedActor } from '../directory/actors.ts';
import type { OnboardingRecord } from './models.ts';
import { applyStep, type StepNumber, type StepOutcome } from './steps.ts';
import { bySystem, type NewEntry } from './timeline.ts';

export interface Closing {
  readonly ending: Exclude<Ending, 'completed'>;
  readonly by: Actor;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Ends an onboarding without a grant, in one transaction with the undoing of what it began.
 * @param decide who ended it and why; asked within the transaction
 * @param undo recalls and disables what the onboarding made; tells whether a user was disabled
 */
export function closeRecord(
  connection: Connection,
  step: StepNumber,
  decide: (session: Session) => Promise<Closing>,
  undo: (session: Session, record: OnboardingRecord) => Promise<boolean>,
): Promise<StepOutcome<Ending>> {
  return applyStep<Ending>(connection, step, async (session, record) => {
    const { ending, by, reason, at } = await decide(session);
    const entries: NewEntry[] = [{ kind: ending, by, at, data: { reason } }];
    if (await undo(session, record)) entries.push({ kind: 'user-disabled', by: bySystem, at });
    const fact = {
      ...auditedActor(by),
      action: ending === 'cancelled' ? 'onboarding.cancel' : 'onboarding.expire',
      outcome: 'done',
      account: record.account,
      ref: record.ref,
      reason,
    } as const;
    await audit(connection, fact, session);
    return {
      set: { stage: ending, open: false, stall: null, nextAutomaticAction: null, endedAt: at },
      entries,
      answer: ending,
    };
  });
}
