import { userInfo } from 'node:os';

/** Who sits at the host: the user's name. A container may run as a number that has no name there: then the number. */
export function hostUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
