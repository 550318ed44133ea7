import { openEnvelope } from '../../src/cli/demo/envelope.ts';
import { codeIn, midIn, type ReceivedMail, waitForMail } from '../../src/cli/demo/mailbox.ts';
import { createVisitor, type Visitor } from '../../src/cli/demo/visitor.ts';
import { cliWords } from '../../src/cli/locale.ts';
import { noting } from './noting.ts';
import type { Addresses, SignIn } from './product.ts';

/** People at the door of a running product: over HTTP and the mailbox alone. */
export type Visiting = ReturnType<typeof visiting>;

export const permanentPassword = 'heron lantern quarry 58 velvet';

export function visiting({ apiUrl, mailboxUrl }: Addresses) {
  const { signal } = new AbortController();
  const patience = { words: cliWords('en'), signal };
  const arrive = (): Visitor => noting(createVisitor(apiUrl, cliWords('en'), 'en', signal));

  async function signIn({ userId, password }: SignIn): Promise<Visitor> {
    const visitor = arrive();
    await visitor.call('POST', '/session', { userId, password });
    return visitor;
  }

  /** Features, preferences, permanent password. */
  async function completeFirstLogin(visitor: Visitor): Promise<void> {
    await visitor.call('POST', '/first-login', {
      features: { seen: true },
      preferences: { language: 'fr', timeZone: 'Europe/Paris', notifyNewMessages: true },
      password: permanentPassword,
      confirmPassword: permanentPassword,
    });
  }

  const mailTo = (to: string, wanted: (mail: ReceivedMail) => boolean) =>
    waitForMail(patience, mailboxUrl, to, 'mail', wanted);

  return {
    arrive,
    signIn,
    completeFirstLogin,
    mailTo,

    /** From the invitation's link over the mailed code to a session with the required actions. */
    async enrol(email: string): Promise<{ visitor: Visitor; mid: string; code: string }> {
      const invitation = await mailTo(email, (mail) => midIn(mail) !== undefined);
      const mid = midIn(invitation)!;
      const visitor = arrive();
      await visitor.call('POST', '/enrolments', { mid }, [202]);
      const code = codeIn(await mailTo(email, (mail) => codeIn(mail) !== undefined))!;
      await visitor.call('POST', '/enrolments/verify', { mid, code, firstName: 'Inès', lastName: 'Ferreira' });
      return { visitor, mid, code };
    },

    openEnvelope,
  };
}
