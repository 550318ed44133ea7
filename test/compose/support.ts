import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const project = path.resolve(import.meta.dirname, '../..');
export const read = (file: string): string => readFileSync(path.join(project, file), 'utf8');

export interface Service {
  readonly image: string;
  readonly user?: string;
  readonly restart?: string;
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly healthcheck?: object;
  readonly configs?: readonly { source: string }[];
  readonly stop_grace_period?: string;
  readonly init?: boolean;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { file: string }>>;
  readonly secrets: Readonly<Record<string, { file: string }>>;
}

/** The file as written, with its anchors merged and nothing interpolated. */
export const compose = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;

/** `${NAME}`, `${NAME:-otherwise}` and `${NAME:?why}`, as far as the file uses them. */
export const variable = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** @throws Error naming a variable that must be given and is not */
export function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replace(variable, (_, name: string, operator: string | undefined, rest: string) => {
    if (given[name]) return given[name];
    if (operator === '-') return rest;
    throw new Error(`${name} is needed: ${rest}`);
  });
}

/** Names and values of an .env file, comments left out. */
export function readEnvFile(file: string): Record<string, string> {
  const lines = [...read(file).matchAll(/^(\w+)=(.*)$/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name!, value!]));
}
