import express, { type Response, type Router } from 'express';
import { html, type Html } from '../../html.ts';
import type { Preferences, User } from '../../directory/models.ts';
import { readAddress } from '../../directory/addresses.ts';
import { fullName } from '../../directory/names.ts';
import type { AskedView } from '../../onboardings/upgrade-requests.ts';
import type { Problem } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { button, errorSummary, formErrors, refusalOf } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { type Form, formOf, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { type Account, accountLabel, accountPath, accountTitle } from '../pieces.ts';
import { preferenceFields, preferencesIn } from '../preference-fields.ts';
import type { Parts } from '../services.ts';
import { link } from '../visit.ts';
import { accountTabs, saidHere } from './account-tabs.ts';
import { askedCard } from './asked-card.ts';

/** Beside the time zones to choose from, the accounts may weigh so much. */
const mostBytes = 8_000;

interface OwnAccount extends Account {
  readonly administrator: boolean;
}
interface Shown {
  readonly user: User | null;
  readonly preferences: Preferences;
  readonly accounts: readonly OwnAccount[];
  /** There are more than this page has room for. */
  readonly more: boolean;
  /** What this person asked support last. */
  readonly asked: AskedView | null;
}

/** Who is signed in, with the preferences; how to ask for more rights; and the page that greets after a first login. */
export function accountPages({ services }: Parts): Router {
  const router = express.Router();
  const { authority, directory, upgradeRequests } = services;

  async function facts(visit: SignedIn): Promise<Shown> {
    const { principal } = visit;
    const user = await directory.findUser(readAddress(principal.userId).key);
    const { items, nextCursor } = await fittingPage(
      100,
      async (limit) => directory.listAccounts(principal, { limit }),
      // An account that one does not administer is named in a button, too.
      (account) => html`${ownAccount(visit, { ...account, administrator: false })}${askButton(visit, account)}`,
      mostBytes,
    );
    const accounts = visit.support
      ? []
      : await Promise.all(
          items.map(async ({ number, name }) => {
            const { administrator } = await authority.rolesIn(principal, number);
            return { number, name, administrator };
          }),
        );
    const asked = await upgradeRequests.latest(principal);
    return {
      user,
      accounts,
      more: nextCursor !== null,
      asked,
      preferences: await directory.readPreferences(principal.user),
    };
  }

  router.get(
    '/account',
    signedIn(async (visit, { query }, response) =>
      showAccount(response, visit, await facts(visit), { said: textOf(query['said']) }),
    ),
  );

  // An address that only a POST has, opened again.
  router.get(
    '/account/preferences',
    signedIn(async (visit, _request, response) => response.redirect(303, link(visit, '/account'))),
  );

  router.post(
    '/account/preferences',
    signedIn(async (visit, request, response) => {
      const preferences = preferencesIn(formOf(request));
      try {
        await directory.updatePreferences(visit.principal.user, preferences, visit.locale);
        // The language that was just chosen is the language to go on in.
        response.redirect(303, link({ chosen: null }, '/account', { said: 'saved' }));
      } catch (error) {
        showAccount(response, visit, { ...(await facts(visit)), preferences }, {}, refusalOf(error));
      }
    }),
  );

  router.get(
    '/welcome',
    signedIn(async (visit, _request, response) => {
      const { message, reader, welcome: words } = visit.words;
      const waiting = await services.envelopes.waitingFor(readAddress(visit.principal.userId).key);
      const open =
        waiting &&
        html`<div class="card"><h2>${message.title}</h2>
<p><a class="button" href="${link(visit, `/m/${waiting.mid}`)}">${reader.open}</a></p></div>`;
      const main = html`<div class="panel"><h1>${words.title}</h1><p>${waiting ? words.textBefore : words.text}</p></div>
${open}
<div class="buttons"><a class="button" href="${link(visit, '/')}">${words.goOn}</a></div>`;
      sendPage(response, visit, { title: words.title, main });
    }),
  );

  return router;
}

function showAccount(response: Response, visit: SignedIn, shown: Shown, form: Form, problem?: Problem): void {
  const { ownUser: words, words: pages } = visit;
  const { user, accounts, more, asked, preferences } = shown;
  const errors = problem ? formErrors(problem, visit) : null;
  const said = form['said'] === 'saved' ? words.preferences.saved : undefined;
  const missing = accounts.filter(({ administrator }) => !administrator);
  const main = html`
${accountTabs(visit, 'preferences')}
${errorSummary(errors, words.preferences.labels)}
${!errors && saidHere(said)}
<div class="card">
<h1>${(user && fullName(user)) || visit.principal.userId}</h1>
<dl class="facts">
<div><dt>${pages.common.labels.userId}</dt><dd>${visit.principal.userId}</dd></div>
${!visit.support && html`<div><dt>${words.accounts}</dt>${accounts.length === 0 ? html`<dd>${words.noAccount}</dd>` : accounts.map((account) => ownAccount(visit, account))}${more && html`<dd><a href="${link(visit, '/accounts')}">${words.allAccounts}</a></dd>`}</div>`}
</dl>
</div>
${asked && missing.some(({ number }) => number === asked.account) && askedCard(visit, asked)}
${missing.length > 0 && upgradeCard(visit, missing)}
<div class="card">
<h2>${words.tabs.preferences}</h2>
<form method="post" action="${link(visit, '/account/preferences')}">
${preferenceFields(visit, preferences, errors)}
${button(words.preferences.save)}
</form>
</div>`;
  const page = { title: words.title, main, section: 'account', script: 'zone.js', hasErrors: errors !== null } as const;
  sendPage(response, visit, { ...page, here: '/account' }, problem?.status ?? 200);
}

function upgradeCard(visit: SignedIn, accounts: readonly OwnAccount[]): Html {
  const { upgrade: words } = visit.ownUser;
  return html`<div class="card"><h2>${words.title}</h2><p>${words.text}</p>
<div class="buttons">${accounts.map((account) => askButton(visit, account))}</div></div>`;
}

const ownAccount = ({ ownUser: words }: SignedIn, account: OwnAccount): Html =>
  html`<dd>${accountTitle(account)}: ${account.administrator ? words.administrator : words.plain}</dd>`;

const askButton = (visit: SignedIn, account: Account): Html =>
  html`<a class="button second" href="${link(visit, accountPath(account.number))}">${visit.ownUser.upgrade.ask(accountLabel(account))}</a>`;
