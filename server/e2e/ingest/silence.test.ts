import { readFileSync } from 'node:fs';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, getDevice, getPlant, listAlerts, register } from '../harness/api.ts';
import { connectDevice } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually, sleep } from '../harness/eventually.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';

const HEARTBEAT_S = 1;

/** A process and its children, except the database's backends, which end by themselves. */
const family = (pid: number): number[] => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
];

describe('who is silent, and who only cannot be heard', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  const boards: { id: string; client: MqttClient; beat: NodeJS.Timeout }[] = [];
  const told = () => discord.messages.filter(({ content }) => /offline|online|silent/.test(content));
  const statuses = () => Promise.all(boards.map(async ({ id }) => (await getDevice(plantOps.url, id)).status));
  const broker = async () =>
    (await call<{ checks: { broker: { ok: boolean; detail: string } } }>(plantOps.url, 'GET', '/readyz')).body.checks
      .broker;
  const allOnline = () => eventually(async () => (await statuses()).every((status) => status === 'online'));

  beforeAll(async () => {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discord.start(),
      HEARTBEAT_INTERVAL_S: String(HEARTBEAT_S),
    });
    await plantOps.start();
    for (let number = 0; number < 5; number += 1) {
      const credentials = await register(plantOps.url);
      const client = await connectDevice(credentials);
      const beat = setInterval(
        () => client.publish(`devices/${credentials.device_id}/heartbeat`, '{}', { qos: 1 }),
        HEARTBEAT_S * 500,
      );
      boards.push({ id: credentials.device_id, client, beat });
    }
    await allOnline();
  });
  afterAll(async () => {
    for (const { client, beat } of boards) {
      clearInterval(beat);
      client.end(true);
    }
    await plantOps.remove();
    await discord.stop();
  });

  it('nobody is accused while the broker hangs, and the server says that it does', async () => {
    expect(await broker()).toEqual({ ok: true, detail: 'connected' });
    process.kill(plantOps.brokerPid, 'SIGSTOP');
    try {
      await eventually(async () => (await broker()).detail === 'does not pass messages on', { timeoutMs: 10_000 });
      await sleep(3 * HEARTBEAT_S * 1000);
      expect([await statuses(), told()]).toEqual([boards.map(() => 'online'), []]);
    } finally {
      process.kill(plantOps.brokerPid, 'SIGCONT');
    }
    await eventually(async () => (await broker()).ok);
    await eventually(async () =>
      /^plantops_mqtt_round_trip_seconds 0\.\d+$/m.test((await call<string>(plantOps.url, 'GET', '/metrics')).body),
    );
    await allOnline();
    expect(told()).toEqual([]);
  });

  it('nobody is accused after the machine was suspended', async () => {
    const processes = [...family(Number(plantOps.pid)), ...family(plantOps.enginePid)];
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await sleep(8000);
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    await eventually(async () => (await broker()).ok);
    await allOnline();
    expect(told()).toEqual([]);
  });

  it('a probe that dies while its board is heard makes its plant stale, and is told once', async () => {
    const [board] = boards as [(typeof boards)[number]];
    const plantId = await assignNewPlant(plantOps.url, board.id, { name: 'Fern' });
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'no_data', stale: [] });
    board.client.publish(`devices/${board.id}/telemetry`, '{"soil_moisture":42}', { qos: 1 });
    await eventually(async () => (await getPlant(plantOps.url, plantId)).status === 'ok');
    const stale = await eventually(
      async () => {
        const plant = await getPlant(plantOps.url, plantId);
        return plant.status === 'stale' && plant;
      },
      { timeoutMs: 20_000 },
    );
    expect(stale).toMatchObject({ stale: [{ metric: 'soil_moisture' }], open_alerts: 1, offline_count: 0 });
    const about = () => discord.messages.filter(({ title }) => title === 'Fern').map(({ content }) => content);
    await eventually(() => about().length === 1);
    expect(about()).toEqual([expect.stringMatching(/^Fern: no soil moisture since \d\d:\d\d, the last was 42\.0 %$/)]);
    board.client.publish(`devices/${board.id}/telemetry`, '{"soil_moisture":40}', { qos: 1 });
    await eventually(() => about().length === 2);
    expect(about()[1]).toBe('Fern: soil moisture is measured again: 40.0 %');
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'ok', stale: [] });
  });

  it('whoever is silent after that is missed, all in one message', async () => {
    for (const { beat } of boards) clearInterval(beat);
    await eventually(() => told().some(({ content }) => content.startsWith('5 devices are silent: ')), {
      timeoutMs: 20_000,
    });
    expect(told()).toHaveLength(1);
    await eventually(async () => (await listAlerts(plantOps.url)).every(({ delivery }) => delivery === 'sent'));
  });
});
