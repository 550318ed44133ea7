import type { mongo } from 'mongoose';

export const replicaSet = 'castellan';

interface Configuration {
  readonly version: number;
  readonly members: readonly { readonly _id: number; readonly host: string }[];
}

/**
 * Transactions need a replica set; one member will do. The set remembers its member's address, which is told anew when
 * the port has changed since.
 * @param admin the server's admin database, connected to directly
 * @param host address of its only member
 * @throws Error as long as the member is not the primary
 */
export async function ensureReplicaSet(admin: mongo.Db, host: string): Promise<void> {
  const hello = await admin.command({ hello: 1 });
  if (hello['isWritablePrimary'] === true && hello['me'] === host) return;
  const configuration = await readConfiguration(admin);
  if (!configuration) {
    await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
  } else if (configuration.members[0]?.host !== host) {
    const members = [{ ...configuration.members[0], _id: 0, host }];
    await admin.command({
      replSetReconfig: { ...configuration, version: configuration.version + 1, members },
      force: true,
    });
  }
  throw new Error('MongoDB is electing its only member');
}

async function readConfiguration(admin: mongo.Db): Promise<Configuration | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as Configuration;
  } catch (error) {
    if ((error as { codeName?: string }).codeName === 'NotYetInitialized') return undefined;
    throw error;
  }
}
