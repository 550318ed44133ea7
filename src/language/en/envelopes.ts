/** Words of the envelope itself: its subject, and the attachment's cover, which is read without a network. */
export const envelopes = {
  subject: (accountName: string) => `You are invited to administer ${accountName}`,
  cover: {
    title: 'A message for you',
    heading: (senderName: string) => `A message from ${senderName}`,
    from: 'From',
    account: 'Account',
    to: 'To',
    sent: 'Sent',
    until: 'Can be opened until',
    untilNote: 'unless the sender changes that',
    reference: 'Reference',
    explanation:
      'The message is sealed inside this file. To open it, Castellan asks for a code that it sends to your address. This file holds no password and asks for none.',
    open: (senderName: string) => `Open the message from ${senderName}`,
    link: 'If the button does nothing, open this address instead:',
  },
  notForMe: {
    question: 'This is not for me',
    explanation: (senderName: string) =>
      `If this message was not meant for you, say so: it is taken back at once and opens for nobody any more, you do not become an administrator or stop being one, and ${senderName} is told. Your own sign-in stays.`,
    button: 'Report it and close the message for good',
    closed: {
      title: 'You closed this message.',
      text: 'You said that it is not for you. Its key is destroyed, so that nobody can open it any more. There is nothing else for you to do.',
    },
    done: {
      title: 'Thank you. The message was taken back.',
      text: 'Its key is destroyed, so that nobody can open it any more, and whoever sent it is told.',
      outcomes: {
        stopped: 'You do not become an administrator through it. There is nothing else for you to do.',
        withdrawn: 'You are no longer an administrator through it. There is nothing else for you to do.',
        kept: 'You are still an administrator of the account for the moment, because it has no other: support has been told and takes care of it. Please change nothing there until then.',
        nothing: 'There is nothing else for you to do.',
      },
    },
  },
  managing: {
    title: 'The message',
    facts: {
      state: 'Where it stands',
      reason: 'Reason, as the recipient sees it',
      until: 'Can be opened until',
      opened: 'First opened',
      last: 'Last opened',
    },
    states: {
      sealed: 'sealed, not yet mailed',
      sent: 'mailed',
      active: 'opened',
      locked: 'locked',
      expired: 'over; its key is destroyed',
      recalled: 'recalled; its key is destroyed',
    },
    overdue: 'its time is over; it opens again when extended',
    notOpened: 'not yet',
    times: (count: number) => `${count} times in all`,
    howLong: 'How long, from now',
    spans: {
      '24': 'One day',
      '72': 'Three days',
      '168': 'One week',
      '336': 'Two weeks',
      '720': 'Thirty days',
    },
    reasonHint: 'It stands in the timeline and in the audit.',
    lockReasonHint:
      'The recipient reads it when trying to open the message. It stands in the timeline and in the audit too.',
    actions: {
      lock: {
        label: 'Lock the message',
        explanation: 'The message stays with the recipient but does not open until you unlock it.',
      },
      unlock: { label: 'Unlock the message', explanation: 'The message opens again.' },
      extend: {
        label: 'Keep the message open longer',
        explanation:
          'The message can be opened for the time you choose, or longer if it could be already. To give more time for the first login, extend the onboarding instead.',
      },
      recall: {
        label: 'Recall the message',
        explanation:
          'Its key is destroyed, and what was written with it. Nobody can open it ever again; this cannot be undone. To invite the person anew, send the mail again afterwards: it brings the usual message.',
      },
    },
    done: {
      lock: 'The message is locked.',
      unlock: 'The message is unlocked.',
      extend: 'The message can be opened longer.',
      recall: 'The message is recalled.',
    },
  },
};
