import type { Connection } from 'mongoose';
import type { Authority, Principal } from '../directory/authority.ts';
import { demandScope } from '../directory/authority.ts';
import { Problem } from '../problems.ts';
import { audit } from '../audit/audit.ts';
import { countOpenUpgradeRequests } from '../records/upgrade-requests.ts';
import { countFindings, countOnboardings, countOutbox } from './counting.ts';
import { type Finding, listFindings } from './findings.ts';
import { listWaiting, type Waiting } from './waiting.ts';
import type { Stage, StallReason } from '../../workflows/stages.ts';

export interface Overview {
  readonly stages: Record<Stage, number>;
  readonly stalls: Partial<Record<StallReason, number>>;
  readonly outbox: { readonly count: number; readonly oldest: Date | null };
  /** How many ask to be upgraded. */
  readonly upgradeRequests: number;
  /** How much the sweep found that does not go on by itself. */
  readonly findings: number;
  readonly oldest: Waiting | null;
  readonly needsHuman: readonly Waiting[];
}

export type Support = ReturnType<typeof createSupport>;

/** What support sees first: where all onboardings stand, and what needs a human. */
export function createSupport({ connection, authority }: { connection: Connection; authority: Authority }) {
  /** @throws Problem access.not-support, audited */
  async function demandSupport(principal: Principal): Promise<void> {
    demandScope(principal, 'onboardings:read');
    if (await authority.isSupport(principal.user)) return;
    const { user, requestId } = principal;
    await audit(connection, { actor: user, action: 'support.read', outcome: 'refused', requestId });
    throw new Problem('access.not-support');
  }

  return {
    async overview(principal: Principal): Promise<Overview> {
      await demandSupport(principal);
      const [{ stages, stalls }, outbox, upgradeRequests, found, waiting] = await Promise.all([
        countOnboardings(connection),
        countOutbox(connection),
        countOpenUpgradeRequests(connection),
        countFindings(connection),
        listWaiting(connection, 20),
      ]);
      const counts = Object.fromEntries(Object.entries(stages).map(([stage, { count }]) => [stage, count]));
      return {
        stages: counts as Record<Stage, number>,
        stalls,
        outbox,
        upgradeRequests,
        findings: Object.values(found).reduce((sum, count) => sum + count, 0),
        oldest: waiting.reduce<Waiting | null>((old, one) => (old && old.since <= one.since ? old : one), null),
        needsHuman: waiting,
      };
    },

    async findings(principal: Principal): Promise<Finding[]> {
      await demandSupport(principal);
      return listFindings(connection);
    },
  };
}
