/**
 * What can go wrong for a caller, as a closed list: a stable dotted code and its HTTP status (RFC 9457).
 * The words in English and French stand in src/language/{en,fr}/problems.ts, one entry per code.
 */
export const problemStatus = {
  'request.malformed-json': 400,
  'request.invalid': 422,
  'request.too-large': 413,
  'request.unsupported-media-type': 415,
  'request.cross-site': 403,
  'request.no-such-page': 404,
  'request.method-not-allowed': 405,
  'rate.limited': 429,
  'idempotency.key-required': 400,
  'idempotency.key-invalid': 400,
  'idempotency.key-reused': 422,
  'idempotency.in-progress': 409,
  'sign-in.refused': 401,
  'access.sign-in-required': 401,
  'access.required-actions-pending': 403,
  'access.not-account-administrator': 403,
  'access.not-support': 403,
  'access.not-yours': 403,
  'access.scope-missing': 403,
  'access.temporal-read-only': 403,
  'account.not-found': 404,
  'group.not-found': 404,
  'user.not-found': 404,
  'user.non-existent': 404,
  'user.exists': 409,
  'user.first-login-pending': 409,
  'user.mailbox-unproved': 409,
  'user.locked': 409,
  'user.not-locked': 409,
  'user.lock-yourself': 409,
  'user.expiration-required': 422,
  'member.exists': 409,
  'member.not-found': 404,
  'member.last-administrator': 409,
  'address.invalid': 422,
  'address.non-ascii-local-part': 422,
  'onboarding.not-found': 404,
  'bulk.not-found': 404,
  'onboarding.path-differs': 409,
  'onboarding.action-not-allowed': 409,
  'onboarding.ended-before': 409,
  'onboarding.message-locked': 409,
  'onboarding.approval-not-yours': 403,
  'upgrade-request.not-found': 404,
  'upgrade-request.decided': 409,
  'password.temporary-expired': 403,
  'password.temporary-not-allowed': 409,
  'password.address-proved': 409,
  'password.rejected': 422,
  'password.confirmation-differs': 422,
  'first-login.out-of-order': 409,
  'first-login.nothing-left': 409,
  'code.wrong': 422,
  'code.expired': 410,
  'code.tries-exhausted': 429,
  'code.mails-exhausted': 429,
  'reset.invalid': 410,
  'session.not-found': 404,
  'token.not-found': 404,
  'envelope.not-found': 404,
  'envelope.not-active': 409,
  'envelope.action-not-allowed': 409,
  'envelope.locked': 403,
  'envelope.expired': 410,
  'envelope.recalled': 410,
  'envelope.another-address': 403,
  'envelope.mailbox-unproved': 403,
  'envelope.key-invalid': 422,
  'mail-events.not-configured': 404,
  'mail-events.signature-invalid': 401,
  'service.directory-unavailable': 503,
  'service.temporal-unavailable': 503,
  'service.temporal-refused': 503,
  'service.no-worker': 503,
  'service.busy': 503,
  'service.internal': 500,
} as const satisfies Record<string, number>;

export type ProblemCode = keyof typeof problemStatus;

/** A wrong field: where (RFC 6901 pointer), a stable code, and words in the caller's language if known already. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  /** Values for the placeholders of its code's words. */
  readonly params?: Readonly<Record<string, string>>;
  readonly detail?: string;
}

/** Something the caller can do next; `title` is filled in the caller's language when the problem is rendered. */
export interface NextAction {
  readonly rel: string;
  readonly href: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly title?: string;
}

interface ProblemDetails {
  /** Values for the text's placeholders; never a secret. A moment is told in the reader's language and by their clock. */
  readonly params?: Readonly<Record<string, string | number | Date>>;
  readonly errors?: readonly FieldError[];
  readonly nextActions?: readonly NextAction[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** Thrown by any service for what a caller can understand and act on; rendered as application/problem+json. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(code, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return problemStatus[this.code];
  }
}

/**
 * What is told of several wrong fields: the problem of one kind of error, where nothing else is wrong and it has words
 * of its own, or else the one that holds for all of them.
 */
export function problemWith(errors: readonly FieldError[], otherwise: ProblemCode): Problem {
  const codes = new Set(errors.map(({ code }) => code));
  const [only] = codes;
  const alone = codes.size === 1 && only !== undefined && only in problemStatus;
  return new Problem(alone ? (only as ProblemCode) : otherwise, { errors });
}
