import { type Command, Option } from 'commander';
import { hostUser } from '../../embedded/host-user.ts';
import {
  type AttachmentPolicy,
  attachmentPolicies,
  everywhere,
  readDomain,
} from '../../envelopes/attachment-policies.ts';
import type { MailPolicies } from '../../envelopes/mail-policies.ts';
import type { ClientFlags, Context, Ended, Run } from '../context.ts';
import { fill, plain, table } from '../output.ts';
import { accountPath } from '../view.ts';
import { type DataFlag, withOperator } from './operator.ts';
import { clientCommand } from './shared.ts';

interface PolicyFlags extends ClientFlags, DataFlag {
  readonly account?: string;
}
interface SetFlags extends PolicyFlags {
  readonly domain?: string;
  readonly attachment: AttachmentPolicy;
  readonly reason: string;
}

interface Shown {
  readonly account?: string;
  readonly scope?: 'account' | 'everywhere';
  readonly domain: string | null;
  readonly attachment: AttachmentPolicy;
  readonly reason: string;
  readonly by: string;
}

/**
 * Whether invitations carry an attachment, below `castellan mail-policy`: of one account over the API, of every account
 * on the database.
 */
export function addMailPolicyCommands(program: Command, context: Context, run: Run): void {
  const { words } = context;
  const policy = program.command('mail-policy').description(words.commands.mailPolicy);
  clientCommand(policy, 'set', context)
    .description(words.mailPolicy.set)
    .option('--account <number>', words.mailPolicy.account)
    .option('--domain <domain>', words.mailPolicy.domain)
    .addOption(
      new Option('--attachment <kind>', words.mailPolicy.attachment)
        .choices([...attachmentPolicies])
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', words.options.reason)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: SetFlags) => set(context, flags)));
  clientCommand(policy, 'list', context)
    .description(words.mailPolicy.list)
    .option('--account <number>', words.mailPolicy.account)
    .option('--data <folder>', words.options.data)
    .action(run(async (flags: PolicyFlags) => list(context, flags)));
}

async function set(context: Context, flags: SetFlags): Ended {
  const { account, domain, attachment, reason } = flags;
  if (account !== undefined) {
    const body = { attachment, reason, ...(domain === undefined ? {} : { domain }) };
    const answer = await context.client(flags).post<{ items: Shown[] }>(accountPath(account, 'mail-policies'), body);
    return show(context, answer.body.items);
  }
  return withOperator(context, flags, async ({ mailPolicies }) => {
    const by = `operator:${hostUser()}`;
    const of = { account: everywhere, domain: readDomain(domain) };
    await mailPolicies.decide({ ...of, attachment, reason, by }, { actor: by, role: 'operator' });
    return show(context, await everyPolicy(mailPolicies));
  });
}

async function list(context: Context, flags: PolicyFlags): Ended {
  const { account } = flags;
  if (account === undefined) {
    return withOperator(context, flags, async ({ mailPolicies }) => show(context, await everyPolicy(mailPolicies)));
  }
  const { body } = await context.client(flags).get<{ items: Shown[] }>(accountPath(account, 'mail-policies'));
  return show(context, body.items);
}

const everyPolicy = async (policies: MailPolicies): Promise<Shown[]> =>
  (await policies.listAll()).map(({ account, domain, attachment, reason, by }) => ({
    ...(account === everywhere ? { scope: 'everywhere' as const } : { scope: 'account' as const, account }),
    ...{ domain: domain === everywhere ? null : domain, attachment, reason, by },
  }));

async function show(context: Context, items: readonly Shown[]): Ended {
  const { words } = context;
  const row = ({ scope, account, domain, attachment, by, reason }: Shown) =>
    [scope === 'everywhere' ? words.mailPolicy.everyAccount : (account ?? words.mailPolicy.thisAccount)].concat(
      domain ?? words.mailPolicy.everyDomain,
      attachment,
      by,
      plain(reason),
    );
  context.print({ items }, () =>
    items.length === 0 ? `${fill(words.mailPolicy.none)}\n` : table([[...words.mailPolicy.columns], ...items.map(row)]),
  );
  return undefined;
}
