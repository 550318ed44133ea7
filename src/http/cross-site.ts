import type { RequestHandler } from 'express';
import { Problem } from '../problems.ts';
import { bearerOf } from './bearer.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses changes that another site makes a browser ask for (CSRF): Sec-Fetch-Site must be same-origin or none, and
 * Origin, where there is one, ours. With neither header it is no browser. A Bearer token is never sent by itself, so
 * such a request needs no protection. GET changes nothing anywhere, and links from other sites must work.
 * @param publicUrl decides what our origin is
 * @param exempt paths that other sites may post to: the attachment's form comes from a file
 * @param friend another origin that may post to these paths
 */
export function refuseCrossSite(
  publicUrl: string,
  exempt: readonly string[] = ['/open'],
  friend: { readonly origin: string | null; readonly paths: readonly string[] } = { origin: null, paths: [] },
): RequestHandler {
  const ours = originsOf(publicUrl);
  return (request, _response, next) => {
    if (safeMethods.has(request.method) || exempt.includes(request.path)) return next();
    if (bearerOf(request) !== undefined) return next();
    const site = request.headers['sec-fetch-site'];
    const { origin } = request.headers;
    if (origin !== undefined && origin === friend.origin && friend.paths.includes(request.path)) return next();
    const foreign = (site !== undefined && site !== 'same-origin' && site !== 'none') || (origin && !ours.has(origin));
    next(foreign ? new Problem('request.cross-site') : undefined);
  };
}

/** On loopback the machine's own names are one origin, so that http://127.0.0.1 works where http://localhost does. */
function originsOf(publicUrl: string): Set<string> {
  const { origin, protocol, port, hostname } = new URL(publicUrl);
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  const names = protocol === 'http:' && loopback.includes(hostname) ? loopback : [];
  return new Set([origin, ...names.map((name) => `http://${name}${port ? `:${port}` : ''}`)]);
}
