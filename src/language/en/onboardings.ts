import { formatMoment } from '../dates.ts';
import type { Path, Stage, StallReason, Turn } from '../../../workflows/stages.ts';

type Data = Readonly<Record<string, string | number | null>>;

const mailNames = (data: Data): string =>
  ({
    invitation: 'The invitation',
    reminder: 'A reminder',
    code: 'A code mail',
    notice: 'A notice',
    completion: 'A notice of the completion',
  })[String(data['mail'])] ?? 'A mail';

const moment = (iso: unknown, timeZone?: string): string => formatMoment(new Date(String(iso)), 'en', timeZone);

type Waits = Record<Exclude<Stage, 'awaiting-first-login'>, string> &
  Record<
    `awaiting-first-login/${Path | 'candidate-locked' | 'recalled' | 'locked' | 'enrolled' | 'no-password' | 'password-expired' | 'address-proved' | 'none'}`,
    string
  >;

/** A stall in a few words, for a line of the timeline. */
const stallNames: Readonly<Record<string, string>> = {
  'approval-needed': 'somebody has to approve',
  'candidate-locked': 'the candidate is locked',
  'mail-rejected': 'the mail was refused',
  'mail-unreachable': 'the mail server stayed away',
  'first-login-overdue': 'the first login is overdue',
  internal: 'a step failed',
} satisfies Record<StallReason, string>;

