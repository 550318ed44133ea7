import { randomInt } from 'node:crypto';
import type { Connection } from 'mongoose';
import { inTransaction, isDuplicateKey, type Session } from '../database/transaction.ts';
import { readable } from '../keys/readable.ts';
import type { Secrets } from '../keys/secrets.ts';
import { Problem } from '../problems.ts';
import { type EnrolmentCode, envelopeModels } from './models.ts';

/** A code's life in milliseconds, and how many wrong tries end it. */
export const codeLifetimeMs = 10 * 60_000;
export const triesPerCode = 5;
/** Seconds before the next try is looked at, after the first, second … wrong one. */
const delaysAfterWrong = [0, 1, 3, 10];
const hour = 3_600_000;
/** Mails for one message id, until somebody sends its invitation again or a week has passed without one. */
export const mailsALife = 20;
/** A live code is not mailed again within so long of its last mail, in milliseconds. */
const quietMs = 30_000;
/** So long after the last mail, in milliseconds, an id is counted from none again: whether it names anything or not. */
const forgottenAfterMs = 7 * 24 * hour;

/** Sealed under this context: what a mail with a code needs. */
export interface CodeSecret {
  readonly code: string;
  readonly reference: string;
  readonly mid: string;
}
export const codeContext = 'enrolment-code';

/** Thrown within `whenRight` when a right code must look like a wrong one. */
export class TreatAsWrong extends Error {
  override readonly name = 'TreatAsWrong';
}
class Overtaken extends Error {}

/** What was typed; the reference of the page that it was typed on, where there is a page. */
export interface Typed {
  readonly code: string;
  readonly reference?: string | undefined;
}
type Told = (code: string) => Promise<void>;

interface Mailing {
  readonly sealed: string;
  readonly reference: string;
  /** Which mail of this message id it is, from 1. */
  readonly number: number;
}

