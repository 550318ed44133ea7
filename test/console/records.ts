import { recordModels } from '../../src/records/models.ts';
import { addTimelineEntry, bySystem } from '../../src/records/timeline.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { type Stage, stages } from '../../workflows/stages.ts';
import type { Site } from './site.ts';

/** Puts one onboarding in a stage straight into the records. */
export async function recordIn(site: Site, stage: Stage, facts: Record<string, unknown> = {}): Promise<string> {
  const ref = `ONB-${String(stages.indexOf(stage)).padStart(6, '0')}`;
  const actor = { kind: 'user', user: site.administrator.user, name: 'admin@example.org' };
  const { onboardings, timeline } = recordModels(site.connection);
  await onboardings.updateOne(
    { ref },
    {
      $set: {
        account: '1001',
        group: 'account-administrators',
        email: `${stage}@example.org`,
        addressKey: `${stage}@example.org`,
        path: 'invite',
        stage,
        open: false,
        revision: 1,
        seq: 0,
        stall:
          stage === 'stalled'
            ? { reason: 'mail-rejected', stage: 'inviting', attempt: 2, detail: '550 unknown', since: new Date() }
            : null,
        nextAutomaticAction: { kind: 'reminder', at: new Date(Date.now() + 86_400_000) },
        initiator: actor,
        sponsor: actor,
        candidate: { firstName: 'A', lastName: 'B', locale: 'en' },
        reason: null,
        createdUser: false,
        sendings: 0,
        workflow: { id: `promote-to-admin/${ref}`, runId: null },
        ...facts,
      },
    },
    { upsert: true },
  );
  if ((await timeline.countDocuments({ ref })) === 0) {
    await inTransaction(site.connection, async (session) => {
      await addTimelineEntry(site.connection, session, ref, {
        kind: 'mailed',
        by: bySystem,
        data: { mail: 'invitation' },
      });
    });
  }
  return ref;
}
