import type { Request, Response } from 'express';

/**
 * The session cookie. On https it carries the `__Host-` prefix, which the browser only takes from the host itself,
 * with Secure and for all paths (RFC 6265bis, 4.1.3.2); plain http, which exists on loopback only, cannot have that.
 */
export interface SessionCookie {
  readonly name: string;
  /** The session's token as the request carries it, or null. */
  read(request: Pick<Request, 'headers'>): string | null;
  set(response: Response, token: string): void;
  clear(response: Response): void;
}

/** @param publicUrl where people reach the console; decides name and flags */
export function createSessionCookie(publicUrl: string): SessionCookie {
  const secure = new URL(publicUrl).protocol === 'https:';
  const name = secure ? '__Host-castellan' : 'castellan';
  // No Max-Age: the cookie ends with the browser, the session itself on the server.
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const;
  return {
    name,
    read: ({ headers }) => readCookie(headers.cookie, name),
    set: (response, token) => void response.cookie(name, token, options),
    clear: (response) => void response.clearCookie(name, options),
  };
}

/** One cookie's value; tokens are base64url, so nothing needs decoding. */
function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}
