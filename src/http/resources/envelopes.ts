import { route } from '../route.ts';
import { instant } from '../schemas.ts';
import { z } from '../zod.ts';

export const releaseRoute = route({
  method: 'post',
  path: '/envelopes/{mid}/release',
  tag: 'Recipient',
  summary: 'Hand the key of a message to its recipient’s browser',
  description: 'The key is encrypted to `epk`, a P-256 key that the browser made for this one purpose.',
  access: 'session',
  params: z.strictObject({ mid: z.string().max(64) }),
  body: z
    .strictObject({
      // Checked where it is used: whatever is no P-256 key is `envelope.key-invalid`.
      epk: z.looseObject({}).openapi({ description: 'JWK: kty EC, crv P-256, x, y' }),
    })
    .openapi('Release'),
  replies: {
    200: {
      description: 'The key, the sealed message, and what may be done with it',
      body: z
        .object({
          key: z.string().openapi({ description: 'JWE, compact, ECDH-ES to epk' }),
          envelope: z.looseObject({}).openapi({ description: 'JWE, flattened JSON' }),
          policy: z.looseObject({}),
          expiresAt: instant,
          sender: z.object({ name: z.string(), account: z.string(), accountName: z.string() }),
          sealedAt: instant,
        })
        .openapi('Released'),
    },
  },
  problems: [
    'envelope.not-found',
    'envelope.not-active',
    'envelope.locked',
    'envelope.expired',
    'envelope.recalled',
    'envelope.another-address',
    'envelope.mailbox-unproved',
    'envelope.key-invalid',
  ],
  async handler({ services, principal, params, body }) {
    const released = await services.envelopes.release({ mid: params.mid, epk: body.epk, principal });
    const { key, envelope, policy, expiresAt, sender, sealedAt } = released;
    const times = { expiresAt: expiresAt.toISOString(), sealedAt: sealedAt.toISOString() };
    return { status: 200, body: { key, envelope: { ...envelope }, policy: { ...policy }, sender, ...times } };
  },
});
