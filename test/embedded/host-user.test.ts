import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { filesIn, project } from '../architecture/imports.ts';

/** What a container meets that runs as a number without a name: the look-up fails as it does there. */
const nameless = `
  import os from 'node:os';
  import { syncBuiltinESMExports } from 'node:module';
  os.userInfo = () => {
    throw Object.assign(new Error('A system error occurred: uv_os_get_passwd returned ENOENT'), { errno: -2 });
  };
  syncBuiltinESMExports();`;

const built = (file: string) => JSON.stringify(pathToFileURL(path.join(project, 'dist', file)).href);

test('whoever runs as a number without a name is known by the number, and can start what is embedded', async () => {
  const script = `${nameless}
    const { hostUser } = await import(${built('src/embedded/host-user.js')});
    const { claimPort, releasePort } = await import(${built('src/embedded/port-claims.js')});
    const claimed = claimPort(65535);
    releasePort(65535);
    console.log(JSON.stringify({ user: hostUser(), claimed }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(JSON.parse(stdout)).toEqual({ user: String(process.getuid!()), claimed: true });
});

test('nobody else asks for the name, which would fail there', () => {
  const asking = filesIn('src', 'activities').filter((file) =>
    readFileSync(path.join(project, file), 'utf8').includes('userInfo'),
  );
  expect(asking).toEqual(['src/embedded/host-user.ts']);
});
