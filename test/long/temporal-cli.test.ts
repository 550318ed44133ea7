import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Scope } from '../../src/directory/scopes.ts';
import type { OnboardingView } from '../../src/onboardings/view.ts';
import { workflowIdOf } from '../../workflows/messages.ts';
import { eventually } from '../support/eventually.ts';
import { issue } from '../support/issued.ts';
import { type Product, startProduct } from '../support/product.ts';
import { temporalCliPath } from '../support/servers.ts';
import { visiting } from '../support/visiting.ts';

/** Temporal's own command line on the whole product, as docs/temporal-ui.md shows it. */
const run = promisify(execFile);
const launcher = path.resolve(import.meta.dirname, '../../bin/castellan.js');
let product: Product;
let ref: string;

beforeAll(async () => {
  product = await startProduct({ PORT: '18680' });
  const administrator = await visiting(product.addresses).signIn(product.addresses.administrator);
  const asked = { email: 'typed@example.org', path: 'invite' };
  const { body } = await administrator.call<{ onboarding: OnboardingView }>(
    'POST',
    '/accounts/1001/onboardings',
    asked,
    [202],
  );
  ({ ref } = body.onboarding);
}, 120_000);
afterAll(async () => product?.stop());

const env = () => ({ PATH: process.env['PATH'], HOME: product.data, LANG: 'C.UTF-8' });

/** What an operator makes on the host. */
async function makeToken(user: string, scope: Scope = 'codec'): Promise<string> {
  const args = ['token', 'create', '--user', user, '--scope', scope, '--days', '7', '--data', product.data, '--json'];
  const { stdout } = await run(process.execPath, [launcher, ...args], { env: env() });
  const { token } = JSON.parse(stdout) as { token: string };
  issue(token);
  return token;
}

/** Everything that the `temporal` command says. */
async function temporal(...args: string[]): Promise<string> {
  const address = ['--address', product.addresses.temporalAddress, '--workflow-id', workflowIdOf(ref)];
  const said = await run(temporalCliPath(), [...args, ...address], { env: env() }).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  );
  return said.stdout + said.stderr;
}

const codec = (token?: string) => [
  ...['--codec-endpoint', `${product.addresses.consoleUrl}/codec`],
  ...(token === undefined ? [] : ['--codec-auth', `Bearer ${token}`]),
];

test('with a token of the scope codec it shows clear text; without, with a wrong one or one of another scope, none', async () => {
  const token = await makeToken(product.addresses.support.userId);
  const summary = `Promotion ${ref} in account 1001`;
  const shown = await temporal(...codec(token), 'workflow', 'show', '--detailed');
  expect(shown).toContain(`userMetadata.summary: ${summary}`);
  expect(shown).toContain(`input[0].ref: ${ref}`);
  const details = await temporal(...codec(token), 'workflow', 'metadata');
  expect(details).toContain('Waiting for the candidate’s first login.');
  expect(details).toContain(`castellan resend ${ref} --reason`);

  const sealed = await temporal('workflow', 'show', '--detailed');
  expect(sealed).toContain('WorkflowExecutionStarted');
  expect(sealed).toContain('encryption-key-id');
  const others = [undefined, 'cst_wrong', await makeToken(product.addresses.support.userId, 'onboardings:read')];
  const refused = await Promise.all(others.map((other) => temporal(...codec(other), 'workflow', 'show', '--detailed')));
  for (const text of [sealed, ...refused]) {
    for (const clear of [summary, 'input[0].ref', 'Seal the envelope']) expect(text).not.toContain(clear);
  }
  for (const text of refused) expect(text).toContain('Error');
}, 60_000);

test('the update that the metadata spells out has its effect without any token, and is told as come through Temporal', async () => {
  const details = await temporal(...codec(await makeToken(product.addresses.support.userId)), 'workflow', 'metadata');
  const spelt = /temporal (workflow update .*) --workflow-id \S+ (--name resend) --input '(.*)'/.exec(details)!;
  const [, command, name, input] = spelt as unknown as [string, string, string, string];
  const args = [...command.split(' '), ...name.split(' '), '--input', input.replace('…', 'typed by hand')];
  const said = await temporal(...args);
  expect(said).toContain('UpdateID');
  expect(said).not.toContain('Error');
  const administrator = await visiting(product.addresses).signIn(product.addresses.administrator);
  await eventually(async () => {
    const { body } = await administrator.call<OnboardingView>('GET', `/onboardings/${ref}`);
    return body.timeline!.some(({ kind, by }) => kind === 'resent' && by === 'Temporal');
  });
}, 60_000);
