import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';
import { failureConverterPath } from './data-converter.ts';
import { demandEncryptedFailures } from './encrypted-failures.ts';

const extension = path.extname(fileURLToPath(import.meta.url));

/** From this one object every bundle is built: for the build, for tests, for replay. */
export const bundleOptions: BundleOptions = {
  workflowsPath: fileURLToPath(new URL(`../../workflows/index${extension}`, import.meta.url)),
  failureConverterPath,
};

/** The workflow code as one script for the sandbox. @throws when workflow code reaches outside of it */
export async function buildWorkflowBundle(): Promise<string> {
  const { code } = await bundleWorkflowCode({ ...bundleOptions, logger: quiet });
  demandEncryptedFailures(code);
  return code;
}

const silent = () => undefined;
const quiet = { log: silent, trace: silent, debug: silent, info: silent, warn: console.error, error: console.error };
