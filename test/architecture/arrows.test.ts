import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { everyImport, filesIn, type Import, importsIn, project } from './imports.ts';

const imports = everyImport();

/** What everybody above may use, and what uses nothing above itself. */
const foundations = ['problems', 'config', 'html', 'markdown', 'language', 'keys', 'database'];

/** Which part may import which others, besides the foundations. `type:` means: only what is gone once compiled. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  workflows: ['type:activities'],
  activities: ['workflows', 'records', 'directory', 'credentials', 'envelopes', 'mail', 'audit', 'support'],

  // Foundations: of each other, and of the words that they share with the parts.
  problems: [],
  config: [],
  html: [],
  markdown: [],
  keys: [],
  database: [],
  language: ['type:records', 'type:workflows'],
  // Knows every collection there is.
  'database/indexes': ['audit', 'credentials', 'directory', 'envelopes', 'records', 'support', 'http'],
  // Of the service as a whole, though they stand beside what shows them.
  'http/health': [],
  'http/log': ['http', 'workflows'],

  audit: ['directory'],
  records: ['audit', 'directory', 'workflows'],
  directory: ['audit', 'credentials', 'records'],
  credentials: ['audit', 'directory', 'records'],
  'first-login': ['audit', 'credentials', 'directory', 'records'],
  envelopes: ['audit', 'credentials', 'directory', 'records'],
  mail: ['type:support'],
  temporal: ['workflows', 'type:activities', 'audit', 'type:directory', 'http/log'],
  onboardings: ['temporal', 'records', 'envelopes', 'directory', 'credentials', 'mail', 'audit', 'workflows'],

  support: ['type:onboardings', 'records', 'directory', 'envelopes', 'mail', 'audit', 'http/health', 'workflows'],
  metrics: ['support', 'records', 'type:mail', 'http/health', 'workflows'],

  http: [
    ...['onboardings', 'first-login', 'envelopes', 'credentials', 'directory', 'support', 'type:metrics', 'audit'],
    ...['records', 'temporal', 'workflows', 'http/health', 'http/log'],
  ],
  console: [
    ...['http', 'onboardings', 'first-login', 'envelopes', 'credentials', 'directory', 'support'],
    ...['audit', 'records', 'temporal', 'workflows', 'http/health', 'http/log'],
  ],
  embedded: ['mail'],
  cli: ['main', 'embedded', 'directory', 'credentials', 'envelopes', 'mail', 'onboardings', 'temporal', 'workflows'],
};

/** The part a file belongs to: a folder at the top, a folder of src, a file of src, or a name of its own above. */
function partOf(file: string): string {
  const [top, ...rest] = file.replace(/\.\w+$/, '').split('/');
  if (top !== 'src') return top!;
  return arrows[rest.join('/')] ? rest.join('/') : rest[0]!;
}

const shown = ({ from, to, typeOnly }: Import): string => `${from} → ${to}${typeOnly ? ' (type)' : ''}`;

function isAllowed({ from, to, typeOnly }: Import): boolean {
  const [part, other] = [partOf(from), partOf(to)];
  // main puts everything together.
  if (part === other || part === 'main') return true;
  const allowed = arrows[part] ?? [];
  if (allowed.includes(other) || (typeOnly && allowed.includes(`type:${other}`))) return true;
  return foundations.includes(other) && part !== 'workflows';
}

test('imports are found, whatever form they have', () => {
  const text = `
    import 'side-effect';
    import type { A } from './a.ts';
    import b, {
      c, // from 'comment'
    } from "@scope/name/deep";
    /* import '../no.ts' */
    export * from '../d.ts';
    const e = await import('node:fs');
    const f = 'import g from "h"';`;
  expect(importsIn(text, 'src/x/y.ts').map(({ to, typeOnly }) => `${to} ${typeOnly}`)).toEqual([
    'side-effect false',
    'src/x/a.ts true',
    '@scope/name false',
    'src/d.ts false',
    'node:fs false',
  ]);
  for (const { to, local } of imports) if (local) expect(existsSync(path.join(project, to))).toBe(true);
});

