/** Why a password was not taken, each with what to do instead. Keys are the stable codes of field errors. */
export const passwords = {
  'password.required': () => 'A password is needed. Type one twice.',
  'password.too-short': (minimum: number, length: number) =>
    `This password has ${length} characters; it needs at least ${minimum}. A few words that do not belong together are easy to remember.`,
  'password.too-long': (maximum: number) => `This password has more than ${maximum} characters. Use fewer.`,
  'password.common': () =>
    'This password, or one very much like it, is on lists of passwords that are tried first. Use words that do not belong together.',
  'password.personal': () =>
    'This password is made mostly of your name, your address or the name of this service. Use words that have nothing to do with you.',
  'password.repeated': () => 'This password repeats the same characters. Use words that do not belong together.',
  'password.sequence': () =>
    'This password follows an order such as "abcd" or "1234". Use words that do not belong together.',
  'password.keyboard': () =>
    'This password follows neighbouring keys of a keyboard. Use words that do not belong together.',
  'password.date': () => 'This password is made mostly of dates or years. Use words that do not belong together.',
  'password.guessable': () => 'This password is easy to guess. Add one or two words that do not belong to the others.',
  'password.good': () => 'This password is good. Another word or two would make it better still.',
  'password.very-good': () => 'This password is very good: nobody guesses it within years.',
  'password.same-as-temporary': () =>
    'This is the temporary password, which somebody else knows too. Choose one that only you know.',
  'password.current-wrong': () => 'This is not your present password. Type the one that you signed in with.',
  'password.unchanged': () => 'This is your present password. Choose a new one.',
  'password.confirmation-differs': () => 'The two passwords differ. Type the same password twice.',
};
