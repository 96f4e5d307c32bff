/**
 * The files of "Add a device", and what the boards that they are for say to the broker. Programs run as they are; what
 * a board would publish is published as its file says.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { deviceFile, type DeviceFileChoices, type DeviceFileKindName } from '@plantops/shared/device-files/index.ts';
import { statusTopic } from '@plantops/shared/topics.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, getDevice, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { eventually } from '../harness/eventually.ts';
import { sharedServer } from '../harness/shared-server.ts';

/** Debian's Python, which the set-up of the tests provides, with paho-mqtt. */
const PYTHON = '/usr/bin/python3';
const MICROPYTHON = path.join(import.meta.dirname, '..', 'harness', 'micropython');
const CHOICES: DeviceFileChoices = {
  name: 'Sill',
  sensors: ['soil_moisture', 'temperature', 'humidity'],
  intervalS: 60,
  sleeps: false,
};

describe('the files for devices', () => {
  const plantOps = sharedServer();
  let folder: string;
  const running: ChildProcess[] = [];

  const rowsOf = (id: string) =>
    plantOps.query(
      'SELECT time, soil_moisture, temperature, humidity FROM telemetry WHERE device_id = $1 ORDER BY time',
      [id],
    );
  const textOf = (kind: DeviceFileKindName, credentials: DeviceCredentials, more: Partial<DeviceFileChoices> = {}) =>
    deviceFile(kind, credentials, { ...CHOICES, ...more }, plantOps.url).text;

  /** Runs a text as a program in the folder of the test. @returns its end, with what it said */
  function run(text: string, environment: Record<string, string> = {}): { stop: () => void; said: Promise<string> } {
    writeFileSync(path.join(folder, 'main.py'), text);
    const child = spawn(PYTHON, ['main.py'], {
      cwd: folder,
      env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', WAITING_FILE: 'waiting', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(child);
    let words = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        words += chunk.toString();
      });
    const said = new Promise<string>((resolve) => child.once('close', () => resolve(words)));
    return { stop: () => child.kill('SIGKILL'), said };
  }

  beforeAll(() => plantOps.start());
  afterEach(async () => {
    await Promise.all(
      running.splice(0).map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
      }),
    );
    rmSync(folder, { recursive: true });
  });
  afterAll(() => plantOps.remove());

  const newFolder = (): void => {
    folder = mkdtempSync(path.join(tmpdir(), 'device-files-'));
  };

  it('Python: readings wait in a file while the broker is away, and follow with their own times', async () => {
    newFolder();
    const credentials = await register(plantOps.url);
    const text = textOf('python', credentials);
    const waiting = path.join(folder, 'waiting');
    const away = run(text.replace(/MQTT_PORT = ".*", \d+/, 'MQTT_PORT = "127.0.0.1", 1'), { INTERVAL_S: '1.1' });
    await eventually(() => existsSync(waiting) && readFileSync(waiting, 'utf8').split('\n').length > 2, {
      what: 'two readings that wait',
    });
    away.stop();
    expect(await away.said).toMatch(/not sent, 1 waiting: .*refused/);
    const kept = readFileSync(waiting, 'utf8').trimEnd().split('\n');
    const times = kept.map((line) => new Date((JSON.parse(line) as { timestamp: string }).timestamp));

    // Times are in whole seconds: the next reading shall have another.
    await eventually(() => Date.now() >= (times.at(-1)?.getTime() ?? 0) + 1000);
    const back = run(text);
    await eventually(async () => (await rowsOf(credentials.device_id)).length > kept.length);
    expect((await rowsOf(credentials.device_id)).slice(0, kept.length)).toEqual(
      times.map((time) => ({ time, soil_moisture: 45.2, temperature: 22.5, humidity: 55.5 })),
    );
    await eventually(() => !existsSync(waiting), { what: 'that nothing waits' });
    back.stop();
  });

  it('Python: says that the password is not right, and keeps the reading', async () => {
    newFolder();
    const credentials = await register(plantOps.url);
    const program = run(textOf('python', { ...credentials, mqtt_password: 'wrong' }));
    await eventually(() => existsSync(path.join(folder, 'waiting')));
    program.stop();
    expect(await program.said).toContain('the password is not right, make a new one in the dashboard');
  });

  it('MicroPython: a board that sleeps keeps what it could not send, and sends it when it wakes up', async () => {
    newFolder();
    const credentials = await register(plantOps.url);
    const text = textOf('micropython', credentials, { sleeps: true, intervalS: 900 });
    const board = { PYTHONPATH: MICROPYTHON };
    const away = await run(text, { ...board, WIFI: 'away' }).said;
    expect(away).toMatch(/not sent: OSError\('no Wi-Fi'\)[^]*asleep for 900000 ms/);
    const kept = JSON.parse(readFileSync(path.join(folder, 'waiting.txt'), 'utf8')) as { timestamp: string };
    expect(kept).toMatchObject({ soil_moisture: 45.2, temperature: 22.5, humidity: 55.5 });
    // Its times are in whole seconds: the next reading shall have another.
    await eventually(() => Date.now() >= Date.parse(kept.timestamp) + 1000);
    expect(await run(text, board).said).toBe('asleep for 900000 ms\n');
    await eventually(async () => (await rowsOf(credentials.device_id)).length === 2);
    expect((await rowsOf(credentials.device_id))[0]).toMatchObject({ time: new Date(kept.timestamp) });
    expect(existsSync(path.join(folder, 'waiting.txt'))).toBe(false);
  });

  it.each([
    ['esphome', '{"timestamp":"$","soil_moisture":45.2,"temperature":22.5,"humidity":55.5}', undefined],
    [
      'arduino',
      '{"timestamp":"$","soil_moisture":45.20,"temperature":22.50,"humidity":55.50}',
      '{"rssi_dbm":-61,"uptime_s":12}',
    ],
  ] as const)('%s: what its board says becomes a row, and the board is online', async (kind, reading, heartbeat) => {
    newFolder();
    const credentials = await register(plantOps.url);
    const text = textOf(kind, credentials);
    const { topics, device_id: id } = credentials;
    for (const topic of [topics.telemetry, statusTopic(id)]) expect(text).toContain(topic);
    const will = { topic: statusTopic(id), payload: Buffer.from('offline'), qos: 1 as const, retain: false };
    const client = await connectDevice(credentials, { will });
    await client.publishAsync(statusTopic(id), 'online', { qos: 1 });
    const time = new Date(Math.floor(Date.now() / 1000) * 1000);
    await client.publishAsync(topics.telemetry, reading.replace('$', time.toISOString().replace('.000', '')), {
      qos: 1,
    });
    if (heartbeat) await client.publishAsync(topics.heartbeat, heartbeat, { qos: 1 });
    await expect.poll(() => rowsOf(id)).toEqual([{ time, soil_moisture: 45.2, temperature: 22.5, humidity: 55.5 }]);
    await expect.poll(async () => (await getDevice(plantOps.url, id)).status).toBe('online');
    expect((await getDevice(plantOps.url, id)).findings).toEqual([]);
    // The connection breaks, so that the broker publishes the will.
    client.stream.destroy();
    await expect.poll(async () => (await getDevice(plantOps.url, id)).status).toBe('offline');
    client.end();
  });

  /** What a Bluetooth gateway publishes of a sensor, one value a message. @param last byte of its address */
  const flowerCare = (base: string, last: string): [string, string][] =>
    ['"tempc":21.5', '"moi":37', '"lux":143'].map((value) => [
      `${base}/C47C8D65B6${last}`,
      `{"id":"C4:7C:8D:65:B6:${last}","name":"Flower care","rssi":-72,"brand":"Xiaomi","model":"miflora","model_id":"HHCCJCY01HHCC",${value}}`,
    ]);

  /** For each gateway: where its file has it publish, what it publishes there, and what must come of it. */
  it.each<[DeviceFileKindName, RegExp, (base: string) => [string, string][], string, object]>([
    [
      'zigbee2mqtt',
      /base_topic: (\S+)/,
      (base) => [
        [`${base}/bridge/state`, '{"state":"online"}'],
        [
          `${base}/bridge/devices`,
          '[{"ieee_address":"0xa4c138b82718ecdb","type":"EndDevice","friendly_name":"greenhouse/tomato"}]',
        ],
        [
          `${base}/greenhouse/tomato`,
          `{"battery":90,"last_seen":"${new Date().toISOString()}","linkquality":83,"soil_moisture":56,"temperature":19}`,
        ],
      ],
      'greenhouse/tomato',
      { soil_moisture: 56, temperature: 19 },
    ],
    [
      'tasmota',
      /FullTopic (\S+)\/%prefix%/,
      (base) => [
        [`${base}/tele/shelf/LWT`, 'Online'],
        [
          `${base}/tele/shelf/SENSOR`,
          `{"Time":"${new Date().toISOString().slice(0, 19)}","SI7021":{"Temperature":21.5,"Humidity":48.2},"TempUnit":"C"}`,
        ],
      ],
      'shelf',
      { temperature: 21.5, humidity: 48.2 },
    ],
    [
      'theengs',
      /--pub_topic=(\S+)/,
      (base) => flowerCare(base, '63'),
      'Flower care',
      { temperature: 21.5, soil_moisture: 37, light_level: 143 },
    ],
    [
      'openmqttgateway',
      /"mqtt_topic":"([^"]+)","gateway_name":"([^"]+)"/,
      (base) => flowerCare(`${base}/BTtoMQTT`, '64'),
      'Flower care',
      { temperature: 21.5, soil_moisture: 37, light_level: 143 },
    ],
  ])('%s: what it publishes becomes readings of the sensor behind it', async (kind, base, said, name, values) => {
    newFolder();
    const credentials = await register(plantOps.url, undefined, { kind: 'gateway' });
    const [, ...parts] = base.exec(textOf(kind, credentials)) ?? [];
    const client = await connectDevice(credentials);
    for (const [topic, payload] of said(parts.join(''))) await client.publishAsync(topic, payload, { qos: 0 });
    const behind = async () =>
      (await call<Device[]>(plantOps.url, 'GET', '/api/devices')).body.find(({ via }) => via === credentials.device_id);
    await expect.poll(behind).toMatchObject({ name, status: 'online', latest: values });
    await client.endAsync();
  });
});
