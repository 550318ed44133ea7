import path from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { buildWorkflowBundle, bundleOptions } from '../../src/temporal/bundle.ts';
import { demandEncryptedFailures } from '../../src/temporal/encrypted-failures.ts';
import { promoteToAdminType } from '../../workflows/messages.ts';

/** The modules in a bundle, as webpack names them: `./workflows/desk.ts`, `./node_modules/…`; `?1` is an empty one. */
const modulesOf = (code: string): string[] =>
  [...code.matchAll(/^\/\*\*\*\/ "(\.[^"\n]+)"/gm)].map(([, name]) => name!);

test('the workflow bundle holds the workflows and what Temporal gives them, and nothing that reaches out', async () => {
  const code = await buildWorkflowBundle();
  expect(code).toContain(promoteToAdminType);
  const modules = modulesOf(code);
  expect(modules).toContain('./workflows/promote-to-admin.ts');
  const packages = modules.flatMap((name) => /^\.\/node_modules\/((?:@[\w-]+\/)?[\w-]+)/.exec(name)?.[1] ?? []);
  expect([...new Set(packages)].filter((name) => !/^@temporalio\//.test(name)).sort()).toEqual([
    // What Temporal’s own packages need.
    'long',
    'ms',
    'nexus-rpc',
  ]);
  const own = modules.filter((name) => !name.includes('/node_modules/') && !name.startsWith('./workflows/'));
  expect(own).toEqual(['./src/temporal/failure-converter.cjs']);
});

test('a workflow that imports node:fs is refused', async () => {
  const said: string[] = [];
  const say = (words: string) => void said.push(words);
  const logger = { log: say, trace: say, debug: say, info: say, warn: say, error: say };
  const workflowsPath = path.join(import.meta.dirname, 'fixtures', 'reaches-out.ts');
  await expect(bundleWorkflowCode({ ...bundleOptions, workflowsPath, logger })).rejects.toThrow();
  expect(said.join('\n')).toContain('node:fs');
});

test('a bundle that was built without our failure converter is refused: it would leak failures silently', async () => {
  const silent = () => undefined;
  const logger = { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent };
  const { code } = await bundleWorkflowCode({ workflowsPath: bundleOptions.workflowsPath, logger });
  expect(() => demandEncryptedFailures(code)).toThrow(/in clear/);
});
