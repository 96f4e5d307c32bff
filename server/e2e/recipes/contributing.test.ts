/**
 * Follows the recipes of CONTRIBUTING.md to the letter, all of them, in a copy of the project, and looks whether the
 * server made from it has the metric, the channel, the node, the table, the endpoint and the language.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getPlant, listAlerts, newMac, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const WORKSPACES = ['shared', 'nodes', 'server', 'ui'];

interface Step {
  /** The file that it goes to; undefined for a command. */
  file: string | undefined;
  /** Where it goes in a file that is there; undefined for a new file. */
  before: string | undefined;
  code: string;
}

/** The code blocks of a page that say in a comment where they belong, or that they are to be run. */
function stepsOf(page: string): Step[] {
  const blocks = page.matchAll(
    /^( *)<!-- (?:(new|in): ([^,\n]+?)(?:, before: (.+?))?|run) -->\n\1```\w+\n([\s\S]*?)^\1```$/gm,
  );
  return [...blocks].map(([, indent = '', kind, file, before, code = '']) => ({
    file,
    before: kind === 'in' ? before : undefined,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}

function follow(folder: string, { file, before, code }: Step): void {
  if (file === undefined) {
    execFileSync('sh', ['-ec', code], { cwd: folder });
    return;
  }
  const target = path.join(folder, file);
  if (before === undefined) {
    if (existsSync(target)) throw new Error(`${file} is there already`);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, code);
    return;
  }
  const text = readFileSync(target, 'utf8');
  const at = text.indexOf(before);
  if (at < 0) throw new Error(`${file} has no "${before}"`);
  writeFileSync(target, `${text.slice(0, at)}${code}${text.slice(at)}`);
}

/** A copy of the sources with the packages of this project, but its own workspaces. */
function copyOfProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'plantops-recipes-'));
  for (const name of [
    ...WORKSPACES,
    'flows',
    'mosquitto',
    'docs/site',
    'home-assistant',
    'settings.ts',
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
  ])
    cpSync(path.join(ROOT, name), path.join(folder, name), {
      recursive: true,
      filter: (source) => !/(?:^|\/)node_modules$/.test(source),
    });
  cpSync(path.join(ROOT, 'vitest.config.ts'), path.join(folder, 'vitest.config.ts'));
  for (const place of ['.', ...WORKSPACES]) {
    const from = path.join(ROOT, place, 'node_modules');
    if (!existsSync(from)) continue;
    const to = path.join(folder, place, 'node_modules');
    mkdirSync(to);
    for (const name of readdirSync(from)) {
      if (name === '@plantops') continue;
      // Node-RED looks for nodes around the place where it is: it must be in the copy.
      if (name === 'node-red' || name === '@node-red')
        cpSync(path.join(from, name), path.join(to, name), { recursive: true });
      else symlinkSync(path.join(from, name), path.join(to, name));
    }
  }
  mkdirSync(path.join(folder, 'node_modules', '@plantops'));
  for (const name of WORKSPACES)
    symlinkSync(path.join(folder, name), path.join(folder, 'node_modules', '@plantops', name));
  return folder;
}

