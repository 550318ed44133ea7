import { type Html, html } from '../html.ts';
import type { Health, Readiness } from '../health/health.ts';
import type { Visit } from './visit.ts';

/** Asking takes up to a deadline where a part is down, so that no page waits for it but the first. */
const freshMs = 5_000;

export type Banner = (visit: Visit) => Promise<Html | null>;

/** Says on top of a page that onboardings pause, and that nothing is lost. */
export function createBanner(health: Pick<Health, 'readiness'>): Banner {
  let known: Pick<Readiness, 'alerts'> | undefined;
  let askedAt = 0;

  async function ask(): Promise<Pick<Readiness, 'alerts'>> {
    askedAt = Date.now();
    known = await health.readiness();
    return known;
  }

  return async ({ administration }) => {
    const stale = Date.now() - askedAt > freshMs;
    const asking = stale ? ask() : undefined;
    const { alerts } = known ?? (await asking) ?? { alerts: [] };
    const said = alerts.map((alert) => administration.alerts[alert]).filter((words) => words !== undefined);
    if (said.length === 0) return null;
    return html`${said.map(({ title, text }) => html`<div class="notice warn" role="status"><h2>${title}</h2><p>${text}</p></div>`)}`;
  };
}
