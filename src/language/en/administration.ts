/** Words of the pages on which administrators and support work. */
export const administration = {
  sections: {
    home: 'Start',
    accounts: 'Accounts',
    onboardings: 'Onboardings',
    promote: 'Add an administrator',
    support: 'Support',
    account: 'Your user',
  },
  way: 'Where you are',
};
