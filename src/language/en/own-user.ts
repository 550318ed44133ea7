/** Words of the pages about one's own user. */
export const ownUser = {
  title: 'Your user',
  tabs: { preferences: 'Preferences', password: 'Password', signIns: 'Sign-ins', tokens: 'API tokens' },
  tabsLabel: 'Parts of your user',
  administrator: 'account administrator',
  plain: 'user',
  noAccount: 'You belong to no account yet.',
  accounts: 'Accounts',

  preferences: {
    labels: {
      language: 'Language',
      timeZone: 'Time zone',
      notifyNewMessages: 'Tell me by mail about new messages',
    },
    languageHint: 'Of these pages and of mails to you.',
    timeZoneHint: 'All times on these pages are shown by its clock. Choose the nearest large city.',
    zoneFound: 'Chosen by this device’s clock. Choose another one if that is wrong.',
    save: 'Save the preferences',
    saved: 'Your preferences are saved.',
    regions: {
      Africa: 'Africa',
      America: 'America',
      Antarctica: 'Antarctica',
      Arctic: 'Arctic',
      Asia: 'Asia',
      Atlantic: 'Atlantic',
      Australia: 'Australia',
      Europe: 'Europe',
      Indian: 'Indian Ocean',
      Pacific: 'Pacific',
      other: 'Universal',
    },
  },

  upgrade: {
    title: 'Do you need to be an account administrator?',
    text: 'Ask any administrator of the account to add you. If you cannot reach one, ask support: they start it, and somebody else approves it.',
    ask: (account: string) => `Ask for ${account}`,
    latest: {
      title: 'Your request to support',
      open: (account: string, asked: string) =>
        `You asked ${asked} to become an administrator of account ${account}. Support has not decided yet; asking again adds what you say.`,
      started: (account: string, decided: string) =>
        `Support started it ${decided} for account ${account}. Somebody else has to approve; a mail tells you as soon as you are an administrator.`,
      declined: (account: string, decided: string) => `Support declined it ${decided} for account ${account}:`,
    },
  },

  password: {
    title: 'Change your password',
    intro: 'When you save, you are signed out everywhere else; you stay signed in here, and your API tokens stay.',
    labels: { currentPassword: 'Current password' },
    save: 'Save the new password',
    saved: 'Your new password is in force, and every other sign-in has ended.',
    forgotten: 'Do you not know your current password?',
    forgottenLink: 'Have a link mailed to you',
  },

  signIns: {
    title: 'Where you are signed in',
    intro: 'Is there something you do not know? End it, and change your password.',
    here: 'This one',
    unknownDevice: 'Unknown device',
    opened: 'Since',
    seen: 'Last used',
    end: 'End',
    endOf: (device: string) => `End: ${device}`,
    endOthers: 'End all others',
    ended: 'The sign-in has ended.',
    othersEnded: 'All other sign-ins have ended.',
    onlyOne: 'You are signed in nowhere else.',
  },

  tokens: {
    title: 'API tokens',
    intro:
      'With a token a program acts as you, within what you allow it. It is shown once; anybody who has it can use it until it expires or you revoke it.',
    none: 'You have no tokens. Make one when a program of yours has to use the API.',
    documentation: 'Documentation of the API',
    makeTitle: 'Make a token',
    labels: { name: 'What is it for?', scopes: 'What may it do?', days: 'How long is it good for?' },
    nameHint: 'A name by which you will know it, such as Nightly import.',
    scopes: {
      'onboardings:read': 'See onboardings',
      'onboardings:write': 'Start onboardings and decide about them',
      'directory:read': 'See accounts, members and users',
      'directory:write': 'Add and remove members, add, lock and unlock users',
      codec: 'Decrypt what the Temporal Web UI shows',
    },
    days: (count: number) => `${count} days`,
    make: 'Make the token',
    madeTitle: 'Your new token',
    madeOnce: 'It is shown only now and kept nowhere. Put it where your program reads it, not into a mail or a chat.',
    copy: 'Copy',
    copied: 'Copied',
    back: 'Done, to the tokens',
    gone: 'A token is shown only once, right after it was made. If you have lost it, revoke it and make another one.',
    created: 'Made',
    expires: 'Good until',
    used: 'Last used',
    never: 'never',
    revoke: 'Revoke',
    revokeOf: (name: string) => `Revoke: ${name}`,
    revoked: 'The token is revoked and no longer works.',
  },

  meter: {
    label: 'How hard to guess',
    show: 'Show',
    hide: 'Hide',
  },
};
