import type { Principal } from '../directory/authority.ts';
import { html } from '../html.ts';
import { fittingPage } from './fitting.ts';
import { type Account, accountLabel } from './pieces.ts';
import type { Parts } from './services.ts';

/** More than that nobody chooses from, and beside a list there is room for so many bytes of names. */
const most = { accounts: 100, bytes: 8_000 };

/** The accounts to choose from in a form; null where they are more than a choice can offer: the number is typed. */
export async function accountChoice(
  { directory }: Pick<Parts['services'], 'directory'>,
  principal: Principal,
): Promise<readonly Account[] | null> {
  const { items, nextCursor } = await fittingPage(
    most.accounts,
    async (limit) => directory.listAccounts(principal, { limit }),
    (account) => html`<option value="${account.number}">${accountLabel(account)}</option>`,
    most.bytes,
  );
  return nextCursor === null ? items : null;
}
