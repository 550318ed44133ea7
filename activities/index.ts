import type { Connection } from 'mongoose';
import type { createEnvelopes } from '../src/envelopes/envelopes.ts';
import type { Mailer } from '../src/mail/transport.ts';
import { createDecisionActivities } from './decisions.ts';
import { createDirectoryActivities } from './directory.ts';
import { createEnvelopeActivities } from './envelopes.ts';
import { createKeyActivities } from './keys.ts';
import { createMailActivities } from './mails.ts';
import { createRecordActivities } from './records.ts';
import { createUserActivities } from './users.ts';

/** Which step this is: its number decides whether it still has an effect (src/records/steps.ts). */
export interface StepAt {
  readonly ref: string;
  readonly revision: number;
  readonly run: string;
  /** Temporal's clock when the step began, in milliseconds since the epoch; all times of an onboarding are by it. */
  readonly now: number;
}

export interface ActivityDependencies {
  readonly connection: Connection;
  readonly envelopes: Pick<
    ReturnType<typeof createEnvelopes>,
    'lives' | 'seal' | 'markSent' | 'extend' | 'recall' | 'attachmentFor' | 'rewrapping'
  >;
  /** Two, because a try that a workflow task waits for gives up sooner than one that nothing waits for. */
  readonly mailers: { readonly quick: Pick<Mailer, 'send'>; readonly patient: Pick<Mailer, 'send'> };
  /** Where links in mails lead. */
  readonly publicUrl: string;
  /** Sender, whose domain ends every Message-ID. */
  readonly mailFrom: string;
  /** How long a temporary password is good, as the notice says. */
  readonly temporaryPasswordHours: number;
}

/** All effects of the process. Each is idempotent by its step's number. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    ...createDirectoryActivities(dependencies),
    ...createUserActivities(dependencies),
    ...createEnvelopeActivities(dependencies),
    ...createKeyActivities(dependencies),
    ...createMailActivities(dependencies),
    ...createRecordActivities(dependencies),
    ...createDecisionActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
