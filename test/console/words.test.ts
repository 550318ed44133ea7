import { dictionary, type Locale } from '../../src/language/index.ts';
import { Problem, type ProblemCode, problemStatus } from '../../src/problems.ts';
import { pageWordsOf } from '../../src/console/problem-words.ts';
import { plural } from '../../src/language/counts.ts';

test('counts follow the language’s own rule', () => {
  const { bulk: en } = dictionary('en').administration;
  const { bulk: fr } = dictionary('fr').administration;
  expect([en.list('0'), en.list('1'), en.list('2')]).toEqual(['0 lines', '1 line', '2 lines']);
  expect([fr.list('0'), fr.list('1'), fr.list('2')]).toEqual(['0 ligne', '1 ligne', '2 lignes']);
  expect([en.start('1'), fr.start('1')]).toEqual(['Start with 1 person', 'Lancer pour 1 personne']);
  expect(fr.draftText('1', '2')).toContain('1 ligne sur 2 peut être lancée');
  expect([plural('en', 1.5, 'day', 'days'), plural('fr', 1.5, 'jour', 'jours')]).toEqual(['days', 'jour']);
});

/** Every text of a dictionary, templates filled with a letter. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') {
    try {
      return textsIn((value as (...given: string[]) => unknown)('x', 'x', 'x'));
    } catch {
      return [];
    }
  }
  return value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** One word for a thing: what the glossary calls otherwise. */
const strangers: Readonly<Record<Locale, RegExp>> = {
  en: /\b(shall the|dies|is dead|comes? to a user|stands in the audit)\b/i,
  fr: /(?<!dé)(?<!\p{L})bloquer|débloquer|intégrations?\b|nouveautés|de jouer|est mort|tout(e)? seul|exécuteurs?\b/iu,
};

test.each(['en', 'fr'] as const)('pages and mails call a thing by one word, in %s', (locale) => {
  const { administration, pages, ownUser, onboardings, mail, problems, pageProblems } = dictionary(locale);
  const texts = textsIn({ administration, pages, ownUser, onboardings, mail, problems, pageProblems });
  expect(texts.length).toBeGreaterThan(500);
  expect(texts.filter((text) => strangers[locale].test(text))).toEqual([]);
});

test('French puts its spaces before : ; ! and ?', () => {
  const { administration, pages, ownUser, pageProblems } = dictionary('fr');
  const texts = textsIn({ administration, pages, ownUser, pageProblems });
  expect(texts.filter((text) => / [:;!?»]|« |[\p{L}»][;!?]/u.test(text))).toEqual([]);
});

/** Only programs meet these: with a token, as a mail server, from the reader's script. */
const forMachines =
  /^(mail-events\.|idempotency\.key-(required|invalid)$|access\.scope-missing$|envelope\.key-invalid$)/;

test.each(['en', 'fr'] as const)(
  'no problem that a form can meet speaks of headers, bodies and keys, in %s',
  (locale) => {
    const codes = (Object.keys(problemStatus) as ProblemCode[]).filter((code) => !forMachines.test(code));
    const said = codes.map((code) =>
      Object.values(pageWordsOf(new Problem(code), { locale, timeZone: 'UTC' })).join(' '),
    );
    const technical =
      /\b(JSON|HTTP|KiB|UTF-8|Content-Type|Idempotency|headers?|en-têtes?|body|corps|method|switch-path|correct-email)\b/i;
    expect(said.filter((text) => technical.test(text))).toEqual([]);
  },
);
