import { randomInt } from 'node:crypto';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new reference such as ONB-7F3K9Q: Crockford base32, so that it can be read out over the telephone. */
export const newReference = (kind: 'ONB' | 'BLK' = 'ONB'): string =>
  `${kind}-${Array.from({ length: 8 }, () => crockford[randomInt(crockford.length)]).join('')}`;
