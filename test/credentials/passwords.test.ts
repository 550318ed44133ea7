import { confirmationErrors, passwordErrors } from '../../src/credentials/password-policy.ts';
import { hashPassword, verifyPassword } from '../../src/credentials/passwords.ts';
import { asGenerated, readablePassword } from '../../src/credentials/temporary-passwords.ts';
import { passwords as en } from '../../src/language/en/passwords.ts';
import { passwords as fr } from '../../src/language/fr/passwords.ts';

const ana = { userId: 'Ana.Lopez@acme.example', firstName: 'Ana', lastName: 'López' };

test('hashes by argon2id with OWASP’s parameters, salted', async () => {
  const [one, two] = await Promise.all([
    hashPassword('unicorn giraffe velvet'),
    hashPassword('unicorn giraffe velvet'),
  ]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword(one, 'unicorn giraffe velvet')).toBe(true);
  expect(await verifyPassword(one, 'unicorn giraffe velvet ')).toBe(false);
});

test('one keyboard’s é is another’s e and an accent', async () => {
  const stored = await hashPassword('caf\u00e9 au lait tous les jours');
  expect(await verifyPassword(stored, 'cafe\u0301 au lait tous les jours')).toBe(true);
});

test('nobody’s password is never right', async () => {
  expect(await verifyPassword(undefined, '')).toBe(false);
  expect(await verifyPassword(undefined, 'unicorn giraffe velvet')).toBe(false);
});

test.each([
  ['', 'password.required'],
  ['short', 'password.too-short'],
  ['x9-Kq!2vLm#8Zp', 'password.too-short'],
  ['k'.repeat(257), 'password.too-long'],
  ['passwordpassword', 'password.repeated'],
  ['aaaaaaaaaaaaaaaaaaaa', 'password.repeated'],
  ['P@ssw0rd1234567', 'password.common'],
  ['abcdefghijklmnopqrs', 'password.sequence'],
  ['azertyuiopqsdfghjk', 'password.keyboard'],
  ['ana.lopez@acme.example', 'password.personal'],
  ['AnaLopez-Castellan1', 'password.personal'],
  ['ANA LÓPEZ acme 2026', 'password.personal'],
])('%p is refused: %s', async (password, code) => {
  const [error, ...more] = await passwordErrors(password, ana, 'en');
  expect(more).toEqual([]);
  expect(error).toMatchObject({ pointer: '/password', code });
  expect(error?.detail).toMatch(/\.$/);
});

test.each([
  'unicorn giraffe velvet',
  'trois chats dansent sur un toit',
  'tgzvbqnwkrxpdlm',
  '長い合言葉は覚えやすくて安全です',
  `${'a very long sentence, '.repeat(9)}but not too long`,
  readablePassword(),
])('%p is taken, without rules of composition', async (password) => {
  expect(await passwordErrors(password, ana, 'en')).toEqual([]);
});

test('length counts code points after NFKC', async () => {
  const cats = '🐈🦓🦒🐘🦏🦛🐪🦬🐃🦙🦘🦥🦦🦨🦡';
  expect(Array.from(cats)).toHaveLength(15);
  expect(await passwordErrors(cats, ana, 'en')).toEqual([]);
  expect(await passwordErrors(cats.slice(2), ana, 'en')).toMatchObject([{ code: 'password.too-short' }]);
});

test('a reason is in the person’s language', async () => {
  const [english] = await passwordErrors('short', ana, 'en');
  const [french] = await passwordErrors('short', ana, 'fr');
  expect(english?.detail).toContain('5 characters; it needs at least 15');
  expect(french?.detail).toContain('5 caractères\u202f; il en faut au moins 15');
  expect(Object.keys(fr)).toEqual(Object.keys(en));
});

test('the confirmation is the same text', () => {
  expect(confirmationErrors('one', 'one', 'en')).toEqual([]);
  for (const other of ['two', undefined]) {
    expect(confirmationErrors('one', other, 'fr')).toMatchObject([
      { pointer: '/confirmPassword', code: 'password.confirmation-differs' },
    ]);
  }
});

test('a generated password survives being dictated; another text is left alone', () => {
  const password = readablePassword();
  expect(password).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){3}$/);
  expect(
    asGenerated(` ${password.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')} `),
  ).toBe(password);
  for (const chosen of ['Unicorn Giraffe Velvet', 'ABCDE-FGHJK', ' spaces matter ']) {
    expect(asGenerated(chosen)).toBe(chosen);
  }
});
