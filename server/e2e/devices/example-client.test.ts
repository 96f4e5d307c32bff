import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Device, DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, newMac } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const EXAMPLE = path.join(import.meta.dirname, '..', '..', 'examples', 'device.py');
/** Debian's Python, for which paho-mqtt is a system package. */
const PYTHON = '/usr/bin/python3';

it('the example client is under 60 lines', () => {
  expect(readFileSync(EXAMPLE, 'utf8').trimEnd().split('\n').length).toBeLessThan(60);
});

describe('the example client', () => {
  let plantOps: PlantOpsProcess;
  let client: ChildProcess | undefined;
  const mac = newMac();
  const stateFile = () => path.join(plantOps.dataDir, 'device.json');
  const readings = async () => (await plantOps.query('SELECT FROM telemetry')).length;
  const devices = async () => (await call<Device[]>(plantOps.url, 'GET', '/api/devices')).body;
  const moreReadings = async () => {
    const before = await readings();
    await eventually(async () => (await readings()) > before, { what: 'another reading' });
  };

  beforeEach(async () => {
    plantOps = new PlantOpsProcess({ REGISTRATION_KEY: 'let-my-plants-in' });
    await plantOps.start();
  });
  afterEach(async () => {
    await stop();
    await plantOps.remove();
  });

  function run(): void {
    client = spawn(PYTHON, [EXAMPLE], {
      env: {
        PATH: process.env.PATH,
        PLANTOPS_URL: plantOps.url,
        INTERVAL_S: '0.5',
        STATE_FILE: stateFile(),
        DEVICE_MAC: mac,
        REGISTRATION_KEY: 'let-my-plants-in',
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  async function stop(): Promise<void> {
    const running = client;
    client = undefined;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await ended;
  }

  it('registers, delivers readings, keeps its credentials after a restart, and gets new ones when they are revoked', async () => {
    run();
    await moreReadings();
    await eventually(async () => (await devices())[0]?.status === 'online');
    expect(await devices()).toMatchObject([
      { mac_address: mac, sensor_types: ['soil_moisture', 'temperature', 'humidity', 'light_level'] },
    ]);
    const credentials = readFileSync(stateFile(), 'utf8');

    await stop();
    run();
    await moreReadings();
    expect(readFileSync(stateFile(), 'utf8')).toBe(credentials);
    expect(await devices()).toHaveLength(1);

    // Registering the same board again revokes the client's credentials.
    const { status } = await call<DeviceCredentials>(
      plantOps.url,
      'POST',
      '/api/devices/register',
      { mac_address: mac },
      { 'x-registration-key': 'let-my-plants-in' },
    );
    expect(status).toBe(200);
    await eventually(() => existsSync(stateFile()) && readFileSync(stateFile(), 'utf8') !== credentials, {
      what: 'new credentials',
    });
    await moreReadings();
    expect(await devices()).toHaveLength(1);
  });
});
