import { searchAttributeNames as names } from '../../workflows/stages.ts';

/** What a namespace must know before an onboarding can start. Words alone, so that a start can tell them at once. */
export const searchAttributes = {
  [names.stage]: 'KEYWORD',
  [names.account]: 'KEYWORD',
  [names.path]: 'KEYWORD',
  [names.stallReason]: 'KEYWORD',
  [names.stalledSince]: 'DATETIME',
} as const;
