import { readable } from '../keys/readable.ts';

/** A new reference such as ONB-7F3K9QXZ, which can be read out over the telephone. */
export const newReference = (kind: 'ONB' | 'BLK' = 'ONB'): string => `${kind}-${readable(8)}`;
