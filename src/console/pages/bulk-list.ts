import express, { type Request, type Response, type Router } from 'express';
import { type Html, html, trusted } from '../../html.ts';
import { dictionary } from '../../language/index.ts';
import type { BulkJobView, BulkLineView } from '../../onboardings/bulk.ts';
import { csvLine } from '../../onboardings/bulk-lines.ts';
import type { Problem, ProblemCode } from '../../problems.ts';
import { type SignedIn, signedIn } from '../admission.ts';
import { errorSummary, formErrors, refusalOf } from '../fields.ts';
import { fittingPage } from '../fitting.ts';
import { given, textOf } from '../forms.ts';
import { sendPage } from '../layout.ts';
import { signedOut, wayTo } from '../pieces.ts';
import { generallyOf } from '../problem-words.ts';
import type { Parts } from '../services.ts';
import { link, place, type Visit } from '../visit.ts';
import { bulkPath, jobTag } from './bulk.ts';

const pageSize = 50;

/** One list of people: its verdict line by line, then how far it is, then what became of everybody. */
export function bulkListPages({ services, banner }: Parts): Router {
  const router = express.Router();
  const { directory, bulk } = services;
  const listPath = '/accounts/:account/bulk/:job';
  const of = ({ params }: Request) => [String(params['account']), String(params['job'])] as const;

  router.get(
    listPath,
    signedIn(async (visit, request, response) => {
      const { cursor, only } = request.query;
      await show(response, visit, of(request), { cursor: given(textOf(cursor)), problems: only === 'problems' });
    }),
  );

  router.post(
    `${listPath}/start`,
    signedIn(async (visit, request, response) => {
      const [account, job] = of(request);
      try {
        await bulk.start(visit.principal, account, job);
        response.redirect(303, link(visit, bulkPath(account, job)));
      } catch (error) {
        await show(response, visit, [account, job], {}, refusalOf(error));
      }
    }),
  );

  router.get(
    `${listPath}/start`,
    signedIn(async (visit, request, response) => response.redirect(303, link(visit, bulkPath(...of(request))))),
  );

  // What the page's script asks for while the list is under way.
  router.get(
    `${listPath}/now`,
    signedIn(async (visit, request, response) => {
      const [account, job] = of(request);
      const { cursor, only, shown, limit } = request.query;
      const most = Math.min(pageSize, Number(limit) || pageSize);
      const page = { limit: most, cursor: given(textOf(cursor)), problems: only === 'problems' };
      const { list, lines } = await bulk.standing(visit.principal, account, job, page);
      const { items } = lines;
      const said = items.map((line) => ({ ...line, ...resultOf(line, list, visit) }));
      const begun = said.flatMap(({ line, ref }) => (ref === null ? [] : [[line, ref] as const]));
      response.json({
        texts: Object.fromEntries([
          ...Object.entries(headTexts(visit, list)),
          ...said.flatMap(({ line, text, detail }) => [
            [`line-${line}`, text],
            [`why-${line}`, detail],
          ]),
          ...begun.map(([line, ref]) => [`ref-${line}`, ref]),
          ['grown', countOf(lines) > Number(shown) ? visit.administration.bulk.moreOf : ''],
        ]),
        links: Object.fromEntries(begun.map(([line, ref]) => [`ref-${line}`, link(visit, `/onboardings/${ref}`)])),
        tones: Object.fromEntries(said.map(({ line, tone }) => [`line-${line}`, tone])),
        value: list.total - list.counts.waiting,
        done: list.state === 'done',
      });
    }),
  );

  router.get(
    `${listPath}/result.csv`,
    signedIn(async (visit, request, response) => {
      const [account, job] = of(request);
      const list = await bulk.read(visit.principal, account, job);
      response
        .set('Content-Disposition', `attachment; filename="${list.job}.csv"`)
        .type('text/csv')
        // A spreadsheet takes the text for UTF-8 only where it begins with this mark.
        .write(`\ufeff${csvLine(visit.administration.bulk.columns)}`);
      for (let cursor: string | undefined; ; ) {
        const page = await bulk.lines(visit.principal, account, job, { limit: 100, cursor });
        for (const line of page.items) {
          const { text, detail } = resultOf(line, list, visit);
          const { line: number, email, firstName, lastName, locale, ref } = line;
          response.write(csvLine([number, email, firstName, lastName, locale, text, detail, ref]));
        }
        if (page.nextCursor === null) break;
        cursor = page.nextCursor;
      }
      response.end();
    }),
  );

  async function show(
    response: Response,
    visit: SignedIn,
    [number, job]: readonly [string, string],
    asked: { cursor?: string | undefined; problems?: boolean },
    problem?: Problem,
  ) {
    const { bulk: words } = visit.administration;
    // Of one moment both, also where they are read a second time.
    let list!: BulkJobView;
    const ask = async (limit: number) => {
      const standing = await bulk.standing(visit.principal, number, job, { limit, ...asked });
      list = standing.list;
      return standing.lines;
    };
    const page = await fittingPage(pageSize, ask, (line) => lineRow(visit, list, line));
    const account = (await directory.findAccount(number))!;
    const path = bulkPath(number, job);
    const query = { only: asked.problems ? 'problems' : undefined, cursor: asked.cursor };
    const limit = String(page.nextCursor === null ? pageSize : page.items.length);
    const watched = link(visit, `${path}/now`, { ...query, shown: String(countOf(page)), limit });
    const main = html`
${await banner(visit)}
${errorSummary(problem ? formErrors(problem, visit) : null, {})}
${head(visit, list, watched)}
<div class="card">
${linesFilter(visit, path, asked.problems ?? false)}
${page.items.length === 0 ? html`<p>${words.noneOf}</p>` : linesTable(visit, list, page.items)}
<p data-row role="status" hidden><a data-now="grown" href="${link(visit, path, query)}"></a></p>
${page.nextCursor && html`<p><a href="${link(visit, path, { ...query, cursor: page.nextCursor })}">${visit.administration.next}</a></p>`}
</div>
<p><a href="${link(visit, bulkPath(number))}">${words.another}</a></p>`;
    const crumbs = wayTo(visit, account, { label: words.title, path: bulkPath(number) });
    const shown = { title: `${job}, ${words.title}`, main, section: 'accounts' as const, wide: true, crumbs };
    const live = { script: 'bulk.js' as const, here: place(path, query), hasErrors: problem !== undefined };
    sendPage(response, visit, { ...shown, ...live }, problem?.status ?? 200);
  }

  return router;
}

