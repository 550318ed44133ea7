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
  let bytes = 0;
  const fitting = page.items.findIndex((item, index) => {
    bytes += Buffer.byteLength(String(render(item, index)));
    return bytes > most;
  });
  return fitting < 0 ? page : ask(Math.max(fitting, 1));
}
