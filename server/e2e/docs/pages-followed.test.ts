/**
 * Follows README.md and docs/*.md block by block, as a newcomer does who has nothing else: clones, starts, registers,
 * backs up, upgrades. Once without an owner password, and once with one.
 */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Device } from '@plantops/shared/api/devices.ts';
import { durabilitySchema } from '@plantops/shared/api/durability.ts';
import type { Plant } from '@plantops/shared/api/plants.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.ts';
import { type CodeBlock, codeBlocks, PAGES, readPage } from '../../documentation/pages.ts';
import { LlmImitation } from '../../testing/llm-imitation.ts';
import { temporaryDataDir } from '../../testing/place.ts';
import { call, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { FlowEditor, withChanged } from '../harness/flow-editor.ts';
import { nginxDirectives } from './examples.ts';
import { type Followed, Reader } from './reader.ts';

const API_KEY = 'sk-ant-my-own-key';

/**
 * These give a server its password, work while it is stopped or without one, or start one of their own: the same whether
 * the reader's has a password. They are followed once.
 */
const SAME_EITHER_WAY =
  /HOST=0\.0\.0\.0|make rotate-key|load\.ts|data\/node-red|editor\/nodes|make pack-nodes|npx plantops-flows|SIM=1/;

/** What is kept from one block to a later one. */
interface Notes {
  llm: LlmImitation;
  version: string;
  plants: string[];
}

type Check = (reader: Reader, followed: Followed, notes: Notes, block: CodeBlock) => Promise<void> | void;

const deviceNamed = async (reader: Reader, name: string): Promise<Device | undefined> =>
  (await reader.ask<Device[]>('/api/devices')).find((device) => device.name === name);
const plantNames = async (reader: Reader): Promise<string[]> =>
  (await reader.ask<Plant[]>('/api/plants')).map(({ name }) => name).sort();
const backupsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.ndjson.gz'));

const shows = async (reader: Reader, name: string): Promise<void> => {
  const device = await eventually(async () => {
    const found = await deviceNamed(reader, name);
    return found?.latest && found;
  });
  expect(device).toMatchObject({ clock_wrong: false, rejected_count: 0, latest: { soil_moisture: 45.2 } });
};

const backupOf = async (reader: Reader): Promise<Buffer> =>
  Buffer.from(await (await fetch(new URL('/api/backup', reader.url))).arrayBuffer());
const ownNodesIn = (backup: Buffer): unknown =>
  (JSON.parse(gunzipSync(backup).toString().split('\n')[2] ?? '') as { own_nodes: unknown }).own_nodes;

/** Puts the node onto the wire that the page names, sees it work, and has a restored backup bring it back. */
async function followOwnNode(reader: Reader): Promise<void> {
  const place = { z: 'telemetry', x: 600, y: 520 };
  const shown = {
    tosidebar: false,
    console: true,
    active: true,
    targetType: 'jsonata',
    complete: '$string(payload.vpd_kpa) & " kPa"',
  };
  await new FlowEditor(() => reader.url).edit((flows) => [
    ...withChanged('telemetry-enrich', { wires: [['vpd']] })(flows),
    { id: 'vpd', type: 'vapour-pressure', ...place, wires: [['telemetry-persistence', 'vpd-shown']] },
    { id: 'vpd-shown', type: 'debug', ...place, ...shown, wires: [] },
  ]);
  const credentials = await register(reader.url);
  const board = await connectDevice(credentials);
  const shows = async (temperature: number, humidity: number, kPa: string): Promise<void> => {
    await publishReading(board, credentials, { temperature, humidity });
    await eventually(() => reader.server.output.includes(`: ${kPa} kPa`), { what: `${kPa} kPa` });
  };
  await shows(25, 50, '1.58');

  const backup = await backupOf(reader);
  const folder = path.join(reader.folder, 'data', 'node-red', 'nodes', 'vapour-pressure');
  const files = readdirSync(folder).sort();
  rmSync(folder, { recursive: true });
  const headers = { 'content-type': 'application/gzip' };
  const restored = await fetch(new URL('/api/restore', reader.url), {
    method: 'POST',
    headers,
    body: new Uint8Array(backup),
  });
  expect([restored.status, readdirSync(folder).sort()]).toEqual([200, files]);
  await shows(20, 40, '1.4');
  await board.endAsync();
}

/** What must have come of the blocks that hold a text. Of the others, no command may fail. */
const CHECKS: Record<string, Check> = {
  'git clone': async (reader) => {
    expect(await reader.ask('/readyz')).toMatchObject({ ready: true });
    expect(reader.server.output).toContain('set-up: installing Node.js packages');
  },
  '"Window sill"': (reader) => shows(reader, 'Window sill'),

  'export?format=csv': async (reader) => {
    expect(readFileSync(path.join(reader.folder, 'readings.csv'), 'utf8')).toMatch(/^time,.*soil_moisture/);
  },
  'header=units': async (reader) => {
    expect(readFileSync(path.join(reader.folder, 'tabelle.csv'), 'utf8')).toMatch(
      /^\uFEFFZeit \(Europe\/Berlin\);Gerät;Hall palm: Bodenfeuchte \(%\);/,
    );
  },
  'import?dry_run=true': (_, { output }) => {
    expect(JSON.parse(output.slice(output.indexOf('{')))).toMatchObject({
      readings_new: 2,
      faulty_lines: [{ line: 3, code: 'not_a_number', text: 'never' }],
      preview: [{ time: '2024-03-01T12:00:00.000Z', values: { soil_moisture: 45, temperature: 20 } }, { line: 3 }],
    });
  },
  'imports/$IMPORT': async (reader, { output }) => {
    expect(output).toContain('"file_name":"old.csv"');
    const palm = (await reader.ask<Plant[]>('/api/plants')).find(({ name }) => name === 'Hall palm');
    expect(await reader.ask(`/api/plants/${palm?.id}/imports`)).toEqual([]);
  },
  '"watering", "amount_ml"': async (reader) => {
    const palm = (await reader.ask<Plant[]>('/api/plants')).find(({ name }) => name === 'Hall palm');
    expect(palm).toMatchObject({ thresholds: { soil_moisture: { min: 25, max: 70 } } });
    expect(palm?.last_watered_at).not.toBeNull();
  },
  '/api/events': async (_, { running }) => {
    await eventually(() => running?.output().includes('retry: '));
  },
  'SELECT time, plant_id': async (_, { output }) => {
    const rows = JSON.parse(output) as object[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThanOrEqual(10);
    expect(Object.keys(rows[0] ?? {})).toEqual(['time', 'plant_id', 'soil_moisture']);
  },

  '/api/settings/llm/test': async (_, { output }) => {
    expect(output).toContain('"ok":true');
  },
  '/care-plan': async (_, { output }, { llm }) => {
    expect(output.match(/"source":"anthropic"/g)).toHaveLength(2);
    // The imitated vendor takes this key only.
    expect([llm.key, llm.questions.length]).toEqual([API_KEY, 2]);
  },
  'http://127.0.0.1:11434/v1': async (_, { output }) => {
    expect(JSON.parse(output)).toMatchObject({
      provider: 'openai',
      base_url: 'http://127.0.0.1:11434/v1',
      ready: true,
    });
  },

  'device.py': async (reader) => {
    const isOn = ({ name, latest, status }: Device): boolean => name === null && status === 'online' && latest !== null;
    await eventually(async () => (await reader.ask<Device[]>('/api/devices')).some(isOn));
  },
  'publish -t "$(field telemetry)"': (reader) => shows(reader, 'Bookshelf'),
  'publish -t "$(field heartbeat)"': async (reader) => {
    await eventually(async () => (await deviceNamed(reader, 'Bookshelf'))?.battery_pct === 88);
  },
  'provision"': async (reader) => {
    const fern = (await reader.ask<Plant[]>('/api/plants')).find(({ name }) => name === 'Bookshelf fern');
    expect(fern).toMatchObject({ latest: { soil_moisture: 45.2 } });
  },

  'HOST=0.0.0.0': async (reader) => {
    expect(await reader.ask('/api/session')).toEqual({ password_required: true, authenticated: true });
  },
  'proxy_set_header X-Forwarded-For': (_, __, ___, { code }) => {
    const headers = nginxDirectives(code).filter(([name]) => name === 'proxy_set_header');
    // Without one of these, requests have no address, cookies no protection, or live events and the editor no connection.
    expect(new Map(headers.map(([, name, value]) => [name, value]))).toEqual(
      new Map([
        ['Host', '$http_host'],
        ['X-Forwarded-For', '$proxy_add_x_forwarded_for'],
        ['X-Forwarded-Proto', '$scheme'],
        ['Upgrade', '$http_upgrade'],
        ['Connection', '$http_connection'],
      ]),
    );
  },
  'cp .env.example': async (reader) => {
    const lines = readFileSync(path.join(reader.folder, '.env'), 'utf8').match(/^\w+=.*$/gm) ?? [];
    const values: Record<string, string> = Object.fromEntries(
      lines.map((line) => line.split(/=(.*)/s)) as [string, string][],
    );
    expect(readEnvironment({ ...values, NODE_ENV: 'production', HOST: '0.0.0.0' })).toMatchObject({
      OWNER_PASSWORD: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(readFileSync(path.join(reader.folder, '..', 'docker.log'), 'utf8')).toBe('up\n');
  },
  '--profile monitoring': (reader) => {
    expect(readFileSync(path.join(reader.folder, '.metrics-token'), 'utf8')).toMatch(/^pot_[\w-]+$/);
    expect(readFileSync(path.join(reader.folder, '..', 'docker.log'), 'utf8')).toMatch(/up --profile monitoring\n$/);
  },
  'COMPOSE_FILE=docker-compose.yml:': (reader) => {
    expect(readFileSync(path.join(reader.folder, '..', 'docker.log'), 'utf8')).toMatch(
      /up with docker-compose\.external-database\.yml\n$/,
    );
  },
  '-OJ': async (reader, _, __, block) => {
    const [first = ''] = backupsIn(reader.folder);
    const text = gunzipSync(readFileSync(path.join(reader.folder, first))).toString();
    expect(text).toContain('{"table":"plants"');
    if (block.page !== 'docs/operate.md') return;
    // A second backup of the same day.
    await eventually(() => !first.includes(new Date().toISOString().slice(11, 19).replaceAll(':', '')));
    await reader.follow(block);
    expect(backupsIn(reader.folder)).toHaveLength(2);
  },
  '/api/restore': async (reader, { output }, notes) => {
    expect(JSON.parse(output)).toMatchObject({ rows: { plants: expect.any(Number) } });
    if (notes.plants.length > 0) expect(await plantNames(reader)).toEqual(notes.plants);
    else expect(await plantNames(reader)).toEqual(['Bookshelf fern', 'Hall palm']);
  },
  'make rotate-key': async (_, { output }) => {
    expect(output).toContain('Under the new key now: llm');
  },
  'docker compose run': async (reader) => {
    const secret = /^ENCRYPTION_KEY=(.*)$/m.exec(readFileSync(path.join(reader.folder, '.env'), 'utf8'))?.[1];
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(path.join(reader.folder, '..', 'docker.log'), 'utf8')).toMatch(
      /stop plantops [^\n]*\nrun plantops [^\n]*\nup [^\n]*\n$/,
    );
  },
  '/readyz': async (_, { output }) => {
    expect(output).toContain('"ready":true');
  },
  '/metrics': async (_, { output }) => {
    expect(output).toContain('plantops_devices{presence="online"}');
  },
  '/api/system/checks': async (reader, { output }) => {
    const { state, checks } = durabilitySchema.parse(JSON.parse(output));
    expect(state, output).not.toBe('failing');
    // After a start it takes seconds until the first reading of the server itself was stored.
    expect(checks.map(({ name }) => name)).toContain('canary');
    await eventually(async () => {
      const now = durabilitySchema.parse(await reader.ask('/api/system/checks'));
      return now.checks.find(({ name }) => name === 'canary')?.state === 'ok';
    });
  },
  // Where there is a password, the token that the page speaks of opens the metrics; where there is none, nothing is asked.
  'job_name: plantops': async (reader, _, __, { code }) => {
    const owner = { authorization: 'Bearer correct-horse-battery' };
    const made = await call<{ token: string }>(
      reader.url,
      'POST',
      '/api/tokens',
      { name: 'Prometheus', scope: 'read' },
      owner,
    );
    const [, shown = '-'] = /credentials: (pot_)/.exec(code) ?? [];
    expect([made.status, made.body.token]).toEqual([201, expect.stringMatching(new RegExp(`^${shown}`))]);
    const metrics = await call<string>(reader.url, 'GET', '/metrics', undefined, {
      authorization: `Bearer ${made.body.token}`,
    });
    expect([metrics.status, metrics.body]).toEqual([200, expect.stringContaining('plantops_check{check=')]);
  },
  '/api/flows/versions': async (_, { output }) => {
    expect(output).toContain('"who":"shipped"');
    expect(output).toContain('tab \\"Telemetry\\" was added');
  },
  'make flows-export': async (reader, { output }) => {
    expect(readdirSync(path.join(reader.folder, '..', 'my-flows'))).toContain('telemetry.json');
    expect(output).toMatch(/^Version \d+ runs already with these flows\.$/m);
  },
  '/api/flows/dry-runs': async (reader, { output }) => {
    const { id } = JSON.parse(output) as { id: number };
    const state = async (): Promise<string> => (await reader.ask<{ state: string }>(`/api/flows/dry-runs/${id}`)).state;
    await eventually(async () => (await state()) === 'done');
  },
  'npx plantops-flows': async (_, { output }) => {
    expect(output).toContain('The flows in flows can run.');
    expect(output).toMatch(/^All \d+ tests passed\.$/m);
  },
  '{"create_plants": true}': async (reader) => {
    await eventually(async () => (await plantNames(reader)).length === 6);
  },
  'remove=true': async (reader) => {
    expect(await plantNames(reader)).toEqual(['Bookshelf fern', 'Hall palm']);
    expect(await deviceNamed(reader, 'Office desk')).toBeUndefined();
  },
  'make run SIM=1': async (reader) => {
    const isSimulated = ({ name, status }: Device): boolean => name === 'Office desk' && status === 'online';
    await eventually(async () => (await reader.ask<Device[]>('/api/devices')).some(isSimulated));
    reader.server.type('drought 1');
    await eventually(() => reader.server.output.includes('drought begins for Window sill'));
  },
  'load.ts': async (reader, { output }) => {
    expect(output).toMatch(/^10000 readings from 20 connections$/m);
    expect((await reader.ask<Device[]>('/api/devices')).filter(({ name }) => name?.startsWith('Load'))).toEqual([]);
  },

  'editor/nodes | grep -o node-red/vapour-pressure': followOwnNode,
  'editor/nodes | grep -o node-red-node-random/random': async (reader) => {
    const { body } = await call<unknown[]>(reader.url, 'GET', '/editor/nodes', undefined, {
      accept: 'application/json',
    });
    expect(body).toContainEqual(expect.objectContaining({ id: 'node-red-node-random/random', enabled: true }));
    expect(ownNodesIn(await backupOf(reader))).toMatchObject({ packages: { 'node-red-node-random': '^1.0.0' } });
  },

  'git rev-parse HEAD': async (reader, _, notes) => {
    notes.version = reader.git('rev-parse', 'HEAD');
    notes.plants = await plantNames(reader);
    expect(notes.plants.length).toBeGreaterThan(0);
    expect(reader.repository.publish()).not.toBe(notes.version);
  },
  'git pull': async (reader, _, { version }) => {
    expect(reader.git('rev-parse', 'HEAD^')).toBe(version);
  },
  'git checkout': async (reader, _, { version }) => {
    expect(reader.git('rev-parse', 'HEAD')).toBe(version);
    expect(existsSync(path.join(reader.folder, 'data'))).toBe(false);
  },
};

const place = temporaryDataDir();
afterAll(() => place.remove());

describe.each([
  { title: 'without an owner password', OWNER_PASSWORD: undefined },
  { title: 'with an owner password', OWNER_PASSWORD: 'correct-horse-battery' },
])('the pages for owners, followed word for word $title', ({ OWNER_PASSWORD }) => {
  const notes: Notes = { llm: new LlmImitation(), version: '', plants: [] };
  const checked = new Set<string>();
  let reader: Reader;

  beforeAll(async () => {
    notes.llm.key = API_KEY;
    reader = await Reader.of(place.dataDir, {
      ANTHROPIC_BASE_URL: await notes.llm.start(),
      ...(OWNER_PASSWORD && { OWNER_PASSWORD }),
    });
  });
  afterAll(async () => {
    await reader.leave();
    await notes.llm.stop();
  });

  async function followAndCheck(block: CodeBlock): Promise<void> {
    if (block.notRun !== undefined) return;
    const followed = await reader.follow(block);
    for (const [text, check] of Object.entries(CHECKS)) {
      if (!block.code.includes(text)) continue;
      await check(reader, followed, notes, block);
      checked.add(text);
    }
    await followed.running?.interrupt();
  }

  it.each(PAGES.filter((page) => codeBlocks(page, readPage(page)).length > 0))(
    '%s: every block works, and does what the page says',
    async (page) => {
      await reader.open(page);
      for (const block of codeBlocks(page, readPage(page))) {
        if (OWNER_PASSWORD === undefined || !SAME_EITHER_WAY.test(block.code)) await followAndCheck(block);
      }
    },
  );

  it('and every check has met its block; Ctrl-C stops the server in order', async () => {
    const left = Object.keys(CHECKS).filter((text) => !checked.has(text));
    expect(left.filter((text) => OWNER_PASSWORD === undefined || !SAME_EITHER_WAY.test(text))).toEqual([]);
    await reader.server.interrupt();
    expect(reader.server.output).toContain('stopped; nothing is lost');
  });

  it('a block of an unknown language, JSON that is no example of anything, or a configuration that cannot be, is an error', async () => {
    const block = { page: 'x.md', line: 7, code: '{}\n', exampleOf: undefined, notRun: undefined };
    await expect(reader.follow({ ...block, language: 'perl' })).rejects.toThrow(/^x\.md:7: nothing knows how to run/);
    await expect(reader.follow({ ...block, language: 'json' })).rejects.toThrow(/^x\.md:7: it does not say/);
    const nginx = (code: string) => reader.follow({ ...block, language: 'nginx', exampleOf: 'nginx', code });
    await expect(nginx('server {\n  listen 443 ssl;\n')).rejects.toThrow(/^x\.md:7: "server" is not closed/);
    await expect(nginx('proxy_set_header Host $host\n')).rejects.toThrow(/nginx does not read "proxy_set_header/);
    await expect(nginx('proxy_set_header X-Forwarded-Scheme $scheme;\n')).rejects.toThrow(/^x\.md:7: /);
    expect((await nginx('proxy_set_header X-Forwarded-Proto $scheme;\n')).output).toContain('$scheme');
  });
});
