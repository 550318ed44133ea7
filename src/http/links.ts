import type { Request } from 'express';

export const apiRoot = '/api/v1';

/** A path below /api/v1 of encoded parts. */
export const apiPath = (...parts: readonly string[]): string =>
  [apiRoot, ...parts.map((part) => encodeURIComponent(part))].join('/');

/** The Link header to a list's next page (RFC 8288); none on the last. */
export function nextLink(publicUrl: string, request: Request, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const url = new URL(publicUrl + request.originalUrl);
  url.searchParams.set('cursor', cursor);
  return { Link: `<${url.href}>; rel="next"` };
}
