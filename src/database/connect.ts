import mongoose, { type Connection } from 'mongoose';

/**
 * Opens a connection that gives up quickly: a caller gets a 503, and a workflow step its next retry, rather than a hang.
 * @param uri MongoDB replica set
 */
export async function connectDatabase(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    // Below the 2 s that a workflow's local step has, so that the driver's own words are what is reported.
    serverSelectionTimeoutMS: 1_500,
    autoIndex: false,
    autoCreate: false,
    writeConcern: { w: 'majority', journal: true },
  });
  return connection.asPromise();
}
