/**
 * What every page of a signed-in person does better with script; without it everything works all the same.
 *
 *   body[data-again]         the page answers a form: loading it again, or coming back to it, is to ask for this address
 *                            instead of sending the form again
 *   details[data-dialog]     a disclosure with a form; becomes a button and a modal dialogue
 *     [data-close][hidden]   shown in the dialogue; closes it
 *   time[data-ago]           says how long ago it was, also later
 *   button[data-copy][hidden]  shown; copies the text of #<data-copy> and says so in its own words (data-done)
 */
import { keepAgo } from './shared/ago.ts';

function becomeDialog(details: HTMLDetailsElement): void {
  const summary = details.querySelector('summary');
  if (summary === null) return;
  const dialog = document.createElement('dialog');
  const opener = document.createElement('button');
  const title = document.createElement('h2');
  opener.type = 'button';
  opener.className = `second ${details.className}`;
  opener.append(...[...summary.childNodes].map((node) => node.cloneNode(true)));
  title.textContent = summary.textContent;
  title.id = `dialog-${document.querySelectorAll('dialog').length}`;
  dialog.setAttribute('aria-labelledby', title.id);
  if (details.dataset['deed']) opener.dataset['deed'] = details.dataset['deed'];
  opener.hidden = details.hidden;
  const open = details.open;
  summary.remove();
  dialog.append(title, ...details.childNodes);
  details.replaceWith(opener);
  document.body.append(dialog);
  for (const close of dialog.querySelectorAll<HTMLElement>('[data-close]')) {
    close.hidden = false;
    close.addEventListener('click', () => dialog.close());
  }
  opener.addEventListener('click', () => dialog.showModal());
  if (open) dialog.showModal();
}

function offerCopy(button: HTMLButtonElement): void {
  const { copy, done } = button.dataset;
  const source = copy ? document.getElementById(copy) : null;
  if (source === null || !('clipboard' in navigator)) return;
  button.hidden = false;
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(source.textContent.trim()).then(() => {
      button.textContent = done ?? '';
    });
  });
}

const { again } = document.body.dataset;
if (again) history.replaceState(null, '', again);
keepAgo();
for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-dialog]')) becomeDialog(details);
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) offerCopy(button);
