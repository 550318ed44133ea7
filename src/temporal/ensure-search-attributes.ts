import type { Client } from '@temporalio/client';
import { searchAttributes } from './search-attributes.ts';

/** Temporal's IndexedValueType. */
const typeNumbers = { KEYWORD: 2, DATETIME: 6 } as const;

/**
 * Adds the search attributes that the namespace lacks: without them Temporal refuses every start of an onboarding. Those
 * that are there stay as they are, so several workers may do it at once.
 * @returns the names that were added
 * @throws Error with the commands that add them, where this process is not allowed to
 */
export async function ensureSearchAttributes(client: Client): Promise<string[]> {
  const { namespace } = client.options;
  const { operatorService } = client.connection;
  let missing: [string, keyof typeof typeNumbers][] = Object.entries(searchAttributes);
  try {
    const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
    missing = missing.filter(([name]) => !(name in customAttributes));
    if (missing.length === 0) return [];
    const wanted = Object.fromEntries(missing.map(([name, type]) => [name, typeNumbers[type]]));
    await operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
    return Object.keys(wanted);
  } catch (cause) {
    const commands = missing.map(([name, type]) => {
      const spelled = type === 'KEYWORD' ? 'Keyword' : 'Datetime';
      return `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${spelled}`;
    });
    throw new Error(
      `The search attributes of the Temporal namespace ${namespace} could not be made sure of, and without them no onboarding starts. Make those that are missing: ${commands.join(' && ')}`,
      { cause },
    );
  }
}
