import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Device } from '@plantops/shared/api/devices.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignNewPlant, call } from '../harness/api.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually } from '../harness/eventually.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';

const SIMULATOR = path.join(import.meta.dirname, '..', '..', 'simulator', 'main.ts');
const byMac = (one: Device, other: Device): number => (one.mac_address ?? '').localeCompare(other.mac_address ?? '');
const DRY = /^soil_moisture is \d+\.\d, threshold min 20\.0$/;

describe('the simulator', () => {
  let discord: DiscordServer;
  let plantOps: PlantOpsProcess;
  let simulator: ChildProcess | undefined;
  const devices = async () => (await call<Device[]>(plantOps.url, 'GET', '/api/devices')).body;
  const withStatus = async (status: string) =>
    (await call<Device[]>(plantOps.url, 'GET', `/api/devices?status=${status}`)).body;
  const told = (text: RegExp) => discord.messages.filter(({ content }) => text.test(content));
  /** What falls silent together is one message, which names each device. */
  const toldOfSilence = async (count: number) => {
    const [message] = await eventually(() => {
      const messages = told(new RegExp(`^${count} devices are silent: `));
      return messages.length > 0 && messages;
    });
    for (const { name } of await devices()) expect(message?.content).toContain(name);
    expect(told(/ is offline|are silent/)).toEqual([message]);
  };

  beforeEach(async () => {
    discord = new DiscordServer();
  });
  afterEach(async () => {
    simulator?.kill('SIGKILL');
    simulator = undefined;
    await plantOps.remove();
    await discord.stop();
  });

  async function start(environment: Record<string, string>): Promise<void> {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discord.start(),
      HEARTBEAT_INTERVAL_S: '1',
      ...environment,
    });
    await plantOps.start();
  }

  it('SIM=1 shows six unassigned devices; drying one out posts to the webhook, and stopping them takes them offline', async () => {
    await start({ SIM: '1', REGISTRATION_KEY: 'let-my-plants-in' });
    await eventually(async () => (await withStatus('online')).length === 6, { what: 'six devices online' });
    expect((await call<Device[]>(plantOps.url, 'GET', '/api/devices?unassigned=true')).body).toHaveLength(6);
    const first = (await devices()).toSorted(byMac)[0];
    if (!first) throw new Error('no device');
    await assignNewPlant(plantOps.url, first.id, { name: 'Thirsty fern', thresholds: { soil_moisture: { min: 20 } } });

    plantOps.type('drought 1');
    const message = await eventually(() => told(DRY)[0], { what: 'a message about the drought' });
    expect(message.title).toBe('Thirsty fern');

    plantOps.type('stop');
    await eventually(async () => (await withStatus('offline')).length === 6, {
      what: 'six devices offline',
    });
    await toldOfSilence(6);
    expect(await plantOps.stop()).toBe(0);
  });

  it('SIM=1: the devices end with the server, even when it is killed', async () => {
    await start({ SIM: '1' });
    const pid = Number(/simulated devices run \(process (\d+)\)/.exec(plantOps.output)?.[1]);
    expect(isAlive(pid)).toBe(true);
    await plantOps.kill();
    await eventually(() => !isAlive(pid));
  });

  it('runs alone, with a fault from its command line', async () => {
    await start({});
    simulator = spawn(
      process.execPath,
      [SIMULATOR, '--url', plantOps.url, '--count', '2', '--interval', '1', '--fault', 'drought'],
      { stdio: 'ignore' },
    );
    const first = await eventually(async () => {
      const known = await withStatus('online');
      return known.length === 2 && known.toSorted(byMac)[0];
    });
    await assignNewPlant(plantOps.url, first.id, { name: 'Dry fern', thresholds: { soil_moisture: { min: 20 } } });
    expect((await eventually(() => told(DRY)[0])).title).toBe('Dry fern');

    simulator.kill('SIGTERM');
    await eventually(async () => (await withStatus('offline')).length === 2);
    await toldOfSilence(2);
  });
});
