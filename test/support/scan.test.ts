import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { leaksIn, leaksInFiles, leaksInTemporal, leaksOf } from './scan.mjs';
import { temporalAddress } from './servers.ts';

/** The scan after the last test finds what it is there to find; planted here, where only this file knows of it. */
const secret = `planted-${randomUUID()}`;

test('a text: addresses by their domain, what was noted by itself, codes only where they stand alone', () => {
  const seen = (text: string, ...secrets: string[]) => leaksIn(Buffer.from(text), secrets);
  expect(seen('all is well: 4711@host, ONB-7F3K9Q', 'Ferreira')).toEqual([]);
  expect(seen('to Inès.x+y@mail.example.org!')).toEqual([expect.stringContaining('@mail.example.org')]);
  expect(seen('by Zoë Ferreira', 'Zoë Ferreira')).toHaveLength(1);
  expect(seen('{"time":1764012345678}', '12345678')).toEqual([]);
  expect(seen('{"code":"12345678"}', '12345678')).toHaveLength(1);
});

test('files, and whatever was noted before', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'castellan-scan-'));
  mkdirSync(path.join(folder, 'files'));
  writeFileSync(path.join(folder, 'issued'), `${JSON.stringify(secret)}\n`);
  writeFileSync(path.join(folder, 'leaks'), 'history of somewhere else: an address\n');
  writeFileSync(path.join(folder, 'files', 'api.log'), `{"msg":"${secret}"}\n`);
  writeFileSync(path.join(folder, 'files', 'metrics.txt'), 'mails{to="ann@example.org"} 1\n');
  try {
    expect(leaksInFiles(path.join(folder, 'files'), []).join()).toContain('metrics.txt: an address');
    const leaks = (await leaksOf(folder, temporalAddress())).join('\n');
    for (const where of ['history of somewhere else', 'api.log', 'metrics.txt']) expect(leaks).toContain(where);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['a workflow id', 'a search attribute', 'an input', 'a signal'])('Temporal: %s', async (place) => {
  const connection = await Connection.connect({ address: temporalAddress() });
  const client = new Client({ connection });
  const at = (which: string) => (which === place ? secret : 'harmless');
  const handle = await client.workflow.start('plantedHere', {
    workflowId: `scan/${randomUUID()}/${at('a workflow id')}`,
    taskQueue: `nobody-${randomUUID()}`,
    args: [at('an input')],
    typedSearchAttributes: [
      {
        key: defineSearchAttributeKey('OnboardingAccount', SearchAttributeType.KEYWORD),
        value: at('a search attribute'),
      },
    ],
  });
  try {
    await handle.signal('planted', at('a signal'));
    const leaks = await leaksInTemporal(temporalAddress(), [secret]);
    expect(leaks.join('\n')).toContain(handle.workflowId);
  } finally {
    await handle.terminate();
    await connection.close();
  }
});
