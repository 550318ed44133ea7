import { explain } from '../../src/cli/explain.ts';
import { cliWords } from '../../src/cli/locale.ts';
import { type StallReason, stages } from '../../workflows/stages.ts';
import { onboarding } from './support.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const reader = (locale: 'en' | 'fr') => ({ words: cliWords(locale), locale, now, timeZone: 'UTC' });
const stalled = (reason: StallReason) =>
  onboarding({
    stage: 'stalled',
    stall: {
      reason,
      stage: 'inviting',
      attempt: 2,
      message: 'The mail server refused the address.',
      since: now.toISOString(),
    },
    nextAutomaticAction: { kind: 'expiry', at: '2026-12-22T10:00:00.000Z' },
    allowedActions: ['resume', 'resend', 'cancel'],
  });

test('an invitation waits for the candidate, is reminded by itself, and can be acted on with the commands given', () => {
  const answers = explain(onboarding(), reader('en'));
  expect(answers.happened).toEqual([
    '22 Nov 2026, 10:00 UTC  Ben asked for the promotion.',
    '22 Nov 2026, 10:00 UTC  The invitation was mailed.',
  ]);
  expect(answers.waiting.turn).toBe('candidate');
  expect(answers.waiting.text).toBe(
    'It is the candidate’s turn. Next: open the message, enter the mailed code, complete the first login.',
  );
  expect(answers.automatic).toContain('A reminder is mailed on Tue 24 Nov, 10:00 UTC (in 2 days).');
  expect(answers.possible[0]).toEqual({
    action: 'resend',
    text: 'Send again',
    command: 'castellan resend ONB-7F3K9Q --reason "…"',
  });
});

test('a temporary password that is over, or was never made, is an administrator’s turn, with the command first', () => {
  for (const [state, words] of [
    ['expired', /The temporary password has expired/],
    ['none', /has no password yet/],
  ] as const) {
    const facts = { path: 'temporary-password', turn: 'administrator', temporaryPasswordState: state } as const;
    const waits = onboarding(facts);
    const { waiting, possible } = explain(waits, reader('en'));
    expect(waiting.text).toMatch(words);
    expect(possible[0]!.command).toBe('castellan temporary-password ONB-7F3K9Q --reason "…"');
  }
  const usable = onboarding({ path: 'temporary-password', temporaryPasswordState: 'usable' });
  expect(explain(usable, reader('en')).possible.at(-1)!.action).toBe('temporary-password');
});

test('a stall says its reason in the words of the API, and when it expires', () => {
  const { waiting, automatic } = explain(stalled('mail-rejected'), reader('en'));
  expect(waiting.text).toBe(
    'An administrator of account 1001 or support has to decide. The mail server refused the address.',
  );
  expect(automatic).toEqual(['Without a decision it expires on Tue 22 Dec, 10:00 UTC (in 30 days).']);
});

test('what has ended waits for nobody and does nothing by itself', () => {
  const { waiting, automatic, possible } = explain(
    onboarding({ stage: 'completed', nextAutomaticAction: null, allowedActions: [] }),
    reader('en'),
  );
  expect(waiting).toEqual({
    turn: 'nobody',
    text: 'Nobody has to do anything: it is over. ana@example.org is in the group Account Administrators of account 1001.',
  });
  expect(automatic).toEqual(['Nothing more.']);
  expect(possible).toEqual([]);
});

test.each(['en', 'fr'] as const)('every stage and path is explained without a gap (%s)', (locale) => {
  for (const stage of stages) {
    for (const path of ['invite', 'temporary-password', null] as const) {
      const answers = explain(onboarding({ stage, path }), reader(locale));
      const all = JSON.stringify(answers);
      expect(all).not.toMatch(/undefined|\{\w+\}/);
      expect(answers.automatic.length).toBeGreaterThan(0);
    }
  }
});
