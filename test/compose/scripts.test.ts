import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { searchAttributes } from '../../src/temporal/search-attributes.ts';
import { temporalAddress, temporalCliPath } from '../support/servers.ts';
import { project } from './support.ts';

const run = promisify(execFile);
const folder = path.join(project, 'docker');

test('the namespace script makes the namespace with the search attributes of onboardings, also twice', async () => {
  const namespace = `compose-${randomBytes(4).toString('hex')}`;
  const env = {
    PATH: `${path.dirname(temporalCliPath())}:${process.env['PATH']}`,
    HOME: path.dirname(temporalCliPath()),
    TEMPORAL_ADDRESS: temporalAddress(),
    TEMPORAL_NAMESPACE: namespace,
  };
  for (const _ of [1, 2]) await run('sh', [path.join(folder, 'temporal-namespace.sh')], { env });

  const connection = await Connection.connect({ address: temporalAddress() });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(customAttributes).toMatchObject(
      Object.fromEntries(Object.entries(searchAttributes).map(([name, type]) => [name, indexedTypes[type]])),
    );
  } finally {
    await connection.close();
  }
});

/** As temporal.api.enums.v1.IndexedValueType numbers them. */
const indexedTypes = { KEYWORD: 2, DATETIME: 6 } as const;

test.each(readdirSync(folder).filter((name) => name.endsWith('.sh')))('%s is a shell script', async (name) => {
  await run('bash', ['-n', path.join(folder, name)]);
});

test.each(readdirSync(folder).filter((name) => name.endsWith('.js')))('%s is a script', async (name) => {
  // mongosh gives a script its globals, so that only the syntax can be looked at here.
  await run(process.execPath, ['--check', path.join(folder, name)]);
});
