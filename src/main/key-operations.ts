import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import { countSealingBy } from '../envelopes/keyring-reports.ts';
import { countKeyUse } from '../envelopes/key-use.ts';
import type { Rewrapping } from '../envelopes/rewrapping.ts';
import { activateKey, addKey, removeKey } from '../keys/keyring-file.ts';
import { type KeyringContent, readKeyringFile } from '../keys/keyring.ts';
import { countHistories, type HistoryUse } from '../temporal/history-use.ts';
import {
  type RotateKeysInput,
  rotateKeysType,
  rotationIdOf,
  type RotationProgress,
  rotationProgressQuery,
} from '../../workflows/rotation.ts';

export interface KeyFacts {
  readonly id: string;
  /** `added`: in the ring, but never yet active. */
  readonly state: 'active' | 'former' | 'added' | 'missing';
  readonly createdAt: string | null;
  readonly activeUntil: string | null;
  readonly envelopes: number;
  readonly secrets: number;
}

/** Why a key cannot be retired yet; each with what to do in the words of the command. */
export interface RetirementHindrance {
  readonly kind:
    | 'active'
    | 'unknown'
    | 'too-soon'
    | 'processes'
    | 'envelopes'
    | 'secrets'
    | 'running-histories'
    | 'ended-histories'
    | 'temporal';
  readonly count: number;
}

/** A process notices within a second; clocks of hosts differ by more. */
const settledAfterMs = 60_000;

interface Dependencies {
  readonly connection: Connection;
  readonly keyringFile: string;
  readonly rewrapping: Pick<Rewrapping, 'counts' | 'remaining' | 'left'>;
  readonly client: Client;
  readonly taskQueue: string;
  /** Milliseconds between the two passes of a rotation; as long as processes need when left out. */
  readonly settleFor?: number;
}

/**
 * What an operator does with the keys, on the host that has the keyring file. Every change is audited, and before it
 * that it was asked for: a process may be killed after the file has changed. Nothing here wraps a data key: that is the
 * rotation's work, in a worker.
 */
