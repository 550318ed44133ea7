import express, { type Router } from 'express';
import { html } from '../../html.ts';
import { readAddress } from '../../directory/addresses.ts';
import { fullName } from '../../directory/names.ts';
import { signedIn } from '../admission.ts';
import { sendPage } from '../layout.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';

/** Who is signed in, and the page that greets after a first login. */
export function accountPages({ services }: Parts): Router {
  const router = express.Router();
  const { directory } = services;

  router.get(
    '/account',
    signedIn(async (visit, _request, response) => {
      const { account: words, common } = visit.words;
      const user = await directory.findUser(readAddress(visit.principal.userId).key);
      const { items: accounts } = await directory.listAccounts(visit.principal);
      const main = html`<div class="card">
<h1>${words.title}</h1>
<dl class="facts">
<div><dt>${words.name}</dt><dd>${user ? fullName(user) : visit.principal.userId}</dd></div>
<div><dt>${common.labels.userId}</dt><dd>${visit.principal.userId}</dd></div>
<div><dt>${words.language}</dt><dd>${words.languages[user?.preferences.language ?? visit.principal.locale]}</dd></div>
<div><dt>${words.timeZone}</dt><dd>${user?.preferences.timeZone ?? '–'}</dd></div>
<div><dt>${words.accounts}</dt><dd>${accounts.length === 0 ? words.noAccount : accounts.map(({ number, name }) => `${name} (${number})`).join(', ')}</dd></div>
</dl>
</div>
<div class="card">
<h2>${words.passwordTitle}</h2>
<p>${words.password}</p>
<p><a href="${link(visit, '/forgot-password')}">${words.passwordLink}</a></p>
</div>
<form method="post" action="${link(visit, '/sign-out')}"><div class="buttons"><button class="second">${common.signOut}</button></div></form>`;
      sendPage(response, visit, { title: words.title, main, section: 'account' });
    }),
  );

  router.get(
    '/welcome',
    signedIn(async (visit, _request, response) => {
      const { welcome: words } = visit.words;
      const main = html`<div class="card"><h1>${words.title}</h1><p>${words.text}</p>
<p><a class="button" href="${link(visit, '/onboardings')}">${words.goOn}</a></p></div>`;
      sendPage(response, visit, { title: words.title, main });
    }),
  );

  return router;
}
