import { formatMoment } from '../dates.ts';
import type { Stage, StallReason } from '../../../workflows/stages.ts';

type Data = Readonly<Record<string, string | number | null>>;

const mailNames = (data: Data): string =>
  ({
    invitation: 'The invitation',
    reminder: 'A reminder',
    code: 'A code mail',
    notice: 'A notice',
    completion: 'A notice of the completion',
  })[String(data['mail'])] ?? 'A mail';

const moment = (iso: unknown): string => formatMoment(new Date(String(iso)), 'en');

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

  serverWords: (words: string) => `The other side said: “${words}”`,

  /** One line each; `by` is the person, or empty where nobody acted. */
  timeline: {
    requested: (by: string) => `${by || 'The operator'} asked for the promotion.`,
    joined: (by: string) => `${by} asked for the same promotion and joined this one.`,
    checked: (_by: string, data: Data) =>
      ({
        existing: 'The person has a user and can be added at once.',
        missing: 'The person has no user yet.',
        'first-login-pending': 'The person has a user and has yet to sign in for the first time.',
        'mailbox-unproved': 'Another account made this person’s user; the mailbox is not proved yet.',
      })[String(data['standing'])] ?? 'The person was looked up.',
    'envelope-sealed': () => 'The message was sealed for the candidate.',
    'user-created': () => 'A user was created, without a password.',
    'temporary-password-made': (by: string) => `${by} had a temporary password made; an earlier one no longer works.`,
    mailed: (_by: string, data: Data) =>
      [
        {
          invitation: 'The invitation was mailed.',
          notice: 'The candidate was told by mail; the mail holds no secret.',
          completion: 'A notice of the completion was mailed.',
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
    'envelope-opened': (_by: string, data: Data) =>
      Number(data['times'] ?? 1) > 1
        ? `The candidate opened the message, ${data['times']} times so far; last on ${moment(data['last'])}.`
        : 'The candidate opened the message.',
    'envelope-locked': (by: string, data: Data) => `${by} locked the message: ${data['reason']}`,
    'envelope-unlocked': (by: string, data: Data) => `${by} unlocked the message: ${data['reason']}`,
    'envelope-extended': (by: string, data: Data) =>
      `${by} let the message be opened until ${moment(data['until'])}: ${data['reason']}`,
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
    'reported-not-for-me': () => 'The recipient reported that the message is not for them. It is recalled for good.',
    'membership-withdrawn': () => 'The recipient was taken out of the group again.',
    'membership-kept': () =>
      'The recipient is still in the group: the account has no other administrator who can sign in. Support has to look at it.',
  } satisfies Record<string, (by: string, data: Data) => string>,

  operator: 'The operator',

  defaultMessage: (sender: string, account: string, number: string) =>
    `${sender} would like you to become an account administrator of ${account} (account ${number}).\n\nYou have enrolled already if you can read this. As soon as your first login is complete, you are added to the group by itself; there is nothing else to do.`,
};