/** Words about onboardings, wherever one is shown: pages, API, command line. */
export const onboardings = {
  stages: {
    requested: 'requested',
    checking: 'checking',
    inviting: 'inviting',
    'creating-user': 'creating the user',
    'awaiting-first-login': 'waiting for the first login',
    'adding-to-group': 'adding to the group',
    completed: 'completed',
    stalled: 'needs a decision',
    cancelled: 'cancelled',
    expired: 'expired',
  } satisfies Record<Stage, string>,

  /** What happened, why, and what to do. */
  stalls: {
    'approval-needed':
      'An administrator of the account has to stand behind this promotion: support had a hand in it, or whoever answered for it is no administrator of the account any more. Have an administrator approve it; or make the sponsor one again and resume; or cancel.',
    'candidate-locked':
      'The candidate’s user is locked, so it cannot become an administrator. Unlock the user and resume, or cancel.',
    'mail-rejected':
      'The mail server refused the mail for good. Check the address: if it is right, resume once the receiving side accepts it; if it is wrong, correct it.',
    'mail-unreachable':
      'The mail server could not be reached for a long time. Resume once it is back; the mail is sent then.',
    'first-login-overdue': 'The candidate did not sign in in time. Send the mail again, give more time, or cancel.',
    internal: 'A step failed in a way that trying again does not mend. Tell the operator the reference, then resume.',
  } satisfies Record<StallReason, string>,

  /** After the words of a stall. */
  passwordOver:
    'The temporary password has expired, and more time does not revive it: an administrator of the account has to make a new one.',

  serverWords: (words: string) => `The other side said: “${words}”`,

  /** One line each; `by` is the person, or empty where nobody acted; times by the reader's clock (IANA name). */
  timeline: {
    requested: (by: string) => `${by || 'The operator'} asked for the promotion.`,
    joined: (by: string) => `${by} asked for the same promotion and joined this one.`,
    checked: (_by: string, data: Data) =>
      ({
        existing: 'The person has a user and can be added at once.',
        missing: 'The person has no user yet.',
        'first-login-pending': 'The person has a user and has yet to sign in for the first time.',
        'address-proved':
          'The person has entered a code mailed to this address before and chooses the password alone: by the message, without a temporary password.',
        'mailbox-unproved': 'Another account made this person’s user; the mailbox is not proved yet.',
      })[String(data['standing'])] ?? 'The person was looked up.',
    'envelope-sealed': () => 'The message was sealed for the candidate.',
    'user-created': () => 'A user was created, without a password.',
    'temporary-password-made': (by: string, data: Data) =>
      `${by} had a temporary password made${data['first'] === 1 ? '' : '; an earlier one no longer works'}.`,
    mailed: (_by: string, data: Data) =>
      [
        {
          invitation: 'The invitation was mailed.',
          notice: 'The candidate was told by mail; the mail holds no secret.',
          completion: String(data['key']).endsWith('.initiator')
            ? 'Whoever asked was told by mail that it is done.'
            : 'The candidate was told by mail of the new right.',
          correction: 'Whoever asked was told of the corrected address.',
        }[String(data['mail'])] ?? 'A mail was sent.',
        data['linkOnly'] ? 'It holds a link only, no attachment.' : '',
        data['answer'] ? `The mail server answered: “${data['answer']}”` : '',
      ]
        .filter(Boolean)
        .join(' '),
    'attachment-refused': (_by: string, data: Data) =>
      `The mail server refused the attachment: “${data['detail']}” Mails to ${data['domain']} hold a link only from now on.`,
    'mail-delivered': (_by: string, data: Data) => `${mailNames(data)} was delivered.`,
    'mail-bounced': (_by: string, data: Data) =>
      `${mailNames(data)} came back${data['detail'] ? `: “${data['detail']}”` : '.'}`,
    'mail-complained': (_by: string, data: Data) =>
      `The recipient reported ${mailNames(data).toLowerCase()} as unwanted.`,
    'mail-failed': (_by: string, data: Data) =>
      `${mailNames(data)} could not be sent${data['detail'] ? `: ${data['detail']}` : ''}. The onboarding goes on.`,
    'code-sent': (_by: string, data: Data) =>
      `A code was mailed to the candidate.${data['answer'] ? ` The mail server answered: “${data['answer']}”` : ''}`,
    'code-refused': (_by: string, data: Data) =>
      `The recipient asked for a code and was told by mail that the message does not open: it is ${
        { recalled: 'recalled', expired: 'over', locked: 'locked' }[String(data['why'])] ?? 'closed'
      }.`,
    enrolled: () => 'The candidate entered the code and enrolled.',
    'envelope-opened': (_by: string, data: Data, timeZone?: string) =>
      Number(data['times'] ?? 1) > 1
        ? `The candidate opened the message, ${data['times']} times so far; last on ${moment(data['last'], timeZone)}.`
        : 'The candidate opened the message.',
    'envelope-locked': (by: string, data: Data) => `${by} locked the message: ${data['reason']}`,
    'envelope-unlocked': (by: string, data: Data) => `${by} unlocked the message: ${data['reason']}`,
    'envelope-extended': (by: string, data: Data, timeZone?: string) =>
      `${by} let the message be opened until ${moment(data['until'], timeZone)}: ${data['reason']}`,
    'envelope-recalled': (by: string, data: Data) => `${by} recalled the message for good: ${data['reason']}`,
    'first-login': () => 'The candidate completed the first login.',
    reminded: (_by: string, data: Data) =>
      `The candidate was reminded by mail.${data['answer'] ? ` The mail server answered: “${data['answer']}”` : ''}`,
    'mail-skipped': (_by: string, data: Data) =>
      `${mailNames(data)} was not mailed: ${
        {
          locked: 'the message is locked. Unlock it, then send it again.',
          recalled: 'the message is recalled. Send it again to invite the person anew.',
          expired: 'the message is over. Send it again to invite the person anew.',
          complained:
            'the recipient reported an earlier mail as unwanted. Ask the person in another way before you send again.',
        }[String(data['why'])] ?? ''
      }`,
    extended: (by: string, data: Data) => `${by} gave more time: ${data['reason']}`,
    stalled: (_by: string, data: Data) =>
      `A decision is needed (${stallNames[String(data['reason'])] ?? ''}, attempt ${data['attempt']})${data['detail'] ? `: ${data['detail']}` : ''}.`,
    resumed: (by: string, data: Data) => `${by} resumed: ${data['reason']}`,
    resent: (by: string, data: Data) => `${by} had the mail sent again: ${data['reason']}`,
    'path-switched': (by: string, data: Data) =>
      `${by} took the other way (${data['path'] === 'invite' ? 'an encrypted message' : 'a temporary password'}): ${data['reason']}`,
    'address-corrected': (by: string, data: Data) =>
      `${by} corrected the address from ${data['from']} to ${data['to']}: ${data['reason']}`,
    approved: (by: string, data: Data) => `${by} stands behind the promotion: ${data['reason']}`,
    'added-to-group': (_by: string, data: Data): string =>
      data['alreadyMember'] === 1 ? 'The candidate was in the group already.' : 'The candidate was added to the group.',
    completed: () => 'Done: the candidate has the right.',
    cancelled: (by: string, data: Data) => `${by} cancelled: ${data['reason']}`,
    expired: () => 'Nobody decided in time; the onboarding expired.',
    'user-disabled': () => 'The user that this onboarding had made was disabled.',
    'reported-not-for-me': (by: string, data: Data) =>
      data['former'] === 1
        ? `${by}, to whom it went before the address was corrected, reported that the message was not for them.`
        : 'The recipient reported that the message is not for them. It is recalled for good.',
    'membership-withdrawn': () => 'The recipient was taken out of the group again.',
    'membership-kept': () =>
      'The recipient is still in the group: the account has no other administrator who can sign in. Support has to look at it.',
  } satisfies Record<string, (by: string, data: Data, timeZone?: string) => string>,

  /** What an onboarding waits for, whose turn it is, and what happens by itself. */
  answers: {
    waits: {
      requested: 'The request is saved and about to start.',
      checking: 'Looking whether a user has this address.',
      inviting: 'The message is being sealed and mailed.',
      'creating-user': 'The user is being created.',
      'awaiting-first-login/invite': 'Next: open the message, enter the mailed code, complete the first login.',
      'awaiting-first-login/temporary-password':
        'Next: sign in with the temporary password and complete the first login.',
      'awaiting-first-login/candidate-locked':
        'The candidate’s user is locked, so the person cannot sign in: under Users, an administrator of the account unlocks it, or the promotion is cancelled.',
      'awaiting-first-login/enrolled': 'The code is entered. Next: complete the first login.',
      'awaiting-first-login/recalled':
        'The message is recalled, so the person cannot enrol by it. Send it again to invite the person anew (with the usual message), or cancel.',
      'awaiting-first-login/locked':
        'The message is locked: the person can enrol, but it does not open until an administrator unlocks it.',
      'awaiting-first-login/no-password':
        'The user has no password yet, so the person cannot sign in: an administrator of the account makes a temporary password and hands it over.',
      'awaiting-first-login/password-expired':
        'The temporary password has expired, so the person cannot sign in: an administrator of the account makes a new one and hands it over.',
      'awaiting-first-login/address-proved':
        'The person has entered a code mailed to this address and chooses the password alone; a temporary password lets nobody in. The other way, an encrypted message, leads on: an administrator of the account takes it.',
      'awaiting-first-login/none': 'Next: sign in and complete the first login.',
      'adding-to-group': 'The rights are being checked and given.',
      completed: '{email} is in the group {group} of account {account}.',
      stalled: 'A decision is needed.',
      cancelled: 'It was cancelled; no right was given.',
      expired: 'Its time ran out; no right was given.',
    } satisfies Waits,
    turns: {
      nobody: 'Nobody has to do anything: it is over.',
      service: 'Castellan is at work.',
      candidate: 'It is the candidate’s turn.',
      yours: 'It is up to you: decide how it goes on.',
      administrator: 'An administrator of account {account} or support has to decide.',
      approver: 'Another administrator of account {account} has to approve it.',
      operator: 'The operator has to put it right; then somebody resumes it.',
    } satisfies Record<Turn | 'yours', string>,
    automatic: {
      grant: 'After the first login the right is given automatically.',
      approval: 'After the first login it asks for an approval; then the right is given.',
      step: 'It goes on by itself as soon as this step is done.',
      nothing: 'Nothing more.',
      decision: 'Nothing, until somebody decides.',
      kinds: {
        reminder: 'A reminder is mailed on {at}.',
        deadline: 'Without a first login it stops and asks for a decision on {at}.',
        expiry: 'Without a decision it expires on {at}.',
        retry: 'The step is tried again on {at}.',
      } as Record<string, string>,
    },
  },

  operator: 'The operator',

  defaultMessage: (sender: string, account: string, number: string) =>
    `${sender} would like you to become an account administrator of ${account} (account ${number}).\n\nYou have enrolled already if you can read this. As soon as your first login is complete, you are added to the group by itself; there is nothing else to do.`,
};
