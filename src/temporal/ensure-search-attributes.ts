import type { Client, Connection } from '@temporalio/client';
import { searchAttributes } from './search-attributes.ts';

type Missing = readonly [name: string, type: keyof typeof typeNumbers];

/** Temporal's IndexedValueType. */
const typeNumbers = { KEYWORD: 2, DATETIME: 6 } as const;
const all: readonly Missing[] = Object.entries(searchAttributes);

/** What the namespace lacks of the search attributes; without them Temporal refuses every start of an onboarding. */
export async function missingSearchAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<readonly Missing[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return all.filter(([name]) => !(name in customAttributes));
}

/** The commands that add them, to be pasted; of all of them where nobody knows which are missing. */
export const commandsToAdd = (namespace: string, missing: readonly Missing[] = all): string =>
  missing
    .map(([name, type]) => {
      const spelled = type === 'KEYWORD' ? 'Keyword' : 'Datetime';
      return `temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${spelled}`;
    })
    .join(' && ');

/**
 * Adds the search attributes that the namespace lacks. Those that are there stay as they are, so several workers may do
 * it at once.
 * @returns the names that were added
 * @throws Error with the commands that add them, where this process is not allowed to
 */
export async function ensureSearchAttributes({ options: { namespace }, connection }: Client): Promise<string[]> {
  let missing: readonly Missing[] | undefined;
  try {
    missing = await missingSearchAttributes(connection, namespace);
    if (missing.length === 0) return [];
    const wanted = Object.fromEntries(missing.map(([name, type]) => [name, typeNumbers[type]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
    return Object.keys(wanted);
  } catch (cause) {
    throw new Error(
      `The search attributes of the Temporal namespace ${namespace} could not be made sure of, and without them no onboarding starts. Make those that are missing: ${commandsToAdd(namespace, missing)}`,
      { cause },
    );
  }
}
