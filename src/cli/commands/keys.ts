import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { hostUser } from '../../embedded/host-user.ts';
import { KeyringChangeRefused } from '../../keys/keyring-file.ts';
import type { KeyFacts, KeyOperations } from '../../main/key-operations.ts';
import type { Context, Ended, Run } from '../context.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill, formatTime, table } from '../output.ts';
import { type DataFlag, withOperator } from './operator.ts';

interface RotateFlags extends DataFlag {
  readonly to?: string;
  readonly wait: boolean;
}
interface RetireFlags extends DataFlag {
  readonly forgetHistories?: true;
}

/** NIST SP 800-38D bounds random IVs at 2^32 under one key; three months keep far from it. */
const rotateAfterMs = 90 * 86_400_000;
const lookEveryMs = 500;

/** Rotation and retirement of the keys, below `castellan keys`. */
export function addKeyCommands(keys: Command, context: Context, run: Run): void {
  const { words } = context;
  keys
    .command('add')
    .description(words.commands.keysAdd)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DataFlag) => add(context, flags)));
  keys
    .command('list')
    .description(words.commands.keysList)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: DataFlag) => list(context, flags)));
  keys
    .command('rotate')
    .description(words.commands.keysRotate)
    .option('--to <id>', words.options.keyTo)
    .option('--no-wait', words.options.keyNoWait)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: RotateFlags) => rotate(context, flags)));
  keys
    .command('retire')
    .description(words.commands.keysRetire)
    .argument('<id>', words.arguments.key)
    .option('--forget-histories', words.options.forgetHistories)
    .option('--data <folder>', words.options.data)
    .action(run(async (id: string, flags: RetireFlags) => retire(context, id, flags)));
}

async function withKeys(context: Context, flags: DataFlag, work: (keys: KeyOperations) => Ended): Ended {
  const { words } = context;
  return withOperator(context, flags, async (operator) => {
    try {
      return await work(operator.keys());
    } catch (error) {
      if (error instanceof KeyringChangeRefused) {
        throw new CliError(exitCodes.refused, words.keys.refused[error.reason]);
      }
      const { code = '', path = '' } = error as NodeJS.ErrnoException;
      if (!['EROFS', 'EACCES', 'EPERM'].includes(code)) throw error;
      throw new CliError(exitCodes.refused, fill(words.keys.unwritable, path, code), [words.keys.unwritableHint]);
    }
  });
}

async function add(context: Context, flags: DataFlag): Ended {
  const { words } = context;
  return withKeys(context, flags, async (keys) => {
    const id = await keys.add(hostUser());
    context.print({ id }, () => `${fill(words.keys.added, id)}\n`);
    context.note(fill(words.keys.addedNext, id));
    return undefined;
  });
}

async function list(context: Context, flags: DataFlag): Ended {
  const { words, locale } = context;
  return withKeys(context, flags, async (keys) => {
    const facts = await keys.list();
    const row = ({ id, state, createdAt, envelopes, secrets }: KeyFacts) => [
      id,
      words.keys.states[state],
      createdAt === null ? '–' : formatTime(createdAt, locale),
      String(envelopes),
      String(secrets),
    ];
    context.print({ keys: facts }, () => table([[...words.keys.columns], ...facts.map(row)]));
    const active = facts.find(({ state }) => state === 'active');
    if (active?.createdAt && Date.now() - Date.parse(active.createdAt) > rotateAfterMs) {
      context.note(words.keys.old);
    }
    return undefined;
  });
}

async function rotate(context: Context, { to, wait, ...flags }: RotateFlags): Ended {
  const { words, io } = context;
  return withKeys(context, flags, async (keys) => {
    const rotation = await keys.rotate(hostUser(), to);
    context.note(fill(rotation.began ? words.keys.began : words.keys.goesOn, rotation.to));
    if (!wait) {
      context.print({ ...rotation, ended: false }, () => `${fill(words.keys.inBackground, rotation.to)}\n`);
      return undefined;
    }
    let shown = '';
    for (;;) {
      const state = await keys.state(rotation.to);
      const progress = await keys.progress(rotation.to);
      const remaining = await keys.remaining();
      const line = fill(words.keys.progress, progress?.rewrapped ?? 0, remaining);
      if (line !== shown) context.note((shown = line));
      if (state !== 'running') {
        const failed = progress?.failed ?? 0;
        const { rewrapped = 0 } = progress ?? {};
        const result = { ...rotation, ended: state === 'completed', rewrapped, failed, remaining };
        if (state === 'stopped') {
          context.print(result, () => '');
          const hint = fill(words.keys.stoppedHint, rotation.to);
          throw new CliError(exitCodes.needsDecision, fill(words.keys.stopped, remaining), [hint]);
        }
        context.print(result, () => `${fill(words.keys.rotated, rotation.to)}\n`);
        if (remaining === 0) return undefined;
        const hints = [words.keys.leftOverHint, ...(await keys.broken())];
        throw new CliError(exitCodes.needsDecision, fill(words.keys.leftOver, remaining), hints);
      }
      await pause(lookEveryMs, undefined, { signal: io.signal });
    }
  });
}

async function retire(context: Context, id: string, { forgetHistories, ...flags }: RetireFlags): Ended {
  const { words } = context;
  return withKeys(context, flags, async (keys) => {
    const hindrances = await keys.retire(hostUser(), id, forgetHistories === true);
    if (hindrances.length > 0) {
      const reasons = hindrances.map(({ kind, count }) => fill(words.keys.hindrances[kind], count));
      throw new CliError(exitCodes.refused, fill(words.keys.notRetired, id), reasons);
    }
    context.print({ retired: id }, () => `${fill(words.keys.retired, id)}\n`);
    return undefined;
  });
}
