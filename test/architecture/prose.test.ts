import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { settings } from '../../src/config.ts';
import { problems } from '../../src/language/en/problems.ts';
import { problemStatus } from '../../src/problems.ts';
import { runbookTopics } from '../../src/health/topics.ts';
import { castellan } from '../cli/support.ts';
import { project } from './imports.ts';

const read = (file: string): string => readFileSync(path.join(project, file), 'utf8');

const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: project,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(project, file)) && statSync(path.join(project, file)).isFile());

const documents = tracked.filter((file) => /^(README|docs\/.*|test\/.*)\.md$/.test(file));

/** What belongs to one machine, or to a day's work, and not to the project. Joined here, so as not to find itself. */
const unwanted = new RegExp(
  [
    ['TO', 'DO'],
    ['FIX', 'ME'],
    ['/wo', 'rk/'],
    ['/ro', 'ot/'],
    ['registry.np', 'mjs.org'],
    ['files.python', 'hosted.org'],
    ['py', 'pi.org'],
  ]
    .map(([one, other]) => `${one}${other}`.replaceAll('.', '\\.'))
    .join('|'),
);
/** Other people's texts, as they came. */
const foreign = /^(LICENSE$|test\/vectors\/|test\/replay\/histories\/)/;

test('no file names a machine, a registry, or work that was left lying', () => {
  const found = tracked
    .filter((file) => !foreign.test(file))
    .flatMap((file) => {
      const [match] = unwanted.exec(read(file)) ?? [];
      return match === undefined ? [] : [`${file}: ${match}`];
    });
  expect(found).toEqual([]);
});

test('every link between documents leads somewhere', () => {
  const broken = documents.flatMap((file) =>
    [...read(file).matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].flatMap(([, target]) => {
      const [name = '', anchor] = target!.split('#');
      const other = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
      if (!existsSync(path.join(project, other))) return [`${file}: ${target}`];
      return anchor === undefined || anchorsOf(other).includes(anchor) ? [] : [`${file}: ${target}`];
    }),
  );
  expect(documents).toContain('docs/architecture.md');
  expect(broken).toEqual([]);
});

const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\d\s-]/gu, '')
      .replaceAll(' ', '-'),
  );

test('every file that a document names is there', () => {
  const named =
    /`((?:src|workflows|activities|test|docker|scripts|docs|bin)\/[\w./-]*\w\.\w+|(?:src|test)\/[\w-]+\/)`/g;
  const missing = documents.flatMap((file) =>
    [...read(file).matchAll(named)].flatMap(([, name]) =>
      existsSync(path.join(project, name!)) ? [] : [`${file}: ${name}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('the commands that documents show exist', async () => {
  const { stdout } = await castellan(['--help'], { env: { LANG: 'en' } });
  const commands = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const file of documents) {
    const text = read(file);
    for (const [, name] of text.matchAll(/(?:`|^|\$\()castellan ([a-z][a-z-]*)/gm)) expect(commands).toContain(name);
    for (const [, name] of text.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([name!]);
  }
});

test('the runbook has a section for every reason to stall and every alarm, each with every part', () => {
  const sections = read('docs/runbook.md').split(/^#+ /m).slice(1);
  const titles = sections.map((section) => section.split('\n')[0]!).filter((title) => /^[a-z-]+$/.test(title));
  expect(titles.sort()).toEqual([...runbookTopics].sort());
  for (const section of sections.filter((one) => /^[a-z-]+\n/.test(one))) {
    const parts = [...section.matchAll(/^\*\*([^*]+)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Symptom', 'What the person sees', 'Check', 'Fix', 'Escalate', 'Never do']);
  }
});

test('the pages that are made from the code are as it is now', async () => {
  const { settingsPage, problemsPage } = (await import(path.join(project, 'scripts', 'docs.mjs'))) as {
    settingsPage: (from: unknown) => string;
    problemsPage: (status: unknown, words: unknown) => string;
  };
  // When this fails: npm run docs.
  expect(read('docs/settings.md')).toBe(settingsPage(settings));
  expect(read('docs/problems.md')).toBe(problemsPage(problemStatus, problems));
});

test('the README says the two commands, on one screen', () => {
  const text = read('README.md');
  expect(text).toMatch(/^npm start /m);
  expect(text).toMatch(/^npm test /m);
  expect(text.split('\n').length).toBeLessThan(60);
});