/** The codes that prove a mailbox: one live code per message id, mailed again rather than replaced. */
export function createCodes({
  connection,
  secrets,
  mailsAnHour,
}: {
  connection: Connection;
  secrets: Secrets;
  mailsAnHour: number;
}) {
  const { codes } = envelopeModels(connection);
  const mac = (mid: string, code: string) => secrets.mac(codeContext, `${mid}:${code}`);

  async function newCode(mid: string) {
    const code = String(randomInt(100_000_000)).padStart(8, '0');
    const reference = readable(6);
    const secret: CodeSecret = { code, reference, mid };
    return { reference, codeMac: mac(mid, code), sealed: await secrets.seal(codeContext, JSON.stringify(secret)) };
  }

  async function requestIn(
    session: Session,
    mid: string,
    fresh: Awaited<ReturnType<typeof newCode>>,
    now: Date,
    mail: (session: Session, mailing: Mailing) => Promise<boolean>,
  ) {
    const known = await codes.findOne({ mid }, null, { session }).lean<EnrolmentCode>();
    const recent = (known?.mails ?? []).filter((at) => at.getTime() > now.getTime() - hour);
    const lastMail = known?.mails.at(-1)?.getTime() ?? 0;
    const counted = lastMail > now.getTime() - forgottenAfterMs ? (known?.mailsCounted ?? known?.mailsEver ?? 0) : 0;
    const live = known !== null && isLive(known, now);
    // Whoever presses a button twice, or presses every button of a page as mail scanners do, gets one mail.
    const lately = recent.some((at) => at.getTime() > now.getTime() - quietMs);
    if (live && lately) return { reference: known.reference, expiresAt: known.expiresAt };
    const mailable = recent.length < mailsAnHour && counted < mailsALife;
    if (live && !mailable) return { reference: known.reference, expiresAt: known.expiresAt };
    if (counted >= mailsALife) throw new Problem('code.mails-exhausted');
    if (!mailable) throw tooFast(recent[0]!.getTime() + hour - now.getTime());
    const current = live
      ? { reference: known.reference, expiresAt: known.expiresAt, sealed: known.sealed }
      : { ...fresh, expiresAt: new Date(now.getTime() + codeLifetimeMs), wrongTries: 0, notBefore: now, usedAt: null };
    const number = (known?.mailsEver ?? 0) + 1;
    const mailed = await mail(session, { sealed: current.sealed, reference: current.reference, number });
    const trace = { ...current, mails: [...recent, now], mailsEver: number, mailsCounted: counted + 1 };
    // A message id that names nothing leaves the same trace for as long as one counts, so that it answers the same.
    await codes.updateOne(
      { mid },
      mailed
        ? { $set: trace, $unset: { forgetAt: 1 } }
        : { $set: { ...trace, forgetAt: new Date(now.getTime() + forgottenAfterMs) } },
      { session, upsert: true },
    );
    return { reference: current.reference, expiresAt: current.expiresAt };
  }

  return {
    /**
     * Makes a code, or takes the live one, and has it mailed.
     * @param mail writes the mail in the same transaction; answers false when there is nobody to write to
     * @throws Problem when there is no live code: rate.limited while no mail is left for this hour; code.mails-exhausted
     *   once none is left at all, until the invitation is sent again or a week has passed
     */
    async request(
      mid: string,
      mail: (session: Session, mailing: Mailing) => Promise<boolean>,
      now = new Date(),
    ): Promise<{ reference: string; expiresAt: Date }> {
      const fresh = await newCode(mid);
      const attempt = () => inTransaction(connection, (session) => requestIn(session, mid, fresh, now, mail));
      try {
        return await attempt();
      } catch (error) {
        // Two first requests at once: the second finds the code of the first.
        if (!isDuplicateKey(error)) throw error;
        return attempt();
      }
    },

    /** The reference of the live code, or null; the same for every message id for which a code was asked. */
    async reference(mid: string, now = new Date()): Promise<string | null> {
      const known = await codes.findOne({ mid }).lean<EnrolmentCode>();
      return known && isLive(known, now) ? known.reference : null;
    },

    /**
     * Tries a code. A right one is used up in the same transaction as what it is good for, so it is good once. What
     * cannot be a code, or comes from a page of an earlier one, is no try: machines that press every button count none.
     * @param whenRight runs in that transaction; a Problem thrown there leaves the code as it was
     * @param whenRefused told of every try that was counted, and of a right code that was good for nothing
     * @throws Problem code.wrong (with the tries left), code.expired, code.tries-exhausted, rate.limited
     */
    async use<T>(
      mid: string,
      { code, reference }: Typed,
      { whenRight, whenRefused }: { whenRight: (session: Session) => Promise<T>; whenRefused: Told },
      now = new Date(),
    ): Promise<T> {
      const digits = code.replace(/\D/g, '');
      const codeMac = mac(mid, digits);
      for (;;) {
        const known = await codes.findOne({ mid }).lean<EnrolmentCode>();
        if (!known || known.usedAt || known.expiresAt <= now) throw askAnew('code.expired');
        if (known.wrongTries >= triesPerCode) throw askAnew('code.tries-exhausted');
        if (reference !== undefined && reference !== known.reference) throw askAnew('code.expired');
        if (digits.length !== 8) throw wrong(known.wrongTries);
        if (known.notBefore > now) throw tooFast(known.notBefore.getTime() - now.getTime());
        if (known.codeMac === codeMac) {
          try {
            return await inTransaction(connection, async (session) => {
              const used = await codes.updateOne(
                {
                  ...{ mid, codeMac, usedAt: null, expiresAt: { $gt: now } },
                  ...{ wrongTries: { $lt: triesPerCode }, notBefore: { $lte: now } },
                },
                { $set: { usedAt: now } },
                { session },
              );
              if (used.modifiedCount !== 1) throw new Overtaken();
              return whenRight(session);
            });
          } catch (error) {
            if (error instanceof Overtaken || isDuplicateKey(error)) continue;
            if (error instanceof Problem) await whenRefused(error.code);
            if (!(error instanceof TreatAsWrong)) throw error;
          }
        }
        const wrongTries = known.wrongTries + 1;
        const notBefore = new Date(now.getTime() + (delaysAfterWrong[known.wrongTries] ?? 0) * 1000);
        const counted = await codes.updateOne(
          { mid, codeMac: known.codeMac, wrongTries: known.wrongTries, usedAt: null },
          { $set: { wrongTries, notBefore } },
        );
        if (counted.modifiedCount !== 1) continue;
        const problem = wrongTries >= triesPerCode ? askAnew('code.tries-exhausted') : wrong(wrongTries);
        await whenRefused(problem.code);
        throw problem;
      }
    },
  };
}

/**
 * The code whose mail is about to leave, sealed, and until when it can be entered.
 * @param reference of the code, as mail and page show it
 * @returns null when it was used, has ended or was followed by another meanwhile
 */
export async function liveCode(
  connection: Connection,
  mid: string,
  reference: string,
  now = new Date(),
): Promise<Pick<EnrolmentCode, 'sealed' | 'expiresAt'> | null> {
  const known = await envelopeModels(connection).codes.findOne({ mid, reference }).lean<EnrolmentCode>();
  return known && isLive(known, now) ? known : null;
}

/** Lets codes be mailed again, as at first: somebody who may has sent the invitation anew. */
export async function allowCodesAgain(connection: Connection, mid: string, session: Session): Promise<void> {
  await envelopeModels(connection).codes.updateOne({ mid }, { $set: { mails: [], mailsCounted: 0 } }, { session });
}

const wrong = (wrongTries: number): Problem =>
  new Problem('code.wrong', {
    params: { triesLeft: triesPerCode - wrongTries },
    errors: [{ pointer: '/code', code: 'code.wrong' }],
  });

const isLive = (code: EnrolmentCode, now: Date): boolean =>
  !code.usedAt && code.expiresAt > now && code.wrongTries < triesPerCode;

function tooFast(milliseconds: number): Problem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return new Problem('rate.limited', { params: { seconds }, retryAfterSeconds: seconds });
}

const askAnew = (code: 'code.expired' | 'code.tries-exhausted'): Problem =>
  new Problem(code, { nextActions: [{ rel: 'new-code', href: '/api/v1/enrolments', method: 'POST' }] });
