import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so that it survives being dictated and written down. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** So many random characters of 5 bits each. */
export const readable = (length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
