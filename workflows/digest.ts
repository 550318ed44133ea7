import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { DigestActivities } from '../activities/digest.ts';

const { gatherDigest } = proxyActivities<DigestActivities>({ startToCloseTimeout: '1m' });
const { mailDigest } = proxyActivities<DigestActivities>({
  startToCloseTimeout: '30s',
  // The next day brings the next one.
  scheduleToCloseTimeout: '12h',
  retry: { initialInterval: '5s', maximumInterval: '10m' },
});

/** Run by a schedule: tells support staff what needs a human, and says nothing where nothing does. */
export async function digest(): Promise<{ waiting: number; mailed: number }> {
  const { facts, recipients } = await gatherDigest();
  const waiting = Object.values(facts.counts).reduce((sum, count) => sum + count, 0);
  if (waiting === 0) return { waiting, mailed: 0 };
  const mails = await Promise.allSettled(recipients.map((recipient) => mailDigest(facts, recipient)));
  for (const mail of mails) {
    // One reader's full mailbox is nobody else's loss.
    if (mail.status === 'rejected' && !(mail.reason instanceof ActivityFailure)) throw mail.reason;
  }
  return { waiting, mailed: mails.filter(({ status }) => status === 'fulfilled').length };
}
