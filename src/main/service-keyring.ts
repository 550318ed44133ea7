import { type Config, ConfigError, demandFile, settings } from '../config.ts';
import type { Keyring } from '../keys/keyring.ts';
import { followKeyring } from '../keys/live-keyring.ts';

/**
 * The keyring of a service process, which follows its file: a rotation needs no restart.
 * @param onError told of a later version of the file that cannot be used; the one before stays in force
 * @throws ConfigError without one, for one that cannot be used, and in production for one that was generated beside the
 *   data
 */
export function serviceKeyring(
  { KEYRING_FILE, NODE_ENV }: Pick<Config, 'KEYRING_FILE' | 'NODE_ENV'>,
  onError: (error: unknown) => void = () => {},
): Keyring {
  if (KEYRING_FILE === undefined) {
    throw new ConfigError([`KEYRING_FILE is needed (example: KEYRING_FILE=${settings.KEYRING_FILE.example})`]);
  }
  const admit = ({ development }: Keyring): void => {
    if (NODE_ENV !== 'production' || !development) return;
    throw new ConfigError([
      'KEYRING_FILE holds development keys, which production refuses: generate a keyring of its own',
    ]);
  };
  demandFile('KEYRING_FILE', KEYRING_FILE);
  try {
    return followKeyring(KEYRING_FILE, { admit, onError });
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = (error as Error).message;
    throw new ConfigError([`KEYRING_FILE: ${reason} (a first one is made by: castellan keys create FILE)`]);
  }
}
