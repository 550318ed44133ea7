/** What an API token may do, at the most: no more than its user may at that moment. */
export const scopes = ['onboardings:read', 'onboardings:write', 'directory:read', 'directory:write', 'codec'] as const;
export type Scope = (typeof scopes)[number];

/** What people may give a token of their own: reading Temporal's payloads comes from the operator alone. */
export const ownScopes = scopes.filter((scope) => scope !== 'codec');
