import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { type Path, searchAttributeNames as names } from '../../workflows/stages.ts';

/** Attributes at the start cost no event. */
export function attributesAtStart(account: string, path: Path | null): SearchAttributePair[] {
  const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
  return [
    { key: keyword(names.stage), value: 'checking' },
    { key: keyword(names.account), value: account },
    ...(path === null ? [] : [{ key: keyword(names.path), value: path }]),
  ];
}
