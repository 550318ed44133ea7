import { cli as en } from '../language/en/cli.ts';
import { onboardings as enOnboardings } from '../language/en/onboardings.ts';
import { cli as fr } from '../language/fr/cli.ts';
import { onboardings as frOnboardings } from '../language/fr/onboardings.ts';

export type CliLocale = 'en' | 'fr';
export type CliWords = typeof en & Pick<typeof enOnboardings, 'stages'>;

/**
 * The language of the command: --lang, else LC_ALL, LC_MESSAGES, LANG (POSIX order), else English.
 * Read before the arguments are parsed, because usage errors and help speak it too.
 */
export function chooseLocale(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): CliLocale {
  const at = argv.indexOf('--lang');
  const asked = argv.find((word) => word.startsWith('--lang='))?.slice(7) ?? (at === -1 ? undefined : argv[at + 1]);
  const wanted = asked ?? env['LC_ALL'] ?? env['LC_MESSAGES'] ?? env['LANG'] ?? 'en';
  return wanted.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

const words: Record<CliLocale, CliWords> = {
  en: { ...en, stages: enOnboardings.stages },
  fr: { ...fr, stages: frOnboardings.stages },
};

/** What the command says in a language, and the names of the stages, which pages and API share. */
export const cliWords = (locale: CliLocale): CliWords => words[locale];
