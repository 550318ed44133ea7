/**
 * What a form with a new password does better with script; without it everything works all the same.
 *
 *   form[data-passwords]
 *     button[data-part=show][hidden]     shown; shows and hides every password of the form (data-show, data-hide)
 *     [data-part=meter][hidden]          shown once there is something to judge
 *       meter                            0 to 4
 *       [role=status]                    why, in the page's language
 *     input[data-judged]                 what is judged
 *
 * The server judges, since the lists of common passwords weigh a hundred times what a page may. It keeps nothing.
 */
const pauseMs = 350;

interface Strength {
  readonly score: number;
  readonly reason: string;
}

async function judge(password: string, signal: AbortSignal): Promise<Strength | null> {
  const response = await fetch('/api/v1/password-strength', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': document.documentElement.lang },
    body: JSON.stringify({ password }),
    cache: 'no-store',
    redirect: 'error',
    signal,
  });
  return response.ok ? ((await response.json()) as Strength) : null;
}

function offerShowing(form: HTMLFormElement, button: HTMLButtonElement): void {
  const fields = [...form.querySelectorAll<HTMLInputElement>('input[type=password]')];
  const show = (shown: boolean): void => {
    for (const field of fields) field.type = shown ? 'text' : 'password';
    button.textContent = (shown ? button.dataset['hide'] : button.dataset['show']) ?? '';
  };
  button.hidden = false;
  button.addEventListener('click', () => show(fields[0]?.type === 'password'));
  // A browser must neither remember a password as text nor fill one in there.
  form.addEventListener('submit', () => show(false));
}

function offerMeter(field: HTMLInputElement, part: HTMLElement): void {
  const meter = part.querySelector('meter');
  const reason = part.querySelector('[role=status]');
  if (meter === null || reason === null) return;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  const tell = (strength: Strength | null): void => {
    part.hidden = strength === null;
    // The worst still shows a little red: an empty bar looks like one that has not begun.
    meter.value = Math.max(strength?.score ?? 0, 0.5);
    reason.textContent = strength?.reason ?? '';
  };
  const ask = (): void => {
    asking?.abort();
    if (field.value === '') return tell(null);
    asking = new AbortController();
    // Without an answer there is no meter; the password is judged again when it is sent.
    judge(field.value, asking.signal).then(tell, () => {});
  };
  field.addEventListener('input', () => {
    clearTimeout(pause);
    pause = setTimeout(ask, pauseMs);
  });
}

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-passwords]')) {
  const button = form.querySelector<HTMLButtonElement>('[data-part=show]');
  const field = form.querySelector<HTMLInputElement>('[data-judged]');
  const part = form.querySelector<HTMLElement>('[data-part=meter]');
  if (button) offerShowing(form, button);
  if (field && part) offerMeter(field, part);
}
