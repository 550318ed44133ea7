/**
 * Every picture in docs/screenshots, in the order of the how-to: its name, and what it shows. `npm run screenshots` takes
 * exactly these, and writes them into docs/screenshots/README.md.
 * @typedef {[name: string, shows: string]} Picture
 * @type {{title: string, intro: string, pictures: Picture[]}[]}
 */
export const chapters = [
  {
    title: 'Add an account administrator',
    intro: 'The steps of the how-to, one after the other, by the administrator.',
    pictures: [
      ['01-sign-in', 'Sign in at the console with the user name, which is the e-mail address, and the password.'],
      ['02-accounts', 'After the sign-in: **Accounts**. Choose the account by its number.'],
      ['03-account-groups', 'The account and its **Groups**. Choose **Account Administrators**.'],
      ['04-account-administrators', 'The group and its members. The first action is **Add to Group**.'],
      ['05-add-to-group', 'Enter the **User ID**, an e-mail address, and press **Add to Group**.'],
      ['06-existing-user-added', 'The person has a user: the person is an account administrator at once.'],
      [
        '07-two-ways-out',
        'Nobody has this address: **Unable to add non-existent user.** Both ways out are on the same page, filled in already.',
      ],
    ],
  },
  {
    title: 'Way out A: invite by encrypted message',
    intro:
      'The administrator begins. The candidate gets [a mail](mail-invitation-en.png) and does everything between, on a phone; adding happens by itself.',
    pictures: [
      ['10-invited', 'It is begun: the reference, what happens next, what the person must do, when it gives up.'],
      [
        '11-onboarding-waits',
        'Where it stands at any time: what happened, what we wait for, what happens by itself, what you can do.',
      ],
      [
        '12-phone-attachment',
        'The candidate opens the mail’s attachment: the cover of the message, which is sealed within it.',
      ],
      ['12-phone-message-waits', 'Its button, or the mail’s link, leads here: a message waits, and a code is mailed.'],
      ['13-phone-code', 'The code, and the new user’s name.'],
      ['14-phone-first-login', 'The first login is a list of three tasks.'],
      ['15-phone-features', 'First the features: what an account administrator can do.'],
      ['16-phone-preferences', 'Then the preferences: language, time zone, notices.'],
      ['17-phone-password', 'Then the permanent password. How hard it is to guess is said while it is typed.'],
      ['18-phone-message-sealed', 'The first login is done, and the message waits to be opened.'],
      ['19-phone-message-open', 'It opens, in the browser of the candidate alone.'],
      ['20-onboarding-completed', 'The administrator’s page says so by itself, as soon as the right is given.'],
      ['21-member', 'The group **Account Administrators** has a new member.'],
      ['22-not-for-me', 'Was the message for somebody else? Below it the reader can say so, and this is the answer.'],
      ['23-message-closed', 'From then on it does not open any more, and the page says why.'],
    ],
  },
  {
    title: 'Way out B: create with a temporary password',
    intro: 'Either from **Add to Group**, or with **Users → Add User** and **Add to Group** later.',
    pictures: [
      ['24-second-way', 'The second way out is chosen, and the name entered.'],
      ['25-temporary-password', 'The temporary password is shown once, in the answer, with a button to copy it.'],
      ['26-already-shown', 'Loaded again, the page does not have it any more: a new one can be made.'],
      ['27-users', 'The account’s **Users**.'],
      [
        '28-add-user',
        '**Add User**: user name, first name, last name, password, confirm password, “Enforce password expiration”.',
      ],
      [
        '29-user-added',
        '**User … added.** The password is the one that was just typed. The next step, Add to Group, is on the same page.',
      ],
      [
        '30-new-temporary-password',
        'Was it lost? As long as the first login is to come, **Users** makes a new one, shown once as well.',
      ],
      ['31-first-login', 'The first sign-in with the temporary password leads to the same three tasks.'],
      ['32-welcome', 'After them nothing is left to do, and nothing to retry.'],
      ['33-member', 'The group has a new member, as soon as the first login is complete.'],
      [
        '34-add-to-group-later',
        'After **Users → Add User** the right is a step of its own: **Add to Group**, with the address filled in. The answer is that of picture 06.',
      ],
    ],
  },
  {
    title: 'Not an administrator yet: contact support',
    intro: 'Whoever is no administrator asks for an upgrade; support starts it, an administrator approves.',
    pictures: [
      ['35-ask-for-upgrade', 'The account, to somebody who is no administrator: **Ask for an upgrade**.'],
      ['36-upgrade-reason', 'The reason, which support sees.'],
      ['37-upgrade-asked', 'The request is with support.'],
      [
        '38-support',
        'Support’s queue across all accounts: what waits, for which reason and how long; who asks for an upgrade.',
      ],
      ['39-support-decides', 'Support starts the onboarding, with a reason.'],
      ['40-approval-needed', 'It stops before the right is given, until an administrator of the account approves.'],
    ],
  },
  {
    title: 'When one stalls: support finds it and resumes it',
    intro: 'Here a mailbox did not take the invitation.',
    pictures: [
      ['41-support-finds', 'Support’s page: what stopped, for which reason and how long ago.'],
      ['42-support-sees-why', 'Why it stopped, whose turn it is, and what can be done.'],
      ['43-support-resumes', '**Resume**, with a reason.'],
      [
        '44-resumed',
        'It goes on: the invitation is mailed once more, and the timeline says who decided. From here on it is way A, to the new member.',
      ],
    ],
  },
  {
    title: 'Following and deciding',
    intro: 'Onboardings last for days. Nothing is lost in between.',
    pictures: [
      ['45-onboardings', 'All onboardings, what needs somebody first.'],
      [
        '46-onboarding-stalled',
        'One that stalled: the mail server refused the address. What it waits for, and what can be done about it.',
      ],
      ['47-reason-dialogue', 'A decision about an onboarding takes a reason; here the address is corrected.'],
      ['48-phone-onboarding', 'The same on a phone.'],
      ['49-onboarding-fr-dark', 'The same in French and dark.'],
      ['50-remove-member', 'Removing a member; the last administrator cannot be removed.'],
      ['51-lock-user', 'Locking a user.'],
      ['52-members-fr-dark', 'The members in French and dark.'],
      ['53-mailing', 'The account’s **Mailing**: whether invitations carry an attachment or a link alone.'],
    ],
  },
  {
    title: 'Inviting many',
    intro: 'A list from a spreadsheet: checked first, then started.',
    pictures: [
      ['55-invite-many', 'The lines are pasted, or a CSV file is dropped.'],
      ['56-verdicts', 'What each line would lead to. Nobody is invited yet.'],
      ['57-progress', 'Under way; the page may be closed.'],
      ['58-result', 'Every line is done: what became of each, to download as well.'],
    ],
  },
  {
    title: 'One’s own user',
    intro: 'Everybody has these pages.',
    pictures: [
      ['60-your-user', 'Your user: accounts and preferences.'],
      ['61-change-password', 'A new password.'],
      ['62-sign-ins', 'Where you are signed in, to be ended one by one or all at once.'],
      ['63-api-tokens', 'API tokens: what for, what they may do, how long.'],
      ['64-token-made', 'A token is shown once.'],
      ['65-forgot-password', 'Forgot the password?'],
      ['66-look-into-your-mailbox', 'The answer is the same for every address.'],
      ['67-new-password', 'The mailed link leads here.'],
      ['68-not-me', '“This was not me”: what to do.'],
    ],
  },
  {
    title: 'When something is in the way',
    intro: 'Every page says what happened, why, and what to do.',
    pictures: [
      ['70-forbidden', '403: not yours to do; whom to ask.'],
      ['71-not-found', '404.'],
      ['72-internal-error', '500: our fault; the reference for support.'],
      ['73-unavailable', '503: the database is away, and nothing was lost.'],
      ['74-problem-explained', 'More about a problem: each has a page.'],
    ],
  },
  {
    title: 'For programs, operators and development',
    intro: 'The console has these too.',
    pictures: [
      ['80-api-documentation', 'The documentation of the API, whose examples run with your own sign-in.'],
      ['81-api-documentation-dark', 'The same in the dark.'],
      ['82-runbook', 'The runbook: for every reason what to check and what to do.'],
      ['82-runbook-topic', 'One of its topics: what it means, what to check, what to do.'],
      ['83-mailbox', 'The embedded mailbox, where no mail server is configured.'],
      ['84-mail-previews', 'Previews of every mail.'],
    ],
  },
];

/** @returns {Picture[]} every mail in both languages, and one in the dark. @param {readonly string[]} names of mails */
export const mailPictures = (names) => [
  ...names.flatMap((name) => [
    [`mail-${name}-en`, `${name}, English`],
    [`mail-${name}-fr`, `${name}, French`],
  ]),
  ['mail-invitation-fr-dark-phone', 'invitation, French, on a dark phone'],
];
