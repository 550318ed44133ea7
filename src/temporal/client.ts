import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import type { Keyring } from '../keys/keyring.ts';
import { createDataConverter } from './data-converter.ts';

/** Address, TLS and API key: our settings first, then the SDK's own environment configuration. */
export function connectionOptions(config: Pick<Config, 'TEMPORAL_ADDRESS'>) {
  const { connectionOptions: options } = loadClientConnectConfig();
  return config.TEMPORAL_ADDRESS === undefined ? options : { ...options, address: config.TEMPORAL_ADDRESS };
}

/** A client that connects when it is first used: Castellan starts, and takes requests, while Temporal is away. */
export function createTemporalClient(
  config: Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>,
  keyring: Keyring,
): Client {
  return new Client({
    connection: Connection.lazy(connectionOptions(config)),
    namespace: config.TEMPORAL_NAMESPACE,
    dataConverter: createDataConverter(keyring),
  });
}
