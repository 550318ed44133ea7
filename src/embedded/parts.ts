import type { ProcessDescription } from './processes.ts';

/** Where a part keeps what it has, and who watches over its process. */
export interface PartPlace {
  readonly logFile: string;
  /** A folder that it may use as its HOME. */
  readonly homeFolder: string;
  readonly watch?: Pick<ProcessDescription, 'onSpawn' | 'onDeath'>;
}

/** An embedded part that runs as a process. */
export interface StartedPart {
  /** Of its process; undefined in the moment between a death and the next start. */
  readonly pid: number | undefined;
  /** Ends it within `withinMs` (8 s), by force if need be. */
  readonly stop: (withinMs?: number) => Promise<void>;
  /** Ends it at once, by force. */
  readonly kill: () => void;
}
