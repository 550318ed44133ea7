import express, { type Router } from 'express';
import { envelopeWords } from '../../envelopes/words.ts';
import { type Html, html } from '../../html.ts';
import { Problem } from '../../problems.ts';
import { signedIn } from '../admission.ts';
import { textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link, type Visit } from '../visit.ts';

/** Below an open message: its recipient can say that it is not for them. */
export function notForMeForm(visit: Visit, mid: string, senderName: string): Html {
  const words = envelopeWords(visit.locale).notForMe;
  return html`<details>
<summary>${words.question}</summary>
<form method="post" action="${link(visit, `/m/${mid}/not-for-me`)}">
<p>${words.explanation(senderName)}</p>
<div class="buttons"><button class="danger">${words.button}</button></div>
</form></details>`;
}

/**
 * Reports and recalls. Only a POST of the signed-in recipient does: whoever merely follows links changes nothing. It
 * leads to a page that tells of it.
 */
export function notForMePages({ services }: Parts): Router {
  const router = express.Router();
  const path = '/m/:mid/not-for-me';
  router.get(
    path,
    signedIn(async (visit, request, response) => {
      const { title, text, outcomes } = envelopeWords(visit.locale).notForMe.done;
      const said = textOf(request.query['said']);
      const mid = `/m/${encodeURIComponent(String(request.params['mid']))}`;
      if (!Object.hasOwn(outcomes, said)) return response.redirect(303, link(visit, mid));
      const outcome = outcomes[said as keyof typeof outcomes];
      const main = html`<div class="card"><h1>${title}</h1><p>${text}</p><p>${outcome}</p></div>`;
      sendPage(response, visit, { title, main });
    }),
  );
  router.post(
    path,
    signedIn(async (visit, request, response) => {
      const mid = String(request.params['mid']);
      if (!/^[\w-]{22}$/.test(mid)) throw new Problem('envelope.not-found');
      const principal = { ...visit.principal, requestId: visit.requestId };
      const outcome = await services.envelopeManaging.reportNotForMe(principal, mid);
      response.redirect(303, link(visit, `/m/${mid}/not-for-me`, { said: outcome }));
    }),
  );
  return router;
}
