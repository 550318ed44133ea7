import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { ClientFlags, Context, Ended } from '../context.ts';
import { fill } from '../output.ts';
import type { Run } from '../program.ts';
import { type Act, acts, type OnboardingView, onboardingPath } from '../view.ts';
import { clientCommand } from './shared.ts';

interface ActFlags extends ClientFlags {
  readonly reason: string;
  readonly keepUser?: true;
}

/** Decisions on an onboarding; each takes a reason that lands in timeline and audit. */
export function addActionCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  for (const act of acts) {
    const command = clientCommand(program, act, context)
      .description(words.commands[act])
      .argument('<ref>', words.arguments.ref)
      .requiredOption('--reason <text>', words.options.reason)
      .action(run(async (ref: string, flags: ActFlags) => perform(context, act, ref, flags)));
    if (act === 'cancel') command.option('--keep-user', words.options.keepUser);
  }
}

async function perform(context: Context, act: Act, ref: string, flags: ActFlags): Ended {
  const { words } = context;
  const { body } = await context
    .client(flags)
    .post<{ onboarding: OnboardingView; temporaryPassword?: string }>(
      `${onboardingPath(ref)}/${act}`,
      { reason: flags.reason, ...(act === 'cancel' && flags.keepUser ? { createdUser: 'keep' } : {}) },
      { 'idempotency-key': randomUUID() },
    );
  const { temporaryPassword, onboarding } = body;
  context.print(body, () => {
    const lines = [`${fill(words.acted[act], ref)} (${words.stages[onboarding.stage]})`];
    if (temporaryPassword) lines.push(fill(words.promote.temporaryPassword, temporaryPassword));
    return `${lines.join('\n')}\n`;
  });
  if (temporaryPassword) context.note(fill(words.promote.handOver, onboarding.email));
  return undefined;
}
