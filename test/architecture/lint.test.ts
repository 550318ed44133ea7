import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { project } from './imports.ts';

/** A project of its own with this one's rules: what is wrong on purpose must not stand among the sources. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-lint-'));
mkdirSync(path.join(folder, 'workflows'));
cpSync(path.join(project, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
symlinkSync(path.join(project, 'node_modules'), path.join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

const oxlint = path.join(project, 'node_modules', 'oxlint', 'bin', 'oxlint');

async function lint(file: string, text: string): Promise<{ code: number; said: string }> {
  writeFileSync(path.join(folder, file), text);
  return new Promise((resolve) => {
    execFile(process.execPath, [oxlint, '--deny-warnings', file], { cwd: folder }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), said: out + err }),
    );
  });
}

test.each([
  ["import { readFileSync } from 'node:fs';", 'deterministic'],
  ["import { randomBytes } from 'crypto';", 'deterministic'],
  ["import mongoose from 'mongoose';", 'deterministic'],
  ["import { createTransport } from 'nodemailer';", 'deterministic'],
  ["import { ApplicationFailure } from '@temporalio/common';", 'the keys of search attributes'],
  ["import { readConfig } from '../src/config.ts';", 'must not depend on src/'],
  ["import { createRelay } from '../src/records/relay.ts';", 'must not depend on src/'],
  ["import { createActivities } from '../activities/index.ts';", 'import type'],
])('the lint rules refuse in a workflow: %s', async (line, words) => {
  const name = /\{? ?(\w+) ?\}? from/.exec(line)![1];
  const { code, said } = await lint('workflows/wrong.ts', `${line}\nexport const used = ${name};\n`);
  expect(code).toBe(1);
  expect(said).toContain('no-restricted-imports');
  expect(said).toContain(words);
});

test('and let through what a workflow may see', async () => {
  const text = `import { sleep } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { Activities } from '../activities/index.ts';
import { stages } from './stages.ts';
export const used = [sleep, stages, defineSearchAttributeKey('Stage', SearchAttributeType.KEYWORD)] satisfies unknown[];
export type Used = Activities;
`;
  expect(await lint('workflows/right.ts', text)).toMatchObject({ code: 0 });
});
