import { type Config, ConfigError, settings } from '../config.ts';
import { type Keyring, loadKeyring } from '../keys/keyring.ts';

/**
 * The keyring of a service process.
 * @throws ConfigError without one, and in production for one that was generated beside the data
 */
export function serviceKeyring({ KEYRING_FILE, NODE_ENV }: Pick<Config, 'KEYRING_FILE' | 'NODE_ENV'>): Keyring {
  if (KEYRING_FILE === undefined) {
    throw new ConfigError([`KEYRING_FILE is needed (example: KEYRING_FILE=${settings.KEYRING_FILE.example})`]);
  }
  const keyring = loadKeyring(KEYRING_FILE);
  if (NODE_ENV === 'production' && keyring.development) {
    throw new ConfigError([
      'KEYRING_FILE holds development keys, which production refuses: generate a keyring of its own',
    ]);
  }
  return keyring;
}
