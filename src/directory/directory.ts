import type { Connection } from 'mongoose';
import { createAccounts } from './accounts.ts';
import { type Authority, createAuthority } from './authority.ts';
import { createMembers, type OnAdministrator } from './members.ts';
import { createPreferences } from './preferences.ts';
import { createUsers, type UserSecrets } from './users.ts';

interface Dependencies {
  readonly connection: Connection;
  readonly userSecrets: UserSecrets;
  readonly authority?: Authority;
  readonly onAdministrator?: OnAdministrator;
}

/** Accounts, groups, members and users, with the rules of who may change them. */
export function createDirectory({
  connection,
  userSecrets,
  authority = createAuthority({ connection }),
  onAdministrator = async () => {},
}: Dependencies) {
  return {
    ...createAccounts({ connection, authority }),
    ...createMembers({ connection, authority, onAdministrator }),
    ...createUsers({ connection, authority, userSecrets }),
    ...createPreferences({ connection }),
  };
}

export type Directory = ReturnType<typeof createDirectory>;
