import type { Stage } from '../../../workflows/stages.ts';

type Waits = Record<Exclude<Stage, 'awaiting-first-login'>, string> &
  Record<`awaiting-first-login/${'invite' | 'temporary-password' | 'none'}`, string>;

/** Words of the console's pages. */
export const pages = {
  common: {
    skip: 'Skip to the content',
    navigation: 'Main navigation',
    sections: { onboardings: 'Onboardings', promote: 'Promote somebody', account: 'Your user' },
    signOut: 'Sign out',
    errorPrefix: 'Error: ',
    labels: {
      userId: 'User name (e-mail address)',
      password: 'Password',
      firstName: 'First name',
      lastName: 'Last name',
      account: 'Account',
      email: 'User ID (e-mail address)',
      reason: 'Reason',
    },
  },

  signIn: {
    title: 'Sign in',
    forMessage: 'Sign in with the address that the message was sent to; it opens afterwards.',
    userIdHint: 'The e-mail address that you were added or invited with.',
    passwordHint: 'Your own, or the temporary one that you were given.',
    submit: 'Sign in',
    forgot: 'Forgot your password?',
    done: {
      'signed-out': 'You are signed out.',
      'password-set': 'Your new password is in force. Sign in with it.',
    },
  },

  reset: {
    requestTitle: 'Choose a new password',
    request: 'Give your address. If a user has it, a link to choose a new password is mailed to it.',
    requestSubmit: 'Mail me a link',
    back: 'Back to the sign-in',
    sentTitle: 'Look into your mailbox',
    sent: 'If a user has this address, a mail is on its way. Its link is good for 30 minutes, once.',
    sentHint: 'Nothing there after a few minutes? Look among the unwanted mails, check the address and ask again.',
    title: 'Choose a new password',
    explanation: 'All sign-ins and API tokens of your user end when you save.',
    submit: 'Save the new password',
    again: 'Have a new link mailed',
  },

  newPassword: {
    labels: { password: 'New password', confirmPassword: 'The same password again' },
    hint: (minimum: number) =>
      `At least ${minimum} characters; a few words that do not belong together do well. No rules about digits or signs. You can paste, and a password manager can fill it in.`,
  },

  firstLogin: {
    title: 'Your first login',
    intro: (userId: string) =>
      `You are ${userId}. Three short steps, about three minutes, and you can use Castellan. If somebody is making you an account administrator, that then happens by itself.`,
    done: 'Done',
    next: 'Next',
    later: 'Later',
    resumable: 'Each step is saved at once. You can stop and go on later, on another device too.',
    goOn: 'Go on',
    back: 'All steps',
    step: (number: number, count: number) => `Step ${number} of ${count}`,
    features: {
      task: 'See what you can do here',
      hint: 'One minute of reading.',
      intro:
        'Castellan decides who looks after an account of the encrypted mail service: its account administrators. Once you are one, this is what you can do here.',
      features: [
        {
          name: 'Make somebody an account administrator',
          text: 'Accounts, then the account, Groups, Account Administrators, Add to Group: give the address. Whoever has a user here is added at once.',
        },
        {
          name: 'Add somebody who has no user yet',
          text: 'The same form offers two ways: an invitation by encrypted message, or a user with a temporary password that you hand over yourself. After that person’s first login the right is given by itself; you need not come back.',
        },
        {
          name: 'See where it stands',
          text: 'Each such way is an onboarding with a reference. Its page says what happened, whose turn it is, what happens by itself and when, and what you can do: send again, give more time, correct the address, cancel. Reminders go out by themselves.',
        },
        {
          name: 'Look after the users of the account',
          text: 'Under Users you add users, lock one who must not sign in for now, and unlock again. Under Account Administrators you remove a member; the last one who can sign in is protected.',
        },
        {
          name: 'Have programs do it',
          text: 'Under Your user you make API tokens for your own programs, each with an end and only with the rights it needs.',
        },
        {
          name: 'Rely on the record',
          text: 'Who did what, when and why is written down where nobody can change it. That holds for you too: each decision asks you for a reason.',
        },
      ],
      submit: 'I have seen this, go on',
    },
    preferences: {
      task: 'Set your preferences',
      hint: 'Language, time zone, mails. You can change them at any time.',
      submit: 'Save and go on',
    },
    'permanent-password': {
      task: 'Choose your password',
      hint: 'From then on you sign in with it.',
      intro: (userId: string) => `From now on you sign in as ${userId} with this password. Only you know it.`,
      submit: 'Save and finish',
    },
  },

  welcome: {
    title: 'Your first login is complete',
    text: 'If somebody is making you an account administrator, that now happens by itself within moments; you are told by mail. There is nothing else to do.',
    goOn: 'Go on to Castellan',
  },

  message: {
    title: 'A message is waiting for you',
    ask: 'Somebody wrote to you through Castellan, where companies decide who looks after their encrypted mail. The message is sealed: only whoever reads the mailbox it was sent to can open it.',
    stepsTitle: 'What happens next',
    steps: [
      'We mail a code to that mailbox, and you enter it here.',
      'You choose a password, so that you can come back. It takes about three minutes.',
      'The message opens, in this browser.',
    ],
    askSignedIn:
      'It opens once you show that you read the mailbox it was sent to: a code is mailed there, and you enter it here.',
    send: 'Send me a code',
    known: 'You have a password already?',
    pending: 'Your mailbox is proved. Complete your first login; the message opens afterwards.',
    finish: 'Complete the first login',
    codeTitle: 'Enter the code',
    codeSent:
      'If this message can be opened, a mail with a code of eight digits is on its way. It is good for ten minutes.',
    referenceShown: 'The mail shows this reference:',
    code: 'Code from the mail',
    codeHint: 'Eight digits.',
    names: 'How shall we call you?',
    verify: 'Go on',
    noMail: 'No mail?',
    noMailHint:
      'It can take a minute. Look among the unwanted mails too, or have it sent again: a code that is still good stays good.',
    sendAgain: 'Send the code again',
    facts: { from: 'From', account: 'Account', sent: 'Sent', until: 'Can be opened until' },
  },

  reader: {
    title: (sender: string) => `A message from ${sender}`,
    explanation: 'The message is sealed. It is opened here, in your browser.',
    open: 'Open the message',
    noScript:
      'The message is decrypted in your browser, which needs script. Switch script on for this page and load it again.',
    after: 'You can close this page, and open the message again from the mail as long as it can be opened.',
    said: {
      working: 'The message is being opened …',
      opened: 'The message is open.',
      unreachable: 'Castellan does not answer at the moment. Nothing is lost; try again in a few seconds.',
      broken: 'The message could not be decrypted: it was changed on its way. Ask the sender to send it again.',
      insecure:
        'This page was not loaded over https, so your browser does not decrypt here. Open the link from the mail again.',
    },
  },

  onboardings: {
    title: 'Onboardings',
    search: 'Search (reference or beginning of an address)',
    stage: 'Stage',
    all: 'All',
    show: 'Show',
    more: 'Older ones',
    asked: (account: string) => `account ${account}, asked for`,
    none: 'Nobody has been promoted here yet.',
    noneMatch: 'Nothing matches this search.',
    clear: 'Show all',
    noAccount:
      'You are not an administrator of any account, so there is nothing to see yet. If somebody is promoting you, it happens by itself. Otherwise ask an administrator of your account, or contact support, who can have you upgraded.',
  },

  onboarding: {
    open: (ref: string) => `Go to ${ref}`,
    back: 'All onboardings',
    waitingTitle: 'What we wait for',
    automaticTitle: 'What happens by itself',
    possibleTitle: 'What you can do',
    possibleNothing: 'Nothing is left to do. You can close this page.',
    happenedTitle: 'What happened',
    factsTitle: 'Details',
    reasonHint: 'It stands in the timeline and in the audit.',
    keepUser: 'Keep the user that was made, instead of disabling it',
    facts: {
      reference: 'Reference',
      account: 'Account',
      path: 'Way',
      createdBy: 'Asked for by',
      createdAt: 'Asked for',
      updatedAt: 'Last change',
    },
    paths: {
      invite: 'Invitation by encrypted message',
      'temporary-password': 'Temporary password',
      none: 'Existing user',
    },
    waits: {
      requested: 'The request is written down and is about to be taken up.',
      checking: 'We are finding out whether a user has this address.',
      inviting: 'The message is being sealed and mailed.',
      'creating-user': 'The user is being made.',
      'awaiting-first-login/invite':
        'The invitation is in the mailbox. The next steps are to open it, to enter the mailed code and to complete the first login.',
      'awaiting-first-login/temporary-password':
        'The user is made. The next steps are to sign in with the temporary password and to complete the first login.',
      'awaiting-first-login/none': 'The user exists, but the first login is not complete yet.',
      'adding-to-group': 'The rights are being checked and given.',
      completed: '{email} is an account administrator of account {account}.',
      stalled: 'A decision is needed.',
      cancelled: 'It was cancelled; no right was given.',
      expired: 'Its time ran out; no right was given.',
    } satisfies Waits,
    turns: {
      nobody: 'Nobody’s turn: it is over.',
      service: 'Castellan’s turn.',
      candidate: 'The turn of {email}.',
      administrator: 'Your turn: an administrator of account {account}, or support, decides.',
      operator: 'The operator’s turn; then somebody resumes it.',
    },
    automatic: {
      grant: 'As soon as the first login is complete, the right is given. Nobody has to ask again.',
      step: 'It goes on by itself as soon as this step is done.',
      nothing: 'Nothing more.',
      decision: 'Nothing, until somebody decides.',
      kinds: {
        reminder: 'A reminder is mailed on {at}.',
        deadline: 'Without a first login it stops and asks for a decision on {at}.',
        expiry: 'Without a decision it expires on {at}.',
        retry: 'The step is tried again on {at}.',
      },
    },
    deeds: {
      resume: { label: 'Resume', explanation: 'Tries the step that failed once more.' },
      resend: {
        label: 'Send again',
        explanation: 'Mails the invitation or the notice once more; with a temporary password, a new one is made too.',
      },
      extend: { label: 'Give more time', explanation: 'Moves the deadline for the first login.' },
      cancel: {
        label: 'Cancel this onboarding',
        explanation:
          'Ends it without giving a right and recalls the message. A user that it made and who never signed in is disabled.',
      },
      'temporary-password': {
        label: 'Make a new temporary password',
        explanation: 'The former one dies. The new one is shown once; you hand it over.',
      },
    },
    said: {
      added: {
        title: 'Added',
        next: 'This person had a user and is an account administrator now. Both of you are told by mail.',
      },
      begun: {
        title: 'It has begun',
        next: 'The person is told by mail. After the first login the right is given by itself; reminders go out by themselves, and you are told when it is done. You can close this page.',
      },
      joined: { title: 'Under way already', next: 'Somebody had asked for this before; this is that onboarding.' },
      resume: { title: 'Resumed', next: 'The step is tried again.' },
      resend: { title: 'Sent again', next: 'The mail is on its way.' },
      extend: { title: 'More time given', next: 'The new deadline is below.' },
      cancel: { title: 'Cancelled', next: 'No right was given.' },
      'temporary-password': { title: 'Done', next: 'The temporary password was shown once.' },
    },
  },

  promote: {
    title: 'Promote somebody to account administrator',
    intro: 'Whoever has a user already becomes an account administrator at once.',
    nowhere:
      'Only administrators of an account can promote somebody, and you are none. Ask an administrator of your account, or contact support, who can have you upgraded.',
    labels: {
      email: 'User ID (e-mail address)',
      path: 'How shall the person come to a user?',
      locale: 'Language of the person',
      message: 'Message (optional)',
      reason: 'Reason (optional)',
    },
    emailHint: 'For instance ana@example.org',
    reasonHint: 'It stands in the timeline and in the audit; the person does not see it.',
    submit: 'Add to Group',
    waysTitle: 'Two ways out',
    invite: 'Invite by encrypted message',
    inviteHint: 'The person gets a mail, proves the mailbox with a code, and chooses a password.',
    temporaryPassword: 'Create a user with a temporary password',
    temporaryPasswordHint:
      'You are shown a temporary password once and hand it over yourself. First and last name are needed.',
    localeHint: 'Mails to the person are in this language.',
    messageHint: 'For an invitation: what the person reads once the message is open. Nobody else can read it.',
    begin: 'Begin',
  },

  temporaryPassword: {
    title: 'Temporary password',
    forWhom: (email: string) => `For ${email}:`,
    once: 'It is shown this once and kept nowhere. Lost? Make a new one on the onboarding’s page; this one dies then.',
    nextTitle: 'What happens next',
    next: (email: string) => [
      'You hand the password over yourself, by a way that you trust: by voice or face to face, not by mail.',
      `${email} signs in with it and chooses a password of their own. It is good for 72 hours.`,
      'After that the right is given by itself, and both of you are told by mail.',
    ],
  },

  problem: {
    home: 'Go to the start page',
    again: 'Try again',
    more: 'More about this problem',
    nothingLost: 'Nothing was lost',
    unavailable:
      'What was saved is still there, and onboardings that are under way go on by themselves. Try again in a few seconds.',
    unavailablePost:
      'What you sent was not carried out; what was saved before is still there, and onboardings that are under way go on by themselves. Go back and send it again in a few seconds.',
    reference: 'Reference for support:',
    code: 'Code:',
  },

  notMe: {
    title: 'It was not you, or you did not want it?',
    intro:
      'A mail told you that you are an account administrator now, and that is not right. Either of two things happened.',
    strangerTitle: 'Somebody else signed in as you',
    stranger: 'Then somebody may have used your mailbox or your password. Do this now:',
    strangerSteps: [
      'Choose a new password. That ends every other sign-in of your user.',
      'Change the password of your mailbox too: who reads your mails can set your password here.',
      'Tell an administrator of the account, who can lock your user or remove you, and contact support.',
    ],
    reset: 'Choose a new password',
    change: 'Change your password',
    signIns: 'See where you are signed in',
    unwantedTitle: 'You do not want to be an account administrator',
    unwanted:
      'Tell the person named in the mail, or any other administrator of the account: they remove you under Account Administrators. Until then nothing happens unless you do something.',
  },
};
