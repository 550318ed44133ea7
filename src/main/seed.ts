import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Connection } from 'mongoose';
import { verifyPassword } from '../credentials/passwords.ts';
import { ensureIndexes } from './indexes.ts';
import { directoryModels } from '../directory/models.ts';
import { seedDevelopment } from './seed-directory.ts';

export interface SignIn {
  readonly userId: string;
  readonly password: string;
}

/** The sign-ins of a fresh installation; null where the password has been changed since, or nothing was seeded. */
export interface SeededSignIns {
  readonly account: string | null;
  readonly administrator: SignIn | null;
  readonly support: SignIn | null;
}

const nobody: SeededSignIns = { account: null, administrator: null, support: null };

/**
 * Gives an empty directory somebody to begin with, and leaves any other as it is. The passwords are kept in
 * `signInFile` (mode 0600), and each is struck from it once it is no longer the person's password.
 * @param connection to MongoDB
 * @param signInFile path of the file
 */
export async function seed(connection: Connection, signInFile: string): Promise<SeededSignIns> {
  // Where somebody is already, the API alone sees to the indexes.
  if (await directoryModels(connection).accounts.exists({})) return stillValid(connection, signInFile);
  await ensureIndexes(connection);
  const seeded = await seedDevelopment(connection);
  if (seeded) writeSignIns(signInFile, seeded);
  return seeded ?? nobody;
}

async function stillValid(connection: Connection, signInFile: string): Promise<SeededSignIns> {
  const kept = readSignIns(signInFile);
  if (!kept) return nobody;
  const check = async (signIn: SignIn | null): Promise<SignIn | null> => {
    if (!signIn) return null;
    const user = await directoryModels(connection).users.findOne({ addressKey: signIn.userId.toLowerCase() }).lean();
    return (await verifyPassword(user?.passwordHash, signIn.password)) ? signIn : null;
  };
  const { account } = kept;
  const valid = { account, administrator: await check(kept.administrator), support: await check(kept.support) };
  if (!valid.administrator && !valid.support) rmSync(signInFile, { force: true });
  else if (JSON.stringify(valid) !== JSON.stringify(kept)) writeSignIns(signInFile, valid);
  return valid;
}

function readSignIns(file: string): SeededSignIns | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeededSignIns) : undefined;
}

function writeSignIns(file: string, signIns: SeededSignIns): void {
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(signIns, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
}
