/** The account that support staff belong to. */
export const platformAccount = 'platform';
export const administratorsGroup = 'account-administrators';
export const supportGroup = 'support';