test('arrows point one way: every part imports only what the table allows', () => {
  const refused = imports.filter((one) => one.local && !isAllowed(one)).map(shown);
  expect(refused).toEqual([]);
  const parts = new Set(filesIn('src', 'workflows', 'activities').map(partOf));
  expect(Object.keys(arrows).filter((part) => !parts.has(part))).toEqual([]);
});

test('of the workflows, the outside sees what can be said to them, and the stages', () => {
  const contract = ['messages', 'stages', 'rotation'].map((name) => `workflows/${name}.ts`);
  const reached = imports.filter(({ from, to }) => !from.startsWith('workflows/') && to.startsWith('workflows/'));
  // Activities answer in the process's own terms, as types.
  const refused = reached.filter(
    ({ from, to, typeOnly }) => !contract.includes(to) && !(typeOnly && from.startsWith('activities/')),
  );
  expect(refused.map(shown)).toEqual([]);
});

test('commands for clients speak to the API, and reach nothing of the service', () => {
  const files = ['act', 'promote', 'read', 'shared'].map((name) => `src/cli/commands/${name}.ts`);
  const reached = imports.filter(({ from, to, local }) => local && files.includes(from) && !to.startsWith('src/cli/'));
  expect(reached.filter(({ to }) => to !== 'workflows/stages.ts').map(shown)).toEqual([]);
});

/** Packages that belong to some parts only; their types may be spoken of anywhere. */
const homes: Readonly<Record<string, readonly string[]>> = {
  '@temporalio/workflow': ['workflows'],
  '@temporalio/activity': ['activities'],
  '@temporalio/common': ['workflows', 'activities', 'temporal', 'onboardings'],
  '@temporalio/client': ['temporal', 'onboardings', 'support', 'embedded', 'http', 'main', 'cli'],
  '@temporalio/worker': ['temporal', 'main'],
  mongoose: [
    ...['database', 'database/indexes', 'directory', 'records', 'credentials', 'envelopes', 'first-login', 'audit'],
    ...['support', 'activities', 'temporal', 'onboardings', 'http', 'embedded', 'main'],
  ],
  express: ['http', 'http/health', 'console'],
  nodemailer: ['mail'],
  jose: ['keys', 'envelopes'],
  '@node-rs/argon2': ['credentials'],
  commander: ['cli'],
  'smtp-server': ['embedded'],
  mailparser: ['embedded'],
};

test('packages stay where they belong', () => {
  const refused = imports.filter(({ from, to, typeOnly }) => !typeOnly && homes[to]?.includes(partOf(from)) === false);
  expect(refused.map(shown)).toEqual([]);
});

test('workflows import Temporal’s two packages for them, and nothing else from outside', () => {
  const outside = imports.filter(({ from, local }) => from.startsWith('workflows/') && !local);
  const names = new Set(outside.map(({ to }) => to));
  for (const name of names) expect(['@temporalio/workflow', '@temporalio/common']).toContain(name);
});

test('what runs needs no package that is only there for development', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const needed = imports.filter(({ to, local, typeOnly }) => !local && !typeOnly && !to.startsWith('node:'));
  const missing = needed.filter(({ to }) => !(to in dependencies));
  expect(missing.map(shown)).toEqual([]);
});

test('nothing imports itself in a circle', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, local, typeOnly } of imports) {
    if (local && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  expect(circleIn(next)).toBeNull();
  expect(circleIn(new Map(Object.entries({ a: ['b'], b: ['c', 'd'], d: ['a'] })))).toEqual(['a', 'b', 'd', 'a']);
});

function circleIn(next: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  function visit(file: string, way: readonly string[]): string[] | null {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const other of next.get(file) ?? []) {
      const circle = visit(other, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  }
  for (const file of next.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return null;
}