/** How many lines a page of them has, one more where others follow: what grows as soon as the page lacks something. */
const countOf = ({ items, nextCursor }: Awaited<ReturnType<Parts['services']['bulk']['lines']>>): number =>
  items.length + (nextCursor === null ? 0 : 1);

/** What stands above the lines, and changes while the list is under way. */
function headTexts({ administration }: Visit, { state, total, counts }: BulkJobView) {
  const { bulk: words } = administration;
  const done = total - counts.waiting;
  const title = { draft: words.draftTitle, running: words.runningTitle, done: words.doneTitle }[state];
  const text = {
    draft: words.draftText(String(counts.waiting), String(total)),
    running: words.runningText,
    done: words.doneText,
  }[state];
  const figures = Object.fromEntries(
    (['begun', 'joined', 'refused', 'left'] as const).flatMap((outcome) => {
      const count = String(counts[outcome]);
      return [
        [outcome, count],
        [`${outcome}-words`, words.figures(outcome, count)],
      ];
    }),
  );
  return { title, text, progress: words.progress(String(done), String(total)), ...figures };
}

function head(visit: SignedIn, list: BulkJobView, watched: string): Html {
  const { bulk: words } = visit.administration;
  const { state, total, counts, account, job } = list;
  const texts = headTexts(visit, list) as Record<string, string>;
  const path = bulkPath(account, job);
  const figure = (outcome: 'begun' | 'joined' | 'refused' | 'left') =>
    html`<li><strong data-now="${outcome}">${texts[outcome]}</strong><span data-now="${outcome}-words">${texts[`${outcome}-words`]}</span></li>`;
  const progress = html`<p role="status" data-now="progress">${texts['progress']}</p>
<progress max="${total}" value="${total - counts.waiting}" aria-label="${words.title}"></progress>
<ul class="figures">${figure('begun')}${figure('joined')}${figure('refused')}${figure('left')}</ul>`;
  const start =
    counts.waiting > 0
      ? html`<form method="post" action="${link(visit, `${path}/start`)}"><div class="buttons"><button>${words.start(String(counts.waiting))}</button></div></form>`
      : html`<p>${words.nothingToStart}</p>`;
  return html`<div class="card"${state === 'running' && html` data-watch="${watched}"`}>
<div class="head"><h1 data-now="title">${texts['title']}</h1><span class="quiet mono">${job}</span></div>
<p data-now="text">${texts['text']}</p>
${state === 'draft' ? html`<p>${jobTag(list, visit)}</p>${start}` : progress}
${state !== 'draft' && html`<p><a class="button second" href="${link(visit, `${path}/result.csv`)}">${words.download}</a></p>`}
${state === 'running' && html`<p data-idle><a href="${link(visit, path)}">${words.refresh}</a></p>${signedOut(visit, path)}`}
</div>`;
}

