import mongoose from 'mongoose';
import { recordModels } from '../../src/records/models.ts';
import { createVisitor } from '../console/visitor.ts';
import { newPlace } from '../support/castellan.ts';
import { eventually } from '../support/eventually.ts';

const place = newPlace();
afterAll(async () => place.clear());

test('a thousand lines through the form, over a closed browser and an end of the API in their middle', async () => {
  const running = place.start({ PORT: '18080' }); // or the next one that is free, which it keeps
  const { consoleUrl, administrator, mongodbUri, account } = await running.ready();
  const signIn = async () => {
    const visitor = createVisitor(new URL(consoleUrl).origin);
    await visitor.submit(await visitor.get('/sign-in'), /sign-in/, { ...administrator });
    return visitor;
  };
  const rows = Array.from({ length: 1_000 }, (_, n) => `somebody.${n}@department.example.org,Somebody,Number ${n},fr`);
  const first = await signIn();
  const form = await first.open(`/accounts/${account}/bulk`);
  const checked = await first.follow(await first.submit(form, /bulk$/, { lines: rows.join('\n') }));
  expect(checked.text).toContain('1000 of 1000 lines can be started.');
  const list = checked.path;
  await first.follow(await first.submit(checked, /start$/));

  const now = async (visitor: typeof first) =>
    JSON.parse((await visitor.get(`${list}/now`)).html) as { value: number; done: boolean };
  await eventually(async () => (await now(first)).value > 100, 120_000);
  await first.submit(await first.get('/account'), /sign-out/); // the browser is closed, and its sign-in with it
  const api = place.lock().children.find(({ name }) => name === 'api')!;
  process.kill(api.pid, 'SIGKILL');

  const second = await eventually(async () => {
    try {
      const visitor = await signIn();
      return (await visitor.get(list)).status === 200 ? visitor : null;
    } catch {
      return null; // the API is not back yet
    }
  }, 120_000);
  expect((await now(second)).value).toBeLessThan(1_000);
  await eventually(async () => (await now(second)).done, 700_000);

  expect((await second.get(list)).text).toContain('Every line is done');
  const csv = await second.get(`${list}/result.csv`);
  const results = csv.html.trim().split('\r\n').slice(1);
  const refs = results.map((line) => /,begun,,(ONB-\w+)$/.exec(line)?.[1]);
  expect(refs.filter((ref) => ref === undefined)).toEqual([]);
  expect(new Set(refs).size).toBe(1_000);
  const connection = await mongoose.createConnection(mongodbUri!).asPromise();
  try {
    const begun = await recordModels(connection).onboardings.distinct('email', { account: account! });
    expect(begun).toHaveLength(1_000);
    expect(await recordModels(connection).onboardings.countDocuments({ account: account! })).toBe(1_000);
  } finally {
    await connection.destroy();
  }
}, 1_200_000);
