import { existsSync } from 'node:fs';
import path from 'node:path';
import { EmbeddedFailure } from './failure.ts';

/** The folder of package.json: the sources run from src/ and the build from dist/src/, at different depths. */
function findProjectRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) return process.cwd();
    folder = parent;
  }
  return folder;
}

export const projectRoot = findProjectRoot();

/**
 * Path of a program that the set-up installed with the embedded servers.
 * @throws EmbeddedFailure when the set-up did not run
 */
export function installedProgram(name: string): string {
  const program = path.join(projectRoot, '.setup', 'venv', 'bin', name);
  if (existsSync(program)) return program;
  throw new EmbeddedFailure('not-installed', { name });
}

/** Path of a program on the PATH; undefined when there is none. */
export function programOnPath(name: string, searchPath = process.env['PATH'] ?? ''): string | undefined {
  return searchPath
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}
