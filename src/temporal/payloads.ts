import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Connection } from 'mongoose';
import { audit } from '../audit/audit.ts';
import type { Authority, Principal } from '../directory/authority.ts';

/** A payload as Temporal's JSON writes it: bytes in base64. */
export interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly data?: string | undefined;
}

export type Payloads = ReturnType<typeof createPayloads>;

/** What the Temporal Web UI and command line have decoded, and who may have it. */
export function createPayloads({
  connection,
  authority,
  codec,
}: {
  connection: Connection;
  authority: Pick<Authority, 'isSupport'>;
  codec: PayloadCodec;
}) {
  return {
    /** Support staff in a session, and whoever holds a token with the scope `codec` from the operator. */
    async mayRead(principal: Principal | null): Promise<boolean> {
      if (principal === null) return false;
      return principal.via === 'token'
        ? (principal.scopes?.includes('codec') ?? false)
        : authority.isSupport(principal.user);
    },

    /**
     * Decrypts. Audited first, without any content: what cannot be audited is not decoded.
     * @throws Error for a payload that was tampered with, or whose key is not in the keyring
     */
    async decode(by: Principal, payloads: readonly JsonPayload[]): Promise<JsonPayload[]> {
      await audit(connection, {
        actor: by.user,
        role: by.via === 'session' ? 'support' : 'operator',
        action: 'payloads.decode',
        outcome: 'done',
        requestId: by.requestId,
        data: { payloads: payloads.length, via: by.via },
      });
      return (await codec.decode(payloads.map(fromJson))).map(toJson);
    },

    /** Encrypts what the Web UI or command line is about to send. */
    encode: async (payloads: readonly JsonPayload[]): Promise<JsonPayload[]> =>
      (await codec.encode(payloads.map(fromJson))).map(toJson),
  };
}

const fromJson = ({ metadata = {}, data }: JsonPayload): Payload => ({
  metadata: Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, Buffer.from(value, 'base64')])),
  ...(data === undefined ? {} : { data: Buffer.from(data, 'base64') }),
});

const toJson = ({ metadata, data }: Payload): JsonPayload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  ...(data ? { data: base64(data) } : {}),
});

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
