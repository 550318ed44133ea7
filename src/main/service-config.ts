import { type Config, ConfigError, demandFile, readConfig } from '../config.ts';
import { readDkimPem } from '../mail/dkim.ts';
import { demandEncryptedFailures } from '../temporal/encrypted-failures.ts';
import { serviceKeyring } from './service-keyring.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What every process reads at its start, by the setting that names the file. Each throws a ConfigError. */
const readers = {
  KEYRING_FILE: (file: string, { NODE_ENV }: Environment) =>
    void serviceKeyring({
      KEYRING_FILE: file,
      NODE_ENV: NODE_ENV === 'production' ? 'production' : 'development',
    }),
  DKIM_KEY_FILE: (file: string) => void readDkimPem(file),
  WORKFLOW_BUNDLE: (file: string) => {
    const code = demandFile('WORKFLOW_BUNDLE', file);
    try {
      demandEncryptedFailures(code);
    } catch (error) {
      throw new ConfigError([`WORKFLOW_BUNDLE "${file}": ${(error as Error).message}`]);
    }
  },
};

type FileSetting = keyof typeof readers;
const usual: readonly FileSetting[] = ['KEYRING_FILE', 'DKIM_KEY_FILE'];

/**
 * The settings of a process that serves, with the files that they name: a file that is missing, or not what it has to be,
 * is told together with every other wrong setting, before anything is started.
 * @param environment usually process.env
 * @param files the settings whose files this process reads
 * @throws ConfigError naming every wrong setting and every file that cannot be used, at once
 */
export function readServiceConfig(environment: Environment, files: readonly FileSetting[] = usual): Config {
  const problems: string[] = [];
  const attempt = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const config = attempt(() => readConfig(environment));
  for (const name of files) {
    const file = environment[name];
    if (file) attempt(() => readers[name](file, environment));
  }
  if (config === undefined || problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Of whoever runs workflows, or starts somebody who does. */
export const withWorkflows: readonly FileSetting[] = [...usual, 'WORKFLOW_BUNDLE'];
