import type { Connection } from 'mongoose';
import type { TemporaryPasswords } from '../credentials/temporary-passwords.ts';
import { createAccounts } from './accounts.ts';
import { type Authority, createAuthority } from './authority.ts';
import { createMembers } from './members.ts';
import { createPreferences } from './preferences.ts';
import { createUsers } from './users.ts';

interface Dependencies {
  readonly connection: Connection;
  readonly temporaryPasswords: TemporaryPasswords;
  readonly authority?: Authority;
}

/** Accounts, groups, members and users, with the rules of who may change them. */
export function createDirectory({
  connection,
  temporaryPasswords,
  authority = createAuthority({ connection }),
}: Dependencies) {
  return {
    ...createAccounts({ connection, authority }),
    ...createMembers({ connection, authority }),
    ...createUsers({ connection, authority, temporaryPasswords }),
    ...createPreferences({ connection }),
  };
}

export type Directory = ReturnType<typeof createDirectory>;
