/**
 * Writes the reference pages that are made from the code: docs/settings.md and docs/problems.md.
 * Run it after a change of src/config.ts or src/problems.ts: `npm run docs`.
 */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const note = '<!-- Made from the code by `npm run docs`; a test holds it against it. -->';
const cell = (text) => text.replaceAll('|', '\\|');
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');

/** docs/settings.md. @param settings of src/config.ts */
export const settingsPage = (settings) => `${note}

# Settings

Every setting is an environment variable, read once at the start; an empty one counts as absent. What is wrong is named
all at once, each with an example, before anything starts. In production (\`NODE_ENV=production\`) nothing is embedded, so
\`PUBLIC_URL\` (https), \`MONGODB_URI\`, \`TEMPORAL_ADDRESS\`, \`SMTP_URL\` and \`KEYRING_FILE\` are needed. TLS and API keys for
Temporal come from the variables of Temporal’s own [environment configuration](https://docs.temporal.io/develop/environment-configuration).

${table(
  ['setting', 'meaning', 'if absent', 'example'],
  Object.entries(settings).map(([name, { description, fallback, example }]) => [
    `\`${name}\``,
    description,
    fallback === undefined ? '' : `\`${fallback}\``,
    `\`${example}\``,
  ]),
)}
`;

/** docs/problems.md. @param status and words by code, as in src/problems.ts and src/language/en/problems.ts */
export const problemsPage = (status, words) => `${note}

# Problems

Errors are \`application/problem+json\` (RFC 9457). The \`code\` is stable: scripts may build on it. \`title\` and \`detail\` say
what happened, why, and what to do next, in the caller’s language; \`type\` leads to a page about it on the console.

${table(
  ['code', 'status', 'what happened', 'why, and what to do'],
  Object.entries(status).map(([code, number]) => [
    `\`${code}\``,
    String(number),
    words[code].title,
    `${words[code].why} ${words[code].next}`.replace(/\{(\w+)\}/g, '`$1`'),
  ]),
)}
`;

if (process.argv[1] === import.meta.filename) {
  const { root, setupFolder } = await import('./steps.mjs');
  const { build } = await import('esbuild');
  // The three modules as they are now, whether or not the rest compiles.
  const outfile = path.join(setupFolder, 'docs.mjs');
  const contents = ['config', 'problems', 'language/en/problems'].map((name) => `export * from './src/${name}.ts';`);
  await build({
    stdin: { contents: contents.join('\n'), resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const { settings, problemStatus, problems } = await import(outfile);
  rmSync(outfile);
  writeFileSync(path.join(root, 'docs', 'settings.md'), settingsPage(settings));
  writeFileSync(path.join(root, 'docs', 'problems.md'), problemsPage(problemStatus, problems));
}
