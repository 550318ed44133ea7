/** Example bodies of the documentation, by method and path; each of them runs in test/http/examples.test.ts. */
export const bodyExamples: Readonly<Record<string, object>> = {
  'post /accounts/{account}/users': {
    userId: 'ana@example.org',
    firstName: 'Ana',
    lastName: 'Silva',
    enforcePasswordExpiration: true,
  },
  'post /accounts/{account}/groups/{group}/members': { userId: 'ana@example.org' },
  'post /accounts/{account}/onboardings': {
    email: 'ben@example.org',
    path: 'invite',
    candidate: { firstName: 'Ben', lastName: 'Okri', locale: 'en' },
    message: 'Welcome to the team.',
    reason: 'He takes over from Ana.',
  },
  'post /accounts/{account}/onboardings/bulk': {
    invitations: [
      { email: 'cleo@example.org', firstName: 'Cleo', lastName: 'Roy', locale: 'fr' },
      { email: 'dora@example.org' },
    ],
    reason: 'The new team.',
  },
  'post /accounts/{account}/users/{userId}/lock': { reason: 'She left the company.' },
  'post /accounts/{account}/users/{userId}/unlock': { reason: 'She came back.' },
  'post /accounts/{account}/users/{userId}/temporary-password': { reason: 'She lost it.' },
  'post /onboardings/actions': {
    filter: { reason: 'mail-unreachable' },
    action: 'resume',
    reason: 'The mail server is back.',
    dryRun: true,
  },
  'post /onboardings/{ref}/cancel': { reason: 'Changed our mind.', createdUser: 'disable' },
  'post /password-resets': { userId: 'ana@example.org' },
};

/** What the documentation fills in for parameters of this name. */
export const parameterExamples: Readonly<Record<string, string>> = {
  account: '1001',
  group: 'account-administrators',
  userId: 'ana@example.org',
  ref: 'ONB-7F3K9QXZ',
};