export function createKeyOperations({
  connection,
  keyringFile,
  rewrapping,
  client,
  taskQueue,
  settleFor,
}: Dependencies) {
  const ring = (): KeyringContent => readKeyringFile(keyringFile);
  const noted = async (operator: string, action: string, key?: string) =>
    audit(connection, {
      ...{ actor: `operator:${operator}`, role: 'operator', action, outcome: 'done' },
      ...(key !== undefined && { data: { key } }),
    });
  /** Changes the file. @param change answers the key's id @param named the key, where it is known before */
  async function changing(operator: string, action: string, change: () => string, named?: string): Promise<string> {
    await noted(operator, `${action}.asked`, named);
    const key = change();
    await noted(operator, action, key);
    return key;
  }

  async function list(now = new Date()): Promise<KeyFacts[]> {
    const { keys, active } = ring();
    const { envelopes, secrets } = await countKeyUse(connection, await rewrapping.counts(), now);
    const used = (id: string) => ({ envelopes: envelopes[id] ?? 0, secrets: secrets[id] ?? 0 });
    const missing = Object.keys({ ...envelopes, ...secrets }).filter((id) => keys.every((key) => key.id !== id));
    return [
      ...keys.map(({ id, createdAt, activeUntil }) => ({
        id,
        state: id === active ? ('active' as const) : activeUntil === null ? ('added' as const) : ('former' as const),
        createdAt,
        activeUntil: activeUntil ?? null,
        ...used(id),
      })),
      ...missing.map((id) => ({ id, state: 'missing' as const, createdAt: null, activeUntil: null, ...used(id) })),
    ];
  }

  async function hindrances(id: string, forgetEnded: boolean, now: Date): Promise<RetirementHindrance[]> {
    const { keys, active } = ring();
    const key = keys.find((one) => one.id === id);
    if (!key) return [{ kind: 'unknown', count: 1 }];
    if (id === active) return [{ kind: 'active', count: 1 }];
    const found: RetirementHindrance[] = [];
    const hinder = (kind: RetirementHindrance['kind'], count: number) => {
      if (count > 0) found.push({ kind, count });
    };
    const until = key.activeUntil ? new Date(new Date(key.activeUntil).getTime() + settledAfterMs) : null;
    if (until !== null && until > now) hinder('too-soon', Math.ceil((until.getTime() - now.getTime()) / 1_000));
    hinder('processes', await countSealingBy(connection, id, now));
    const { envelopes, secrets } = await countKeyUse(connection, await rewrapping.counts(), now);
    hinder('envelopes', envelopes[id] ?? 0);
    hinder('secrets', secrets[id] ?? 0);
    if (key.activeUntil === null) return found;
    const time = { from: new Date(key.createdAt), until, except: rotationIdOf(active) };
    const histories = await countHistories(client, time).catch((): HistoryUse | null => null);
    if (histories === null) return [...found, { kind: 'temporal', count: 1 }];
    hinder('running-histories', histories.running);
    if (!forgetEnded) hinder('ended-histories', histories.ended);
    return found;
  }

  /** Whether the rotation to the active key has more to do than what it found that does not open by any key. */
  async function isUnfinished(active: string): Promise<boolean> {
    const left = await rewrapping.remaining();
    if (left === 0) return false;
    const handle = client.workflow.getHandle<(input: RotateKeysInput) => Promise<RotationProgress>>(
      rotationIdOf(active),
    );
    try {
      const { status } = await handle.describe();
      return status.name !== 'COMPLETED' || left > (await handle.result()).failed;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    // Temporal has forgotten it: what it left may be nothing but what opens by no key.
    for await (const { opens } of rewrapping.left()) if (opens) return true;
    return false;
  }

  return {
    list,

    /** Adds a key that is not used yet, to be copied to every host before `rotate` names it. */
    async add(operator: string): Promise<string> {
      return changing(operator, 'keys.add', () => addKey(keyringFile));
    },

    /**
     * Makes another key active and starts wrapping everything by it. Killed at any point and called again, it goes on
     * where it was: a rotation that has not ended is finished before another begins. What does not open by any key holds
     * no later rotation up.
     * @param to a key of the ring; a new one when left out
     * @throws KeyringChangeRefused; the client's error when Temporal cannot be reached
     */
    async rotate(operator: string, to?: string): Promise<{ to: string; began: boolean }> {
      const { active } = ring();
      const unfinished = to === undefined && (await isUnfinished(active));
      const key =
        unfinished || to === active
          ? active
          : await changing(operator, 'keys.rotate', () => activateKey(keyringFile, to), to);
      await client.workflow.start(rotateKeysType, {
        args: [{ to: key, ...(settleFor !== undefined && { settleFor }) }],
        workflowId: rotationIdOf(key),
        taskQueue,
        staticSummary: `Wrap every envelope by ${key}`,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      return { to: key, began: key !== active };
    },

    /** How many envelopes another key than the active one wraps. */
    remaining: async (): Promise<number> => rewrapping.remaining(),

    /** The first few message ids and references whose keys do not open, by any key of the ring. */
    async broken(limit = 10): Promise<string[]> {
      const found: string[] = [];
      for await (const { id, opens } of rewrapping.left()) {
        if (!opens) found.push(id);
        if (found.length === limit) break;
      }
      return found;
    },

    /** How far the rotation's workflow is; null while no worker answers. */
    async progress(to: string): Promise<RotationProgress | null> {
      return client.workflow
        .getHandle(rotationIdOf(to))
        .query(rotationProgressQuery)
        .catch(() => null);
    },

    /** Whether the rotation's workflow runs, has done its work, or was stopped before: ended by hand, say, or failed. */
    async state(to: string): Promise<'running' | 'completed' | 'stopped'> {
      const { status } = await client.workflow.getHandle(rotationIdOf(to)).describe();
      return status.name === 'RUNNING' ? 'running' : status.name === 'COMPLETED' ? 'completed' : 'stopped';
    },

    /**
     * Takes a key out of the ring, if nothing needs it any more.
     * @param forgetEnded also where histories of ended workflows can then not be read again
     * @returns what hinders it; empty when it was retired
     */
    async retire(operator: string, id: string, forgetEnded = false, now = new Date()): Promise<RetirementHindrance[]> {
      const found = await hindrances(id, forgetEnded, now);
      if (found.length > 0) return found;
      const remove = () => {
        removeKey(keyringFile, id);
        return id;
      };
      await changing(operator, 'keys.retire', remove, id);
      return [];
    },
  };
}

export type KeyOperations = ReturnType<typeof createKeyOperations>;
