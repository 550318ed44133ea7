import type { Response } from 'express';
import { html } from '../../html.ts';
import type { OnboardingView } from '../../onboardings/view.ts';
import { sendPage } from '../layout.ts';
import { link, place, type Visit } from '../visit.ts';

/** Shows a temporary password this once: in the answer to the POST that made it, kept by nobody. */
export function showTemporaryPassword(
  response: Response,
  visit: Visit,
  { ref, email }: Pick<OnboardingView, 'ref' | 'email'>,
  password: string,
): void {
  const { temporaryPassword: words, onboarding } = visit.words;
  const here = place(`/onboardings/${ref}`);
  const main = html`<div class="card">
<h1>${words.title}</h1>
<p>${words.forWhom(email)}</p>
<p><strong class="secret">${password}</strong></p>
<div class="notice warn"><p>${words.once}</p></div>
<h2>${words.nextTitle}</h2>
<ol>${words.next(email).map((step) => html`<li>${step}</li>`)}</ol>
<p><a class="button" href="${link(visit, here)}">${onboarding.open(ref)}</a></p>
</div>`;
  sendPage(response, visit, { title: words.title, main, section: 'onboardings', here });
}
