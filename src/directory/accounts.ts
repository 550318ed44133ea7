import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { limitOf, type Page, type PageRequest, placeOf, toPage } from '../database/pages.ts';
import { inTransaction, isDuplicateKey } from '../database/transaction.ts';
import { dictionary } from '../language/index.ts';
import { Problem } from '../problems.ts';
import type { Authority, Principal } from './authority.ts';
import { demandScope } from './authority.ts';
import { isPlainLine, lengthOf } from './fields.ts';
import { administratorsGroup, platformAccount, supportGroup } from './groups.ts';
import { type Account, directoryModels } from './models.ts';

const numberShape = /^[a-z0-9-]{1,32}$/;

type AccountView = Pick<Account, 'number' | 'name'>;

/** Accounts and their groups. */
export function createAccounts({ connection, authority }: { connection: Connection; authority: Authority }) {
  const { accounts, groups, members, users } = directoryModels(connection);

  return {
    /**
     * Creates an account with its built-in group; one that exists is left as it is.
     * @param actor who does it, for the audit: `operator:<host user>` or `system`
     * @throws Problem request.invalid for a number that is none, or a name of wrong length or with what nobody sees in it
     */
    async createAccount(
      { number, name }: AccountView,
      actor = 'system',
    ): Promise<{ account: Account; created: boolean }> {
      checkAccount(number, name);
      const createdAt = new Date();
      try {
        await inTransaction(connection, async (session) => {
          await accounts.create([{ number, name: name.trim(), createdAt }], { session });
          const group = number === platformAccount ? supportGroup : administratorsGroup;
          await groups.create([{ account: number, name: group, createdAt }], { session });
          await audit(connection, { actor, action: 'account.create', outcome: 'done', account: number }, session);
        });
        return { account: { number, name: name.trim(), createdAt }, created: true };
      } catch (error) {
        const present = isDuplicateKey(error) ? await accounts.findOne({ number }).lean<Account>() : null;
        if (present === null) throw error;
        return { account: present, created: false };
      }
    },

    /** The account of that number, or null. Answers to anybody: ask the authority first. */
    async findAccount(number: string): Promise<Account | null> {
      return accounts.findOne({ number }).lean<Account>();
    },

    /** The accounts that somebody may see, by number: their own, and every one for support. */
    async listAccounts(principal: Principal, page: PageRequest = {}): Promise<Page<AccountView>> {
      demandScope(principal, 'directory:read');
      const limit = limitOf(page);
      const after = placeOf(page, numberShape);
      const filter: Record<string, unknown>[] = after === undefined ? [] : [{ number: { $gt: after } }];
      if (!(await authority.isSupport(principal.user))) filter.push({ number: { $in: await ownAccounts(principal) } });
      const found = await accounts
        .find(filter.length > 0 ? { $and: filter } : {}, { _id: 0, number: 1, name: 1 })
        .sort({ number: 1 })
        .limit(limit + 1)
        .lean<AccountView[]>();
      return toPage(found, limit, ({ number }) => number);
    },

    /** The groups of an account, by name. */
    async listGroups(account: string): Promise<{ name: string }[]> {
      return groups.find({ account }, { _id: 0, name: 1 }).sort({ name: 1 }).lean<{ name: string }[]>();
    },
  };

  async function ownAccounts(principal: Principal): Promise<string[]> {
    const [user, memberships] = await Promise.all([
      users.findById(principal.user, { createdByAccount: 1 }).lean(),
      members.find({ user: principal.user }, { account: 1 }).lean(),
    ]);
    return [...(user ? [user.createdByAccount] : []), ...memberships.map(({ account }) => account)];
  }
}

function checkAccount(number: string, name: string): void {
  const say = dictionary('en').directory;
  const errors = [];
  if (!numberShape.test(number)) {
    errors.push({ pointer: '/number', code: 'account.number-invalid', detail: say['account.number-invalid']() });
  }
  const length = lengthOf(name.trim());
  if (length === 0) errors.push({ pointer: '/name', code: 'name.required', detail: say['name.required']() });
  if (length > 200) errors.push({ pointer: '/name', code: 'name.too-long', detail: say['name.too-long'](200) });
  if (!isPlainLine(name.trim())) errors.push({ pointer: '/name', code: 'name.control-characters' });
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
}
