import { cleanServerWords } from './clean.ts';

/** The mail server refused this mail for good (SMTP 5xx). Trying again as it is makes no sense. */
export class MailRejected extends Error {
  override readonly name = 'MailRejected';
  readonly responseCode: number;
  /** The server's own words, without addresses. */
  readonly words: string;
  constructor(responseCode: number, words: string) {
    super(`the mail server refused the mail: ${words}`);
    this.responseCode = responseCode;
    this.words = words;
  }
}

/** The mail server could not take this mail now (SMTP 4xx, no connection, time-out). Trying again makes sense. */
export class MailUnreachable extends Error {
  override readonly name = 'MailUnreachable';
  readonly responseCode: number | null;
  /** The server's or the connection's own words, without addresses. */
  readonly words: string;
  constructor(responseCode: number | null, words: string) {
    super(`the mail server could not take the mail: ${words}`);
    this.responseCode = responseCode;
    this.words = words;
  }
}

/**
 * Whether no mail would have got through: no connection, no sign-in, a server that closes (421). What a server says to
 * one mail (450 to 452) is an answer.
 */
export const isServerAway = (error: unknown): boolean =>
  error instanceof MailUnreachable && ![450, 451, 452].includes(error.responseCode ?? 0);

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  readonly message?: string;
}

/**
 * What an error of nodemailer means for the mail. Final is only what the server said about this very mail: 5xx to its
 * envelope or content. A refused sign-in or greeting is the server's or the operator's trouble and may pass.
 */
export function mailFailure(error: unknown): MailRejected | MailUnreachable {
  const { code, responseCode, response, message } = (error ?? {}) as SmtpError;
  const words = cleanServerWords(response ?? message ?? 'no answer');
  const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  if (aboutThisMail && responseCode !== undefined && responseCode >= 500) return new MailRejected(responseCode, words);
  return new MailUnreachable(responseCode ?? null, words);
}
