import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { lengthOf } from '../directory/fields.ts';
import type { User } from '../directory/models.ts';
import { type Dictionary, dictionary, type Locale } from '../language/index.ts';
import type { FieldError } from '../problems.ts';
import { normalPassword } from './passwords.ts';

/**
 * What a password has to be (NIST SP 800-63B-4, 3.1.1.2): long where it is the only factor, not on a blocklist, and
 * nothing else. No rules of composition, no expiry of permanent ones; whoever is refused is told why.
 */
export const minimumLength = 15;
export const maximumLength = 256;

/** Whom the password is for: their own name in it is what somebody guesses first. */
export type PasswordOwner = Pick<User, 'userId' | 'firstName' | 'lastName'>;

/**
 * Judges a password.
 * @returns nothing when it is good; else the reason, at /password, in the person's language
 */
export async function passwordErrors(plain: string, owner: PasswordOwner, locale: Locale): Promise<FieldError[]> {
  const say = dictionary(locale).passwords;
  const password = normalPassword(plain);
  const length = lengthOf(password);
  if (length === 0) return [wrong('password.required', say['password.required']())];
  if (length < minimumLength) {
    return [wrong('password.too-short', say['password.too-short'](minimumLength, length))];
  }
  if (length > maximumLength) return [wrong('password.too-long', say['password.too-long'](maximumLength))];
  const { why } = await guess(password, owner);
  return why === null ? [] : [wrong(why, say[why]())];
}

/** From 0, refused, to 4. */
export type Strength = 0 | 1 | 2 | 3 | 4;

/**
 * How good a password would be, while somebody is still thinking it up: the same judgement as `passwordErrors`.
 * @returns a score, whether it would be taken, and why, in the person's language
 */
export async function passwordStrength(
  plain: string,
  owner: PasswordOwner,
  locale: Locale,
): Promise<{ score: Strength; taken: boolean; reason: string }> {
  const say = dictionary(locale).passwords;
  const [error] = await passwordErrors(plain, owner, locale);
  if (error) {
    // However hard to guess, what is not taken must not look as if it were.
    const score = error.code === 'password.too-short' ? 1 : 0;
    return { score, taken: false, reason: error.detail ?? '' };
  }
  const { score } = await guess(normalPassword(plain), owner);
  return score === 4
    ? { score, taken: true, reason: say['password.very-good']() }
    : { score, taken: true, reason: say['password.good']() };
}

/** The error for two entries that differ, at /confirmPassword. */
export function confirmationErrors(password: string, confirmation: string | undefined, locale: Locale): FieldError[] {
  if (password === confirmation) return [];
  const code = 'password.confirmation-differs';
  return [{ pointer: '/confirmPassword', code, detail: dictionary(locale).passwords[code]() }];
}

/** The error for a permanent password that is the temporary one again. */
export function sameAsTemporary(locale: Locale): FieldError {
  return wrong('password.same-as-temporary', dictionary(locale).passwords['password.same-as-temporary']());
}

const wrong = (code: keyof Dictionary['passwords'], detail: string): FieldError => ({
  pointer: '/password',
  code,
  detail,
});

type Guessable = `password.${'common' | 'personal' | 'repeated' | 'sequence' | 'keyboard' | 'date' | 'guessable'}`;

async function guess(password: string, owner: PasswordOwner): Promise<{ score: Strength; why: Guessable | null }> {
  const personal = personalWords(owner);
  const rest = personal.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase());
  // What remains without the words that anybody who knows the person tries first has to be worth something by itself.
  if (lengthOf(rest.replace(/[^\p{L}\p{N}]/gu, '')) < 8 && rest !== password.toLowerCase()) {
    return { score: 0, why: 'password.personal' };
  }
  const result = (await estimator()).check(password, personal);
  return { score: result.score, why: result.score >= 3 ? null : whyGuessable(result) };
}

function whyGuessable({ sequence, feedback }: ReturnType<ZxcvbnFactory['check']>): Guessable {
  const main = sequence.toSorted((a, b) => b.token.length - a.token.length)[0];
  if (main?.pattern === 'repeat') return 'password.repeated';
  if (main?.pattern === 'sequence') return 'password.sequence';
  if (main?.pattern === 'spatial') return 'password.keyboard';
  if (main?.pattern === 'date' || main?.pattern === 'regex') return 'password.date';
  if (main?.pattern === 'dictionary') {
    return main['dictionaryName'] === 'userInputs' ? 'password.personal' : 'password.common';
  }
  return feedback.warning === 'similarToCommon' ? 'password.common' : 'password.guessable';
}

function personalWords({ userId, firstName, lastName }: PasswordOwner): string[] {
  const [local = '', domain = ''] = userId.toLowerCase().split('@');
  const parts = [userId, local, domain, ...local.split(/[^\p{L}\p{N}]+/u), ...domain.split('.').slice(0, -1)];
  const names = [firstName, lastName].flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]);
  const all = [...parts, ...names, 'castellan'].map((word) => normalPassword(word).toLowerCase());
  return [...new Set(all)].filter((word) => word.length >= 3).sort((a, b) => b.length - a.length);
}

let loading: Promise<ZxcvbnFactory> | undefined;

/** The dictionaries take 70 MB and half a second: loaded when the first password is judged, and then kept. */
function estimator(): Promise<ZxcvbnFactory> {
  loading ??= (async () => {
    const [{ ZxcvbnFactory: Factory }, common, english, french] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
      import('@zxcvbn-ts/language-en'),
      import('@zxcvbn-ts/language-fr'),
    ]);
    return new Factory({
      dictionary: { ...common.dictionary, ...english.dictionary, ...french.dictionary },
      graphs: common.adjacencyGraphs,
      // The work grows steeply with both, up to seconds of a blocked process; a password whose first 64 characters
      // are hard to guess is hard to guess.
      maxLength: 64,
      l33tMaxSubstitutions: 10,
    });
  })().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
