import { type Html, html, trusted } from '../../html.ts';
import { link, type Visit } from '../visit.ts';

const places = {
  preferences: '/account',
  password: '/account/password',
  signIns: '/account/sign-ins',
  tokens: '/account/tokens',
} as const;
export type AccountTab = keyof typeof places;

/** The way between the parts of one's own user. */
export function accountTabs(visit: Visit, current: AccountTab): Html {
  const { title, tabs, tabsLabel } = visit.ownUser;
  const tab = (name: AccountTab) =>
    html`<li><a href="${link(visit, places[name])}"${name === current && trusted(' aria-current="page"')}>${tabs[name]}</a></li>`;
  return html`<p class="quiet">${title} · ${visit.principal?.userId}</p>
<nav aria-label="${tabsLabel}"><ul class="tabs">${(Object.keys(places) as AccountTab[]).map(tab)}</ul></nav>`;
}

/** What was done, said once at the top. */
export const saidHere = (text: string | undefined): Html | null =>
  text === undefined ? null : html`<div class="notice good" role="status"><p>${text}</p></div>`;
