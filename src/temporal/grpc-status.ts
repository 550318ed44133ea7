import { isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';

/** By number, as gRPC has them (grpc/grpc, doc/statuscodes.md). */
const names = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND', 'ALREADY_EXISTS'],
  ...['PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED'],
  ...['INTERNAL', 'UNAVAILABLE', 'DATA_LOSS', 'UNAUTHENTICATED'],
];

/** The name of what Temporal, or the way to it, answered; null for an error of another kind. The client wraps it. */
export function grpcStatusOf(error: unknown): string | null {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof NamespaceNotFoundError) return 'NOT_FOUND';
    if (isGrpcServiceError(one)) return names[one.code] ?? 'UNKNOWN';
  }
  return null;
}

/** Nobody answered in time: it may have been heard, and be answered later. */
export const isTimeout = (status: string | null): boolean => status === 'DEADLINE_EXCEEDED' || status === 'CANCELLED';

/**
 * Temporal answers, and not as asked: to ask again changes nothing until somebody changes the settings or the rights.
 * FAILED_PRECONDITION is none of these: Temporal also says it of what passes, such as a workflow that is busy.
 */
export const isRefusal = (status: string | null): status is string =>
  ['INVALID_ARGUMENT', 'NOT_FOUND', 'OUT_OF_RANGE', 'UNIMPLEMENTED'].includes(status ?? '') || lacksRights(status);

/** Temporal does not let us: who we are is not known there (a key, a certificate), or may not do this. */
export const lacksRights = (status: string | null): boolean =>
  status === 'PERMISSION_DENIED' || status === 'UNAUTHENTICATED';
