import { createHash, randomUUID } from 'node:crypto';

/**
 * The update id of a decision. It stands in clear in the workflow's history, so a caller's key goes in as a hash.
 * @param key what the caller named the request, if it did
 */
export const newRequestId = (user: string, action: string, key: string | undefined): string =>
  key === undefined
    ? randomUUID()
    : createHash('sha256')
        .update(JSON.stringify([user, action, key]))
        .digest('base64url');
