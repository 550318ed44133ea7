import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { fill, painter, table } from '../output.ts';
import { describeFailure } from '../problem-text.ts';
import { readHistories } from './histories.ts';
import { createProgress, type Progress } from './progress.ts';
import { type Outcome, tellStory } from './story.ts';
import { startSystem, type System } from './system.ts';

interface DemoFlags {
  /** End when the demonstration is over. */
  readonly exit?: true;
  /** Keep the data in this folder. */
  readonly data?: string;
}

interface Result extends Omit<Outcome, 'onboardings'> {
  readonly ok: boolean;
  readonly onboardings: readonly {
    readonly ref: string;
    readonly email: string;
    readonly path: string | null;
    readonly stage: string;
    readonly workflowId: string;
    readonly historyEvents: number | null;
    readonly historySteps: readonly string[] | null;
    readonly temporalUrl: string | null;
  }[];
  readonly consoleUrl: string;
  readonly mailboxUrl: string;
  readonly temporalUiUrl: string | null;
}

/**
 * Starts everything, promotes three people, says where to look, and stays up unless told otherwise.
 * @returns 0 only if all three are members and their onboardings completed
 */
export async function runDemo(context: Context, flags: DemoFlags): Promise<ExitCode> {
  const { io, words, locale, json } = context;
  const progress = createProgress(io, words);
  let system: System | undefined;
  try {
    progress.begin('start');
    progress.say(words.demo.starting);
    system = await startSystem({ words, locale, data: flags.data });
    progress.say(fill(words.demo.ready, system.consoleUrl));
    progress.done();
    const result = await present(context, system, progress);
    if (json) io.out(`${JSON.stringify(result, null, 2)}\n`);
    else io.out(tellResult(context, system, result));
    if (!flags.exit) await staysUp(context, system);
    return result.ok ? exitCodes.ok : exitCodes.failed;
  } catch (error) {
    const at = progress.current;
    progress.failed();
    if (io.signal.aborted || !at) throw error;
    const { text, exitCode } = describeFailure(error, words, locale);
    throw new CliError(exitCode, fill(words.demo.failed, words.demo.steps[at]), [text]);
  } finally {
    await system?.stop();
  }
}

async function present({ words, locale, io }: Context, system: System, progress: Progress): Promise<Result> {
  const door = { apiUrl: system.apiUrl, account: system.account, words, locale, signal: io.signal };
  const outcome = await tellStory(system, door, progress);
  const ids = outcome.onboardings.map(({ ref, workflow }) => workflow?.id ?? `promote-to-admin/${ref}`);
  const namespace = io.env['TEMPORAL_NAMESPACE'] || 'default';
  const address = system.temporalAddress ?? io.env['TEMPORAL_ADDRESS'];
  const histories = address ? await readHistories({ words, signal: io.signal }, { address, namespace }, ids) : [];
  const ui = system.temporalUiUrl ?? io.env['TEMPORAL_UI_URL'] ?? null;
  const onboardings = outcome.onboardings.map(({ ref, email, path, stage }, index) => ({
    ref,
    email,
    path,
    stage,
    workflowId: ids[index]!,
    historyEvents: histories[index]?.events ?? null,
    historySteps: histories[index]?.steps ?? null,
    temporalUrl: ui && `${ui.replace(/\/$/, '')}/namespaces/${namespace}/workflows/${encodeURIComponent(ids[index]!)}`,
  }));
  const total = histories.reduce((sum, { events }) => sum + events, 0);
  progress.say(fill(words.demo.checked, outcome.members.length, total));
  progress.done();
  return {
    ok:
      outcome.members.length === 3 &&
      onboardings.every(({ stage }) => stage === 'completed') &&
      outcome.messageOpened &&
      outcome.workerKilled,
    account: outcome.account,
    members: outcome.members,
    onboardings,
    workerKilled: outcome.workerKilled,
    worker: outcome.worker,
    messageOpened: outcome.messageOpened,
    consoleUrl: system.consoleUrl,
    mailboxUrl: system.mailboxUrl,
    temporalUiUrl: ui,
  };
}

function tellResult({ words, io }: Context, system: System, result: Result): string {
  const texts = words.demo;
  const paint = painter(io.env, io.stdoutIsTerminal);
  const people = result.onboardings.map(({ ref, email, path, stage, historyEvents }) => [
    `  ${ref}`,
    words.stages[stage as keyof typeof words.stages],
    words.paths[(path ?? 'none') as keyof typeof words.paths],
    email,
    historyEvents === null ? '' : fill(texts.events, historyEvents),
  ]);
  const last = result.onboardings.at(-1);
  const places: string[][] = [
    [`  ${texts.console}`, system.consoleUrl],
    [`  ${texts.signIn}`, `${system.administrator.userId} / ${system.administrator.password}`],
    [`  ${texts.mailbox}`, system.mailboxUrl],
    [`  ${texts.apiDocs}`, `${system.consoleUrl.replace(/\/$/, '')}/docs/api`],
    ...result.onboardings.map(({ ref, temporalUrl }) => [`  ${texts.temporal} ${ref}`, temporalUrl ?? '']),
  ];
  return [
    `\n${paint('bold', fill(texts.title, result.account))}\n`,
    table(people),
    result.ok ? `${fill(texts.nothingLost, last?.ref ?? '', last?.email ?? '')}\n` : '',
    `\n${paint('bold', texts.where)}\n`,
    table(places.filter(([, place]) => place !== '')),
  ].join('');
}

/** Until Ctrl-C, which is the expected end, or until the system ends by itself. */
async function staysUp({ io, words, note }: Context, system: System): Promise<void> {
  note(words.demo.stays);
  const interrupted = new Promise<void>((resolve) =>
    io.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([interrupted, system.ended]);
}
