import mongoose from 'mongoose';

const { mongo } = mongoose;

/** A transaction that MongoDB did not end in time. Whether it was committed is not known. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable';
}

/** Every one of them says that there was nobody to ask; pools that were cleared are network errors too. */
const unreachable = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoOperationTimeoutError,
  mongoose.Error.MongooseServerSelectionError,
  DatabaseUnavailable,
];

/** Those of the driver's classes that it does not export. */
const unreachableNames = new Set(['MongoPoolClosedError', 'MongoPoolClearedError', 'MongoWaitQueueTimeoutError']);

/**
 * What a server answers that is going, coming or no primary: the codes that the drivers' specification lists as
 * retryable, https://github.com/mongodb/specifications/blob/master/source/retryable-reads/retryable-reads.md
 */
const movingCodes = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  89, // NetworkTimeout
  91, // ShutdownInProgress
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9_001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
]);

/** The driver lets the socket's own error through where a write meets a connection that has just been closed. */
const socketCodes = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

type Thrown = Readonly<Partial<Record<'name' | 'code' | 'cause' | 'errorResponse', unknown>>>;

/** Whether MongoDB itself could not be reached, or is just failing over, rather than refused. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, cause, errorResponse } = error as Thrown;
  return (
    unreachable.some((known) => error instanceof known) ||
    unreachableNames.has(String(name)) ||
    (error instanceof mongo.MongoServerError && movingCodes.has(Number(code))) ||
    socketCodes.has(String(code)) ||
    // A bulk write keeps what stopped it in `errorResponse`.
    (errorResponse !== error && isDatabaseUnavailable(errorResponse)) ||
    isDatabaseUnavailable(cause)
  );
}
