import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { runCli } from './program.ts';

// dist/src/cli/main.js: the package's own description stands three folders up.
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

// `castellan list | head` closes the pipe early, which is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(
  process.argv.slice(2),
  {
    env: process.env,
    out: (data) => void process.stdout.write(data),
    err: (data) => void process.stderr.write(data),
    stdoutIsTerminal: process.stdout.isTTY,
    stderrIsTerminal: process.stderr.isTTY,
    readStdin: async () => text(process.stdin),
    signal: interrupt.signal,
  },
  version,
);
