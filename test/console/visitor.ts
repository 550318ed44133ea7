import { assetWeight } from '../../src/console/assets.ts';
import { contentSecurityPolicy } from '../../src/http/headers.ts';
import { issue, issueCookie, issueIn } from '../support/issued.ts';

/** What a browser would make of an answer, without a browser. */
export interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly headers: Headers;
  readonly html: string;
  /** What a person reads, entities resolved. */
  readonly text: string;
  readonly path: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
export const readable = (html: string): string =>
  html
    .replace(/<(style|script|title)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!)
    .replace(/[^\S\u00a0\u202f]+/g, ' ')
    .trim();

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' };

const decode = (text: string): string => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name]!);

/** A person with a browser: keeps the session cookie, follows redirects, fills in the forms that a page really has. */
export function createVisitor(origin: string, language = 'en') {
  let cookie = '';
  const posted = new WeakMap<Seen, RequestInit>();

  async function ask(path: string, init: RequestInit = {}): Promise<Seen> {
    const response = await fetch(`${origin}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { 'accept-language': language, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const set of response.headers.getSetCookie()) {
      const pair = set.split(';')[0]!;
      issueCookie(pair);
      cookie = pair.endsWith('=') ? '' : pair;
    }
    const html = await response.text();
    issue(/id="secret">([^<]+)</.exec(html)?.[1]);
    const { status, headers } = response;
    return { status, headers, html, text: readable(html), path, location: headers.get('location') };
  }

  async function follow(seen: Seen): Promise<Seen> {
    return seen.location === null ? seen : follow(await ask(seen.location));
  }

  return {
    /** Takes a cookie over from elsewhere. */
    carry(given: string) {
      issueCookie(given);
      cookie = given;
      return this;
    },
    cookie: () => cookie,
    ask,
    get: async (path: string) => ask(path),
    open: async (path: string) => follow(await ask(path)),

    /** Posts fields without a page, as a machine would. */
    async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
      issueIn(fields);
      return ask(path, { method: 'POST', body: new URLSearchParams(fields), headers });
    },

    /**
     * Sends the first form of the page whose address matches, with the values it already holds and those given.
     * @throws when the page has no such form, or the form no such field
     */
    async submit(page: Seen, action: RegExp, fields: Record<string, string> = {}): Promise<Seen> {
      const form = formIn(page, action);
      for (const name of Object.keys(fields)) {
        if (!form.names.has(name)) throw new Error(`${page.path} has no field ${name}`);
      }
      issueIn(fields);
      const sent = { method: 'POST', body: new URLSearchParams({ ...form.values, ...fields }).toString() };
      const answer = await ask(form.action, { ...sent, headers: formHeaders });
      posted.set(answer, sent);
      return answer;
    },
    /** Loads the answer to a form again, as a browser does: by sending the form again. */
    again: async (answer: Seen) => ask(answer.path, { ...posted.get(answer)!, headers: formHeaders }),
    follow,
  };
}

function formIn(page: Seen, action: RegExp) {
  for (const [, attributes, body] of page.html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)) {
    const target = decode(/action="([^"]*)"/.exec(attributes!)?.[1] ?? '');
    if (!attributes!.includes('method="post"') || !action.test(target)) continue;
    const values: Record<string, string> = {};
    const names = new Set<string>();
    for (const [control] of body!.matchAll(/<input\b[^>]*>/g)) {
      const name = /\bname="([^"]*)"/.exec(control)?.[1];
      if (name === undefined) continue;
      names.add(name);
      const value = decode(/\bvalue="([^"]*)"/.exec(control)?.[1] ?? '');
      const chosen = !/type="(radio|checkbox)"/.test(control) || / checked/.test(control);
      if (chosen) values[name] = value;
    }
    for (const [, name, options] of body!.matchAll(/<select\b[^>]*\bname="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
      names.add(name!);
      const selected = /value="([^"]*)" selected/.exec(options!) ?? /value="([^"]*)"/.exec(options!);
      values[name!] = decode(selected?.[1] ?? '');
    }
    for (const [, name, text] of body!.matchAll(/<textarea\b[^>]*\bname="([^"]*)"[^>]*>\n?([\s\S]*?)<\/textarea>/g)) {
      names.add(name!);
      values[name!] = decode(text!);
    }
    return { action: target, values, names };
  }
  throw new Error(`${page.path} has no form for ${action}: ${page.text.slice(0, 400)}`);
}

/** Bytes of a page with every style and script that it names. */
function weightOf(html: string): number {
  const named = [...html.matchAll(/\/assets\/([\w-]+\.(?:css|js))\?/g)].map(([, name]) => name!);
  expect(named).toContain('console.css');
  return named.reduce((sum, name) => sum + assetWeight(name), Buffer.byteLength(html));
}

/** What every page must be: one language, one heading, labelled fields, nothing inline, nothing kept, not too heavy. */
export function expectSoundPage({ html, headers, path }: Seen, locale: 'en' | 'fr'): void {
  const page = { path };
  expect({ ...page, type: headers.get('content-type') }).toEqual({ ...page, type: 'text/html; charset=utf-8' });
  expect({ ...page, cache: headers.get('cache-control') }).toEqual({ ...page, cache: 'no-store' });
  expect({ ...page, language: headers.get('content-language') }).toEqual({ ...page, language: locale });
  const policy = headers.get('content-security-policy') ?? '';
  for (const [name, values] of Object.entries(contentSecurityPolicy)) {
    expect(policy).toContain(`${name} ${values.join(' ')}`);
  }
  expect(html).toMatch(new RegExp(`^<!DOCTYPE html>\\n<html lang="${locale}" dir="ltr">`));
  expect({ ...page, headings: html.match(/<h1\b/g)?.length }).toEqual({ ...page, headings: 1 });
  expect({ ...page, inline: /\sstyle="|<style|\son[a-z]+="|<script(?![^>]*\ssrc=)|javascript:/.exec(html) }).toEqual({
    ...page,
    inline: null,
  });
  expect({ ...page, words: /undefined|\[object|NaN|Invalid Date|\{[a-z]+\}/.exec(readable(html)) }).toEqual({
    ...page,
    words: null,
  });
  const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id!);
  expect({ ...page, twice: ids.filter((id, index) => ids.indexOf(id) !== index) }).toEqual({ ...page, twice: [] });
  const pointedAt = [...html.matchAll(/(?:\sfor|aria-describedby|href="#)="?([^"]*)"/g)].flatMap(([, list]) =>
    list!.split(' '),
  );
  expect({ ...page, nowhere: pointedAt.filter((id) => !ids.includes(id)) }).toEqual({ ...page, nowhere: [] });
  const unlabelled = [...html.matchAll(/<(?:input|select|textarea)\b[^>]*>/g)]
    .map(([control]) => control)
    .filter((control) => !/type="hidden"|\shidden\b/.test(control))
    .filter((control) => !html.includes(`for="${/\sid="([^"]*)"/.exec(control)?.[1]}"`));
  expect({ ...page, unlabelled }).toEqual({ ...page, unlabelled: [] });
  for (const [, address] of html.matchAll(/\s(?:href|src|action)="([^"]*)"/g)) expect(address).toMatch(/^[/#]/);
  expect({ ...page, tooHeavy: weightOf(html) > 60 * 1024 }).toEqual({ ...page, tooHeavy: false });
}
