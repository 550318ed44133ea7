import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Visitor } from '../../src/cli/demo/visitor.ts';
import { startTemporal, type StartedTemporal } from '../../src/embedded/temporal.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/free-port.ts';
import { type Product, startProduct } from '../support/product.ts';
import { type Visiting, visiting } from '../support/visiting.ts';

/** Temporal stops in the middle: what people do goes on, and the rest is caught up when it is back. */
let folder: string;
let ports: { port: number; uiPort: number };
let temporal: StartedTemporal;
let product: Product;
let people: Visiting;
let administrator: Visitor;

const attributes = Object.fromEntries(
  Object.entries(searchAttributes).map(([name, type]) => [name, type === 'DATETIME' ? 'Datetime' : 'Keyword']),
);

const bringUpTemporal = () =>
  startTemporal({
    ...ports,
    databaseFile: path.join(folder, 'temporal.db'),
    homeFolder: folder,
    logFile: path.join(folder, 'temporal.log'),
    searchAttributes: attributes,
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'castellan-temporal-'));
  ports = { port: await freePort(), uiPort: await freePort() };
  temporal = await bringUpTemporal();
  product = await startProduct({ TEMPORAL_ADDRESS: temporal.address, START_DEADLINE_MS: '1500', PORT: '18180' });
  people = visiting(product.addresses);
  administrator = await people.signIn(product.addresses.administrator);
});
afterAll(async () => {
  await product?.stop();
  await temporal?.stop(5_000);
  rmSync(folder, { recursive: true, force: true });
});

const onboarding = async (ref: string) => (await administrator.call<OnboardingView>('GET', `/onboardings/${ref}`)).body;

test('a first login and a new request succeed while Temporal is away, and both go on when it is back', async () => {
  const { body: begun } = await administrator.call<{ onboarding: OnboardingView; temporaryPassword: string }>(
    'POST',
    '/accounts/1001/onboardings',
    { email: 'meanwhile@example.org', path: 'temporary-password' },
    [202],
  );
  expect(begun.onboarding.stage).toBe('awaiting-first-login');
  await temporal.stop(5_000);

  const candidate = await people.signIn({ userId: 'meanwhile@example.org', password: begun.temporaryPassword });
  await people.completeFirstLogin(candidate);
  const { body: accepted } = await administrator.call<{ onboarding: OnboardingView }>(
    'POST',
    '/accounts/1001/onboardings',
    { email: 'later@example.org', path: 'invite' },
    [202],
  );
  expect(accepted.onboarding.stage).toBe('requested');
  expect((await onboarding(begun.onboarding.ref)).stage).toBe('awaiting-first-login');

  temporal = await bringUpTemporal();
  await eventually(async () => (await onboarding(begun.onboarding.ref)).stage === 'completed', 90_000);
  await eventually(async () => (await onboarding(accepted.onboarding.ref)).stage === 'awaiting-first-login', 90_000);
});
