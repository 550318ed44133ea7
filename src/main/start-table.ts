import type { start as en } from '../language/en/start.ts';
import type { Addresses } from './ready-file.ts';

/** What a person needs to go on, as aligned lines. @param folder of the data; null when it is not kept */
export function startTable(words: (typeof en)['table'], addresses: Addresses, folder: string | null): string {
  const { administrator, support, account } = addresses;
  const rows: [string, string | null][] = [
    [words.console, addresses.consoleUrl],
    [words.documentation, `${addresses.consoleUrl}/docs/api`],
    [words.mailbox, addresses.mailboxUrl],
    [words.temporalUi, addresses.temporalUiUrl],
    [
      words.signIn,
      administrator && `${administrator.userId}  ${administrator.password}  (${words.administrator(account ?? '')})`,
    ],
    [administrator ? '' : words.signIn, support && `${support.userId}  ${support.password}  (${words.support})`],
    [words.data, folder === null ? words.notKept : words.kept(folder)],
  ];
  const shown = rows.filter((row): row is [string, string] => row[1] !== null);
  const width = Math.max(...shown.map(([label]) => label.length));
  const lines = shown.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
  return `\n${words.ready}\n\n${lines.join('\n')}\n\n${words.hint}\n`;
}
