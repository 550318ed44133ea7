import { type Mailer, MailRejected } from './transport.ts';

export type MailOutcome = 'sent' | 'rejected' | 'unreachable';

/** The same mailer, which tells how each mail ended. */
export const counted = (mailer: Mailer, count: (outcome: MailOutcome) => void): Mailer => ({
  ...mailer,
  async send(mail) {
    try {
      const answer = await mailer.send(mail);
      count('sent');
      return answer;
    } catch (error) {
      count(error instanceof MailRejected ? 'rejected' : 'unreachable');
      throw error;
    }
  },
});
