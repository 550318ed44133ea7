import type { EnvelopeView } from '../envelopes/view.ts';
import type { Client } from './client.ts';
import type { Action, Path, Stage, StallReason, Turn } from '../../workflows/stages.ts';

/** One line of an onboarding's timeline as the API shows it, in the reader's language. */
export interface TimelineLine {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly by: unknown;
  readonly text: string;
}

/** The API's `onboarding`; fields that the command does not read are left out. */
export interface OnboardingView {
  readonly ref: string;
  readonly account: string;
  readonly group: string;
  readonly email: string;
  readonly path: Path | null;
  readonly stage: Stage;
  readonly stall: {
    readonly reason: StallReason;
    readonly stage: string;
    readonly attempt: number;
    readonly message: string | null;
    readonly since: string;
  } | null;
  readonly turn: Turn;
  readonly nextAutomaticAction: { readonly kind: string; readonly at: string } | null;
  readonly allowedActions: readonly Action[];
  readonly approvalNeeded: boolean;
  readonly timeline?: readonly TimelineLine[];
  readonly envelope?: EnvelopeView | null;
  readonly temporaryPasswordState?: 'none' | 'usable' | 'expired' | 'address-proved' | null;
  readonly candidateLocked?: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly workflow?: { readonly id: string; readonly runId: string | null };
}

/** What a person can have done to an onboarding; commands and calls have the same names. */
export const acts = [
  'resume',
  'resend',
  'extend',
  'approve',
  'switch-path',
  'correct-email',
  'cancel',
  'temporary-password',
] as const;
export type Act = (typeof acts)[number];

/** The command that does it, to paste. */
export const actCommand = (act: string, ref: string): string =>
  `castellan ${act} ${ref}${act === 'correct-email' ? ' --email "…"' : ''} --reason "…"`;

export const onboardingPath = (ref: string): string => `/onboardings/${encodeURIComponent(ref)}`;

/** The runbook's page for what it is stalled by; null where it is not. */
export const runbookUrl = ({ site }: Pick<Client, 'site'>, { stall }: OnboardingView): string | null =>
  stall && `${site}/runbook/${stall.reason}`;

/** One onboarding with its timeline. */
export async function readOnboarding(client: Client, ref: string): Promise<OnboardingView> {
  const { body } = await client.get<OnboardingView | { onboarding: OnboardingView }>(onboardingPath(ref));
  return 'onboarding' in body ? body.onboarding : body;
}

export const accountPath = (account: string, ...rest: readonly string[]): string =>
  ['/accounts', account, ...rest].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
