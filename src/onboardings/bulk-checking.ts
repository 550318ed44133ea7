import type { Connection } from 'mongoose';
import { readAddress } from '../directory/addresses.ts';
import { isPlainLine, lengthOf } from '../directory/fields.ts';
import { administratorsGroup } from '../directory/groups.ts';
import { directoryModels, type User } from '../directory/models.ts';
import { standingOf } from '../directory/standing.ts';
import type { Locale } from '../language/index.ts';
import { Problem } from '../problems.ts';
import type { BulkLine, BulkVerdict } from '../records/bulk-jobs.ts';
import { recordModels } from '../records/models.ts';
import type { BulkInvitation } from './bulk-lines.ts';

export type CheckedLine = Pick<
  BulkLine,
  'line' | 'email' | 'firstName' | 'lastName' | 'locale' | 'verdict' | 'code' | 'ref'
>;

/** Those that can be started; of the others nothing is begun. */
export const isStartable = (verdict: BulkVerdict): boolean => ['invite', 'add', 'wait'].includes(verdict);

/**
 * What each line would lead to now, in four queries however many lines there are. Answers to anybody: ask the
 * authority first.
 * @param otherwise the language of lines that name none
 */
export async function checkInvitations(
  connection: Connection,
  account: string,
  invitations: readonly BulkInvitation[],
  otherwise: Locale,
): Promise<CheckedLine[]> {
  const read = invitations.map((invitation, index) => readLine(invitation, index + 1, otherwise));
  const keys = [...new Set(read.flatMap(({ key }) => key ?? []))];
  const known = await lookUp(connection, account, keys);
  const seen = new Set<string>();
  return read.map(({ key, ...line }) => {
    if (key === null) return line;
    if (seen.has(key)) return { ...line, verdict: 'duplicate' };
    seen.add(key);
    return { ...line, ...judge(key) };
  });

  function judge(key: string): Pick<CheckedLine, 'verdict'> & Partial<CheckedLine> {
    const running = known.running.get(key);
    if (running !== undefined) return { verdict: 'running', ref: running };
    const user = known.users.get(key) ?? null;
    if (user && known.members.has(String(user._id))) return { verdict: 'member' };
    const standing = standingOf(user, account);
    if (standing === 'locked') return { verdict: 'locked' };
    if (standing === 'existing') return { verdict: 'add' };
    return { verdict: standing === 'first-login-pending' ? 'wait' : 'invite' };
  }
}

async function lookUp(connection: Connection, account: string, keys: string[]) {
  const { users, members } = directoryModels(connection);
  const group = administratorsGroup;
  const found = await users.find({ addressKey: { $in: keys } }).lean<User[]>();
  const [memberships, open] = await Promise.all([
    members.find({ account, group, user: { $in: found.map(({ _id }) => _id) } }, { user: 1 }).lean(),
    recordModels(connection)
      .onboardings.find({ account, group, addressKey: { $in: keys }, open: true }, { ref: 1, addressKey: 1 })
      .lean(),
  ]);
  return {
    users: new Map(found.map((user) => [user.addressKey, user])),
    members: new Set(memberships.map(({ user }) => String(user))),
    running: new Map(open.map(({ addressKey, ref }) => [addressKey, ref])),
  };
}

/** The line as it is stored, and the key of its address; null where the line cannot be read. */
function readLine(
  { email, firstName = '', lastName = '', locale = '' }: BulkInvitation,
  line: number,
  otherwise: Locale,
): CheckedLine & { key: string | null } {
  const spoken = languageOf(locale, otherwise);
  const own = {
    line,
    email: email.trim().slice(0, 320),
    firstName: firstName.slice(0, 200),
    lastName: lastName.slice(0, 200),
  };
  const stored = { ...own, locale: spoken ?? otherwise, ref: null };
  const invalid = (code: string) => ({ ...stored, verdict: 'invalid' as const, code, key: null });
  if (spoken === null) return invalid('bulk.language');
  for (const name of [firstName, lastName]) {
    if (lengthOf(name) > 100 || !isPlainLine(name)) return invalid('bulk.name');
  }
  try {
    return { ...stored, verdict: 'invite', code: null, key: readAddress(email).key };
  } catch (error) {
    if (error instanceof Problem) return invalid(error.code);
    throw error;
  }
}

function languageOf(text: string, otherwise: Locale): Locale | null {
  const named = text.trim().toLowerCase();
  if (named === '') return otherwise;
  return /^(en|english|anglais)\b/.test(named) ? 'en' : /^(fr|french|fran[cç]ais)/.test(named) ? 'fr' : null;
}
