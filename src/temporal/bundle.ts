import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type BundleOptions } from '@temporalio/worker';
import { failureConverterPath } from './data-converter.ts';

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

/**
 * A bundle without our failure converter runs as well as any other and writes what workflows say of a failure into
 * histories in clear, names and addresses included; nothing else tells.
 * @throws Error for such a bundle
 */
export function demandEncryptedFailures(code: string): void {
  if (code.includes(path.basename(failureConverterPath))) return;
  throw new Error(
    'This workflow bundle would write failures into histories in clear. Build it anew, from src/temporal/bundle.ts.',
  );
}

const silent = () => undefined;
const quiet = { log: silent, trace: silent, debug: silent, info: silent, warn: console.error, error: console.error };
