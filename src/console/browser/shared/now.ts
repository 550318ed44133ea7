/**
 * What a page would say now, by the names of its `data-now` elements.
 *
 *   [data-signed-out][hidden]   shown when the sign-in has ended: nothing more is asked for then
 */
export interface Now {
  readonly texts: Readonly<Record<string, string>>;
  /** Where a link leads, which is hidden as long as it leads nowhere. */
  readonly links?: Readonly<Record<string, string>>;
  /** The class of a tag inside. */
  readonly tones?: Readonly<Record<string, string>>;
}

/**
 * Lets the page say what it would say if it were loaded now. Text only: nothing can become markup. A `data-row` whose
 * words are gone is hidden.
 */
export function showNow({ texts, links = {}, tones = {} }: Now): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-now]')) {
    const name = element.dataset['now']!;
    const text = texts[name];
    if (text === undefined) continue;
    const address = links[name];
    if (address !== undefined && element instanceof HTMLAnchorElement) {
      element.href = address;
      element.hidden = false;
    }
    const tag = element.querySelector('.tag');
    if (tag && tones[name] !== undefined) tag.className = `tag ${tones[name]}`;
    const target = tag ?? element;
    if (target.textContent !== text) target.textContent = text;
    const row = element.closest<HTMLElement>('[data-row]');
    if (row) row.hidden = text === '';
  }
}

/**
 * Asks the server for it. A page without a sign-in leads to the sign-in: then the page says so.
 * @returns null when it does not answer, which is no reason to stop asking; `signed-out`, which is one
 */
export async function fetchNow<T extends Now>(address: string): Promise<T | 'signed-out' | null> {
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json' }, redirect: 'manual' });
    if (answer.type === 'opaqueredirect' || answer.status === 401) {
      for (const element of document.querySelectorAll<HTMLElement>('[data-signed-out]')) element.hidden = false;
      return 'signed-out';
    }
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}
