import type { Connection } from 'mongoose';
import { platformAccount, supportGroup } from '../directory/groups.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { canSignIn } from '../directory/standing.ts';
import type { MailContent } from '../mail/layout.ts';
import { messageId } from '../mail/message-ids.ts';
import { digest as digestMail, type DigestFacts } from '../mail/templates/digest.ts';
import { countOpenUpgradeRequests } from '../records/upgrade-requests.ts';
import type { Mailer } from '../mail/transport.ts';
import type { Locale } from '../language/index.ts';
import { countFindings, countOnboardings } from './counting.ts';
import { listWaiting } from './waiting.ts';

interface DigestDependencies {
  readonly connection: Connection;
  readonly mailer: Pick<Mailer, 'send'>;
  readonly publicUrl: string;
  readonly mailFrom: string;
}

const shownAtMost = 15;

export type Digest = ReturnType<typeof createDigest>;

/** The daily mail to support staff: what needs a human, and since when. */
export function createDigest({ connection, mailer, publicUrl, mailFrom }: DigestDependencies) {
  const { members, users } = directoryModels(connection);

  return {
    /** What would be told now. */
    async gather(now = Date.now()): Promise<DigestFacts> {
      const [{ stalls }, findings, requests, waiting] = await Promise.all([
        countOnboardings(connection, now),
        countFindings(connection),
        countOpenUpgradeRequests(connection),
        listWaiting(connection, shownAtMost),
      ]);
      return {
        at: now,
        counts: { ...stalls, ...findings, ...(requests > 0 ? { 'upgrade-requested': requests } : {}) },
        waiting: waiting.map(({ since, ...rest }) => ({ ...rest, since: since.getTime() })),
      };
    },

    /** Ids of the support staff who can sign in. */
    async recipients(): Promise<string[]> {
      const staff = await members.find({ account: platformAccount, group: supportGroup }, { user: 1 }).lean();
      const active = await users.find({ _id: { $in: staff.map(({ user }) => user) }, ...canSignIn }).lean<User[]>();
      return active.map(({ _id }) => String(_id));
    },

    /** The mail as one reader gets it. */
    render: (facts: DigestFacts, locale: Locale): MailContent => digestMail({ ...facts, publicUrl }, locale),

    /** Mails it to one of the support staff; the same facts again are the same mail, with the same Message-ID. */
    async mail(facts: DigestFacts, recipient: string): Promise<void> {
      const user = await users.findById(recipient).lean<User>();
      if (!user) return;
      const locale = user.preferences.language;
      const key = `digest.${facts.at}.${recipient}`;
      const content = digestMail({ ...facts, publicUrl }, locale);
      await mailer.send({ messageId: messageId(key, mailFrom), to: user.userId, locale, ...content });
    },
  };
}
