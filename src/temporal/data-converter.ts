import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { Keyring } from '../keys/keyring.ts';
import { createCodec } from './codec.ts';

/** Given to client, worker and bundler alike: a bundle built without it would leak workflow failures in clear, silently. */
export const failureConverterPath = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url));

/** How payloads and failures are written, for client and worker. */
export const createDataConverter = (keyring: Keyring): DataConverter => ({
  payloadCodecs: [createCodec(keyring)],
  failureConverterPath,
});
