import express, { type Router } from 'express';
import { envelopeLimit } from '../../envelopes/sealing.ts';
import { Problem } from '../../problems.ts';
import type { Parts } from '../services.ts';

const forms = ['multipart/form-data', 'application/x-www-form-urlencoded'];
/** The longest envelope with what the form adds to it, in bytes. */
const limit = envelopeLimit + 20_000;

/**
 * Takes the form of a mail's attachment, which comes from a file and so from another site. It names a message that is
 * known already and changes nothing; whoever posts it is led to the message's page.
 */
export function openPage({ services }: Parts): Router {
  const router = express.Router();
  router.post('/open', express.raw({ type: forms, limit }), async (request, response) => {
    if (!Buffer.isBuffer(request.body)) throw new Problem('request.unsupported-media-type');
    const mid = await services.envelopes.open(await envelopeIn(request.body, request.headers['content-type']!));
    response.redirect(303, `/m/${mid}`);
  });
  return router;
}

/** The form's one field, whichever way it is written. Node reads both (WHATWG Fetch, `Body.formData`). */
async function envelopeIn(body: Buffer, type: string): Promise<string> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch((error: unknown) => {
      throw new Problem('request.invalid', { cause: error });
    });
  const envelope = form.get('envelope');
  if (typeof envelope !== 'string') {
    throw new Problem('request.invalid', { errors: [{ pointer: '/envelope', code: 'field.required' }] });
  }
  return envelope;
}
