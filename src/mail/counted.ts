import { isServerAway } from './failures.ts';
import { type Mailer, MailRejected } from './transport.ts';

export type MailOutcome = 'sent' | 'rejected' | 'unreachable';

/** The same mailer, which tells how each mail ended, and whether the mail server answered. */
export const counted = (mailer: Mailer, count: (outcome: MailOutcome, answered: boolean) => void): Mailer => ({
  ...mailer,
  async send(mail) {
    try {
      const answer = await mailer.send(mail);
      count('sent', true);
      return answer;
    } catch (error) {
      count(error instanceof MailRejected ? 'rejected' : 'unreachable', !isServerAway(error));
      throw error;
    }
  },
});
