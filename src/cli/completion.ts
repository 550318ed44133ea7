import type { Command, Option } from 'commander';
import { stages, stallReasons } from '../../workflows/stages.ts';

/** What may stand where the cursor is. */
export interface Candidates {
  readonly words: readonly string[];
  /** References of onboardings fit here too. */
  readonly refs: boolean;
}

const conditions = [
  'account=',
  'older-than=',
  'q=',
  ...stages.map((stage) => `stage=${stage}`),
  ...stallReasons.map((reason) => `reason=${reason}`),
];

/**
 * Completes a command line from the very commands and options that are declared.
 * @param typed the words after `castellan`; the last is the one under the cursor, and may be empty
 */
export function candidatesFor(program: Command, typed: readonly string[]): Candidates {
  const before = typed.slice(0, -1);
  const current = typed.at(-1) ?? '';
  let command = program;
  let position = 0;
  let valueOf: Option | undefined;
  for (const word of before) {
    if (valueOf) valueOf = undefined;
    else if (word.startsWith('-')) valueOf = word.includes('=') ? undefined : valueOption(program, command, word);
    else {
      const next = command.commands.find((one) => one.name() === word);
      if (next) [command, position] = [next, 0];
      else position += 1;
    }
  }
  const beginning = (words: readonly string[]) => words.filter((word) => word.startsWith(current));
  if (valueOf) return { words: beginning(valuesOf(valueOf)), refs: false };
  const options = [...command.options, ...program.options].flatMap(({ long }) => long ?? []);
  if (current.startsWith('-')) return { words: beginning([...new Set([...options, '--help'])]), refs: false };
  const visible = program
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());
  const argument = command.registeredArguments[position];
  const choices = argument?.argChoices ?? [];
  return { words: beginning([...visible, ...choices]), refs: argument?.name() === 'ref' };
}

/** The option that takes the next word as its value. */
const valueOption = (program: Command, command: Command, word: string): Option | undefined =>
  [...command.options, ...program.options].find(
    (option) => option.required && (option.long === word || option.short === word),
  );

const valuesOf = (option: Option): readonly string[] =>
  option.long === '--where' ? conditions : (option.argChoices ?? []);

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** One script per shell; each asks `castellan complete`, so that none of them has to know the commands. */
export const completionScripts: Readonly<Record<Shell, string>> = {
  // Split at spaces only, as bash itself would split at = too.
  bash: `_castellan() {
  local line=\${COMP_LINE:0:COMP_POINT} current prefix IFS=$' \\t\\n'
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  current=\${words[\${#words[@]}-1]}
  IFS=$'\\n'
  COMPREPLY=($(compgen -W "$(castellan complete -- "\${words[@]:1}" 2>/dev/null)" -- "$current"))
  if [[ $current == *=* ]]; then
    prefix=\${current%"\${current##*=}"}
    COMPREPLY=("\${COMPREPLY[@]#"$prefix"}")
  elif [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -o default -F _castellan castellan
`,
  zsh: `#compdef castellan
_castellan() {
  local -a candidates
  candidates=("\${(@f)$(castellan complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=("\${(@)candidates:#}")
  if (( \${#candidates} )); then compadd -a candidates; else _files; fi
}
if [[ \${funcstack[1]} == _castellan ]]; then _castellan "$@"; else compdef _castellan castellan; fi
`,
  // Files only where nothing else fits, as in the others.
  fish: `function __castellan_complete
  set -l typed (commandline -opc)
  set -l current (commandline -ct)
  set -l candidates (castellan complete -- $typed[2..] "$current" 2>/dev/null)
  if set -q candidates[1]
    printf '%s\\n' $candidates
  else
    __fish_complete_path "$current"
  end
end
complete -c castellan -f -a '(__castellan_complete)'
`,
};
