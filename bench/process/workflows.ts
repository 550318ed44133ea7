import { condition, defineSignal, defineUpdate, proxyLocalActivities, setHandler } from '@temporalio/workflow';

export { promoteToAdmin } from '../../workflows/promote-to-admin.ts';

export const parkedUpdate = defineUpdate('parked');
export const goSignal = defineSignal('go');

interface NoSteps {
  nothing(step: string): Promise<void>;
}

/** The smallest workflow of the same shape: four steps that do nothing, a wait, a final step. */
export async function skeleton(): Promise<void> {
  const { nothing } = proxyLocalActivities<NoSteps>({ startToCloseTimeout: '2s' });
  let parked = false;
  let told = false;
  setHandler(parkedUpdate, () => condition(() => parked));
  setHandler(goSignal, () => void (told = true));
  for (const step of ['one', 'two', 'three', 'four']) await nothing(step);
  parked = true;
  await condition(() => told);
  await nothing('last');
}
