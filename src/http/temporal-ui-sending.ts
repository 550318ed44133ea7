import type { Principal } from '../directory/authority.ts';

interface Judgement {
  readonly allowed: boolean;
  /** Whether it would change something. */
  readonly changes: boolean;
  /** Of the onboarding it is about, where the path tells. */
  readonly ref?: string;
}

const workflows = '/api/v1/namespaces/[\\w.-]{1,100}/workflows';
/** A workflow's own answer to a question; asking changes nothing, though it is a POST. */
const query = new RegExp(`^${workflows}/[\\w.%-]{1,300}/query/\\w{1,100}$`);
/** The decisions that need no authorisation in MongoDB; the workflow demands a reason for each. */
const update = new RegExp(
  `^${workflows}/promote-to-admin(?:%2F|/)(?<ref>ONB-[0-9A-Z]{4,12})/update/(?:resume|resend|extend|cancel)$`,
  'i',
);
const about = /promote-to-admin(?:%2F|\/)(?<ref>ONB-[0-9A-Z]{4,12})(?:\/|$)/i;

/**
 * What may go through the Temporal Web UI to Temporal, which believes whatever comes: reading for everybody who is let
 * in; for people, besides, the updates that an onboarding hears from anybody. Starting, terminating, resetting,
 * signalling and whatever else Temporal knows is the operator's, on the host.
 * @param path below the Web UI's own, without a query
 */
export function judgeSending(via: Principal['via'], method: string, path: string): Judgement {
  if (method === 'GET' || method === 'HEAD') return { allowed: true, changes: false };
  const asks = method === 'POST' && query.test(path);
  if (asks && via === 'session') return { allowed: true, changes: false };
  const ref = about.exec(path)?.groups?.['ref'];
  const allowed = via === 'session' && method === 'POST' && update.test(path);
  return { allowed, changes: !asks, ...(ref === undefined ? {} : { ref }) };
}
