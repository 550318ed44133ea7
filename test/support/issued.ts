import { randomUUID } from 'node:crypto';
import { appendFileSync, cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createLog } from '../../src/log.ts';
import { noteLeaks } from './scan.mjs';

/**
 * What this test run must not find anywhere in clear, and what it left behind for the scan after its last test: see
 * scan.mjs. Benchmarks leave nothing behind.
 */
const folder = process.env['CASTELLAN_TEST_TRACES'] ?? '';

/** Notes passwords, codes, tokens and names; addresses are known by their domain. */
export function issue(...secrets: readonly (string | undefined)[]): void {
  const lines = secrets.filter((secret) => secret !== undefined && secret.length >= 5);
  if (folder && lines.length > 0)
    appendFileSync(path.join(folder, 'issued'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const secretFields: readonly string[] = [
  'password',
  'confirmPassword',
  'currentPassword',
  'newPassword',
  'temporaryPassword',
  'token',
];
/** Shorter or plainer ones are what tests guess wrongly with; as words they may stand anywhere. */
const isTelling = (secret: string): boolean => secret.length >= 12 && /[\d\s_-]/.test(secret);

/** Notes, however deep, what of a request, a form or an answer is a secret or a name, by what its fields are called. */
export function issueIn(json: unknown): void {
  if (typeof json !== 'object' || json === null) return;
  const { firstName, lastName, code } = json as Record<string, unknown>;
  issueName(firstName, lastName);
  if (typeof code === 'string' && /^\d{8}$/.test(code)) issue(code);
  for (const [field, value] of Object.entries(json)) {
    if (typeof value !== 'string') issueIn(value);
    else if (secretFields.includes(field) && isTelling(value)) issue(value);
  }
}

/** Notes a person's name. Alone it is only told from other words where it is long. */
export function issueName(firstName: unknown, lastName: unknown): void {
  if (typeof firstName !== 'string' || typeof lastName !== 'string' || firstName === '' || lastName === '') return;
  issue(`${firstName} ${lastName}`, lastName);
}

/** Notes the value of a session cookie, `name=value`. */
export const issueCookie = (pair: string): void => issue(pair.slice(pair.indexOf('=') + 1));

/** Notes what a mail lets its reader do: a code, a link to a new password. */
export function issueInMail(text: string): void {
  const code = /^\s*(\d{4})[ \u00a0\u202f-]?(\d{4})\s*$/m.exec(text);
  issue(code?.slice(1).join(''), /\/password-resets\/([\w-]{20,})/.exec(text)?.[1]);
}

function newFile(name: string): string {
  const files = path.join(folder, 'files');
  mkdirSync(files, { recursive: true });
  return path.join(files, `${path.basename(expect.getState().testPath ?? '')}-${randomUUID().slice(0, 8)}-${name}`);
}

/** Where a process's log lines go to be kept for the scan. */
export function keptLines(): { write(line: string): void } {
  if (!folder) return { write: () => {} };
  const file = newFile('service.log');
  return { write: (line) => appendFileSync(file, line) };
}

/** A log whose lines are kept. */
export const keptLog = () => createLog('info', keptLines());

/** Keeps what a metrics address tells, if it still answers. */
export async function keepMetrics(url: string): Promise<void> {
  const response = folder ? await fetch(url).catch(() => undefined) : undefined;
  if (response?.ok) writeFileSync(newFile('metrics.txt'), await response.text());
}

/** Keeps the logs and metrics of a product that is about to end, and scans its Temporal. */
export async function keepTraces(
  data: string,
  {
    consoleUrl,
    workerMetricsUrl,
    temporalAddress,
  }: { consoleUrl: string; workerMetricsUrl: string; temporalAddress: string },
): Promise<void> {
  await Promise.all([`${consoleUrl}/metrics`, workerMetricsUrl].map(keepMetrics));
  for (const log of ['api.log', 'worker.log']) {
    const file = path.join(data, 'logs', log);
    if (existsSync(file)) cpSync(file, newFile(log));
  }
  await noteLeaks(folder, temporalAddress);
}
