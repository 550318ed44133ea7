/**
 * Looks for what must stand nowhere in clear: every address that the tests use, and every password, code, token and name
 * that they noted (issued.ts). Looks at the workflows of a Temporal server, ids and update ids and search attributes and
 * all of their histories, and at files: logs, and metrics as they were scraped.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

const { History } = proto.temporal.api.history.v1;
const { WorkflowExecutionInfo } = proto.temporal.api.workflow.v1;

/** The only domains that the tests use. */
const address = /[\w.+-]+@(?:[\w-]+\.)*(?:example\.(?:org|com|net)|castellan\.test)/i;
const atOnce = 16;

/** What is in a folder of traces: noted secrets, one a line in JSON. */
export function issuedIn(folder) {
  const file = path.join(folder, 'issued');
  if (!existsSync(file)) return [];
  return [...new Set(readFileSync(file, 'utf8').split('\n').filter(Boolean))].map((line) => JSON.parse(line));
}

/** Tells a text's leaks by what they are, never the secret itself. @param secrets of at least five characters */
export function leaksIn(bytes, secrets) {
  const text = bytes.toString('latin1');
  const found = address.test(text) ? [`an address (${address.exec(text)[0]})`] : [];
  for (const secret of secrets) {
    const at = text.indexOf(Buffer.from(secret).toString('latin1'));
    if (at === -1) continue;
    // Eight digits may be part of a longer number; as a code they stand alone.
    if (/^\d+$/.test(secret) && !new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text)) continue;
    found.push(`${secret.slice(0, 4)}…, noted as a secret`);
  }
  return found;
}

/** @returns one line for each leak: where, and what */
export async function leaksInTemporal(server, secrets) {
  const connection = await Connection.connect({ address: server });
  const leaks = [];
  const look = (where, bytes) => leaks.push(...leaksIn(bytes, secrets).map((what) => `${where}: ${what}`));
  try {
    const { namespaces } = await connection.workflowService.listNamespaces({ pageSize: 100 });
    for (const { namespaceInfo } of namespaces) {
      const namespace = namespaceInfo.name;
      if (namespace === 'temporal-system') continue;
      for await (const executions of pages((nextPageToken) =>
        connection.workflowService.listWorkflowExecutions({ namespace, pageSize: 500, nextPageToken }),
      )) {
        await eachOf(executions.executions, async (info) => {
          const { workflowId } = info.execution;
          look(`listed workflow ${workflowId}`, Buffer.from(WorkflowExecutionInfo.encode(info).finish()));
          for await (const { history } of pages((nextPageToken) =>
            connection.workflowService.getWorkflowExecutionHistory({
              namespace,
              execution: info.execution,
              nextPageToken,
            }),
          )) {
            look(`history of ${workflowId}`, Buffer.from(History.encode(history).finish()));
          }
        });
      }
    }
  } finally {
    await connection.close();
  }
  return leaks;
}

/** @returns one line for each leak in a folder's files, those below it included */
export function leaksInFiles(folder, secrets) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .flatMap((file) => leaksIn(readFileSync(file), secrets).map((what) => `${path.relative(folder, file)}: ${what}`));
}

/** For a server that ends before the run does; one that a test has ended already has nothing left to look at. */
export async function noteLeaks(folder, server) {
  const found = await leaksInTemporal(server, issuedIn(folder)).catch((error) => {
    if (/before the deadline|UNAVAILABLE/.test(String(error))) return [];
    throw error;
  });
  for (const leak of found) {
    appendFileSync(path.join(folder, 'leaks'), `${leak}\n`);
  }
}

/** Everything that a run left behind. */
export async function leaksOf(folder, server) {
  const secrets = issuedIn(folder);
  const noted = path.join(folder, 'leaks');
  return [
    ...(existsSync(noted) ? readFileSync(noted, 'utf8').split('\n').filter(Boolean) : []),
    ...leaksInFiles(path.join(folder, 'files'), secrets),
    ...(await leaksInTemporal(server, secrets)),
  ];
}

async function* pages(ask) {
  let token;
  do {
    const page = await ask(token);
    yield page;
    token = page.nextPageToken;
  } while (token?.length > 0);
}

async function eachOf(items, work) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}
