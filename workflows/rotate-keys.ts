import {
  continueAsNew,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { rotationProgressQuery, type RotateKeysInput, type RotationProgress } from './rotation.ts';

const { rewrapSlice } = proxyActivities<Pick<Activities, 'rewrapSlice'>>({
  // Counted from the start of a slice; the heartbeat notices a killed worker long before.
  startToCloseTimeout: '10m',
  heartbeatTimeout: '10s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
});

/** Processes read their keyring anew within a second; this is when the last of them has, in milliseconds. */
const usualSettling = 10_000;

/**
 * Wraps every envelope's data key by the ring's active key, however long that takes and whoever is killed meanwhile.
 * The second pass takes what a process sealed by the former key before it had noticed.
 */
export async function rotateKeys(input: RotateKeysInput): Promise<RotationProgress> {
  let progress: RotationProgress = input.progress ?? { to: input.to, rewrapped: 0, failed: 0, remaining: null };
  setHandler(rotationProgressQuery, () => progress, { description: 'How far the rotation is.' });

  let after = input.after ?? null;
  let slices = 0;
  for (let pass = input.pass ?? 1; pass <= 2; pass += 1) {
    // What the first pass could not unwrap is counted once.
    if (pass === 2 && after === null) progress = { ...progress, failed: 0 };
    for (let done = false; !done; ) {
      const slice = await rewrapSlice(input.to, after);
      ({ after, done } = slice);
      progress = {
        to: input.to,
        rewrapped: progress.rewrapped + slice.rewrapped,
        failed: progress.failed + slice.failed,
        remaining: slice.remaining,
      };
      setCurrentDetails(shown(progress));
      slices += 1;
      const isLong = workflowInfo().continueAsNewSuggested || slices === input.slicesPerRun;
      if (!done && isLong) {
        await continueAsNew<typeof rotateKeys>({ ...input, after, progress, pass });
      }
    }
    after = null;
    if (pass === 1) await sleep(input.settleFor ?? usualSettling, { summary: 'Let every process notice the new key' });
  }
  return progress;
}

const shown = ({ to, rewrapped, failed, remaining }: RotationProgress): string =>
  `**${rewrapped}** envelopes wrapped by \`${to}\`, **${remaining}** to go` +
  (failed > 0 ? `, ${failed} of them do not open: \`castellan keys list\` tells.` : '.');
