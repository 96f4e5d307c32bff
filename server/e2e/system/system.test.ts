import { spawnSync } from 'node:child_process';
import type { Release } from '@plantops/shared/api/releases.ts';
import type { Device } from '@plantops/shared/api/devices.ts';
import type { System } from '@plantops/shared/system.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { JudgedApi } from '../harness/judged-api.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { rawRequest } from '../../testing/raw-request.ts';

const KEY = 'let-my-plants-in';

describe('what the server says about itself', () => {
  const open = new PlantOpsProcess({ TRUSTED_PROXIES: '127.0.0.2' });
  const keyed = new PlantOpsProcess({
    REGISTRATION_KEY: KEY,
    HEARTBEAT_INTERVAL_S: '7',
    MQTT_PUBLIC_URL: 'mqtt://plants.example.org:2883',
    NODE_ENV: 'production',
    ENCRYPTION_KEY: 'c0ffee'.padEnd(64, '7'),
  });
  const example = async (server: PlantOpsProcess, name: string): Promise<string> =>
    (await call<string>(server.url, 'GET', `/api/examples/${name}`)).body;

  beforeAll(async () => {
    await Promise.all([open.start(), keyed.start()]);
  });
  afterAll(async () => {
    await open.remove();
    await keyed.remove();
  });

  it('is its version, database, broker and what devices must send', async () => {
    const { body } = await (await JudgedApi.of(open.url)).get<System>('/api/system');
    expect(body).toMatchObject({
      version: '0.1.0',
      registration_key_required: false,
      mqtt: { host: '127.0.0.1', port: open.mqttPort },
      heartbeat_interval_s: 60,
      database: { kind: 'embedded', version: expect.stringMatching(/^\d+\.\d+$/), timescale: false },
      simulator: { allowed: true, running: false, devices: 0 },
    });
    expect(body.database.size_bytes).toBeGreaterThan(1_000_000);
    expect(Date.now() - Date.parse(body.started_at)).toBeLessThan(60_000);
    expect((await call<System>(keyed.url, 'GET', '/api/system')).body).toMatchObject({
      registration_key_required: true,
      mqtt: { host: 'plants.example.org', port: 2883 },
      heartbeat_interval_s: 7,
      simulator: { allowed: false },
    });
  });

  it('allows no simulator in production that it was not started with', async () => {
    const refused = await (await JudgedApi.of(keyed.url)).refused('POST', '/api/simulator', { create_plants: true });
    expect(refused).toMatchObject({
      status: 403,
      code: 'simulator_not_allowed',
      detail: expect.stringContaining('SIM=1'),
    });
  });

  it('says what its version and those before it changed', async () => {
    const { body } = await (await JudgedApi.of(open.url)).get<Release[]>('/api/releases');
    const ofThis = body.find(({ version }) => version === '0.1.0');
    expect(ofThis?.groups.map(({ title }) => title)).toContain('Dashboard');
    expect((await fetch(`${open.url}/docs/`)).headers.get('content-type')).toContain('text/html');
  });

  it('examples have its address, and a placeholder for the key only if one is needed', async () => {
    for (const name of ['register.sh', 'device.py', 'esp32.ino']) {
      expect(await example(open, name)).toContain(`"${open.url}"`);
      expect(await example(keyed, name)).toContain(`"${keyed.url}"`);
      expect(await example(open, name)).not.toContain('your registration key');
      expect(await example(keyed, name)).toContain('your registration key');
      expect(await example(keyed, name)).not.toContain(KEY);
    }
    expect(await example(open, 'register.sh')).not.toContain('X-Registration-Key');
    const api = await JudgedApi.of(open.url);
    expect((await api.get('/api/examples/device.py')).headers.get('content-type')).toContain('text/plain');
    expect((await api.get('/api/examples/passwd')).status).toBe(404);
  });

  it('the address is the one in the request, with https behind a proxy that is trusted', async () => {
    const { port } = new URL(open.url);
    const exampleFrom = async (from: string): Promise<string> => {
      const headers = { host: `localhost:${port}`, 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/garden' };
      return (await rawRequest(open.url, { path: '/api/examples/device.py', headers, from })).text;
    };
    expect(await exampleFrom('127.0.0.2')).toContain(`"https://localhost:${port}/garden"`);
    expect(await exampleFrom('127.0.0.3')).toContain(`"http://localhost:${port}"`);
  });

  it.each(['a"b', "a'b", 'a`id`', 'a$(id)', 'a;b', 'a&b', '"', 'a{b'])(
    'a host name that could end a quoted string is refused: %s',
    async (host) => {
      for (const name of ['register.sh', 'device.py', 'esp32.ino']) {
        const { status } = await rawRequest(open.url, { path: `/api/examples/${name}`, headers: { host } });
        expect(status).toBe(403);
      }
    },
  );

  it.each([
    ['without a key', () => open, {}],
    ['with the key', () => keyed, { REGISTRATION_KEY: KEY }],
  ] as const)('the shell example runs exactly as served, %s', async (_how, server, environment) => {
    // The broker's public name does not resolve here.
    const script = (await example(server(), 'register.sh')).replaceAll(
      '-h "$(field host)" -p "$(field port)"',
      `-h 127.0.0.1 -p ${server().mqttPort}`,
    );
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, ...environment },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [device] = (await call<Device[]>(server().url, 'GET', '/api/devices')).body;
    expect(stdout).toContain(`${device?.id} sent a reading`);
    const found = await eventually(async () => {
      const { body } = await call<Device>(server().url, 'GET', `/api/devices/${device?.id}`);
      return body.latest && body;
    });
    expect(found).toMatchObject({ latest: { soil_moisture: 45.2 }, clock_wrong: false });
  });

  it('the shell example says what is wrong when it is refused', async () => {
    const script = await example(keyed, 'register.sh');
    const { status, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH: process.env.PATH } });
    expect(status).not.toBe(0);
    expect(stderr).toContain('registration_key_required');
  });
});
