import { cli as en } from '../language/en/cli.ts';
import { cli as fr } from '../language/fr/cli.ts';
import { type Dictionary, dictionary } from '../language/index.ts';

export type CliLocale = 'en' | 'fr';
export type CliWords = typeof en &
  Pick<Dictionary['onboardings'], 'stages'> &
  Pick<Dictionary['administration']['onboarding'], 'deeds'>;

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

const withShared = (own: typeof en, locale: CliLocale): CliWords => {
  const { onboardings, administration } = dictionary(locale);
  return { ...own, stages: onboardings.stages, deeds: administration.onboarding.deeds };
};
const words: Record<CliLocale, CliWords> = { en: withShared(en, 'en'), fr: withShared(fr, 'fr') };

/** What the command says in a language, and the names of stages and deeds, which it shares with pages and API. */
export const cliWords = (locale: CliLocale): CliWords => words[locale];
