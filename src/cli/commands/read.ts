import { type Command, Option } from 'commander';
import { type Stage, stages, type StallReason, stallReasons } from '../../../workflows/stages.ts';
import type { ClientFlags, Context, Ended, Run } from '../context.ts';
import { type Explanation, explain } from '../explain.ts';
import { follow } from '../follow.ts';
import { fill, formatTime, painter, plain, table } from '../output.ts';
import { type OnboardingView, readOnboarding, runbookUrl } from '../view.ts';
import { exitCodeOfStage } from '../wait.ts';
import { clientCommand, readAge, wholeNumber } from './shared.ts';

interface ListFlags extends ClientFlags {
  readonly account?: string;
  readonly stage?: string;
  readonly reason?: string;
  readonly olderThan?: string;
  readonly q?: string;
  readonly sort?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** How many open ones stand where, and of the stalled ones how many for which reason. */
interface Counts {
  readonly stages: Partial<Record<Stage, number>>;
  readonly reasons: Partial<Record<StallReason, number>>;
}

/** list, show, explain, watch: they change nothing. */
export function addReadCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  clientCommand(program, 'list', context)
    .description(words.commands.list)
    .option('--account <number>', words.options.account)
    .addOption(new Option('--stage <stage>', fill(words.options.stage, { stages: stages.join(', ') })).choices(stages))
    .addOption(
      new Option('--reason <reason>', fill(words.options.stallReason, { reasons: stallReasons.join(', ') })).choices(
        stallReasons,
      ),
    )
    .option('--older-than <age>', words.options.olderThan, readAge)
    .option('--q <text>', words.options.search)
    .addOption(new Option('--sort <order>', words.options.sort).choices(['newest', 'needs-human']))
    .option('--limit <number>', words.options.limit, wholeNumber(context, 1, 100), 50)
    .option('--cursor <cursor>', words.options.cursor)
    .action(run(async (flags: ListFlags) => list(context, flags)));
  const readers = { show, explain: explainOnboarding, watch };
  for (const [name, command] of Object.entries(readers)) {
    clientCommand(program, name, context)
      .description(words.commands[name as keyof typeof readers])
      .argument('<ref>', words.arguments.ref)
      .action(run(async (ref: string, flags: ClientFlags) => command(context, ref, flags)));
  }
}

async function list(context: Context, flags: ListFlags): Ended {
  const { words, locale } = context;
  const query = new URLSearchParams();
  for (const name of ['account', 'stage', 'reason', 'olderThan', 'q', 'sort', 'limit', 'cursor'] as const) {
    const value = flags[name];
    if (value !== undefined) query.set(name, String(value));
  }
  const client = context.client(flags);
  const { body } = await client.get<{ items: readonly OnboardingView[]; nextCursor: string | null }>(
    `/onboardings?${query}`,
  );
  for (const name of ['stage', 'reason', 'sort', 'limit', 'cursor']) query.delete(name);
  const { body: counts } = await client.get<Counts>(`/onboardings/counts?${query}`);
  context.print({ ...body, counts }, () => {
    if (body.items.length === 0) return '';
    const rows = body.items.map(({ ref, stage, stall, path, account, email, updatedAt }) => [
      ref,
      stall ? `${words.stages[stage]}: ${stall.reason}` : words.stages[stage],
      words.paths[path ?? 'none'],
      account,
      plain(email),
      formatTime(updatedAt, locale),
    ]);
    return table([words.list.columns, ...rows]);
  });
  if (body.items.length === 0) context.note(words.list.none);
  if (body.nextCursor) context.note(fill(words.list.more, body.nextCursor));
  const stalled = stallReasons.filter((reason) => counts.reasons[reason] !== undefined);
  const byReason = stalled.map((reason) => `${reason} ${counts.reasons[reason]}`);
  if (stalled.length > 0) context.note(fill(words.list.stalled, byReason.join(', ')));
  return undefined;
}

