import type { AuthorityAction } from '../directory/authority.ts';
import { Problem } from '../problems.ts';
import type { SignedIn } from './admission.ts';
import type { Account } from './pieces.ts';
import type { Parts } from './services.ts';

/**
 * The account that a page's address names, for whoever may do this in it.
 * @throws Problem account.not-found, and what the right's lack is answered with
 */
export async function accountFor(
  { authority, directory }: Pick<Parts['services'], 'authority' | 'directory'>,
  { principal }: SignedIn,
  right: AuthorityAction,
  number: string,
): Promise<Account> {
  await authority.demand(principal, right, number);
  const account = await directory.findAccount(number);
  if (account === null) throw new Problem('account.not-found');
  return account;
}
