/** What the command ends with. Documented in docs/cli.md; scripts build on these numbers, so none is ever reused. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFinished: 3,
  notAllowed: 4,
  unavailable: 5,
  needsDecision: 6,
  notFound: 7,
  refused: 8,
  partly: 9,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code for an HTTP status that is an error. */
export function exitCodeOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 429 || (status >= 502 && status <= 504)) return exitCodes.unavailable;
  return status < 500 ? exitCodes.refused : exitCodes.failed;
}
