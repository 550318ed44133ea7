import type { Page } from '../database/pages.ts';
import type { Html } from '../html.ts';

/** What the items of a list may weigh: with style, script and everything around them a page stays below 60 KB. */
const mostBytes = 30_000;

/**
 * One page of a list: as many items as it has room for, but one in any case. A hundred emojis are a name, too, and an
 * item says it more than once; what has no room begins the next page.
 * @param limit items at most
 * @param ask for the page with so many items
 * @param render an item, or what of it can be long
 */
export async function fittingPage<T>(
  limit: number,
  ask: (limit: number) => Promise<Page<T>>,
  render: (item: T, index: number) => Html,
  most = mostBytes,
): Promise<Page<T>> {
  const page = await ask(limit);
  const count = fittingCount(page.items, render, most);
  return count === page.items.length ? page : ask(count);
}

/**
 * The same of a list that is there as a whole.
 * @param cursor how many items stand on the pages before, as the page before named it; anything else is none
 */
export function fittingPart<T>(
  all: readonly T[],
  cursor: string,
  limit: number,
  render: (item: T, index: number) => Html,
): Page<T> {
  const from = /^\d{1,6}$/.test(cursor) ? Number(cursor) : 0;
  const items = all.slice(from, from + limit);
  const end = from + fittingCount(items, render);
  return { items: all.slice(from, end), nextCursor: end < all.length ? String(end) : null };
}

/** For how many items, from the first, there is room; for one in any case. What counts is what is sent: `"` is six bytes. */
export function fittingCount<T>(
  items: readonly T[],
  render: (item: T, index: number) => Html,
  most = mostBytes,
): number {
  let bytes = 0;
  const fitting = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(String(render(item, index)));
    return bytes > most;
  });
  return fitting < 0 ? items.length : Math.max(fitting, 1);
}
