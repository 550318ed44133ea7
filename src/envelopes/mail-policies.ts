import { type Connection, type Model, Schema } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { inTransaction, isDuplicateKey, type Session } from '../database/transaction.ts';
import { type AttachmentPolicy, attachmentPolicies, domainOf, everywhere } from './attachment-policies.ts';

/** For one account or all of them, and for one recipient domain or all of them. */
export interface MailPolicy {
  /** Account number, or `*` for every account. */
  account: string;
  /** Recipient domain as IDNA ASCII, or `*` for every domain. */
  domain: string;
  attachment: AttachmentPolicy;
  reason: string;
  /** A user's address, `operator:<host user>`, or `system` where a mail server’s refusal taught it. */
  by: string;
  at: Date;
  /** The mail whose refusal taught it. */
  becauseOf?: string;
}

const policySchema = new Schema<MailPolicy>(
  {
    account: { type: String, required: true },
    domain: { type: String, required: true },
    attachment: { type: String, enum: attachmentPolicies, required: true },
    reason: { type: String, required: true, maxlength: 1_000 },
    by: { type: String, required: true },
    at: { type: Date, required: true },
    becauseOf: String,
  },
  { strict: 'throw' },
).index({ account: 1, domain: 1 }, { unique: true });

export const mailPolicyModel = (connection: Connection): Model<MailPolicy> =>
  (connection.models['MailPolicy'] ??
    connection.model<MailPolicy>('MailPolicy', policySchema, 'mailPolicies')) as Model<MailPolicy>;

export function createMailPolicies({ connection }: { connection: Connection }) {
  const policies = mailPolicyModel(connection);

  async function set(policy: Omit<MailPolicy, 'at'>, session?: Session, now = new Date()): Promise<void> {
    const { account, domain, ...rest } = policy;
    const write = async () =>
      policies.updateOne(
        { account, domain },
        { $set: { ...rest, at: now }, ...(policy.becauseOf ? {} : { $unset: { becauseOf: 1 } }) },
        { upsert: true, ...(session ? { session } : {}) },
      );
    try {
      await write();
    } catch (error) {
      // Two who set it first at once: the second finds the first's.
      if (!isDuplicateKey(error) || session) throw error;
      await write();
    }
  }

  return {
    /** Sets one, and audits who did. @param who as the audit names the actor */
    async decide(
      policy: Omit<MailPolicy, 'at' | 'becauseOf'>,
      who: { readonly actor: string; readonly role: string; readonly requestId?: string },
    ): Promise<void> {
      const { account, domain, attachment, reason } = policy;
      await inTransaction(connection, async (session) => {
        await set(policy, session);
        const of = { account: account === everywhere ? null : account, reason, data: { domain, attachment } };
        await audit(connection, { ...who, ...of, action: 'mail-policy.set', outcome: 'done' }, session);
      });
    },

    /** What was set for an account, and for every account, by domain. */
    list: async (account: string): Promise<MailPolicy[]> =>
      policies
        .find({ account: { $in: [account, everywhere] } })
        .sort({ account: -1, domain: 1 })
        .lean<MailPolicy[]>(),

    /** Everything that was set. */
    listAll: async (): Promise<MailPolicy[]> => policies.find().sort({ account: 1, domain: 1 }).lean<MailPolicy[]>(),

    /**
     * How to mail this address. What an account says of this very domain decides; else one `link-only` that applies is
     * enough, since a link works wherever an attachment does.
     * @returns the policy, and the key of the mail whose refusal taught it, if one did
     */
    async attachmentFor(
      account: string,
      address: string,
    ): Promise<{ attachment: AttachmentPolicy; learnt: MailPolicy | null }> {
      const domain = domainOf(address);
      const found = await policies
        .find({ account: { $in: [account, everywhere] }, domain: { $in: [domain, everywhere] } })
        .lean<MailPolicy[]>();
      const own = found.find((policy) => policy.account === account && policy.domain === domain);
      const strict = own ?? found.find(({ attachment }) => attachment === 'link-only');
      const learnt = found.find(({ becauseOf }) => becauseOf !== undefined) ?? null;
      return { attachment: strict?.attachment ?? 'html', learnt };
    },

    /**
     * Remembers that a domain's mail server refuses attachments. What a person said of the domain stays: an account for
     * itself, or the operator for all.
     */
    async learn(domain: string, becauseOf: string, reason: string, now = new Date()): Promise<void> {
      const rule = { attachment: 'link-only', reason, by: 'system', at: now, becauseOf } as const;
      try {
        await policies.updateOne({ account: everywhere, domain, by: 'system' }, { $set: rule }, { upsert: true });
      } catch (error) {
        // There is one already that somebody made, or that was learnt at the same moment.
        if (!isDuplicateKey(error)) throw error;
      }
    },
  };
}

export type MailPolicies = ReturnType<typeof createMailPolicies>;
