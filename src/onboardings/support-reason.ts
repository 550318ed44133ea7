import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { Principal } from '../directory/authority.ts';
import { Problem } from '../problems.ts';

/**
 * Support begins nothing in somebody else's account without saying why; who tries is on record.
 * @throws Problem request.invalid at /reason
 */
export async function demandSupportReason(
  connection: Connection,
  { user: actor, requestId }: Principal,
  fact: {
    readonly role: string;
    readonly account: string;
    readonly action: string;
    readonly reason?: string | undefined;
  },
): Promise<void> {
  const { role, account, action, reason = '' } = fact;
  if (role !== 'support' || reason.trim() !== '') return;
  const code = 'request.invalid';
  await audit(connection, { actor, requestId, role, action, account, outcome: 'refused', data: { code } });
  throw new Problem(code, { errors: [{ pointer: '/reason', code: 'field.required' }] });
}
