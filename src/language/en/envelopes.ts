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
};
