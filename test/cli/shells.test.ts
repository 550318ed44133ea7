import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Shell, shells } from '../../src/cli/completion.ts';
import { castellan } from './support.ts';

/**
 * The real shells with the real scripts. Only the command is one that notes what it was asked and answers from a list;
 * what it would answer is tested in completion.test.ts.
 */
const installed = shells.filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0);
for (const shell of shells.filter((one) => !installed.includes(one)))
  process.stderr.write(`castellan: there is no ${shell} here, so its completion is not tried.\n`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'castellan-completion-'));
});
beforeEach(() => {
  for (const name of ['asked', 'shown']) rmSync(inFolder(name), { force: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const inFolder = (name: string): string => path.join(folder, name);
const wordsIn = (name: string): string[] =>
  existsSync(inFolder(name)) ? readFileSync(inFolder(name), 'utf8').split('\n').slice(0, -1) : [];

/** What a person does in each: types the line, and presses the tab key. Leaves what is offered in the file `shown`. */
const programs: Record<Shell, (line: string) => string> = {
  bash: (line) => `
    source script
    COMP_LINE='${line}' COMP_POINT=${line.length} COMP_WORDS=(${line}) COMP_CWORD=1
    _castellan
    printf '%s\n' "\${COMPREPLY[@]}" > shown`,
  // On a terminal of its own; at each call of compadd what fits the word under the cursor is written down.
  zsh: (line) => `
    zmodload zsh/zpty
    zpty terminal zsh -f -i
    zpty -w terminal 'PROMPT=; autoload -Uz compinit; compinit -u; source ./script
      compadd() { local -a fit; builtin compadd -O fit "$@"; print -l -- $fit >> shown; builtin compadd "$@" }
      leave() { exit }; zle -N leave; bindkey "^X" leave'
    zpty -w -n terminal '${line}'$'\\t\\x18'
    while zpty -r terminal said; do :; done`,
  fish: (line) => `source script; complete -C '${line}' > shown`,
};

/** @param answers what the command says @returns what it was asked for, and what the shell offers */
async function press(shell: Shell, line: string, answers: readonly string[]) {
  const { stdout: script } = await castellan(['completion', shell]);
  writeFileSync(inFolder('script'), script);
  writeFileSync(inFolder('answers'), answers.map((word) => `${word}\n`).join(''));
  writeFileSync(inFolder('castellan'), `#!/bin/sh\nprintf '%s\\n' "$@" > asked\ncat answers\n`);
  chmodSync(inFolder('castellan'), 0o755);
  const { stderr } = spawnSync(shell, ['-c', programs[shell](line)], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env['PATH']}`, HOME: folder, LANG: 'C.UTF-8', TERM: 'xterm' },
  });
  expect(stderr).toBe('');
  return { asked: wordsIn('asked'), shown: wordsIn('shown').filter(Boolean) };
}

const references = ['ONB-AAAAAA', 'ONB-BBBBBB'];
const reasons = ['reason=mail-rejected', 'reason=mail-unreachable'];

describe.each(installed)('%s', (shell) => {
  test.each([
    ['castellan res', ['resume', 'resend']],
    ['castellan resume ', references],
    ['castellan resume ONB-', references],
    ['castellan show ONB-A', references.slice(0, 1)],
    ['castellan resume --where acc', ['account=']],
    ['castellan list --stage sta', ['stalled']],
  ])('%j', async (line, answers) => {
    const { asked, shown } = await press(shell, line, answers);
    expect(asked).toEqual(['complete', '--', ...line.split(' ').slice(1)]);
    expect(shown).toEqual(shell === 'fish' ? answers.toSorted() : answers);
  });

  test('a condition', async () => {
    const { asked, shown } = await press(shell, 'castellan resume --where reason=mail-', reasons);
    expect(asked).toEqual(['complete', '--', 'resume', '--where', 'reason=mail-']);
    // To bash itself the word begins after the equals sign.
    expect(shown).toEqual(shell === 'bash' ? ['mail-rejected', 'mail-unreachable'] : reasons);
  });
});
