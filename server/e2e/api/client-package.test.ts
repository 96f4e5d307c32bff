import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeBlocks } from '../../documentation/pages.ts';
import { makeClient } from '../../client-package/make-client.ts';
import { makePythonClient } from '../../client-package/python/make-python-client.ts';
import { register } from '../harness/api.ts';
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

describe('the package for Python', () => {
  const plantOps = sharedServer();
  let folder = '';
  let blocks: string[] = [];

  /** Runs a program with Debian's Python, which the set-up of the tests provides. @returns what it printed, by lines */
  async function python(program: string): Promise<string[]> {
    writeFileSync(path.join(folder, 'program.py'), program);
    const { stdout } = await run('/usr/bin/python3', ['-B', 'program.py'], {
      cwd: folder,
      env: { ...process.env, PYTHONPATH: 'package', PLANTOPS: plantOps.url },
    });
    return stdout.trimEnd().split('\n');
  }
  const CONNECTED = "import os\nfrom plantops_client import *\nplantops = PlantOps(os.environ['PLANTOPS'])\n";

  beforeAll(async () => {
    await plantOps.start();
    folder = mkdtempSync(path.join(os.tmpdir(), 'plantops-python-'));
    makePythonClient(path.join(folder, 'package'));
    const readme = readFileSync(path.join(folder, 'package', 'README.md'), 'utf8');
    blocks = codeBlocks('README.md', readme).map(({ code }) => code);
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await plantOps.remove();
  });

  it('does what its README shows, on a server as it is', async () => {
    await register(plantOps.url, 'A4:CF:12:00:0C:01');
    expect(await python(blocks[0] ?? '')).toEqual([
      '2 readings were imported',
      expect.stringMatching(/^2026-01-07T1\d:.*Z 45\.2$/),
      expect.stringMatching(/^2026-01-07T1\d:.*Z 44\.8$/),
      expect.stringMatching(/^dev_\w+ provisioning$/),
    ]);
    const saved = readFileSync(path.join(folder, 'january.csv'), 'utf8').trimEnd().split('\n');
    expect(saved).toEqual([
      expect.stringMatching(/^time,/),
      expect.stringMatching(/45\.2/),
      expect.stringMatching(/44\.8/),
    ]);
  });

  it('raises what the server refuses, and each field that is wrong', async () => {
    expect(await python(`${CONNECTED}${blocks[1]}`)).toEqual(['plant_not_found 404']);
    expect(
      await python(
        `${CONNECTED}try:\n    plantops.create_plant({'name': ''})\nexcept PlantOpsError as failure:\n    print(failure.code, failure.errors[0]['pointer'])\n`,
      ),
    ).toEqual(['invalid_request /name']);
  });

  it('hands out live events, lists longer than a page, what a device sends, and answers without content', async () => {
    const { mqtt_username: user, mqtt_password: password } = await register(plantOps.url, 'A4:CF:12:00:0C:02');
    const program = [
      'from threading import Thread',
      `board = PlantOps(os.environ['PLANTOPS'], device=('${user}', '${password}'))`,
      'def send_for_ever():',
      '    while True:',
      `        board.send_telemetry('${user}', {'timestamp': None, 'soil_moisture': 41.5})`,
      'Thread(target=send_for_ever, daemon=True).start()',
      blocks[2],
      "plants = [plantops.create_plant({'name': f'Plant {n}'})['id'] for n in range(3)]",
      'listed = [plant["id"] for plant in every(plantops.list_plants, limit=2)]',
      'print(len(listed) > 2, set(plants) <= set(listed), len(listed) == len(set(listed)))',
      'print(plantops.delete_plant(plants[0]))',
      'print("plantops_" in plantops.get_metrics().text())',
    ];
    expect(await python(`${CONNECTED}${program.join('\n')}\n`)).toEqual([
      expect.stringContaining("'soil_moisture': 41.5"),
      'True True True',
      'None',
      'True',
    ]);
  });

  it('has types that Python can read, of each function and each answer', async () => {
    const program = [
      'import inspect, typing, plantops_client as package',
      'for name, function in inspect.getmembers(PlantOps, inspect.isfunction):',
      "    if not name.startswith('_'): typing.get_type_hints(function, function.__globals__)",
      'types = [value for value in vars(package).values() if typing.is_typeddict(value)]',
      'for one in types:',
      '    typing.get_type_hints(one)',
      "print(package.Plant.__annotations__['name'].__forward_arg__, len(types) > 100)",
    ];
    expect(await python(`${CONNECTED}${program.join('\n')}\n`)).toEqual(['str True']);
  });
});