async function show(context: Context, ref: string, flags: ClientFlags): Ended {
  const client = context.client(flags);
  const onboarding = await readOnboarding(client, ref);
  context.print(onboarding, () => showText(context, onboarding, runbookUrl(client, onboarding)));
  return undefined;
}

function showText({ words, locale, io }: Context, onboarding: OnboardingView, runbook: string | null): string {
  const texts = words.show;
  const { stall, nextAutomaticAction: next } = onboarding;
  const moment = (iso: string) => formatTime(iso, locale);
  const facts: (readonly [string, string])[] = [
    [texts.email, plain(onboarding.email)],
    [texts.account, onboarding.account],
    [texts.group, onboarding.group],
    [texts.path, words.paths[onboarding.path ?? 'none']],
    [texts.stage, words.stages[onboarding.stage]],
    [texts.created, moment(onboarding.createdAt)],
  ];
  if (stall) {
    const since = { reason: stall.reason, since: moment(stall.since), attempt: stall.attempt };
    facts.push([texts.stalled, fill(texts.since, since)]);
  }
  if (runbook !== null) facts.push([texts.runbook, runbook]);
  if (next) facts.push([texts.next, explain(onboarding, { words, locale, now: new Date() }).automatic.join(' ')]);
  const password = onboarding.temporaryPasswordState ?? null;
  if (password !== null) facts.push([texts.password, fill(texts.passwordStates[password], onboarding.ref)]);
  if (onboarding.workflow) facts.push([texts.workflow, onboarding.workflow.id]);
  const bold = painter(io.env, io.stdoutIsTerminal);
  const lines = (onboarding.timeline ?? []).map(({ at, text }) => [`  ${moment(at)}`, plain(text)]);
  return `${bold('bold', onboarding.ref)}\n${table(facts)}\n${bold('bold', texts.timeline)}\n${table(lines)}`;
}

async function explainOnboarding(context: Context, ref: string, flags: ClientFlags): Ended {
  const { words, locale } = context;
  const client = context.client(flags);
  const onboarding = await readOnboarding(client, ref);
  const answers = explain(onboarding, { words, locale, now: new Date() });
  const runbook = runbookUrl(client, onboarding);
  context.print({ ref, stage: onboarding.stage, ...answers, runbook }, () => explainText(context, answers, runbook));
  return undefined;
}

function explainText(
  { words, io }: Context,
  { happened, waiting, automatic, possible }: Explanation,
  runbook: string | null,
): string {
  const bold = painter(io.env, io.stdoutIsTerminal);
  const texts = words.explain;
  const block = (title: string, lines: readonly string[]) =>
    `${bold('bold', title)}\n${lines.map((line) => `  ${line}\n`).join('')}`;
  const can = table(possible.map(({ text, command }) => [text, command]))
    .split('\n')
    .filter(Boolean);
  return [
    block(texts.happened, happened),
    block(texts.waiting, [waiting.text]),
    block(texts.automatic, automatic),
    block(texts.possible, can.length > 0 ? can : [texts.canNothing]),
    ...(runbook === null ? [] : [block(texts.runbook, [runbook])]),
  ].join('\n');
}

/** Prints each line as it comes; with --json one JSON object a line. */
async function watch(context: Context, ref: string, flags: ClientFlags): Ended {
  const { io, words, locale } = context;
  const client = context.client(flags);
  try {
    const onLost = () => context.note(words.errors.lost);
    for await (const line of follow(client, ref, { signal: io.signal, onLost })) {
      io.out(context.json ? `${JSON.stringify(line)}\n` : `${formatTime(line.at, locale)}  ${plain(line.text)}\n`);
    }
  } catch (error) {
    if (io.signal.aborted) context.note(fill(words.errors.followStill, ref));
    throw error;
  }
  const { stage } = await readOnboarding(client, ref);
  context.note(`${ref}  ${words.stages[stage]}`);
  return exitCodeOfStage(stage);
}
