import { readFileSync } from 'node:fs';
import path from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { castellan } from './support.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/cli.md'), 'utf8');

/** What may follow, from the declared commands themselves. */
async function commandsAfter(...typed: string[]): Promise<string[]> {
  const { stdout } = await castellan(['complete', '--', ...typed, '']);
  return stdout.split('\n').filter((word) => word !== '' && word !== 'help');
}

test('the page names every command and what belongs under it', async () => {
  const table = page.slice(0, page.indexOf('## Where and who'));
  const named = [...table.matchAll(/`([a-z -]+)`/g)].flatMap(([, words]) => words!.split(' '));
  const commands = await commandsAfter();
  const all = await Promise.all(commands.map(async (name) => [name, ...(await commandsAfter(name))]));
  expect(commands.length).toBeGreaterThan(25);
  expect(named).toEqual(expect.arrayContaining(all.flat()));
});

test('the page and the help list exactly the exit codes that there are', async () => {
  const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(exitCodes));
  for (const lang of ['en', 'fr']) {
    const { stdout } = await castellan(['--help', '--lang', lang]);
    const last = stdout.trim().split('\n\n').at(-1)!;
    expect([...last.matchAll(/\b(\d+)\b/g)].map(([, code]) => Number(code))).toEqual(Object.values(exitCodes));
  }
});
