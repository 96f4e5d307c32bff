import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks } from '../../documentation/pages.ts';
import { makeClient } from '../../client-package/make-client.ts';
import { sharedServer } from '../harness/shared-server.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const run = promisify(execFile);
/** The command line of a Node.js program, as a user of the package runs it. */
const node = (folder: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, args, { cwd: folder, env: { ...process.env, NODE_NO_WARNINGS: '1', ...env } });

describe('the package of the client', () => {
  const plantOps = sharedServer();
  let folder = '';
  let readme = '';

  beforeAll(async () => {
    await plantOps.start();
    folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-client-'));
    // Elsewhere first: what lies in node_modules is not compiled.
    await makeClient(path.join(folder, 'package'));
    const installed = path.join(folder, 'node_modules/@plantops/client');
    mkdirSync(path.dirname(installed), { recursive: true });
    renameSync(path.join(folder, 'package'), installed);
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    readme = readFileSync(path.join(installed, 'README.md'), 'utf8');
    const [example = '', failing = ''] = codeBlocks('README.md', readme).map(({ code }) => code);
    writeFileSync(path.join(folder, 'example.ts'), example);
    writeFileSync(
      path.join(folder, 'failing.ts'),
      `import { client } from '@plantops/client';\nclient.setConfig({ baseUrl: process.env.PLANTOPS ?? '' });\n${failing}`,
    );
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await plantOps.remove();
  });

  it('does what its README shows, on a server as it is, and says what the server refuses', async () => {
    const env = { PLANTOPS: plantOps.url };
    const { stdout } = await node(folder, ['example.ts'], env);
    expect(stdout.trimEnd().split('\n')).toEqual([
      '2 readings were imported',
      expect.stringMatching(/^2026-01-07T1\d:.*Z 45\.2$/),
      expect.stringMatching(/^2026-01-07T1\d:.*Z 44\.8$/),
      'Hall palm: no_sensor',
    ]);
    expect((await node(folder, ['failing.ts'], env)).stdout).toBe('plant_not_found\n');
  });

  it('has types that its README fits, and that a wrong program does not', async () => {
    writeFileSync(
      path.join(folder, 'wrong.ts'),
      "import { getPlant } from '@plantops/client';\nawait getPlant({ path: { id: 7 } });\n",
    );
    const compiler = path.join(ROOT, 'node_modules/typescript-7/bin/tsc');
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--lib',
      'es2023,dom,dom.iterable',
    ];
    const types = ['--typeRoots', path.join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const checked = (file: string) => node(folder, [compiler, ...options, ...types, file]);
    await expect(checked('example.ts')).resolves.toMatchObject({ stdout: '' });
    await expect(checked('wrong.ts')).rejects.toMatchObject({
      stdout: expect.stringMatching(/'number' is not assignable/),
    });
  });
});
