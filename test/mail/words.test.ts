import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cleanLine, cleanName, cleanServerWords } from '../../src/mail/clean.ts';
import { messageId, senderDomain } from '../../src/mail/message-ids.ts';

describe('a cleaned line', () => {
  test('never holds a control, a line break or a bidirectional override, and never exceeds its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, maximum) => {
        const line = cleanLine(text, maximum);
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/u);
        expect(Array.from(line).length).toBeLessThanOrEqual(maximum);
      }),
    );
  });

  test('keeps accents, other scripts and joined emoji', () => {
    expect(cleanLine(' Zoë  Nguyễn\t李 👩‍💻 ')).toBe('Zoë Nguyễn 李 👩‍💻');
  });
});

test('a name is nothing that a mail program makes a link of', () => {
  expect(cleanName('Ana https://evil.example www.evil.example')).toBe('Ana https evil.example www evil.example');
});

test('a server’s words lose every address', () => {
  expect(cleanServerWords('550 5.1.1 <ana@example.org>: unknown,\r\n see bob.b@x.example')).toBe(
    '550 5.1.1 [address]: unknown, see [address]',
  );
});

describe('a Message-ID', () => {
  test('is the same for the same key', () => {
    expect(messageId('ONB-7F3K9Q.reminder.2', 'Castellan <no-reply@mail.example.org>')).toBe(
      'ONB-7F3K9Q.reminder.2@mail.example.org',
    );
    expect(senderDomain('no-reply@example.org')).toBe('example.org');
  });

  test.each(['', 'a b', 'a@b', 'a..b', 'a>\r\nBcc: x', 'é', 'a'.repeat(201)])('cannot be made of %j', (key) => {
    expect(() => messageId(key, 'a@example.org')).toThrow(TypeError);
  });
});
