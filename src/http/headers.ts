import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page may do: load our own script, style and pictures, talk to us, and nothing else. */
export const contentSecurityPolicy = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  // No policy may be made that would let a text pass for markup or code: our scripts write text only.
  'trusted-types': ["'none'"],
};

/** Security headers for every answer. Nothing is kept by caches unless a static file says otherwise. */
export function securityHeaders(publicUrl: string): RequestHandler {
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    // On plain http, which exists on loopback only, browsers ignore it anyway.
    strictTransportSecurity: publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginEmbedderPolicy: false,
  });
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    response.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()');
    protect(request, response, next);
  };
}
