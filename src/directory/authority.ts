import { type Connection, isValidObjectId, Types } from 'mongoose';
import { type AuditFact, audit } from '../audit/audit.ts';
import type { Scope } from './scopes.ts';
import type { Locale } from '../language/index.ts';
import { Problem, type ProblemCode } from '../problems.ts';
import { administratorsGroup, platformAccount, supportGroup } from './groups.ts';
import { directoryModels } from './models.ts';

/** Who makes a request: a signed-in user whose first login is complete, or an API token of one. */
export interface Principal {
  /** ObjectId as hex. */
  readonly user: string;
  readonly userId: string;
  readonly locale: Locale;
  /** IANA name; the user's own clock, in which moments are shown. */
  readonly timeZone?: string;
  readonly via: 'session' | 'token';
  readonly sessionId?: string;
  /** Of a token. */
  readonly scopes?: readonly string[];
  readonly requestId: string;
}

/** What a person is to an account; `user` is whom the account made or who is in one of its groups. */
export type Role = 'administrator' | 'support' | 'user';

export type AuthorityAction =
  | 'account.read'
  | 'member.list'
  | 'member.add'
  | 'member.remove'
  | 'user.list'
  | 'user.add'
  | 'user.lock'
  | 'onboarding.start'
  | 'onboarding.read'
  | 'onboarding.act'
  | 'onboarding.approve'
  | 'temporary-password.make'
  | 'upgrade-request.make'
  | 'upgrade-request.read'
  | 'upgrade-request.decide'
  | 'envelope.manage'
  | 'mail-policy.read'
  | 'mail-policy.set'
  | 'audit.read';

/** The rule itself. Administrators and users in their own account; support in every account. */
export const mayDo: Readonly<Record<AuthorityAction, readonly Role[]>> = {
  'account.read': ['administrator', 'support', 'user'],
  'member.list': ['administrator', 'support'],
  'member.add': ['administrator'],
  'member.remove': ['administrator'],
  'user.list': ['administrator', 'support'],
  'user.add': ['administrator'],
  'user.lock': ['administrator'],
  // What support starts stops before the grant, until somebody else stands behind it.
  'onboarding.start': ['administrator', 'support'],
  'onboarding.read': ['administrator', 'support'],
  'onboarding.act': ['administrator', 'support'],
  'onboarding.approve': ['administrator', 'support'],
  'temporary-password.make': ['administrator'],
  // An administrator may ask and is told that there is nothing to ask for.
  'upgrade-request.make': ['administrator', 'user'],
  'upgrade-request.read': ['support'],
  'upgrade-request.decide': ['support'],
  // What it says belongs to sender and recipient; support sees where it stands, and no more.
  'envelope.manage': ['administrator'],
  'mail-policy.read': ['administrator', 'support'],
  'mail-policy.set': ['administrator'],
  'audit.read': ['administrator', 'support'],
};

/** What an API token needs besides its user's right. */
export const scopeFor: Readonly<Record<AuthorityAction, Scope>> = {
  'account.read': 'directory:read',
  'member.list': 'directory:read',
  'member.add': 'directory:write',
  'member.remove': 'directory:write',
  'user.list': 'directory:read',
  'user.add': 'directory:write',
  'user.lock': 'directory:write',
  'onboarding.start': 'onboardings:write',
  'onboarding.read': 'onboardings:read',
  'onboarding.act': 'onboardings:write',
  'onboarding.approve': 'onboardings:write',
  'temporary-password.make': 'onboardings:write',
  'upgrade-request.make': 'onboardings:write',
  'upgrade-request.read': 'onboardings:read',
  'upgrade-request.decide': 'onboardings:write',
  'envelope.manage': 'onboardings:write',
  'mail-policy.read': 'directory:read',
  'mail-policy.set': 'directory:write',
  'audit.read': 'directory:read',
};

export interface Roles {
  readonly administrator: boolean;
  readonly support: boolean;
  /** Whether the account made this user or has the user in a group. */
  readonly belongs: boolean;
}

const nobody: Roles = { administrator: false, support: false, belongs: false };

/** @throws Problem access.scope-missing for a token without the scope; a session has every right of its user */
export function demandScope(principal: Principal, scope: Scope): void {
  if (principal.via === 'token' && !principal.scopes?.includes(scope)) {
    throw new Problem('access.scope-missing', { params: { scope } });
  }
}

/** What a refusal is kept with, besides who and what. */
export interface About {
  readonly ref?: string | undefined;
  readonly reason?: string | undefined;
}

