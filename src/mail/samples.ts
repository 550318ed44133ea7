import { dictionary, type Locale } from '../language/index.ts';
import type { MailContent } from './layout.ts';
import * as templates from './templates/index.ts';

/** What people, or another mail server, put into a mail. */
type Typed = Partial<
  Record<
    'candidateName' | 'accountName' | 'initiatorName' | 'candidateEmail' | 'formerEmail' | 'reason' | 'stallText',
    string
  >
>;

/**
 * Every mail with made-up people, to be looked at: in the mailbox's previews, in the documentation's pictures and in
 * tests.
 * @param publicUrl what the links begin with
 * @param now the moment that dates count from
 * @param typed what somebody else typed instead
 */
export function mailSamples(
  publicUrl: string,
  now = new Date('2026-11-22T14:00:00Z'),
  typed: Typed = {},
): Record<SampleName, (locale: Locale) => MailContent> {
  const ref = 'ONB-7F3K9QXZ';
  const { candidateEmail = 'ana@example.org', formerEmail = 'anna@example.org', reason = 'Ask Bob Martin.' } = typed;
  const people = {
    candidateName: typed.candidateName ?? 'Ana Silva',
    accountName: typed.accountName ?? 'Acme Insurance',
    accountNumber: '1001',
    initiatorName: typed.initiatorName ?? 'Bob Martin',
    timeZone: 'Europe/Paris',
  };
  const readerUrl = `${publicUrl}/m/Zx3Tq8vN5cLr2WkYb7HdJw`;
  const signInUrl = `${publicUrl}/sign-in`;
  const onboardingUrl = `${publicUrl}/onboardings/${ref}`;
  const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const reset = { resetUrl: `${publicUrl}/password-resets/8mDq2cVx`, signInUrl, minutes: 30 };
  return {
    invitation: (locale) =>
      templates.invitation({ ...people, readerUrl, reference: ref, expiresAt: inDays(7), hasAttachment: true }, locale),
    'temporary-password-notice': (locale) =>
      templates.temporaryPasswordNotice({ ...people, candidateEmail, signInUrl, expiresInHours: 72 }, locale),
    'enrolment-code': (locale) =>
      templates.enrolmentCode({ ...people, code: '40718265', reference: 'K7Q2ZZ', readerUrl, minutes: 10 }, locale),
    'cannot-open': (locale) =>
      templates.cannotOpen({ ...people, reference: 'K7Q2ZZ', why: { kind: 'expired', at: inDays(-1) } }, locale),
    'reminder-invitation': (locale) =>
      templates.reminder({ ...people, kind: 'invite', readerUrl, reference: ref, deadlineAt: inDays(2) }, locale),
    'reminder-temporary-password': (locale) =>
      templates.reminder(
        { ...people, kind: 'temporary-password', signInUrl, reference: ref, deadlineAt: inDays(1) },
        locale,
      ),
    'completed-candidate': (locale) =>
      templates.completedCandidate({ ...people, consoleUrl: `${publicUrl}/`, notMeUrl: `${publicUrl}/not-me` }, locale),
    'completed-initiator': (locale) =>
      templates.completedInitiator({ ...people, candidateEmail, ref, onboardingUrl }, locale),
    stalled: (locale) => {
      const { stalls } = dictionary(locale).onboardings;
      const stallText = typed.stallText ?? stalls['mail-rejected'];
      const reader = { readerName: people.initiatorName, asked: true };
      return templates.stalled({ ...people, ...reader, email: candidateEmail, ref, stallText, onboardingUrl }, locale);
    },
    'address-corrected': (locale) =>
      templates.addressCorrected({ ...people, formerEmail, email: candidateEmail, ref, onboardingUrl }, locale),
    'not-for-me': (locale) =>
      templates.notForMe(
        {
          ...people,
          recipientName: people.initiatorName,
          email: candidateEmail,
          outcome: 'withdrawn',
          ref,
          onboardingUrl,
        },
        locale,
      ),
    'password-reset': (locale) => templates.passwordReset({ ...reset, firstLoginPending: false }, locale),
    'password-reset-first-login': (locale) => templates.passwordReset({ ...reset, firstLoginPending: true }, locale),
    'upgrade-declined': (locale) =>
      templates.upgradeDeclined(
        {
          ...people,
          readerName: people.candidateName,
          reason,
          accountUrl: `${publicUrl}/accounts/1001`,
        },
        locale,
      ),
    digest: (locale) =>
      templates.digest(
        {
          publicUrl,
          at: now.getTime(),
          counts: { 'mail-rejected': 2, 'approval-needed': 1, 'first-login-overdue': 4, 'upgrade-requested': 1 },
          waiting: [
            { topic: 'approval-needed', ref, account: '1001', since: inDays(-3).getTime() },
            { topic: 'mail-rejected', ref: 'ONB-2M8XTCW4', account: '2002', since: inDays(-1).getTime() },
          ],
        },
        locale,
      ),
  };
}

export const sampleNames = [
  'invitation',
  'temporary-password-notice',
  'enrolment-code',
  'cannot-open',
  'reminder-invitation',
  'reminder-temporary-password',
  'completed-candidate',
  'completed-initiator',
  'stalled',
  'address-corrected',
  'not-for-me',
  'password-reset',
  'password-reset-first-login',
  'upgrade-declined',
  'digest',
] as const;
export type SampleName = (typeof sampleNames)[number];
