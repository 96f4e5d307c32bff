import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { LlmImitation } from '../../testing/llm-imitation.ts';
import type { OpenApiDocument } from '../harness/openapi-judge.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const PASSWORD = 'canary-owner-password';
const KEY = 'canary-registration-key';
const LLM_KEY = 'sk-ant-canary-llm-key-5566';
const ENCRYPTION_KEY = 'c0ffee'.padEnd(64, '7');
const FLOW_LOGIN = { user: 'feeder', password: 'canary-flow-password' };
const OWNER = { authorization: `Bearer ${PASSWORD}` };

/** The path of each file below a folder, as seen from there. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));

/**
 * What the flow engine, which is another user, must be able to reach: the socket of the database, which asks who comes, and
 * the nodes that the owner has installed. Programs of PostgreSQL are no secret.
 */
const FOR_THE_ENGINE = /^(node-red\/(package\.json)?|postgres\/((socket|server-[^/]*)(\/.*)?)?)$/;

/** Files and folders of a data folder that other users of the machine may look into. */
function openToOthers(folder: string, below = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = path.join(folder, entry.name);
    const name = path.join(below, entry.name);
    if (entry.isSymbolicLink()) return [];
    const mode = statSync(place).mode & 0o077;
    if (entry.isDirectory()) return (mode & 0o011) === 0 ? [] : [`${name}/`, ...openToOthers(place, name)];
    return mode === 0 ? [] : [name];
  });
}

/** Each file in a folder and below it, with what it holds. */
function filesBelow(folder: string): [string, string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [file, readFileSync(file, 'latin1')]);
}

