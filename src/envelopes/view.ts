import type { Connection } from 'mongoose';
import { type Envelope, envelopeModels } from './models.ts';
import { allowedEnvelopeActions, type EnvelopeAction, type EnvelopeState, releasableStates } from './states.ts';

/** An envelope as administrators and support see it: where it stands, never what is in it. */
export interface EnvelopeView {
  readonly mid: string;
  readonly state: EnvelopeState;
  /** Whether its recipient could open it now. */
  readonly opens: boolean;
  readonly expiresAt: string;
  /** Why it is locked, as the recipient is told. */
  readonly lockReason: string | null;
  readonly openedAt: string | null;
  readonly lastOpenedAt: string | null;
  /** How often its key was released. */
  readonly openings: number;
  readonly allowedActions: readonly EnvelopeAction[];
}

type Shown = Pick<Envelope, 'mid' | 'state' | 'expiresAt' | 'lockReason' | 'openedAt' | 'lastOpenedAt' | 'releases'>;
const shown = { mid: 1, state: 1, expiresAt: 1, lockReason: 1, openedAt: 1, lastOpenedAt: 1, releases: 1 } as const;

export function envelopeView(envelope: Shown, now = new Date()): EnvelopeView {
  const { mid, state, expiresAt, lockReason, openedAt, lastOpenedAt, releases } = envelope;
  const releasable = (releasableStates as readonly EnvelopeState[]).includes(state);
  return {
    mid,
    state,
    opens: releasable && expiresAt > now,
    expiresAt: expiresAt.toISOString(),
    lockReason: state === 'locked' ? (lockReason ?? null) : null,
    openedAt: openedAt?.toISOString() ?? null,
    lastOpenedAt: (lastOpenedAt ?? openedAt)?.toISOString() ?? null,
    openings: releases,
    allowedActions: allowedEnvelopeActions(state),
  };
}

/** The envelope of this id, or null. */
export async function readEnvelopeView(connection: Connection, mid: string): Promise<EnvelopeView | null> {
  const found = await envelopeModels(connection).envelopes.findOne({ mid }, shown).lean<Shown>();
  return found && envelopeView(found);
}

/** How often, and when last, each envelope of an onboarding was opened; for the receipts in its timeline. */
export async function readOpenings(
  connection: Connection,
  ref: string,
): Promise<ReadonlyMap<string, { readonly times: number; readonly last: Date | null }>> {
  const found = await envelopeModels(connection).envelopes.find({ ref }, shown).lean<Shown[]>();
  return new Map(
    found.map(({ mid, releases, openedAt, lastOpenedAt }) => [
      mid,
      { times: releases, last: lastOpenedAt ?? openedAt ?? null },
    ]),
  );
}
