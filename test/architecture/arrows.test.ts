import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { everyImport, filesIn, type Import, importsIn, project } from './imports.ts';

const imports = everyImport();

/** What everybody above may use, and what uses nothing above itself. */
const foundations = ['problems', 'config', 'html', 'markdown', 'log', 'language', 'keys', 'database'];

/**
 * Which part may import which others, besides the foundations: from the bottom up, so that no part names one below its
 * own line. `type:` means: only what is gone once compiled.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  // Foundations.
  problems: [],
  config: [],
  html: [],
  markdown: [],
  log: [],
  keys: [],
  database: [],
  // The sandbox, which everybody may know the contract of: stages, messages, rotation.
  workflows: ['type:activities'],
  language: ['type:workflows'],

  health: ['workflows'],
  audit: [],
  directory: ['audit'],
  records: ['audit', 'directory', 'workflows'],
  credentials: ['audit', 'directory', 'records'],
  'first-login': ['audit', 'credentials', 'directory', 'records'],
  envelopes: ['audit', 'directory', 'records'],
  mail: ['type:health'],
  embedded: ['mail'],
  temporal: ['workflows', 'audit', 'type:directory'],
  onboardings: ['temporal', 'records', 'envelopes', 'directory', 'credentials', 'mail', 'audit', 'workflows'],
  support: [
    ...['type:onboardings', 'temporal', 'records', 'directory', 'envelopes', 'mail', 'audit', 'health', 'workflows'],
  ],
  metrics: ['type:mail', 'support', 'health', 'workflows'],
  activities: ['workflows', 'records', 'directory', 'credentials', 'envelopes', 'mail', 'audit', 'support'],

  http: [
    ...['onboardings', 'first-login', 'envelopes', 'credentials', 'directory', 'support', 'health', 'type:metrics'],
    ...['audit', 'records', 'temporal', 'workflows'],
  ],
  console: ['http', 'onboardings', 'envelopes', 'credentials', 'directory', 'health', 'workflows'],
  // Puts everything together.
  main: [
    ...['console', 'http', 'activities', 'metrics', 'support', 'onboardings', 'temporal', 'embedded', 'mail', 'health'],
    ...['envelopes', 'first-login', 'credentials', 'records', 'directory', 'audit', 'workflows'],
  ],
  cli: ['main', 'temporal', 'embedded', 'directory', 'envelopes', 'mail', 'workflows'],
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
  if (part === other) return true;
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

/** Without the mark of an arrow that is gone once compiled. */
const named = (arrow: string): string => arrow.replace('type:', '');

test('the table points one way: no part may import one that stands on its own line or below', () => {
  const order = Object.keys(arrows);
  const back = Object.entries(arrows).flatMap(([part, allowed]) =>
    allowed.filter((other) => order.indexOf(named(other)) >= order.indexOf(part)).map((other) => `${part} → ${other}`),
  );
  // The one exception: a workflow knows by type what its effects are called.
  expect(back).toEqual(['workflows → type:activities']);
});

test('every part imports only what the table allows, and the table allows nothing that no part needs', () => {
  const refused = imports.filter((one) => one.local && !isAllowed(one)).map(shown);
  expect(refused).toEqual([]);
  const parts = new Set(filesIn('src', 'workflows', 'activities').map(partOf));
  expect(Object.keys(arrows).filter((part) => !parts.has(part))).toEqual([]);
  const needed = new Set(imports.map(({ from, to }) => `${partOf(from)} → ${partOf(to)}`));
  const allowed = Object.entries(arrows).flatMap(([part, others]) =>
    others.map((other) => `${part} → ${named(other)}`),
  );
  expect(allowed.filter((arrow) => !needed.has(arrow))).toEqual([]);
});

test('docs/architecture.md shows the same table', () => {
  const text = readFileSync(path.join(project, 'docs/architecture.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([\w/-]+)\/` \| [^|]+ \| ([^|]+) \|$/gm)].map(([, folder, allowed]) => [
    folder!.replace('src/', ''),
    [...allowed!.matchAll(/`([\w-]+)`/g)].map(([, part]) => part!).toSorted(),
  ]);
  const table = Object.entries(arrows)
    .filter(([part]) => !foundations.includes(part))
    .map(([part, allowed]) => [part, allowed.map(named).toSorted()]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(table));
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
  const files = ['act', 'act-on-many', 'envelope', 'promote', 'read', 'shared', 'upgrade'].map(
    (name) => `src/cli/commands/${name}.ts`,
  );
  const reached = imports.filter(({ from, to, local }) => local && files.includes(from) && !to.startsWith('src/cli/'));
  // Closed lists, and the shapes of answers.
  const vocabulary = ['workflows/stages.ts', 'src/envelopes/states.ts'];
  expect(reached.filter(({ to, typeOnly }) => !typeOnly && !vocabulary.includes(to)).map(shown)).toEqual([]);
});

test('a command loads no driver and no client before it needs one: most speak HTTP only', () => {
  const loaded = imports.filter(({ typeOnly, lazy }) => !typeOnly && !lazy);
  const reached = new Set(['src/cli/main.ts']);
  for (const file of reached) for (const { from, to } of loaded) if (from === file) reached.add(to);
  const packages = [...reached].filter((name) => !name.endsWith('.ts') && !name.startsWith('node:'));
  expect(packages.toSorted()).toEqual(['commander', 'zod']);
});

/** Packages that belong to some parts only; their types may be spoken of anywhere. */
const homes: Readonly<Record<string, readonly string[]>> = {
  '@temporalio/workflow': ['workflows'],
  '@temporalio/activity': ['activities'],
  '@temporalio/common': ['workflows', 'activities', 'temporal', 'onboardings'],
  '@temporalio/client': ['temporal', 'onboardings', 'support', 'embedded', 'http', 'main', 'cli'],
  '@temporalio/worker': ['temporal', 'main'],
  mongoose: [
    ...['database', 'directory', 'records', 'credentials', 'envelopes', 'first-login', 'audit'],
    ...['support', 'activities', 'temporal', 'onboardings', 'http', 'embedded', 'main'],
  ],
  express: ['http', 'console'],
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

test('workflows import Temporal’s package for them, the keys of search attributes, and nothing else from outside', () => {
  const outside = imports.filter(({ from, local }) => from.startsWith('workflows/') && !local);
  const reached = outside.filter(({ to }) => to !== '@temporalio/workflow').map(shown);
  // Which names of it, a lint rule says.
  expect(reached).toEqual(['workflows/shown.ts → @temporalio/common']);
});

test('what runs needs no package that is only there for development', () => {
  const { dependencies } = JSON.parse(readFileSync(path.join(project, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const needed = imports.filter(({ to, local, typeOnly }) => !local && !typeOnly && !to.startsWith('node:'));
  const missing = needed.filter(({ to }) => !(to in dependencies));
  expect(missing.map(shown)).toEqual([]);
});

test('nothing imports itself in a circle, not even types', () => {
  const next = new Map<string, string[]>();
  for (const { from, to, local } of imports) {
    if (local) next.set(from, [...(next.get(from) ?? []), to]);
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
