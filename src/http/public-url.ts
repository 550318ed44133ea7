import type { Config } from '../config.ts';

/** Where people reach Castellan, without a trailing slash. Links are made from this, never from a Host header. */
export const publicUrlOf = (config: Pick<Config, 'PUBLIC_URL' | 'PORT'>): string =>
  (config.PUBLIC_URL ?? `http://localhost:${config.PORT}`).replace(/\/+$/, '');
