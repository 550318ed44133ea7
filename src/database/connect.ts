import mongoose, { type Connection } from 'mongoose';

/**
 * How long a connection waits, in milliseconds. A server that refuses is noticed at once; one that says nothing, frozen
 * or behind a network that swallows everything, is noticed by the driver's monitor within `heartbeat` and `connect`
 * together, which then ends what is under way. So nobody waits longer than about five seconds, and once it has been
 * noticed no longer than `serverSelection`.
 */
const patience = {
  // Below the 2 s that a workflow's local step has, so that the driver's own words are what is reported.
  serverSelectionTimeoutMS: 1_500,
  connectTimeoutMS: 2_000,
  heartbeatFrequencyMS: 1_000,
  // Where all connections of the pool are busy, or none can be made.
  waitQueueTimeoutMS: 5_000,
  // For a server that greets and answers nothing else: below the 10 s that a workflow's durable step has.
  socketTimeoutMS: 8_000,
};

export interface DatabaseOptions {
  /** For work that takes long by its nature, such as building indexes: a single command may take its time. */
  readonly longCommands?: boolean;
}

/**
 * Opens a connection that gives up quickly: a caller gets a 503, and a workflow step its next retry, rather than a hang.
 * @param uri MongoDB replica set
 */
export async function connectDatabase(
  uri: string,
  { longCommands = false }: DatabaseOptions = {},
): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    ...patience,
    ...(longCommands ? { socketTimeoutMS: 0 } : {}),
    autoIndex: false,
    autoCreate: false,
    // Mongoose would keep commands back for 10 s while the driver is disconnected; the driver waits long enough itself.
    bufferCommands: false,
    writeConcern: { w: 'majority', journal: true },
  });
  return connection.asPromise();
}
