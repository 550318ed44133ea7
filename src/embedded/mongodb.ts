import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installedProgram, programOnPath } from './locations.ts';
import { type ManagedProcess, startProcess } from './processes.ts';
import type { PartPlace, StartedPart } from './parts.ts';
import { ensureReplicaSet, replicaSet } from './replica-set.ts';

export interface MongodbOptions extends PartPlace {
  readonly port: number;
  /** Folder for the data of whichever server runs. */
  readonly dataFolder: string;
}

export interface StartedMongodb extends StartedPart {
  readonly uri: string;
  readonly server: 'mongod' | 'SecantusDB';
}

const ip = '127.0.0.1';
const databaseName = 'castellan';

/**
 * Starts a MongoDB wire server on loopback: mongod where the PATH has one, else SecantusDB. A folder stays with the
 * server that began it. Waits until a client of its own gets an answer.
 * @throws EmbeddedFailure with its last words
 */
export async function startMongodb(options: MongodbOptions): Promise<StartedMongodb> {
  const folders = {
    mongod: path.join(options.dataFolder, 'mongod'),
    secantus: path.join(options.dataFolder, 'secantus'),
  };
  const mongod = programOnPath('mongod');
  const useMongod = mongod !== undefined && (existsSync(folders.mongod) || !existsSync(folders.secantus));
  const managed = useMongod ? runMongod(mongod, folders.mongod, options) : runSecantus(folders.secantus, options);
  await managed.ready(() => askDirectly(options.port, useMongod));
  // SecantusDB walks all retryable writes of the last half hour at each further one, and sorts them beyond ten thousand:
  // every write would cost many times as much after some hundred onboardings.
  const unlessMongod = useMongod ? '' : '&retryWrites=false';
  return {
    // Directly, so that the address holds even after the port has changed.
    uri: `mongodb://${ip}:${options.port}/${databaseName}?directConnection=true${unlessMongod}`,
    server: useMongod ? 'mongod' : 'SecantusDB',
    get pid() {
      return managed.pid;
    },
    stop: managed.stop,
    kill: managed.kill,
  };
}

function runMongod(command: string, folder: string, options: MongodbOptions): ManagedProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return startProcess({
    name: 'MongoDB',
    command,
    args: ['--replSet', replicaSet, '--dbpath', folder, '--bind_ip', ip, '--port', String(options.port), '--quiet'],
    env: { ...process.env, HOME: options.homeFolder },
    logFile: options.logFile,
    ...options.watch,
  });
}

function runSecantus(folder: string, options: MongodbOptions): ManagedProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Without a settings file of ours it would look for one in the working folder, the home and /etc.
  const settings = path.join(options.dataFolder, 'secantus.toml');
  writeFileSync(settings, '');
  return startProcess({
    name: 'MongoDB (SecantusDB)',
    command: installedProgram('secantusd-py'),
    args: [
      ...['--config', settings, '--host', ip, '--port', String(options.port), '--storage-path', folder],
      ...['--sync-on-commit', '--log-level', 'WARNING'],
    ],
    env: { ...process.env, HOME: options.homeFolder, PYTHONPATH: undefined, PYTHONHOME: undefined },
    logFile: options.logFile,
    ...options.watch,
  });
}

async function askDirectly(port: number, isMongod: boolean): Promise<void> {
  // Loaded while the server starts.
  const { default: mongoose } = await import('mongoose');
  const connection = await mongoose
    .createConnection(`mongodb://${ip}:${port}/admin?directConnection=true`, { serverSelectionTimeoutMS: 500 })
    .asPromise();
  try {
    const admin = connection.getClient().db('admin');
    await admin.command({ ping: 1 });
    if (isMongod) await ensureReplicaSet(admin, `${ip}:${port}`);
  } finally {
    await connection.destroy();
  }
}
