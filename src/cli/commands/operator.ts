import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { type Scope, scopes } from '../../directory/scopes.ts';
import { readAddress } from '../../directory/addresses.ts';
import { administratorsGroup, platformAccount, supportGroup } from '../../directory/groups.ts';
import { hostUser } from '../../embedded/host-user.ts';
import type { Operator } from '../../main/operator.ts';
import type { Context, Ended, Run } from '../context.ts';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { fill, formatTime } from '../output.ts';
import { runningIn } from '../running.ts';
import { pathOption, wholeNumber } from './shared.ts';

type Way = 'invite' | 'temporary-password';

export interface DataFlag {
  readonly data?: string;
}
interface PromotionFlags extends DataFlag {
  readonly path: Way;
}
interface AccountFlags extends PromotionFlags {
  readonly number: string;
  readonly administrator: string;
  readonly name?: string;
}
interface TokenFlags extends DataFlag {
  readonly user: string;
  readonly scope: readonly Scope[];
  readonly days: number;
  readonly name?: string;
}

const dayMs = 86_400_000;

/** Commands on the database itself, for whoever runs the service; recorded with the host's user. */
export function addOperatorCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  const account = program.command('account').description(words.commands.account);
  account
    .command('create')
    .description(words.commands.accountCreate)
    .requiredOption('--number <number>', words.options.number)
    .requiredOption('--administrator <email>', words.options.administrator)
    .option('--name <name>', words.options.name)
    .addOption(pathOption(words.options.operatorPath).default('invite'))
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: AccountFlags) => createAccount(context, flags)));
  const support = program.command('support').description(words.commands.support);
  support
    .command('add')
    .argument('<email>', words.arguments.email)
    .description(words.commands.supportAdd)
    .addOption(pathOption(words.options.operatorPath).default('invite'))
    .option('--data <folder>', words.options.data)
    .action(run(async (email: string, flags: PromotionFlags) => addSupport(context, email, flags)));
  const token = program.command('token').description(words.commands.token);
  token
    .command('create')
    .description(words.commands.tokenCreate)
    .requiredOption('--user <email>', words.options.user)
    .requiredOption('--scope <scopes>', fill(words.options.scope, { scopes: scopes.join(', ') }), readScopes(context))
    .requiredOption('--days <number>', words.options.days, wholeNumber(context, 1, 366))
    .option('--name <name>', words.options.tokenName)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: TokenFlags) => createToken(context, flags)));
}

async function createAccount(context: Context, flags: AccountFlags): Ended {
  const { words } = context;
  const { number, administrator: email, name = number, path: way } = flags;
  if (number === platformAccount) throw new CliError(exitCodes.usage, words.operator.platform);
  return promote(context, flags, { account: number, name, group: administratorsGroup, email, path: way });
}

async function addSupport(context: Context, email: string, flags: PromotionFlags): Ended {
  const of = { account: platformAccount, name: 'Castellan', group: supportGroup };
  return promote(context, flags, { ...of, email, path: flags.path });
}

async function promote(
  context: Context,
  flags: DataFlag,
  { name, ...promotion }: { account: string; name: string; group: string; email: string; path: Way },
): Ended {
  const { words } = context;
  // Before anything is written: the account would be there without its onboarding.
  readAddress(promotion.email);
  return withOperator(context, flags, async (operator) => {
    const by = hostUser();
    const { directory, onboardings } = operator.promotions();
    const { created } = await directory.createAccount({ number: promotion.account, name }, `operator:${by}`);
    context.note(fill(created ? words.operator.accountCreated : words.operator.accountExists, promotion.account));
    const answer = await onboardings.requestAsOperator(promotion, by);
    const { ref, stage, email } = answer.onboarding;
    context.print(answer, () => {
      const lines = [fill(words.operator.onboarding, ref, email, words.stages[stage])];
      if (answer.temporaryPassword) lines.push(fill(words.promote.temporaryPassword, answer.temporaryPassword));
      return `${lines.join('\n')}\n`;
    });
    if (answer.delayedBy) context.note(fill(words.promote.delayed, answer.delayedBy));
    if (answer.temporaryPassword) context.note(fill(words.promote.handOver, email));
    return exitCodes.ok;
  });
}

async function createToken(context: Context, { user, scope, days, name = user, data }: TokenFlags): Ended {
  const { words, locale } = context;
  return withOperator(context, data ? { data } : {}, async (operator) => {
    const owner = await operator.findActiveUser(user);
    if (owner === null) throw new CliError(exitCodes.notFound, fill(words.operator.noSuchUser, user));
    const expiresAt = new Date(Date.now() + days * dayMs);
    const actor = `operator:${hostUser()}`;
    const made = await operator.tokens.create({ user: owner, name, scopes: scope, expiresAt }, { actor });
    context.print({ ...made, scopes: scope, expiresAt }, () => `${fill(words.operator.token, made.token)}\n`);
    context.note(fill(words.operator.tokenUse, formatTime(expiresAt, locale)));
    return exitCodes.ok;
  });
}

/**
 * Opens the database that is configured, or that a running `castellan start` uses.
 * @throws CliError when there is none
 */
export async function withOperator(context: Context, flags: DataFlag, work: (operator: Operator) => Ended): Ended {
  const config = hostSettings(context, flags);
  const { openOperator } = await import('../../main/operator.ts');
  const operator = await openOperator(config);
  try {
    return await work(operator);
  } finally {
    await operator.close();
  }
}

/** The settings of the host, with what a running `castellan start` uses. @throws CliError when they name no database */
export function hostSettings({ io, words }: Context, flags: DataFlag): Config {
  const config = completed(readConfig({ ...io.env, ...(flags.data ? { CASTELLAN_DATA: flags.data } : {}) }));
  if (config.MONGODB_URI === undefined) {
    const what = fill(words.usage.noDatabase, config.CASTELLAN_DATA);
    throw new CliError(exitCodes.usage, what, [words.usage.noDatabaseHint]);
  }
  return config;
}

function completed(config: Config): Config {
  const running = runningIn(config.CASTELLAN_DATA);
  const keyring = path.join(config.CASTELLAN_DATA, 'keyring.json');
  return {
    ...config,
    MONGODB_URI: config.MONGODB_URI ?? running?.mongodbUri,
    TEMPORAL_ADDRESS: config.TEMPORAL_ADDRESS ?? running?.temporalAddress,
    SMTP_URL: config.SMTP_URL ?? running?.smtpUrl,
    PUBLIC_URL: config.PUBLIC_URL ?? running?.url,
    KEYRING_FILE: config.KEYRING_FILE ?? (existsSync(keyring) ? keyring : undefined),
  };
}

function readScopes({ words }: Context): (text: string) => readonly Scope[] {
  return (text) =>
    text.split(',').map((name) => {
      const scope = scopes.find((known) => known === name.trim());
      if (scope === undefined) throw new CliError(exitCodes.usage, fill(words.usage.scopes, name, scopes.join(', ')));
      return scope;
    });
}