describe('the recipes of CONTRIBUTING.md', () => {
  const steps = stepsOf(readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8'));
  let folder: string;
  let plantOps: PlantOpsProcess;
  const run = (...command: [string, ...string[]]): string => {
    const [program, ...args] = command;
    return execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  };

  beforeAll(async () => {
    folder = copyOfProject();
    for (const step of steps) follow(folder, step);
    cpSync(path.join(ROOT, 'nodes/rejection/icon.svg'), path.join(folder, 'nodes/calibrate/icon.svg'));
    run(process.execPath, 'nodes/runtime/build.ts');
    run(process.execPath, 'server/scripts/write-manifest.ts');
    run(process.execPath, 'server/scripts/write-openapi.ts');
    plantOps = new PlantOpsProcess({}, { main: path.join(folder, 'server', 'main.ts') });
    await plantOps.start();
  });
  afterAll(async () => {
    await plantOps.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are found on the page, six of them', () => {
    const page = readFileSync(path.join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    const recipes = page.split(/^## /m).slice(1);
    expect(recipes.map((recipe) => recipe.split('\n')[0])).toEqual([
      'Add a metric',
      'Add a notification channel',
      'Add a node',
      'Add a table',
      'Add an endpoint',
      'Add a language',
    ]);
    for (const recipe of recipes) expect(stepsOf(recipe).length, recipe.split('\n')[0]).toBeGreaterThan(1);
  });

  it('make code that the type checker accepts', async () => {
    const compiler = spawn(process.execPath, ['node_modules/typescript-7/bin/tsc', '-p', '.', '--singleThreaded'], {
      cwd: folder,
    });
    let output = '';
    compiler.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    const code = await new Promise((resolve) => compiler.once('exit', resolve));
    expect([code, output]).toEqual([0, '']);
  });

  it('a metric: a reading of it is stored, shown and judged', async () => {
    const credentials = await register(plantOps.url, newMac());
    const thresholds = { sap_flow: { max: 40 } };
    const plantId = await assignNewPlant(plantOps.url, credentials.device_id, { name: 'Vine', thresholds });
    const client = await connectDevice(credentials);
    await publishReading(client, credentials, { sap_flow: 41.5 });
    await client.endAsync();
    await eventually(async () => (await listAlerts(plantOps.url, `?plant_id=${plantId}`)).length === 1);
    expect(await listAlerts(plantOps.url, `?plant_id=${plantId}`)).toMatchObject([
      { metric: 'sap_flow', message: 'sap_flow is 41.5, threshold max 40.0' },
    ]);
    expect((await getPlant(plantOps.url, plantId)).latest).toMatchObject({ sap_flow: 41.5 });
    const { body } = await call<string>(plantOps.url, 'GET', `/api/plants/${plantId}/export?format=csv`);
    expect(body.split('\n')[0]).toContain(',sap_flow');
  });

  it('a channel: the settings offer it', async () => {
    const { body } = await call<{ channels: { name: string; fields: unknown[] }[] }>(
      plantOps.url,
      'GET',
      '/api/settings/notifications',
    );
    expect(body.channels.find(({ name }) => name === 'pager')).toMatchObject({
      label: { en: 'Pager' },
      fields: [{ name: 'address' }, { name: 'number', kind: 'secret', value: null }],
    });
  });

  it('a node: the flow editor has it, with its help', async () => {
    const { body } = await call<{ id: string; types: string[]; enabled: boolean; err?: unknown }[]>(
      plantOps.url,
      'GET',
      '/editor/nodes',
      undefined,
      { accept: 'application/json' },
    );
    const set = body.find(({ types }) => types.includes('plantops-calibrate'));
    expect(set).toMatchObject({ enabled: true });
    expect(set?.err).toBeUndefined();
    const { body: page } = await call<string>(plantOps.url, 'GET', '/editor/nodes', undefined, { accept: 'text/html' });
    expect(page).toContain('Makes soil moisture a share');
    const textsIn = async (language: string): Promise<unknown> =>
      (await call(plantOps.url, 'GET', `/editor/locales/${set?.id}?lng=${language}`)).body;
    expect([await textsIn('en-US'), await textsIn('de')]).toMatchObject([
      { label: 'calibrate', fields: { dry: { label: 'Shown in dry soil' } } },
      { label: 'kalibrieren', fields: { dry: { label: 'Zeigt in trockener Erde' } } },
    ]);
  });

  it('a table and an endpoint: what the table holds is answered, documented and backed up', async () => {
    const { body: plant } = await call<Plant>(plantOps.url, 'POST', '/api/plants', { name: 'Monstera' });
    await plantOps.query(`INSERT INTO plant_nicknames (plant_id, nickname) VALUES ($1, 'Spiky'), ($1, 'Monty')`, [
      plant.id,
    ]);
    const nicknames = await call(plantOps.url, 'GET', `/api/plants/${plant.id}/nicknames`);
    expect([nicknames.status, nicknames.body]).toEqual([200, ['Monty', 'Spiky']]);
    expect((await call(plantOps.url, 'GET', '/api/plants/plant_0/nicknames')).status).toBe(404);
    const document = await call<{ paths: object }>(plantOps.url, 'GET', '/api/openapi.json');
    expect(Object.keys(document.body.paths)).toContain('/api/plants/{id}/nicknames');
    const backup = await fetch(new URL('/api/backup', plantOps.url));
    const text = await new Response(backup.body?.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(text).toContain(`{"table":"plant_nicknames","row":{"plant_id":"${plant.id}","nickname":"Monty"}}`);
  });

  it('a language: it can be chosen, and the server speaks it', async () => {
    const { body } = await call(plantOps.url, 'PUT', '/api/settings/display', { language: 'it' });
    expect(body).toMatchObject({ language: 'it' });
    expect((await call(plantOps.url, 'GET', '/api/today')).body).toMatchObject({ language: 'it' });
  });
});
