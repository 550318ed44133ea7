import { createDecisionActivities } from './decisions.ts';
import { createDirectoryActivities } from './directory.ts';
import { createEnvelopeActivities } from './envelopes.ts';
import { createKeyActivities } from './keys.ts';
import { createMailActivities } from './mails.ts';
import { createRecordActivities } from './records.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createUserActivities } from './users.ts';

/** All effects of the process. Each is idempotent by its step's number. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    ...createDirectoryActivities(dependencies),
    ...createUserActivities(dependencies),
    ...createEnvelopeActivities(dependencies),
    ...createKeyActivities(dependencies),
    ...createMailActivities(dependencies),
    ...createRecordActivities(dependencies),
    ...createDecisionActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
