#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../dist/src/cli/main.js', import.meta.url);

if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write('castellan: this checkout has not been built yet. Run `npm run build`, then try again.\n');
  process.exitCode = 2;
}