describe('secrets', () => {
  const discord = new DiscordServer();
  const imitation = new LlmImitation();
  let plantOps: PlantOpsProcess;
  let secrets: Record<string, string> = {};
  const said: [string, string][] = [];
  const get = async (target: string): Promise<void> => {
    const { body } = await call<unknown>(plantOps.url, 'GET', target, undefined, OWNER);
    said.push([`GET ${target}`, typeof body === 'string' ? body : JSON.stringify(body)]);
  };

  /** Whatever may make a vendor's library, or a vendor, repeat the key: refusals that quote it, breaks, a redirect, nonsense. */
  async function useAdvisor(plants: { id: string }[]): Promise<void> {
    const owner = (method: string, target: string, body?: unknown) => call(plantOps.url, method, target, body, OWNER);
    const settings = { provider: 'anthropic', base_url: await imitation.start(), api_key: LLM_KEY };
    await owner('PUT', '/api/settings/llm', { ...settings, unknown: LLM_KEY });
    await owner('PUT', '/api/settings/llm', { ...settings, api_key: `${LLM_KEY} ` + 'x'.repeat(600) });
    await owner('PUT', '/api/settings/llm', `{"api_key":"${LLM_KEY}"`);
    expect((await owner('PUT', '/api/settings/llm', settings)).status).toBe(200);
    imitation.next.push(
      { status: 401, message: `invalid x-api-key ${LLM_KEY}` },
      { status: 400, message: `bad request with ${LLM_KEY}` },
      { dropAfter: LLM_KEY },
      { redirect: `http://127.0.0.1:1/${LLM_KEY}` },
      { raw: LLM_KEY, contentType: 'text/html' },
    );
    for (let tries = 0; tries < 6; tries += 1)
      said.push(['analyze', JSON.stringify((await owner('POST', `/api/plants/${plants[0]?.id}/analyze`)).body)]);
    imitation.next.push({ status: 401, message: LLM_KEY });
    said.push(['test', JSON.stringify((await owner('POST', '/api/settings/llm/test')).body)]);
    expect(said.map(([, text]) => text).join()).toContain('llm_wrong_key');
    const backup = await fetch(new URL('/api/backup', plantOps.url), { headers: OWNER });
    said.push(['backup', gunzipSync(Buffer.from(await backup.arrayBuffer())).toString('latin1')]);
  }

  beforeAll(async () => {
    const webhook = await discord.start();
    plantOps = new PlantOpsProcess({
      OWNER_PASSWORD: PASSWORD,
      REGISTRATION_KEY: KEY,
      ENCRYPTION_KEY,
      DISCORD_WEBHOOK_URL: webhook,
      ALERT_COOLDOWN_S: '0',
      HEARTBEAT_INTERVAL_S: '5',
    });
    await plantOps.start();
    const owner = (method: string, target: string, body?: unknown) =>
      call(plantOps.url, method, target, body, { ...OWNER, 'x-registration-key': KEY });

    const credentials = await call<DeviceCredentials>(
      plantOps.url,
      'POST',
      '/api/devices/register',
      { mac_address: '02:00:00:00:ff:01' },
      { 'x-registration-key': KEY },
    );
    secrets = {
      'owner password': PASSWORD,
      'registration key': KEY,
      'encryption key': ENCRYPTION_KEY,
      'path of the webhook': new URL(webhook).pathname,
      'token of the webhook': 'secret-token',
      'MQTT password': credentials.body.mqtt_password,
      'API key': LLM_KEY,
      'password in a flow': FLOW_LOGIN.password,
    };
    // Whatever may make the server talk: refusals that hold secrets, failures of Discord, wrong MQTT passwords, a deploy.
    await call(plantOps.url, 'POST', '/api/session', { password: PASSWORD });
    await call(plantOps.url, 'POST', '/api/session', `{"password":"${PASSWORD}"`);
    await call(plantOps.url, 'POST', '/api/session', { password: PASSWORD, extra: KEY });
    await call(plantOps.url, 'POST', '/api/session', { pass: PASSWORD });
    await call(plantOps.url, 'POST', '/api/devices/register', { mac_address: 'bad' }, { 'x-registration-key': KEY });
    await connectDevice({ ...credentials.body, mqtt_password: `${credentials.body.mqtt_password}x` }).catch(
      () => undefined,
    );
    const provisioned = await owner('POST', `/api/devices/${credentials.body.device_id}/provision`, {
      new_plant: { name: 'Fern', thresholds: { humidity: { min: 40 } } },
    });
    expect(provisioned.status).toBe(200);
    for (const status of [500, 400, 401]) discord.nextAnswers.push({ status, body: { message: 'no' } });
    const client = await connectDevice(credentials.body);
    await publishReading(client, credentials.body, { humidity: 10 });
    await eventually(() => discord.nextAnswers.length < 3);
    await client.publishAsync(credentials.body.topics.telemetry, '{broken', { qos: 1 });
    await client.endAsync();
    await useAdvisor((await owner('GET', '/api/plants')).body as { id: string }[]);
    const flows = await call<{ flows: { id: string; type: string }[] }>(
      plantOps.url,
      'GET',
      '/editor/flows',
      undefined,
      {
        ...OWNER,
        'node-red-api-version': 'v2',
      },
    );
    const tab = flows.body.flows.find(({ type }) => type === 'tab');
    const withLogin = {
      ...flows.body,
      flows: [
        ...flows.body.flows,
        { id: 'feed', type: 'http request', z: tab?.id, wires: [[]], credentials: FLOW_LOGIN },
      ],
    };
    const deployed = await call(plantOps.url, 'POST', '/editor/flows', withLogin, {
      ...OWNER,
      'node-red-api-version': 'v2',
      'node-red-deployment-type': 'full',
    });
    expect(deployed.status).toBe(200);

    const { body: document } = await call<OpenApiDocument>(plantOps.url, 'GET', '/api/openapi.json', undefined, OWNER);
    const [plant] = (await call<{ id: string }[]>(plantOps.url, 'GET', '/api/plants', undefined, OWNER)).body;
    for (const [template, operations] of Object.entries(document.paths)) {
      const id = template.startsWith('/api/plants') ? (plant?.id ?? '') : credentials.body.device_id;
      if ('get' in operations && operations.get?.operationId !== 'streamEvents')
        await get(template.replace('{id}', id));
    }
    for (const target of [
      '/api/openapi.json',
      '/api/docs/',
      '/',
      '/editor/',
      '/editor/settings',
      '/editor/settings/user',
      '/editor/flows',
      '/editor/nodes',
      '/editor/diagnostics',
      '/editor/library/local/flows',
    ])
      await get(target);
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
    await imitation.stop();
  });

  it('there is much to search: answers, output at the level debug, and what Node-RED keeps', () => {
    expect(said.length).toBeGreaterThan(20);
    expect(plantOps.output).toContain('"level":20');
    expect(filesBelow(path.join(plantOps.dataDir, 'node-red')).length).toBeGreaterThan(3);
  });

  it.each([
    'owner password',
    'registration key',
    'encryption key',
    'path of the webhook',
    'token of the webhook',
    'MQTT password',
    'API key',
    'password in a flow',
  ])('the %s is in no answer, no output and no file of the flows', (name) => {
    const secret = secrets[name] ?? '';
    expect(secret).not.toBe('');
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
    const places = [
      ...said,
      ['output', plantOps.output] as [string, string],
      ...filesBelow(path.join(plantOps.dataDir, 'node-red')),
    ];
    expect(places.filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place)).toEqual([]);
  });

  it('files with keys are readable by the server only, and the database holds no password', async () => {
    const keys = filesBelow(path.join(plantOps.dataDir, 'keys'));
    expect(keys.length).toBeGreaterThan(0);
    for (const [file] of keys) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0]);
    const rows = await plantOps.query('SELECT * FROM devices');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secrets['MQTT password']);
    const [settings] = await plantOps.query<{ value: object; secret: Buffer }>(
      `SELECT value, secret FROM settings WHERE key = 'llm'`,
    );
    expect(settings?.secret.length).toBeGreaterThan(LLM_KEY.length);
    expect(`${settings?.secret.toString('latin1')} ${JSON.stringify(settings?.value)}`).not.toContain(LLM_KEY);
  });

  it('nothing that the server keeps is open to other users of the machine, also not after a restore and a new start', async () => {
    const backup = await fetch(new URL('/api/backup', plantOps.url), { headers: OWNER });
    const restored = await fetch(new URL('/api/restore', plantOps.url), {
      method: 'POST',
      headers: { ...OWNER, 'Content-Type': 'application/gzip' },
      body: await backup.arrayBuffer(),
    });
    expect([restored.status, await restored.text()]).toEqual([200, expect.stringContaining('before-restore-')]);
    const held = ['keys/broker-password', 'node-red/credentials.json', 'node-red/flows/alerts.json'];
    for (const name of held) expect(filesIn(plantOps.dataDir)).toContain(name);
    expect(filesIn(plantOps.dataDir)).toContainEqual(expect.stringMatching(/^backups\/before-restore-/));
    expect(openToOthers(plantOps.dataDir).filter((name) => !FOR_THE_ENGINE.test(name))).toEqual([]);

    // As a copy of the folder that lost its modes.
    await plantOps.stop();
    for (const name of ['keys', 'node-red', 'backups']) chmodSync(path.join(plantOps.dataDir, name), 0o755);
    for (const name of held.slice(0, 2)) chmodSync(path.join(plantOps.dataDir, name), 0o644);
    await plantOps.start();
    expect(openToOthers(plantOps.dataDir).filter((name) => !FOR_THE_ENGINE.test(name))).toEqual([]);
    for (const name of held.slice(0, 2))
      expect([name, statSync(path.join(plantOps.dataDir, name)).mode & 0o777]).toEqual([name, 0o600]);
  });
});