function linesFilter(visit: Visit, path: string, problems: boolean): Html {
  const { only } = visit.administration.bulk;
  const item = (label: string, current: boolean, query?: string) =>
    html`<li><a href="${link(visit, path, { only: query })}"${current && trusted(' aria-current="true"')}>${label}</a></li>`;
  return html`<ul class="tabs">${item(only.all, !problems)}${item(only.problems, problems, 'problems')}</ul>`;
}

const good: readonly string[] = ['begun', 'joined'];

/** What a line would lead to, or what became of it; and why, where it came to nothing. */
function resultOf({ verdict, outcome, code }: BulkLineView, { state }: BulkJobView, { administration, locale }: Visit) {
  const { verdicts, outcomes } = administration.bulk;
  const before = state === 'draft' || outcome === 'left';
  const text = before ? verdicts[verdict] : outcomes[outcome];
  const tone = outcome === 'refused' || outcome === 'left' ? 'warn' : good.includes(outcome) ? 'good' : '';
  return { text, tone, detail: code === null ? '' : whyOf(code, locale) };
}

function whyOf(code: string, locale: Visit['locale']): string {
  const { problems, fields } = dictionary(locale);
  if (!Object.hasOwn(problems, code)) return fields[code as keyof typeof fields] ?? code;
  const { title, why, next } = generallyOf(code as ProblemCode, locale);
  // Of an address alone, why it was not taken says no more than that nothing was done, and nothing was to be.
  return code.startsWith('address.') ? `${title} ${next}` : why;
}

function linesTable(visit: SignedIn, list: BulkJobView, items: readonly BulkLineView[]): Html {
  const { head: words } = visit.administration.bulk;
  return html`<table class="table"><thead><tr><th scope="col">${words.line}</th><th scope="col">${words.person}</th><th scope="col">${words.result}</th></tr></thead>
<tbody>${items.map((line) => lineRow(visit, list, line))}</tbody></table>`;
}

function lineRow(visit: SignedIn, list: BulkJobView, line: BulkLineView): Html {
  const { text, tone, detail } = resultOf(line, list, visit);
  const name = [line.firstName, line.lastName].filter(Boolean).join(' ');
  return html`<tr><td class="quiet">${line.line}</td><td>${line.email || '–'}${name && html` <span class="quiet small">${name}</span>`}</td>
<td><span data-now="line-${line.line}"><span class="tag ${tone}">${text}</span></span> ${reference(visit, line)}
<div class="quiet small" data-now="why-${line.line}">${detail}</div></td></tr>`;
}

/** The onboarding that a line began or met; filled in as soon as there is one. */
const reference = (visit: SignedIn, { line, ref }: BulkLineView): Html =>
  html`<a data-now="ref-${line}" href="${link(visit, ref === null ? '/onboardings' : `/onboardings/${ref}`)}"${ref === null && trusted(' hidden')}>${ref ?? ''}</a>`;
