/** Words of the console's pages. */
export const pages = {
  common: {
    skip: 'Skip to the content',
    navigation: 'Main navigation',
    signOut: 'Sign out',
    signedInAs: (userId: string) => `Signed in as ${userId}`,
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
    about: 'Castellan appoints the administrators of your accounts.',
    points: [
      'Add a colleague by e-mail address.',
      'Whoever has no user yet is invited, reminded, and added after the first login.',
      'At any time you see where it stands and whose turn it is.',
    ],
    ended: 'Your sign-in has ended, so this page is not kept up to date any more.',
    again: 'Sign in again',
    done: {
      'signed-out': 'You are signed out.',
      'password-set': 'Your new password is in force. Sign in with it.',
      'not-saved': 'Your sign-in had ended, so what you sent was not saved. Sign in and send it once more.',
    },
  },

  reset: {
    requestTitle: 'Choose a new password',
    request: 'Give your address. If a user has it, a link to choose a new password is mailed to it.',
    requestSubmit: 'Mail me a link',
    back: 'Back to the sign-in',
    sentTitle: 'Check your mailbox',
    sent: 'If a user has this address, a mail is on its way. Its link is good for 30 minutes, once.',
    sentHint: 'Nothing there after a few minutes? Look in the junk folder, check the address and ask again.',
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
      `You are signing in as ${userId}. Three short steps, about three minutes, and you can use Castellan. If somebody is making you an account administrator, that then happens by itself.`,
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
          text: 'Accounts, then the account, Groups, Account Administrators, Add to Group: give the address. Somebody who already has a user here is added at once.',
        },
        {
          name: 'Add somebody who has no user yet',
          text: 'The same form offers two ways: an invitation by encrypted message, or a user with a temporary password that you hand over yourself. After that person’s first login the right is given automatically; you need not come back.',
        },
        {
          name: 'See where it stands',
          text: 'Each of these is an onboarding with a reference. Its page says what happened, whose turn it is, what happens by itself and when, and what you can do: send again, give more time, correct the address, cancel. Reminders go out by themselves.',
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
          text: 'Who did what, when and why is written down where nobody can change it. That holds for you too: whenever you decide about an onboarding, you are asked why.',
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
    text: 'If somebody is making you an account administrator, that now happens by itself; a mail tells you. There is nothing else to do.',
    textBefore: 'If somebody is making you an account administrator, that now happens by itself; a mail tells you.',
    goOn: 'Go on to Castellan',
  },

  message: {
    title: 'A message is waiting for you',
    ask: 'Somebody wrote to you through Castellan, where companies decide who looks after their encrypted mail. The message is sealed: only somebody who reads the mailbox it was sent to can open it.',
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
      'If this message can be opened, a mail with a code of eight digits is on its way. It is good for ten minutes from when it was first sent.',
    referenceShown: 'The mail shows this reference:',
    code: 'Code from the mail',
    codeHint: 'Eight digits.',
    names: 'What is your name?',
    verify: 'Go on',
    noMail: 'No mail?',
    noMailHint:
      'It can take a minute. Look in the junk folder too, or have it sent again: as long as a code is valid, the same one is mailed.',
    sendAgain: 'Send the code again',
    facts: { from: 'From', account: 'Account', sent: 'Sent', until: 'Can be opened until' },
  },

  reader: {
    title: (sender: string) => `A message from ${sender}`,
    explanation: 'The message is sealed. It is opened here, in your browser.',
    open: 'Open the message',
    noScript:
      'The message is decrypted in your browser, which needs script. Switch script on for this page and load it again.',
    after: 'You can close this page. The link in the mail opens the message again as long as it can be opened.',
    administrator: (account: string) => `You are an administrator of account ${account} now.`,
    administratorSoon: (account: string) =>
      `A mail tells you as soon as you are an administrator of account ${account}; there is nothing else to do.`,
    said: {
      working: 'The message is being opened …',
      opened: 'The message is open.',
      unreachable: 'Castellan does not answer at the moment. Nothing is lost; try again in a few seconds.',
      broken: 'The message could not be decrypted: it was changed on its way. Ask the sender to send it again.',
      insecure:
        'This page was not loaded over https, so your browser does not decrypt here. Open the link from the mail again.',
    },
  },

  problem: {
    home: 'Go to the start page',
    again: 'Try again',
    more: 'More about this problem',
    nothingLost: 'Nothing was lost',
    unavailable: 'What was saved is still there, and onboardings that are under way go on by themselves.',
    unavailablePost:
      'What you sent was not carried out; what was saved before is still there, and onboardings that are under way go on by themselves. Load this page again in a few seconds: the form is sent again as it was.',
    reference: 'Reference for support:',
    code: 'Code:',
    happenedTitle: 'What happened',
    refused: 'Castellan did not carry out what was asked for. Nothing was changed by it.',
    failed: 'Castellan could not answer. Something on our side was in the way, not what you did.',
    whyTitle: 'Why',
    nextTitle: 'What you can do',
    backgroundTitle: 'Good to know',
    help: 'You are stuck? Ask an administrator of your account, or support, and give them the reference that the page with the problem shows.',
  },

  runbook: {
    title: 'Runbook',
    whole: 'The whole runbook',
  },

  apiDocumentation: {
    title: 'Documentation of the API',
    intro:
      'Every call, with examples that run: “Try it out” makes the call with your own sign-in, and what it does is really done.',
    tokens: 'A program uses an API token instead.',
    description: 'The description as OpenAPI 3.1 (JSON)',
    script: 'This page needs JavaScript. The same is in the description.',
  },

  notMe: {
    title: 'It was not you, or you did not want it?',
    intro:
      'A mail told you that you are an account administrator now, and that is not right. One of two things happened.',
    strangerTitle: 'Somebody else signed in as you',
    stranger: 'Somebody may have used your mailbox or your password. Do this now:',
    strangerSteps: [
      'Change the password of your mailbox: anybody who reads your mail can set your password here.',
      'Then choose a new password here by a mailed link. That ends every sign-in and every API token of your user. Changing it under Your user ends the other sign-ins only: your API tokens stay until you revoke them.',
      'Tell an administrator of the account, who can lock your user or remove you, and contact support.',
    ],
    reset: 'Choose a new password',
    change: 'Change your password',
    signIns: 'See where you are signed in',
    tokens: 'See your API tokens',
    unwantedTitle: 'You do not want to be an account administrator',
    unwanted:
      'Remove yourself: under Accounts, the account, Account Administrators, your own row has the button “Remove from the group”. Or tell the person named in the mail, or any other administrator, who can do the same. Only where nobody else could sign in as administrator, somebody else has to be added first. Until then nothing happens unless you do something.',
  },
};
