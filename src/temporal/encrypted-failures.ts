import path from 'node:path';
import { failureConverterPath } from './data-converter.ts';

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
