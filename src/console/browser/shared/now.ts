/** What a page would say now, by the names of its `data-now` elements. */
export interface Now {
  readonly texts: Readonly<Record<string, string>>;
  /** The class of a tag inside. */
  readonly tones?: Readonly<Record<string, string>>;
}

/** Lets the page say what it would say if it were loaded now. Text only: nothing can become markup. */
export function showNow({ texts, tones = {} }: Now): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-now]')) {
    const name = element.dataset['now']!;
    const text = texts[name];
    if (text === undefined) continue;
    const tag = element.querySelector('.tag');
    if (tag && tones[name] !== undefined) tag.className = `tag ${tones[name]}`;
    const target = tag ?? element;
    if (target.textContent !== text) target.textContent = text;
  }
}

/** Asks the server for it. @returns null when it does not answer, which is no reason to stop asking */
export async function fetchNow<T extends Now>(address: string): Promise<T | null> {
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json' } });
    return answer.ok ? ((await answer.json()) as T) : null;
  } catch {
    return null;
  }
}
