import { Problem } from '../problems.ts';

export interface PageRequest {
  /** 1 to 100; 50 when not given. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the page before. */
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

export const limitOf = ({ limit = 50 }: PageRequest): number => Math.min(Math.max(Math.trunc(limit), 1), 100);

/** The place after which a list goes on, so that nobody builds on what is inside. */
export const cursorOf = (place: string): string => Buffer.from(place).toString('base64url');

/**
 * What `cursorOf` made a cursor of.
 * @param shape what a place of this list looks like
 * @throws Problem request.invalid for a cursor that was not given out
 */
export function placeOf({ cursor }: PageRequest, shape: RegExp): string | undefined {
  if (cursor === undefined) return undefined;
  const place = Buffer.from(cursor, 'base64url').toString();
  if (!shape.test(place)) {
    throw new Problem('request.invalid', { errors: [{ pointer: '/query/cursor', code: 'field.invalid' }] });
  }
  return place;
}

/**
 * One page of what was found.
 * @param found up to one more than the limit, in order
 * @param placeIn where an item stands in the order
 */
export function toPage<T>(found: T[], limit: number, placeIn: (item: T) => string): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last !== undefined ? cursorOf(placeIn(last)) : null };
}
