import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from '../../../workflows/stages.ts';
import type { Client } from '../client.ts';
import type { Context, Ended } from '../context.ts';
import { ApiProblem, ApiUnreachable, CliError } from '../errors.ts';
import { exitCodeOfStatus, exitCodes } from '../exit-codes.ts';
import { fill, plain } from '../output.ts';
import { createProgress } from '../progress.ts';
import type { OnboardingView } from '../view.ts';
import { readAge } from './shared.ts';

export const bulkActs = ['resume', 'resend', 'extend', 'cancel'] as const;
export type BulkAct = (typeof bulkActs)[number];

interface BulkRequest {
  readonly action: BulkAct;
  readonly reason: string;
  readonly dryRun: boolean;
}

interface Item {
  readonly ref: string;
  readonly outcome: 'done' | 'would' | 'refused' | 'failed';
  readonly code: string | null;
  readonly title: string | null;
  readonly stage: Stage | null;
}

type Chosen = { readonly refs: readonly string[] } | { readonly where: readonly string[] };

/** Conditions of --where, and what the API calls them. */
const conditions = { account: 'account', stage: 'stage', reason: 'reason', 'older-than': 'olderThan', q: 'q' } as const;

/** A call takes up to 50; half as many let the progress be seen. */
const portionSize = 25;
const triesPerItem = 3;
const triesPerCall = 5;

/**
 * Decides for many onboardings. Which ones is settled at the start, by the list: one that stalls again on the way is not
 * taken up twice. Portions that get no answer are sent again under the same key, which decides nothing twice.
 */
export async function actOnMany(context: Context, client: Client, request: BulkRequest, chosen: Chosen): Ended {
  const { io, words } = context;
  const query = 'where' in chosen ? readConditions(context, chosen.where) : {};
  const refs = 'refs' in chosen ? chosen.refs : await collect(client, query);
  const progress = createProgress(context, refs.length);
  const items: Item[] = [];
  const take = (item: Item): void => {
    items.push(item);
    if (!context.json) progress.line(() => io.out(lineOf(context, item)));
  };
  let stopped: unknown;
  try {
    await work(client, request, query, refs, take, () => progress.show(items.length));
  } catch (error) {
    stopped = error;
  }
  progress.end();
  report(context, request, refs.length, items);
  if (stopped !== undefined) throw stopped;
  if (refs.length === 0) context.note(words.bulk.none);
  return items.every(({ outcome }) => outcome === 'done' || outcome === 'would') ? exitCodes.ok : exitCodes.partly;
}

async function work(
  client: Client,
  request: BulkRequest,
  { account, stage, reason }: Readonly<Record<string, string>>,
  refs: readonly string[],
  take: (item: Item) => void,
  onPortion: () => void,
): Promise<void> {
  const key = randomUUID();
  const narrowed = Object.fromEntries(Object.entries({ account, stage, reason }).filter(([, value]) => value));
  const tries = new Map<string, number>();
  let rest = [...refs];
  while (rest.length > 0) {
    const portion = rest.slice(0, portionSize);
    const body = { ...request, filter: { refs: portion, ...narrowed } };
    const { items } = await insistently(async () => {
      const answer = await client.post<{ items: readonly Item[] }>('/onboardings/actions', body, {
        'idempotency-key': key,
      });
      return answer.body;
    });
    const settled = new Set<string>();
    for (const item of items) {
      const count = (tries.get(item.ref) ?? 0) + 1;
      tries.set(item.ref, count);
      // What failed may succeed when it is tried again a moment later.
      if (item.outcome === 'failed' && count < triesPerItem) continue;
      settled.add(item.ref);
      take(item);
    }
    const again = portion.filter((ref) => !settled.has(ref));
    rest = [...rest.slice(portionSize), ...again];
    onPortion();
    if (settled.size === 0) await delay(1_000);
  }
}

/** All references that are so, page by page. */
async function collect(client: Client, query: Readonly<Record<string, string>>): Promise<string[]> {
  const refs = new Set<string>();
  let cursor: string | null = null;
  do {
    const search: URLSearchParams = new URLSearchParams({ ...query, limit: '100', ...(cursor ? { cursor } : {}) });
    const { body }: { body: { items: readonly OnboardingView[]; nextCursor: string | null } } = await insistently(() =>
      client.get(`/onboardings?${search}`),
    );
    for (const { ref } of body.items) refs.add(ref);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return [...refs];
}

/** Tries again what was refused or unanswered for a moment only. */
async function insistently<T>(call: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await call();
    } catch (error) {
      if (count >= triesPerCall || !isTemporary(error)) throw error;
      await delay(500 * 2 ** count);
    }
  }
}

const isTemporary = (error: unknown): boolean =>
  (error instanceof ApiUnreachable && error.why === 'no-answer') ||
  (error instanceof ApiProblem && exitCodeOfStatus(error.problem.status) === exitCodes.unavailable);

function readConditions({ words }: Context, where: readonly string[]): Record<string, string> {
  const query: Record<string, string> = {};
  for (const condition of where) {
    const [, name, value = ''] = /^([a-z-]+)=(.*\S.*)$/s.exec(condition) ?? [];
    const field = Object.entries(conditions).find(([known]) => known === name)?.[1];
    if (field === undefined) {
      const known = Object.keys(conditions).map((one) => `${one}=…`);
      throw new CliError(exitCodes.usage, fill(words.usage.where, condition, known.join(', ')));
    }
    query[field] = field === 'olderThan' ? readAge(value) : value;
  }
  return query;
}

function lineOf({ words }: Context, { ref, outcome, code, title, stage }: Item): string {
  const why = title ?? code ?? (stage === null ? '' : words.stages[stage]);
  return `${ref}  ${words.bulk.outcomes[outcome]}  ${plain(why)}\n`;
}

function report(context: Context, { action, dryRun }: BulkRequest, matched: number, items: readonly Item[]): void {
  const { words } = context;
  const count = (outcome: Item['outcome']) => items.filter((item) => item.outcome === outcome).length;
  const counts = { done: count('done'), would: count('would'), refused: count('refused'), failed: count('failed') };
  if (context.json) context.print({ action, dryRun, matched, counts, items }, () => '');
  else if (dryRun) context.note(fill(words.bulk.summaryDry, action, counts.would, counts.refused));
  else if (matched > 0) context.note(fill(words.bulk.summary, action, counts.done, counts.refused, counts.failed));
  if (items.length < matched) context.note(fill(words.bulk.stopped, matched - items.length));
}
