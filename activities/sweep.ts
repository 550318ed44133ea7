import type { Sweep, SweepResult } from '../src/support/sweep.ts';

export type SweepActivities = ReturnType<typeof createSweepActivities>;

/** The scheduled look for what nothing else notices. Harmless to repeat. */
export const createSweepActivities = ({ sweep }: { sweep: Sweep }) => ({
  sweep: (): Promise<SweepResult> => sweep(),
});
