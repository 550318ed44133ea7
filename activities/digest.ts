import type { DigestFacts } from '../src/mail/templates/digest.ts';
import type { Digest } from '../src/support/digest.ts';
import { activity } from './failures.ts';

export type DigestActivities = ReturnType<typeof createDigestActivities>;

/** The daily mail to support staff: first what to tell, then one mail each, so that a repetition tells the same. */
export const createDigestActivities = ({ digest }: { digest: Digest }) => ({
  gatherDigest: async (): Promise<{ facts: DigestFacts; recipients: string[] }> => ({
    facts: await digest.gather(),
    recipients: await digest.recipients(),
  }),
  mailDigest: activity((facts: DigestFacts, recipient: string): Promise<void> => digest.mail(facts, recipient)),
});
