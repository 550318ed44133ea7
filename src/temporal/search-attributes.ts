import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { searchAttributeNames as names } from '../../workflows/messages.ts';
import type { Path } from '../../workflows/stages.ts';

/** What a namespace must know before an onboarding can start. */
export const searchAttributes = {
  [names.stage]: SearchAttributeType.KEYWORD,
  [names.account]: SearchAttributeType.KEYWORD,
  [names.path]: SearchAttributeType.KEYWORD,
  [names.stallReason]: SearchAttributeType.KEYWORD,
  [names.stalledSince]: SearchAttributeType.DATETIME,
} as const;

/** Attributes at the start cost no event. */
export function attributesAtStart(account: string, path: Path | null): SearchAttributePair[] {
  const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
  return [
    { key: keyword(names.stage), value: 'checking' },
    { key: keyword(names.account), value: account },
    ...(path === null ? [] : [{ key: keyword(names.path), value: path }]),
  ];
}
