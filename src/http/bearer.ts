import type { IncomingMessage } from 'node:http';

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1); undefined where there is none. */
export const bearerOf = ({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined =>
  /^bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
