import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import express from 'express';
import { root } from '../steps.mjs';

const built = async (...names) => import(pathToFileURL(path.join(root, 'dist', 'src', ...names)).href);

/** The pages for what nobody can bring about in a healthy product: the console's own, answering an error of each kind. */
export async function serveFailures() {
  const { answerWithPage } = await built('console', 'errors.js');
  const { assets } = await built('console', 'assets.js');
  const { Problem } = await built('problems.js');
  const app = express();
  app.use(assets());
  app.get('/500', () => {
    throw new Error('for the picture');
  });
  app.get('/503', () => {
    throw new Problem('service.directory-unavailable');
  });
  app.use(answerWithPage({ log: { error() {} } }));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
