import type { Stage } from '../../workflows/stages.ts';
import type { User } from '../directory/models.ts';
import { type Html, html } from '../html.ts';
import { formatDistance, formatMoment, formatShortMoment } from '../language/dates.ts';
import { dictionary } from '../language/index.ts';
import type { Crumb } from './layout.ts';
import { link, type Visit } from './visit.ts';

type Reader = Pick<Visit, 'locale' | 'timeZone'>;

/** A moment in the reader's language and time zone. */
export const momentText = (at: Date | string, { locale, timeZone }: Reader): string =>
  formatMoment(new Date(at), locale, timeZone);

export const moment = (at: Date | string, visit: Reader): Html =>
  html`<time datetime="${new Date(at).toISOString()}">${momentText(at, visit)}</time>`;

/** The same in little room. */
export const shortMoment = (at: Date | string, { locale, timeZone }: Reader): string =>
  formatShortMoment(new Date(at), locale, timeZone);

/** How long ago it was; the moment itself on the element. A script keeps it true while the page is open. */
export const distance = (at: Date | string, visit: Reader): Html =>
  html`<time datetime="${new Date(at).toISOString()}" title="${momentText(at, visit)}" data-ago>${formatDistance(new Date(at), visit.locale)}</time>`;

const tones: Partial<Record<Stage, string>> = {
  completed: 'good',
  stalled: 'warn',
  cancelled: 'quiet',
  expired: 'quiet',
};
/** The class that underlines a stage's words. */
export const toneOf = (stage: Stage): string => tones[stage] ?? '';

/** The stage in words; colour and sign only underline it. */
export const stageTag = (stage: Stage, { locale }: Pick<Visit, 'locale'>): Html =>
  html`<span class="tag ${toneOf(stage)}">${dictionary(locale).onboardings.stages[stage]}</span>`;

/** A user's status in words. @param pending the first login is to come */
export function userTag(status: User['status'], pending: boolean, { administration }: Visit): Html {
  const state = status === 'active' && pending ? 'pending' : status;
  const tone = { active: 'good', pending: '', locked: 'bad', disabled: 'quiet' }[state];
  return html`<span class="tag ${tone}">${administration.userStates[state]}</span>`;
}

/** A group's name in the reader's language. */
export const groupName = (group: string, { administration }: Visit): string =>
  administration.groupNames[group] ?? group;

/** Something went as it was asked for. */
export const done = (title: string | undefined, text?: string): Html | false =>
  title !== undefined &&
  html`<div class="notice good" role="status"><h2>${title}</h2>${text && html`<p>${text}</p>`}</div>`;

/** A list that holds nothing: why, and what to do about it. */
export const empty = (title: string, ...more: readonly (Html | string | false | null)[]): Html =>
  html`<div class="empty"><p><strong>${title}</strong></p>${more.map((piece) => (typeof piece === 'string' ? html`<p>${piece}</p>` : piece))}</div>`;

/** What a page that is kept up to date shows as soon as the sign-in has ended (see browser/shared/now.ts). */
export const signedOut = (visit: Visit, to: string): Html =>
  html`<div class="notice warn" role="alert" data-signed-out hidden><p>${visit.words.signIn.ended} <a href="${link(visit, '/sign-in', { to })}">${visit.words.signIn.again}</a></p></div>`;

export type Account = Readonly<{ number: string; name: string }>;

export const accountLabel = ({ name, number }: Account): string => `${name} (${number})`;

/** The same for a page, as one piece: a name that is written from right to left leaves the number beside it alone. */
export const accountTitle = ({ name, number }: Account): Html => html`<span><bdi>${name}</bdi> (${number})</span>`;

/** The way from the accounts to a page within one. */
export const wayTo = (visit: Visit, account: Account, ...further: readonly Crumb[]): Crumb[] => [
  { label: visit.administration.sections.accounts, path: '/accounts' },
  { label: accountTitle(account), path: accountPath(account.number) },
  ...further,
];

/** A path below an account's page. */
export const accountPath = (number: string, ...further: readonly string[]): string =>
  ['/accounts', number, ...further].map((part, index) => (index === 0 ? part : encodeURIComponent(part))).join('/');
