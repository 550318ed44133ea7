import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startMongodb } from '../src/embedded/mongodb.ts';
import { startTemporal } from '../src/embedded/temporal.ts';
import { newPlace } from '../test/support/castellan.ts';
import { freePort } from '../test/support/free-port.ts';
import { median } from './measure.ts';

/**
 * From a second `castellan start` to ready, against what the slowest of its servers takes by itself. In turns. Budget:
 * three times.
 */
const rounds = 5;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const place = newPlace();
async function once(): Promise<number> {
  const castellan = place.start();
  const took = await timed(() => castellan.ready());
  castellan.process.kill('SIGTERM');
  await castellan.ended();
  return took;
}

await once();
const alone = path.join(place.data, '..', 'alone');
mkdirSync(path.join(alone, 'mongodb'), { recursive: true });
async function servers(): Promise<number> {
  const where = { homeFolder: alone, logFile: path.join(alone, 'log') };
  let took = 0;
  const mongodb = await (async () => {
    const start = performance.now();
    const started = await startMongodb({ ...where, port: await freePort(), dataFolder: path.join(alone, 'mongodb') });
    took = performance.now() - start;
    return started;
  })();
  await mongodb.stop();
  const start = performance.now();
  const temporal = await startTemporal({
    ...where,
    port: await freePort(),
    uiPort: await freePort(),
    databaseFile: path.join(alone, 'temporal.db'),
    searchAttributes: {},
  });
  took = Math.max(took, performance.now() - start);
  await temporal.stop();
  return took;
}

await servers();
const ratios: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const base = await servers();
  ratios.push((await once()) / base);
}
console.log('\nA second start to ready / the slowest embedded server by itself');
console.log(`  ${median(ratios).toFixed(2)} ×  (budget 3)`);
await place.clear();
process.exit();
