import net from 'node:net';
import { EmbeddedFailure } from '../../src/embedded/failure.ts';
import { createPortChooser } from '../../src/embedded/ports.ts';
import { start as fr } from '../../src/language/fr/start.ts';

const host = '127.0.0.1';

function listen(port: number): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const portOf = (server: net.Server): number => (server.address() as net.AddressInfo).port;
const close = (server: net.Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));

test('a free port is taken as it is', async () => {
  const server = await listen(0);
  const port = portOf(server);
  await close(server);
  const said: unknown[] = [];
  const ports = createPortChooser({ host, onBusy: (busy) => said.push(busy) });
  expect(await ports.choose('the API', port)).toBe(port);
  expect(said).toEqual([]);
});

test('a busy port: the next free one, and it says so', async () => {
  const server = await listen(0);
  try {
    const wanted = portOf(server);
    const said: unknown[] = [];
    const chosen = await createPortChooser({ host, onBusy: (busy) => said.push(busy) }).choose('the API', wanted);
    expect(chosen).toBeGreaterThan(wanted);
    expect(chosen).toBeLessThanOrEqual(wanted + 100);
    expect(said).toEqual([{ use: 'the API', wanted, chosen }]);
    await close(await listen(chosen));
  } finally {
    await close(server);
  }
});

test('no port is given twice, even to those who ask at once', async () => {
  const ports = createPortChooser({ host });
  const given = await Promise.all(Array.from({ length: 20 }, () => ports.choose('a part', 0)));
  expect(new Set(given).size).toBe(20);
  const [one, two] = await Promise.all([ports.choose('a part', 42_000), ports.choose('a part', 42_000)]);
  expect(one).not.toBe(two);
});

test('when none is left it says what to do, in both languages', async () => {
  const ports = createPortChooser({ host });
  await ports.choose('the API', 65_535).catch(() => {});
  const failure = await ports.choose('the API', 65_535).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(EmbeddedFailure);
  expect((failure as EmbeddedFailure).message).toMatch(/65535 .* taken\. .*set PORT/);
  expect((failure as EmbeddedFailure).inWords(fr.failures)).toMatch(/Aucun port libre/);
});
