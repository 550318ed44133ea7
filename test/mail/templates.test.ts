import { describe, expect, test } from '@jest/globals';
import type { Locale } from '../../src/language/index.ts';
import type { MailContent } from '../../src/mail/layout.ts';
import { mailSamples, sampleNames } from '../../src/mail/samples.ts';
import * as templates from '../../src/mail/templates/index.ts';

const hostile = 'Eve <script>alert(1)</script>\r\nBcc: x@example.org\u202e & "Co" http://evil.example';
const at = new Date('2026-11-29T14:00:00Z');

const common = {
  candidateName: 'Ana Silva',
  accountName: 'Acme Insurance',
  accountNumber: '1001',
  initiatorName: 'Bob Martin',
  timeZone: 'Asia/Kolkata',
};
type Names = Partial<typeof common>;
/** 14:00 UTC by the reader's clock, and which that is. */
const told = ['19:30', '+5:30'];

/** Every mail, with what must be found in both of its parts. */
const mails: Record<string, { make: (locale: Locale, names?: Names) => MailContent; holds: readonly string[] }> = {
  invitation: {
    make: (locale, names) =>
      templates.invitation(
        {
          ...common,
          ...names,
          readerUrl: 'https://c.example/m/abc',
          reference: 'ONB-7F3K9QXZ',
          expiresAt: at,
          hasAttachment: true,
        },
        locale,
      ),
    holds: [
      'Ana Silva',
      'Acme Insurance',
      '1001',
      'Bob Martin',
      'https://c.example/m/abc',
      'ONB-7F3K9QXZ',
      '2026',
      ...told,
    ],
  },
  'temporary password notice': {
    make: (locale, names) =>
      templates.temporaryPasswordNotice(
        {
          ...common,
          ...names,
          candidateEmail: 'ana@example.org',
          signInUrl: 'https://c.example/sign-in',
          expiresInHours: 72,
        },
        locale,
      ),
    holds: ['Ana Silva', 'Acme Insurance', 'Bob Martin', 'ana@example.org', 'https://c.example/sign-in', '72'],
  },
  'invitation’s reminder': {
    make: (locale, names) =>
      templates.reminder(
        {
          ...common,
          ...names,
          kind: 'invite',
          readerUrl: 'https://c.example/m/abc',
          reference: 'ONB-7F3K9QXZ',
          deadlineAt: at,
        },
        locale,
      ),
    holds: ['Ana Silva', 'Acme Insurance', 'Bob Martin', 'https://c.example/m/abc', 'ONB-7F3K9QXZ', ...told],
  },
  'temporary password’s reminder': {
    make: (locale, names) =>
      templates.reminder(
        {
          ...common,
          ...names,
          kind: 'temporary-password',
          signInUrl: 'https://c.example/sign-in',
          reference: 'ONB-7F3K9QXZ',
          deadlineAt: at,
        },
        locale,
      ),
    holds: ['Ana Silva', 'Acme Insurance', 'Bob Martin', 'https://c.example/sign-in', 'ONB-7F3K9QXZ', ...told],
  },
  'enrolment code': {
    make: (locale, names) =>
      templates.enrolmentCode(
        {
          ...common,
          ...names,
          code: '12345678',
          reference: 'K7Q2',
          readerUrl: 'https://c.example/m/abc',
          minutes: 10,
        },
        locale,
      ),
    holds: ['Bob Martin', 'Acme Insurance', '1001', '12345678', 'K7Q2', 'https://c.example/m/abc', '10 minutes'],
  },
  'word that there is no code': {
    make: (locale, names) =>
      templates.cannotOpen({ ...common, ...names, reference: 'K7Q2', why: { kind: 'expired', at } }, locale),
    holds: ['Bob Martin', 'Acme Insurance', '1001', 'K7Q2', ...told],
  },
  'password reset': {
    make: (locale) =>
      templates.passwordReset(
        {
          resetUrl: 'https://c.example/reset/t0k',
          signInUrl: 'https://c.example/sign-in',
          minutes: 30,
          firstLoginPending: false,
        },
        locale,
      ),
    holds: ['https://c.example/reset/t0k', '30 minutes'],
  },
  'password reset before the first login': {
    make: (locale) =>
      templates.passwordReset(
        {
          resetUrl: 'https://c.example/reset/t0k',
          signInUrl: 'https://c.example/sign-in',
          minutes: 30,
          firstLoginPending: true,
        },
        locale,
      ),
    holds: ['https://c.example/sign-in'],
  },
  'notice to the candidate': {
    make: (locale, names) =>
      templates.completedCandidate(
        { ...common, ...names, consoleUrl: 'https://c.example/', notMeUrl: 'https://c.example/not-me' },
        locale,
      ),
    holds: ['Ana Silva', 'Acme Insurance', '1001', 'Bob Martin', 'https://c.example/', 'https://c.example/not-me'],
  },
  'notice to the initiator': {
    make: (locale, names) =>
      templates.completedInitiator(
        {
          ...common,
          ...names,
          candidateEmail: 'ana@example.org',
          ref: 'ONB-7F3K9QXZ',
          onboardingUrl: 'https://c.example/onboardings/ONB-7F3K9QXZ',
        },
        locale,
      ),
    holds: [
      'Ana Silva',
      'ana@example.org',
      'Acme Insurance',
      'Bob Martin',
      'ONB-7F3K9QXZ',
      'https://c.example/onboardings/ONB-7F3K9QXZ',
    ],
  },
};

