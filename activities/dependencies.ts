import type { Connection } from 'mongoose';
import type { createEnvelopes } from '../src/envelopes/envelopes.ts';
import type { Mailer } from '../src/mail/transport.ts';

/** Which step this is: its number decides whether it still has an effect (src/records/steps.ts). */
export interface StepAt {
  readonly ref: string;
  readonly revision: number;
  readonly run: string;
  /** Temporal's clock when the step began, in milliseconds since the epoch; all times of an onboarding are by it. */
  readonly now: number;
  /** The request that it is taken for, as the API's log names it; absent where nobody asked just now. */
  readonly request?: string;
}

/** What the effects are made of; each part names the few that it needs. */
export interface ActivityDependencies {
  readonly connection: Connection;
  readonly envelopes: Pick<
    ReturnType<typeof createEnvelopes>,
    | 'lives'
    | 'standing'
    | 'seal'
    | 'markSent'
    | 'extend'
    | 'recall'
    | 'expire'
    | 'attachmentFor'
    | 'rewrapping'
    | 'letters'
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
