import { type Dependency, openStuckWorld } from '../test/support/stuck.ts';
import { median } from './measure.ts';

/**
 * How much forty-five onboardings that hang on a dead dependency slow an unrelated one, from the request to its first
 * rest. With and without them in turns, in one run. Budget: twice the usual time.
 */
const rounds = 5;
const each = 4;
const world = await openStuckWorld(45);
let count = 0;

async function invitation(): Promise<number> {
  count += 1;
  const start = performance.now();
  await world.invite(`unrelated-${count}@example.org`);
  return performance.now() - start;
}

async function invitations(): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < each; turn += 1) took.push(await invitation());
  return took;
}

await invitations();
for (const dependency of ['mail server', 'MongoDB'] satisfies Dependency[]) {
  const usual: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    usual.push(...(await invitations()));
    await world.hang(dependency);
    beside.push(...(await invitations()));
    await world.heal();
  }
  const ratio = median(beside) / median(usual);
  console.log(`\nIsolation: 45 onboardings hang, the ${dependency} is dead`);
  console.log(`  an unrelated invitation beside them / alone  ${ratio.toFixed(2)} ×  (budget 2)`);
}
await world.close();
process.exit();
