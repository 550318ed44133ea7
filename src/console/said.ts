import type { RequestHandler } from 'express';

/** Query values by which a page tells what was just done. */
const words = ['said', 'added', 'done'] as const;

/**
 * "It was done" is told only where our own form led here. A link from a mail or another site could else have a page
 * claim what never happened; it leads to the same page without the claim.
 * Sec-Fetch-Site: W3C Fetch Metadata; whatever does not send it is no browser that follows such links unasked.
 */
export const forgetForeignWords: RequestHandler = (request, response, next) => {
  const site = request.get('sec-fetch-site');
  const { pathname, searchParams } = new URL(request.originalUrl, 'http://here');
  const claims = words.filter((name) => searchParams.has(name));
  if (request.method !== 'GET' || site === undefined || site === 'same-origin' || claims.length === 0) return next();
  for (const name of claims) searchParams.delete(name);
  response.redirect(303, searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`);
};
