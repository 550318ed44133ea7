/** Words of the mails. Wording stays plain and names sender and account: mail filters and wary people look for that. */
export const mail = {
  common: {
    greeting: (name: string) => (name === '' ? 'Hello,' : `Hello ${name},`),
    copyAddress: 'Or copy this address into your browser:',
    neverAsks: 'Castellan never asks for a password by mail or in an attachment.',
    operator: 'The operator of Castellan',
    sender: (person: string, account: string) => `${person} via ${account}`,
    account: (name: string, number: string) => `${name} (account ${number})`,
    label: (text: string) => `${text}:`,
    labels: {
      from: 'From:',
      account: 'Account:',
      reference: 'Reference:',
      openUntil: 'Open until:',
      minutes: (count: number) => (count === 1 ? '1 minute' : `${count} minutes`),
      hours: (count: number) => (count === 1 ? '1 hour' : `${count} hours`),
    },
  },
  invitation: {
    subject: (initiator: string, account: string) => `A message from ${initiator}, ${account}`,
    heading: (initiator: string) => `${initiator} has a message for you`,
    what: (initiator: string, account: string) =>
      `${initiator} has written to you for ${account} and would like you to become an account administrator there.`,
    how: 'To read the message, open the page below, ask for a code, which is mailed to this address, and choose a password of your own. It takes about three minutes.',
    button: (initiator: string) => `Read the message from ${initiator}`,
    attachment:
      'The attached file is the same message, sealed. You can open it in a browser and it leads to the same page.',
    unknown: (initiator: string) =>
      `You do not know ${initiator}? Then do nothing: without you nothing happens, and the message closes by itself.`,
    why: (initiator: string) => `You get this mail because ${initiator} gave this address.`,
  },
  temporaryPasswordNotice: {
    subject: (account: string) => `Your user for ${account} is ready`,
    heading: 'Your user is ready',
    what: (initiator: string, account: string) =>
      `${initiator} has set up a user for you, so that you can become an account administrator of ${account}.`,
    how: (initiator: string, hours: string) =>
      `${initiator} gives you a temporary password. It is not in this mail. It is good for one first sign-in within ${hours} of its making; there you choose a password of your own.`,
    button: 'Sign in for the first time',
    userName: 'Your user name:',
    unknown: (initiator: string) => `You do not know ${initiator}? Then do nothing: without you nothing happens.`,
    why: (initiator: string) => `You get this mail because ${initiator} gave this address.`,
  },
  reminder: {
    invite: {
      subject: (initiator: string) => `Still waiting for you: the message from ${initiator}`,
      heading: (initiator: string) => `The message from ${initiator} is still waiting`,
      what: (initiator: string, account: string) =>
        `${initiator} wrote to you for ${account} and would like you to become an account administrator there. The message has not been opened yet.`,
      how: 'Open the page below, ask for a code, which is mailed to this address, and choose a password of your own. It takes about three minutes.',
      button: (initiator: string) => `Read the message from ${initiator}`,
    },
    'temporary-password': {
      subject: (account: string) => `Still waiting for you: your first sign-in for ${account}`,
      heading: 'Your first sign-in is still waiting',
      what: (initiator: string, account: string) =>
        `${initiator} has set up a user for you, so that you can become an account administrator of ${account}. You have not signed in yet.`,
      how: (initiator: string) =>
        `Sign in with the temporary password that ${initiator} gave you. If you do not have it any more, ask ${initiator} for a new one.`,
      button: 'Sign in for the first time',
    },
    after: 'After that it stops, unless it is extended.',
    unknown: (initiator: string) => `You do not know ${initiator}? Then do nothing: without you nothing happens.`,
    why: (initiator: string) => `You get this mail because ${initiator} gave this address.`,
  },
  enrolmentCode: {
    subject: (reference: string) => `Your code for Castellan (${reference})`,
    heading: 'Your code',
    what: (initiator: string, account: string) => `It leads to the message that ${initiator} sent you for ${account}.`,
    label: 'Enter this code on the page that asked for it:',
    valid: (minutes: string) => `It is good for ${minutes}, once. The page shows the same reference.`,
    back: 'Back to the page',
    locked: (reason: string) =>
      `The sender holds the message back at the moment: “${reason}” You can go on already; it opens once it is unlocked.`,
    unknown: (initiator: string) =>
      `You did not ask for a code, or do not know ${initiator}? Then do nothing, and give this code to nobody.`,
    why: 'You get this mail because somebody asked for a code for this address.',
  },
  cannotOpen: {
    subject: (reference: string) => `The message cannot be opened (${reference})`,
    heading: (initiator: string) => `The message from ${initiator} cannot be opened`,
    what: (initiator: string, account: string) =>
      `Somebody, hopefully you, asked for a code to open the message that ${initiator} sent you for ${account}. There is no code, because the message does not open.`,
    recalled: 'The sender took the message back, and its key was destroyed.',
    expired: (at: string) => `It could be opened until ${at}.`,
    next: (initiator: string) => `If you still expect it, ask ${initiator} to invite you again.`,
    why: 'You get this mail because somebody asked for a code for this address.',
  },
  passwordReset: {
    subject: 'Choose a new password for Castellan',
    heading: 'Choose a new password',
    what: 'Somebody, hopefully you, asked to choose a new password for the user with this address.',
    valid: (minutes: string) =>
      `The page below is good for ${minutes}, once. It ends every sign-in and every API token of this user.`,
    pending:
      'Your first sign-in is not complete yet. Sign in with the temporary password or through the page in your invitation; you choose a password of your own there. If you have lost the temporary password, ask the administrator who gave it to you for a new one.',
    button: 'Choose a new password',
    buttonPending: 'Go to the sign-in',
    unknown: 'It was not you? Then do nothing: your password stays as it is.',
    why: 'You get this mail because somebody asked for it on the sign-in page.',
  },
  completedCandidate: {
    subject: (account: string) => `You are now an account administrator of ${account}`,
    heading: 'You are now an account administrator',
    what: (initiator: string, account: string) => `${initiator} made you an account administrator of ${account}.`,
    how: 'You can add and remove administrators, add users, lock and unlock them, and see every onboarding of the account.',
    button: 'Open the console',
    notMe: 'This was not you, or you did not want it?',
    notMeButton: 'This is what to do:',
    why: 'You get this mail because your rights have changed.',
  },
  digest: {
    subject: (count: number) => `${count} ${count === 1 ? 'thing needs' : 'things need'} a human in Castellan`,
    heading: (count: number) => `${count} ${count === 1 ? 'thing needs' : 'things need'} a human`,
    what: 'These do not go on by themselves, by reason:',
    first: 'The most urgent ones:',
    noReference: 'no onboarding',
    account: (number: string) => `account ${number}`,
    topics: {
      'directory-unavailable': 'database unreachable',
      'temporal-unreachable': 'Temporal unreachable',
      'no-worker': 'no worker',
      'mail-server-unreachable': 'mail server does not answer',
      'record-disagrees': 'record and process disagree',
      'workflow-task-failing': 'process cannot go on',
      'outbox-stuck': 'delivery stuck',
      'wrong-administrator': 'said not to be the right administrator',
      'upgrade-requested': 'asks to become an administrator',
    },
    how: 'What to check and what to do for each reason:',
    runbook: 'the runbook',
    button: 'See what is waiting',
    why: 'You get this mail once a day because you are support staff, and only while something waits.',
  },
  completedInitiator: {
    subject: (candidate: string, account: string) => `${candidate} is now an account administrator of ${account}`,
    heading: (candidate: string) => `${candidate} is now an account administrator`,
    what: (candidate: string, email: string, account: string) =>
      `${candidate} (${email}) is now an account administrator of ${account}. You asked for it; nothing is left for you to do.`,
    button: 'See how it went',
    why: 'You get this mail because you asked for this promotion.',
  },
  stalled: {
    subject: (email: string, account: string) => `A decision is needed: the promotion of ${email} in ${account}`,
    heading: 'A decision is needed',
    what: (email: string, account: string, _initiator: string) =>
      `You asked for ${email} to become an account administrator of ${account}. It does not go on by itself any more.`,
    button: 'See it and decide',
    why: 'You get this mail because you asked for this promotion.',
    approver: {
      what: (email: string, account: string, initiator: string) =>
        `${initiator} asked for ${email} to become an account administrator of ${account}. It waits for the approval of an administrator, such as you.`,
      why: 'You get this mail because you are an administrator of this account and can approve.',
    },
  },
  notForMe: {
    subject: (email: string, account: string) => `${email} says that the message about ${account} is not for them`,
    heading: 'The message went to the wrong person',
    what: (email: string, account: string) =>
      `The message that invites ${email} to administer ${account} was opened there, and whoever opened it says that it is not for them. It is recalled: it opens for nobody any more.`,
    outcome: {
      stopped: (email: string, _account: string) =>
        `The promotion is cancelled. ${email} has not become an administrator.`,
      withdrawn: (email: string, account: string) =>
        `${email} had become an administrator of ${account} already, and no longer is one.`,
      kept: (email: string, account: string) =>
        `${email} had become an administrator of ${account} already, and still is: the account has no other administrator who can sign in. Support has been told. Appoint somebody else, then remove ${email} from the group.`,
    },
    next: 'Ask again with the right address if the promotion is still wanted, and see in the audit what was done meanwhile.',
    button: 'See what happened',
    why: 'You get this mail because you asked for this promotion or answer for it.',
  },
  upgradeDeclined: {
    subject: (account: string) => `Your request for ${account} was declined`,
    heading: 'Your request was declined',
    what: (account: string) =>
      `You asked support to make you an account administrator of ${account}. Support declined, for this reason:`,
    reason: 'Reason:',
    next: 'Any administrator of the account can add you all the same. If something has changed, you can ask support anew on the page below.',
    button: 'Open the account',
    why: 'You get this mail because you asked support for an upgrade.',
  },
  addressCorrected: {
    subject: (account: string) => `The address of a promotion in ${account} was corrected`,
    heading: 'An address was corrected',
    what: (former: string, now: string, account: string) =>
      `You asked for ${former} to become an account administrator of ${account}. The address was corrected to ${now}; what ${former} received no longer works.`,
    wrong: 'Is that wrong? Open the page below and cancel: one step, and nothing is granted.',
    button: 'See it, or cancel it',
    why: 'You get this mail because you asked for this promotion.',
  },
};
