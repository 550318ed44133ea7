/**
 * Takes a CSV file into the lines of the form, and shows how far a list is. Without script the lines are pasted, and
 * the page is loaded again.
 *
 *   [data-drop][hidden]        shown; holds an input[type=file], and takes a dropped file
 *   textarea[data-lines]       where the file's text goes
 *   [data-watch]               asked for until the list is done; `progress` and [data-now=…] are filled from it
 *   [data-idle]                hidden while it is watched
 */
import { csvText } from './shared/csv-text.ts';
import { fetchNow, type Now, showNow } from './shared/now.ts';

interface Progress extends Now {
  readonly value: number;
  readonly done: boolean;
}

const everyMs = 1_000;

function takeFiles(place: HTMLElement, lines: HTMLTextAreaElement): void {
  const input = place.querySelector('input');
  const take = async (files: FileList | null | undefined) => {
    const [file] = files ?? [];
    if (file) lines.value = csvText(await file.arrayBuffer());
  };
  place.hidden = false;
  input?.addEventListener('change', () => void take(input.files));
  for (const target of [place, lines]) {
    target.addEventListener('dragover', (event) => event.preventDefault());
    target.addEventListener('drop', (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      void take(event.dataTransfer.files);
    });
  }
}

async function watch(element: HTMLElement): Promise<void> {
  const bar = element.querySelector('progress');
  for (const idle of document.querySelectorAll<HTMLElement>('[data-idle]')) idle.hidden = true;
  for (;;) {
    const now = await fetchNow<Progress>(element.dataset['watch']!);
    if (now === 'signed-out') return;
    if (now) {
      showNow(now);
      if (bar) bar.value = now.value;
      if (now.done) return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, everyMs);
    });
  }
}

const drop = document.querySelector<HTMLElement>('[data-drop]');
const lines = document.querySelector<HTMLTextAreaElement>('textarea[data-lines]');
if (drop && lines) takeFiles(drop, lines);
for (const element of document.querySelectorAll<HTMLElement>('[data-watch]')) void watch(element);