/** What a person reads of the HTML part: no tags, no style, entities resolved. */
const readable = (html: string): string =>
  html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!,
    )
    .replace(/\s+/g, ' ');

/** Every line of the text is in what is shown. */
function expectAllOf(text: string, shown: string): void {
  for (const line of text.split('\n').filter((words) => words.trim() !== '' && words !== '-- ')) {
    expect(shown).toContain(line.replace(/\s+/g, ' ').trim());
  }
}

const samples = mailSamples('https://c.example');
test.each(sampleNames)('%s, the sample, says the same in both parts', (name) => {
  for (const locale of ['en', 'fr'] as const) {
    const { text, html } = samples[name](locale);
    expectAllOf(text, readable(html));
  }
});

const each = Object.entries(mails).flatMap(([name, { make, holds }]) =>
  (['en', 'fr'] as const).map((locale) => ({ name, locale, make, holds })),
);

describe.each(each)('$name in $locale', ({ locale, make, holds }) => {
  test('says the same in both parts', () => {
    const { text, html } = make(locale);
    const shown = readable(html);
    for (const held of holds) {
      expect(text).toContain(held);
      expect(shown).toContain(held);
    }
    expectAllOf(text, shown);
  });

  test('has every value filled and nothing that a filter or a reader takes for a trick', () => {
    const { subject, text, html } = make(locale);
    for (const part of [subject, text, html]) {
      expect(part).not.toMatch(/undefined|null|NaN|\[object|Invalid|\$\{|\{[a-zA-Z]+\}/);
      expect(part).not.toMatch(
        /urgent|immediately|verify your account|secure message|encrypted message|click here|cliquez ici/i,
      );
    }
    expect(html).not.toMatch(/<script|<img|<link|\son[a-z]+=|javascript:|@import|url\(/i);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^https:\/\/c\.example\//);
  });

  test('is a page with a language, one heading and dark colours', () => {
    const { html } = make(locale);
    expect(html).toContain(`<html lang="${locale}"`);
    expect(html.match(/<h1/g)).toHaveLength(1);
    expect(html).toContain('prefers-color-scheme:dark');
    expect(html.length).toBeLessThan(15_000);
  });
});

/** A sample in which this stands wherever somebody typed something: in names, and in lines where an address may stand. */
function typedSample(name: (typeof sampleNames)[number], locale: Locale, typed: string, line = typed): MailContent {
  const names = { candidateName: typed, accountName: typed, initiatorName: typed };
  const lines = { candidateEmail: line, formerEmail: line, reason: line, stallText: line };
  return mailSamples('https://c.example', undefined, { ...names, ...lines })[name](locale);
}

describe.each(sampleNames.flatMap((name) => (['en', 'fr'] as const).map((locale) => ({ name, locale }))))(
  '$name in $locale with hostile names',
  ({ name, locale }) => {
    test('shows them as text, on one line', () => {
      const { subject, text, html } = typedSample(name, locale, hostile, hostile.replace(' http://evil.example', ''));
      expect(html).not.toMatch(/<script/);
      expect(subject).not.toMatch(/[\r\n\u202e]/);
      expect(Array.from(subject).length).toBeLessThanOrEqual(150);
      expect(text).not.toMatch(/\u202e|^Bcc/m);
      expect(`${text}${html}`).not.toContain('http://evil');
    });

    test('caps their length', () => {
      const long = '😀'.repeat(5_000);
      const { text } = typedSample(name, locale, long);
      expect(Array.from(text).length).toBeLessThan(5_000);
    });
  },
);

test('every template speaks French with French spacing', () => {
  for (const { make } of Object.values(mails)) {
    const { subject, text } = make('fr');
    expect(`${subject}\n${text.replace(/https?:\S+/g, '')}`).not.toMatch(/\p{L} [:;!?»]|« /u);
  }
});

test('a promotion by the operator names the operator', () => {
  expect(mails['invitation']!.make('en', { initiatorName: '' }).subject).toContain('The operator of Castellan');
});

test.each(['en', 'fr'] as const)('the code’s headers hold neither the code nor a name (%s)', (locale) => {
  const names = { initiatorName: hostile, accountName: hostile };
  const { subject, sender } = mails['enrolment code']!.make(locale, names);
  expect(subject).toMatch(/^[\p{L} ]+ Castellan \(K7Q2\)$/u);
  expect(sender).toBeUndefined();
});

test('the digest’s runbook is a link, and French has its space before the colons of the list', () => {
  const { html, text } = mailSamples('https://c.example').digest('fr');
  expect(html).toContain('href="https://c.example/runbook"');
  expect(text.replaceAll('https:', '')).not.toMatch(/\S:/);
});
