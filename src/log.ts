import { types } from 'node:util';
import { type DestinationStream, type Logger, pino } from 'pino';

const secretNames = ['password', 'confirmPassword', 'temporaryPassword', 'token', 'authorization', 'cookie', 'code'];

/**
 * The log of a process: JSON lines. Bodies, queries and URLs are never logged; should a secret's name come up anyway,
 * its value does not.
 */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    serializers: { err: describeError },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error without what its message may quote: addresses, as MongoDB's duplicate keys do, and long tokens. */
function describeError(error: unknown): object {
  if (!types.isNativeError(error)) return { message: 'not an error' };
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return {
    type: error.name,
    message: maskedText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { errorCode: code } : {}),
    stack: (error.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .join('\n'),
    ...(types.isNativeError(cause) ? { cause: describeError(cause) } : {}),
  };
}

/** Without addresses and long tokens. */
export const maskedText = (text: string): string =>
  text.replace(/[^\s"'<>{}(),:;]+@[^\s"'<>{}(),:;]+/g, '[address]').replace(/[\w-]{32,}/g, '[token]');
