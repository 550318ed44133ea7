import type { Connection } from 'mongoose';
import type { Actor } from './actors.ts';
import { directoryModels } from './models.ts';

/** A person's name as it is shown, or the address where no name is known. */
export const fullName = (person: { firstName: string; lastName: string; userId?: string }): string =>
  [person.firstName, person.lastName].filter(Boolean).join(' ') || (person.userId ?? '');

/** Who did something, in words for a mail. @param otherwise what to say where it was nobody with a name */
export async function nameOfActor(connection: Connection, actor: Actor, otherwise: string): Promise<string> {
  if (actor.user === undefined) return otherwise;
  const user = await directoryModels(connection).users.findById(actor.user).lean();
  return user ? fullName(user) : otherwise;
}
