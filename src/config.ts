import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Every setting of Castellan, parsed once from the environment. Each has a description and an example, so that the
 * reference in docs/settings.md, the error for a broken value and the compose file all speak of the same list.
 */

const wholeNumber = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d+$/, 'is not a whole number')
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, `is not between ${minimum} and ${maximum}`);

/** Ten years: no wait is longer, and no clock overflows. */
const mostHours = 87_600;
const isHours = (hours: number) => hours > 0 && hours <= mostHours;

/** One time, in hours; read as milliseconds. */
const hours = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'is not one number of hours')
  .transform(Number)
  .refine(isHours, `is not above 0 and at most ${mostHours}`)
  .transform((number) => number * 3_600_000);

/** Several times, in hours; read as milliseconds, the first one first. */
const listOfHours = z
  .string()
  .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/, 'is not a list of hours')
  .transform((list) => list.split(',').map(Number))
  .refine((numbers) => numbers.every(isHours), `holds one that is not above 0 and at most ${mostHours}`)
  .transform((numbers) => numbers.map((number) => number * 3_600_000).sort((one, other) => one - other));

const url = (...protocols: string[]) =>
  z.string().refine(
    (text) => {
      try {
        return protocols.includes(new URL(text).protocol);
      } catch {
        return false;
      }
    },
    `is not a URL beginning with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );

interface Setting {
  readonly description: string;
  readonly example: string;
  readonly fallback?: string;
  readonly schema: z.ZodType<unknown, string>;
}

const setting = <S extends z.ZodType<unknown, string>>(
  description: string,
  example: string,
  schema: S,
  fallback: string,
) => ({
  description,
  example,
  schema,
  fallback,
});

const optional = <S extends z.ZodType<unknown, string>>(description: string, example: string, schema: S) => ({
  description,
  example,
  schema,
});

/** The list itself. A setting without `fallback` is absent unless given. */
export const settings = {
  NODE_ENV: setting(
    'production refuses embedded parts, development keys and a plain-http PUBLIC_URL',
    'production',
    z.enum(['development', 'production', 'test']),
    'development',
  ),
  HOST: setting('address the API listens on', '0.0.0.0', z.string().min(1), '127.0.0.1'),
  PORT: setting('port of the API and the console', '8080', wholeNumber(0, 65_535), '8080'),
  PUBLIC_URL: optional(
    'where people reach the console; every link in a mail begins with it',
    'https://castellan.example.org',
    url('http:', 'https:'),
  ),
  TRUST_PROXY: setting(
    'number of reverse proxies in front, whose X-Forwarded-For is believed',
    '1',
    wholeNumber(0, 10),
    '0',
  ),
  LOG_LEVEL: setting('how much is logged', 'info', z.enum(['debug', 'info', 'warn', 'error', 'silent']), 'info'),
  CASTELLAN_DATA: setting(
    'folder of the embedded parts’ data, keys and lock',
    './.castellan',
    z.string().min(1),
    '.castellan',
  ),
  MONGODB_URI: optional(
    'MongoDB replica set; absent: embedded',
    'mongodb://127.0.0.1:27017/castellan?replicaSet=rs0',
    url('mongodb:', 'mongodb+srv:'),
  ),
  TEMPORAL_ADDRESS: optional(
    'Temporal frontend; absent: embedded',
    '127.0.0.1:7233',
    z.string().regex(/^[^\s/]+:\d+$/, 'is not host:port'),
  ),
  TEMPORAL_NAMESPACE: setting('Temporal namespace', 'default', z.string().min(1), 'default'),
  TEMPORAL_TASK_QUEUE: setting('task queue that the worker polls', 'castellan', z.string().min(1), 'castellan'),
  TEMPORAL_UI_URL: optional(
    'where operators reach the Temporal Web UI; on another origin than PUBLIC_URL, that origin may use the codec',
    'https://temporal.example.org',
    url('http:', 'https:'),
  ),
  TEMPORAL_UI_UPSTREAM: optional(
    'a Temporal Web UI with the public path /temporal, which is then served to support staff at /temporal',
    'http://127.0.0.1:8233/temporal',
    url('http:', 'https:'),
  ),
  SMTP_URL: optional(
    'mail server; absent: embedded mailbox. In production smtp: to another machine demands STARTTLS, unless the address ends in ?requireTLS=false',
    'smtps://user:password@mail.example.org:465',
    url('smtp:', 'smtps:'),
  ),
  MAIL_FROM: setting(
    'sender of every mail, in a domain that this service may send for',
    'Castellan <castellan@example.org>',
    z.string().regex(/^[^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>$|^[^<>\s@]+@[^<>\s@]+$/, 'is not an address'),
    'Castellan <castellan@localhost.localdomain>',
  ),
  DKIM_DOMAIN: optional(
    'domain that signs every mail (DKIM); with DKIM_SELECTOR and DKIM_KEY_FILE, or none of them',
    'example.org',
    z.string().regex(/^[a-z0-9.-]+$/i, 'is not a domain'),
  ),
  DKIM_SELECTOR: optional(
    'selector of the DKIM key, published as <selector>._domainkey.<domain>',
    'castellan2026',
    z.string().regex(/^[a-z0-9.-]+$/i, 'is not a selector'),
  ),
  DKIM_KEY_FILE: optional(
    'private key of the DKIM signature (PEM, RSA of at least 2048 bits, mode 0600)',
    '/run/secrets/dkim.pem',
    z.string().min(1),
  ),
  MAIL_EVENTS_SECRET: optional(
    'secret that signs what a mail provider tells at /api/v1/mail-events (Standard Webhooks); several, separated by spaces, while it is changed; absent: nothing is taken',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    z.string().regex(/^(whsec_[A-Za-z0-9+/]{32,88}={0,2}( (?!$)|$))+$/, 'is not whsec_ and 24 to 64 bytes in base64'),
  ),
  KEYRING_FILE: optional(
    'keyring (JSON, mode 0600) that wraps envelope keys and encrypts payloads; absent: generated in CASTELLAN_DATA',
    '/run/secrets/keyring.json',
    z.string().min(1),
  ),
  INVITE_LIFETIME_HOURS: setting('how long an invitation may wait for the first login', '168', hours, '168'),
  INVITE_REMINDER_HOURS: setting(
    'when an invitation is reminded of, counted from its sending',
    '48,120',
    listOfHours,
    '48,120',
  ),
  TEMPORARY_PASSWORD_LIFETIME_HOURS: setting('how long a temporary password is good', '72', hours, '72'),
  TEMPORARY_PASSWORD_REMINDER_HOURS: setting(
    'when a temporary password is reminded of, counted from the user’s making',
    '24,48',
    listOfHours,
    '24,48',
  ),
  STALLED_LIFETIME_HOURS: setting(
    'how long a stalled onboarding waits for a decision before it expires',
    '720',
    hours,
    '720',
  ),
  MAIL_RETRY_MINUTES: setting(
    'how long an unreachable mail server is retried before an onboarding stalls',
    '60',
    wholeNumber(1, 10_080),
    '60',
  ),
  START_DEADLINE_MS: setting(
    'how long a request waits for the process before it answers 202',
    '5000',
    wholeNumber(100, 60_000),
    '5000',
  ),
  SHUTDOWN_DRAIN_MS: setting(
    'how long an API that was told to end answers 503 at /readyz and serves on, so that a load balancer sees it and sends nobody here any more; under castellan start 100',
    '5000',
    wholeNumber(0, 60_000),
    '5000',
  ),
  SESSION_IDLE_MINUTES: setting('a session ends after so long without a request', '30', wholeNumber(1, 1_440), '30'),
  SESSION_LIFETIME_HOURS: setting('a session ends after so long in any case', '12', wholeNumber(1, 168), '12'),
  RATE_SOURCE_PER_MINUTE: setting('requests a minute from one source address', '300', wholeNumber(1, 1_000_000), '300'),
  RATE_SIGN_IN_PER_SUBJECT: setting(
    'failed sign-ins in 15 minutes for one address',
    '10',
    wholeNumber(1, 10_000),
    '10',
  ),
  RATE_MAILS_PER_SUBJECT: setting('code and reset mails an hour to one address', '5', wholeNumber(1, 1_000), '5'),
  RATE_LOOKUPS_PER_SUBJECT: setting(
    'group additions and onboardings a minute by one administrator',
    '120',
    wholeNumber(1, 100_000),
    '120',
  ),
  RATE_PAYLOADS_PER_SUBJECT: setting(
    'requests a minute to the payload codec by one person',
    '600',
    wholeNumber(1, 100_000),
    '600',
  ),
  METRICS_TOKEN: optional(
    'Bearer token with which /metrics may be read from elsewhere; from loopback it needs none',
    'a long random text',
    z.string().min(16, 'is shorter than 16 characters'),
  ),
  WORKER_METRICS_ADDRESS: optional(
    'where the worker serves its metrics for Prometheus; absent: 127.0.0.1:9464, nowhere if that is taken; `castellan start` picks a free port',
    '127.0.0.1:9464',
    z.string().regex(/^[^\s/]+:\d+$/, 'is not host:port'),
  ),
  SWEEP_OUTBOX_MINUTES: setting(
    'the sweep reports what waits longer than this to be delivered',
    '10',
    wholeNumber(1, 10_080),
    '10',
  ),
  DIGEST_HOUR: setting(
    'hour of the day (UTC) at which support staff are mailed what needs a human',
    '6',
    wholeNumber(0, 23),
    '6',
  ),
  WORKER_CACHED_WORKFLOWS: setting('onboardings a worker keeps in memory', '500', wholeNumber(0, 10_000), '500'),
  WORKFLOW_BUNDLE: optional(
    'prebuilt workflow bundle; absent: the one beside the worker',
    'dist/workflow-bundle.js',
    z.string().min(1),
  ),
} satisfies Record<string, Setting>;

type SettingName = keyof typeof settings;
type Value<Name extends SettingName> = z.output<(typeof settings)[Name]['schema']>;
type Optional = {
  [Name in SettingName]: (typeof settings)[Name] extends { fallback: string } ? never : Name;
}[SettingName];

/** All settings by their environment names; those without a fallback may be undefined. */
export type Config = { readonly [Name in SettingName]: Name extends Optional ? Value<Name> | undefined : Value<Name> };

/** Thrown when settings are wrong: names all of them at once, each with its reason and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`Castellan cannot start with these settings:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * The text of a file that a setting names.
 * @throws ConfigError when it is missing or cannot be read
 */
export function demandFile(name: 'KEYRING_FILE' | 'DKIM_KEY_FILE' | 'WORKFLOW_BUNDLE', file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'no reason given' } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`;
    throw new ConfigError([`${name} "${file}": ${reason} (example: ${name}=${settings[name].example})`]);
  }
}

/**
 * Reads every setting. Empty strings count as absent, as docker compose passes unset variables.
 * @param environment usually process.env
 * @throws ConfigError naming every wrong setting at once
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema, fallback, example }] of Object.entries<Setting>(settings)) {
    const text = environment[name] || fallback;
    if (text === undefined) continue;
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} ${reasonOf(result.error, name, text)} (example: ${name}=${example})`);
  }
  const dkim = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'] as const;
  const missing = dkim.filter((name) => values[name] === undefined);
  if (missing.length === 1 || missing.length === 2) {
    problems.push(
      `${missing.join(' and ')} must be set as well: DKIM signs with domain, selector and key, or not at all (example: ${missing.map((name) => `${name}=${settings[name].example}`).join(' ')})`,
    );
  }
  if (values['NODE_ENV'] === 'production') problems.push(...productionProblems(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Config;
}

/** A value that may hold a credential is never printed back. */
function reasonOf(error: z.ZodError, name: string, text: string): string {
  const reason = error.issues[0]?.message ?? 'is wrong';
  return /URL|URI|ADDRESS|TOKEN|UPSTREAM|SECRET/.test(name) ? reason : `"${text}": ${reason}`;
}

function productionProblems(values: Record<string, unknown>): string[] {
  const problems: string[] = [];
  for (const name of ['PUBLIC_URL', 'MONGODB_URI', 'TEMPORAL_ADDRESS', 'SMTP_URL', 'KEYRING_FILE'] as const) {
    if (values[name] === undefined) {
      problems.push(
        `${name} is needed in production, where nothing is embedded (example: ${name}=${settings[name].example})`,
      );
    }
  }
  const publicUrl = values['PUBLIC_URL'];
  if (typeof publicUrl === 'string' && publicUrl.startsWith('http:')) {
    problems.push(`PUBLIC_URL must be https in production (example: PUBLIC_URL=${settings.PUBLIC_URL.example})`);
  }
  return problems;
}