/** The one place that decides who may do what. */
export function createAuthority({ connection }: { connection: Connection }) {
  const { accounts, users, members } = directoryModels(connection);

  const noteRefusal = (
    { user: actor, requestId }: Principal,
    { ref, reason, ...refusal }: Pick<AuditFact, 'action' | 'role' | 'account'> & About,
    code: ProblemCode,
  ): Promise<void> => {
    const about = { ref: ref ?? null, reason: reason ?? null };
    return audit(connection, { actor, requestId, ...refusal, ...about, outcome: 'refused', data: { code } });
  };

  /** As demandScope, and on record. @param account as it was named; kept only where it exists */
  async function demandScopeFor(
    principal: Principal,
    action: AuthorityAction,
    named: string | null,
    about: About = {},
  ) {
    try {
      demandScope(principal, scopeFor[action]);
    } catch (error) {
      const account = named !== null && (await accounts.exists({ number: named })) ? named : null;
      await noteRefusal(principal, { action, account, ...about }, 'access.scope-missing');
      throw error;
    }
  }

  /** What a user is to an account now: read anew with every request, so that what was taken away is gone at once. */
  async function rolesIn(who: Principal | string, account: string): Promise<Roles> {
    const id = typeof who === 'string' ? who : who.user;
    if (!isValidObjectId(id)) return nobody;
    const _id = new Types.ObjectId(id);
    const [user, memberships] = await Promise.all([
      users.findById(_id, { status: 1, firstLoginAt: 1, createdByAccount: 1 }).lean(),
      members.find({ user: _id }, { account: 1, group: 1 }).lean(),
    ]);
    if (user?.status !== 'active' || !user.firstLoginAt) return nobody;
    const isIn = (number: string, name: string) =>
      memberships.some((membership) => membership.account === number && membership.group === name);
    return {
      administrator: isIn(account, administratorsGroup),
      support: isIn(platformAccount, supportGroup),
      belongs: user.createdByAccount === account || memberships.some((membership) => membership.account === account),
    };
  }

  return {
    rolesIn,

    /** The accounts in which the principal may do it; undefined means all of them. */
    async accountsWith(principal: Principal, action: AuthorityAction): Promise<string[] | undefined> {
      demandScope(principal, scopeFor[action]);
      const { support } = await rolesIn(principal, platformAccount);
      if (support && mayDo[action].includes('support')) return undefined;
      const own = await members.distinct('account', {
        user: new Types.ObjectId(principal.user),
        group: administratorsGroup,
      });
      const roles = await Promise.all(own.map(async (account) => (await rolesIn(principal, account)).administrator));
      return mayDo[action].includes('administrator') ? own.filter((_, index) => roles[index]) : [];
    },

    /** Whether a user is active support staff. */
    async isSupport(user: string): Promise<boolean> {
      return (await rolesIn(user, platformAccount)).support;
    },

    /**
     * Lets support staff go on, whatever account it is about. A refusal is audited.
     * @throws Problem access.not-support, access.scope-missing
     */
    async demandSupport(principal: Principal, action: AuthorityAction): Promise<void> {
      await demandScopeFor(principal, action, null);
      if ((await rolesIn(principal, platformAccount)).support && mayDo[action].includes('support')) return;
      await noteRefusal(principal, { action }, 'access.not-support');
      throw new Problem('access.not-support');
    },

    /**
     * Lets the caller go on, or not. A refusal is audited.
     * @param about what the refusal is kept with: which onboarding, and the reason that was given
     * @returns the role in which the principal may do it
     * @throws Problem account.not-found where the account does not exist or is another's, so that nobody learns which;
     *   access.not-account-administrator; access.scope-missing
     */
    async demand(principal: Principal, action: AuthorityAction, account: string, about: About = {}): Promise<Role> {
      await demandScopeFor(principal, action, account, about);
      const roles = await rolesIn(principal, account);
      const held: Role[] = [];
      if (roles.administrator) held.push('administrator');
      if (roles.support) held.push('support');
      if (roles.belongs) held.push('user');
      const role = held.find((candidate) => mayDo[action].includes(candidate));
      if (role === 'administrator') return role;
      const exists = (await accounts.exists({ number: account })) !== null;
      if (role !== undefined && exists) return role;
      const code = held.length > 0 && exists ? 'access.not-account-administrator' : 'account.not-found';
      await noteRefusal(principal, { role: held[0] ?? null, action, account: exists ? account : null, ...about }, code);
      throw new Problem(code);
    },
  };
}

export type Authority = ReturnType<typeof createAuthority>;
