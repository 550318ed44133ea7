import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const project = path.resolve(import.meta.dirname, '../..');

export interface Import {
  /** The file it stands in, relative to the project. */
  readonly from: string;
  /** The file it leads to, relative to the project; or the package's name, or `node:…`. */
  readonly to: string;
  readonly local: boolean;
  /** Gone once compiled. */
  readonly typeOnly: boolean;
  /** Loaded only when that line is reached. */
  readonly lazy: boolean;
}

const statement =
  /(?:^|\n|;)[ \t]*(?:import|export)\s+(?<type>type\s+)?(?:[\w$*{}\s,]*?\sfrom\s*)?(?<quote>['"])(?<static>[^'"\n]+)\k<quote>|\bimport\(\s*['"](?<dynamic>[^'"\n]+)['"]\s*\)/g;

/** Every import and re-export of a TypeScript text; comments are not code. */
export function importsIn(text: string, from: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  return [...code.matchAll(statement)].map(({ groups = {} }) => {
    const name = groups['static'] ?? groups['dynamic'] ?? '';
    const local = name.startsWith('.');
    const to = local ? path.posix.join(path.posix.dirname(from), name) : packageOf(name);
    return { from, to, local, typeOnly: groups['type'] !== undefined, lazy: groups['dynamic'] !== undefined };
  });
}

const packageOf = (name: string): string =>
  name.startsWith('node:') ? name : name.split('/', name.startsWith('@') ? 2 : 1).join('/');

/** All TypeScript files below the given folders. */
export const filesIn = (...folders: string[]): string[] =>
  folders
    .flatMap((folder) => {
      const names = readdirSync(path.join(project, folder), { recursive: true, encoding: 'utf8' });
      return names.filter((name) => name.endsWith('.ts')).map((name) => path.posix.join(folder, name));
    })
    .sort();

/** All imports of the product's own code. */
export const everyImport = (): Import[] =>
  filesIn('src', 'workflows', 'activities').flatMap((file) =>
    importsIn(readFileSync(path.join(project, file), 'utf8'), file),
  );
