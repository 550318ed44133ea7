import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { readConfig, settings } from '../../src/config.ts';
import { temporalUiPath } from '../../src/http/temporal-ui-path.ts';
import { compose, interpolate, project, read, readEnvFile, variable } from './support.ts';

const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.startsWith('castellan:'));
const secretNames = ['MONGODB_ROOT_PASSWORD', 'MONGODB_PASSWORD', 'MONGODB_REPLICA_SET_KEY', 'POSTGRES_PASSWORD'];
const filledIn = {
  ...readEnvFile('.env.example'),
  ...Object.fromEntries(secretNames.map((name) => [name, 'ab12'.repeat(16)])),
};

test('it is a Compose file, by the schema of the Compose Specification', () => {
  const linter = path.dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const schema = JSON.parse(readFileSync(path.join(linter, 'schemas', 'compose.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false, validateSchema: false, validateFormats: false }).compile(schema);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ services: { api: { ports: 8080 } } })).toBe(false);
});

test('api and worker are given every setting but the data folder, and nothing that is no setting', () => {
  const expected = Object.keys(settings).filter((name) => name !== 'CASTELLAN_DATA');
  expect(ours.map(([name]) => name).sort()).toEqual(['api', 'database', 'worker']);
  for (const [, { environment }] of ours) expect(Object.keys(environment ?? {}).sort()).toEqual(expected.sort());
});

test.each([
  ['the trial of .env.example', {}],
  [
    'production behind a proxy',
    { NODE_ENV: 'production', PUBLIC_URL: 'https://castellan.example.org', TRUST_PROXY: '1' },
  ],
])('the settings of %s are accepted', (_, changes) => {
  const environment = Object.entries(compose.services['api']!.environment!);
  const config = readConfig(
    Object.fromEntries(environment.map(([name, value]) => [name, interpolate(value, { ...filledIn, ...changes })])),
  );
  expect(config).toMatchObject({ PORT: 8080, TEMPORAL_ADDRESS: 'temporal:7233', TEMPORAL_NAMESPACE: 'default' });
});

test('ports are bound to loopback and are those that settings and documentation name', () => {
  expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`)).sort()).toEqual([
    `api 127.0.0.1:${settings.PORT.fallback}:${settings.PORT.fallback}`,
    'mailpit 127.0.0.1:8025:8025',
  ]);
  expect(compose.services['api']!.environment!['PORT']).toBe(settings.PORT.fallback);
  expect(read('Dockerfile')).toContain(`EXPOSE ${settings.PORT.fallback}\n`);
  expect(readEnvFile('.env.example')['PUBLIC_URL']).toBe(`http://localhost:${settings.PORT.fallback}`);
});

test('no secret has a default, and what is missing says how to make it', () => {
  for (const [, { environment = {} }] of services) {
    for (const [name, value] of Object.entries(environment)) {
      if (/PASSWORD$|_PWD$|_KEY$/.test(name)) expect(value).toMatch(/^\$\{\w+:\?[^}]*openssl rand[^}]*\}$/);
    }
  }
  expect(compose.secrets['keyring']!.file).toMatch(/^\$\{KEYRING:\?.*\.env\.example/);
  const demanded = [...read('docker-compose.yml').matchAll(variable)].filter(([, , operator]) => operator === '?');
  const names = [...new Set(demanded.map(([, name]) => name!))].sort();
  expect(names).toEqual([...secretNames, 'KEYRING', 'PUBLIC_URL'].sort());
  const example = readEnvFile('.env.example');
  for (const name of names) expect(example).toHaveProperty(name);
  for (const name of secretNames) expect(example[name]).toBe('');
});

test('images are pinned, and nobody is root', () => {
  for (const [, { image, user }] of services) {
    expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
    expect(interpolate(user ?? 'root', {})).not.toMatch(/^(root|0)(:|$)/);
  }
  expect(compose.services['api']!.image).toBe(`castellan:${(JSON.parse(read('package.json')) as Versioned).version}`);
});

interface Versioned {
  readonly version: string;
}

test('whoever is waited for can be waited for', () => {
  for (const [, { depends_on: waitsFor = {} }] of services) {
    for (const [name, { condition }] of Object.entries(waitsFor)) {
      const other = compose.services[name]!;
      if (condition === 'service_healthy') expect(other.healthcheck).toBeDefined();
      else {
        expect(condition).toBe('service_completed_successfully');
        expect(other.restart).toMatch(/^on-failure/);
      }
    }
  }
  for (const [, { restart, healthcheck }] of services) {
    expect(healthcheck === undefined).toBe(restart !== 'unless-stopped');
  }
});

test('a worker and an API that are told to stop have the time they take', () => {
  const [, force] = /shutdownForceTime: '(\d+)s'/.exec(read('src/temporal/worker.ts')) ?? [];
  expect(seconds('worker')).toBeGreaterThan(Number(force) + 1);
  const [, finish] = /finishWithinMs = ([\d_]+);/.exec(read('src/main/api.ts')) ?? [];
  const drain = readConfig({}).SHUTDOWN_DRAIN_MS;
  expect(seconds('api') * 1_000).toBeGreaterThan(drain + 2 * Number(finish!.replace('_', '')));
  for (const [, { init }] of ours) expect(init).toBe(true);
});

const seconds = (service: string): number => Number.parseInt(compose.services[service]!.stop_grace_period!, 10);

test('every file that is mounted is there', () => {
  const mounted = services.flatMap(([, { configs = [] }]) => configs.map(({ source }) => source));
  expect(mounted.sort()).toEqual(Object.keys(compose.configs).sort());
  for (const { file } of Object.values(compose.configs)) expect(existsSync(path.join(project, file))).toBe(true);
});

test('the image is of one pinned Node, not Alpine, without dev dependencies, and runs as node', () => {
  const file = read('Dockerfile');
  const bases = new Set([...file.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base));
  expect(bases.size).toBe(1);
  expect([...bases][0]).toMatch(/^node:2[24]\.\d+\.\d+-\w+-slim$/);
  const runtime = file.slice(file.lastIndexOf('\nFROM '));
  expect(runtime).toMatch(/^USER node$/m);
  expect(runtime).toContain('NODE_ENV=production');
  expect(runtime).not.toContain('--from=build /app/node_modules');
  const installs = [...file.matchAll(/npm ci (.+)$/gm)].map(([, flags]) => flags);
  expect(installs).toEqual([
    '--ignore-scripts --include=dev --loglevel=error',
    '--ignore-scripts --omit=dev --loglevel=error',
  ]);
});

test('the image gets what it copies, and nothing else of this folder', () => {
  const allowed = [...read('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, name]) => name!);
  const copied = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names]) =>
    names!.split(' '),
  );
  expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  for (const name of allowed) expect(existsSync(path.join(project, name))).toBe(true);
});

test('the Temporal Web UI has no door of its own: the API serves it at /temporal', () => {
  const { environment: ui = {}, ports } = compose.services['temporal-ui']!;
  const { environment: api = {} } = compose.services['api']!;
  expect(ports).toBeUndefined();
  expect(ui['TEMPORAL_UI_PUBLIC_PATH']).toBe(temporalUiPath);
  expect(api['TEMPORAL_UI_UPSTREAM']).toBe(`http://temporal-ui:8080${temporalUiPath}`);
  expect(api['TEMPORAL_UI_URL']).toBe(`\${PUBLIC_URL}${temporalUiPath}`);
});
