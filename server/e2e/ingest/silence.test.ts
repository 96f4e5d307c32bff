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
  /** Each has a heartbeat; one that `measures` sends readings, too. */
  const boards: { id: string; client: MqttClient; beat: NodeJS.Timeout; measures: boolean }[] = [];
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
      const beat = setInterval(() => {
        client.publish(`devices/${board.id}/heartbeat`, '{}', { qos: 1 });
        if (board.measures) client.publish(`devices/${board.id}/telemetry`, '{"soil_moisture":42}', { qos: 1 });
      }, HEARTBEAT_S * 500);
      const board = { id: credentials.device_id, client, beat, measures: false };
      boards.push(board);
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
      await eventually(async () => (await broker()).detail === 'does not pass messages on');
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

  it('a probe that dies while its board is heard is told once; the last of a plant makes it stale', async () => {
    const [board, other] = boards as [(typeof boards)[number], (typeof boards)[number]];
    const plantId = await assignNewPlant(plantOps.url, board.id, { name: 'Fern' });
    await call(plantOps.url, 'POST', `/api/devices/${other.id}/provision`, { plant_id: plantId });
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'no_data', stale: [] });
    for (const { id, client } of [board, other]) {
      client.publish(`devices/${id}/heartbeat`, JSON.stringify({ report_interval_s: HEARTBEAT_S }), { qos: 1 });
      client.publish(`devices/${id}/telemetry`, '{"soil_moisture":42}', { qos: 1 });
    }
    other.measures = true;
    const shown = await eventually(async () => (await getDevice(plantOps.url, board.id)).findings[0]);
    expect(shown).toMatchObject({ code: 'probe_silent', metric: 'soil_moisture', evidence: { value: 42 } });
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ status: 'alert', stale: [], open_alerts: 1 });
    const aboutProbe = () => discord.messages.filter(({ content }) => content.includes('no longer comes from'));
    await eventually(() => aboutProbe().length === 1);
    other.measures = false;
    const stale = await eventually(async () => {
      const plant = await getPlant(plantOps.url, plantId);
      return plant.stale.length > 0 && plant;
    });
    expect(stale).toMatchObject({ stale: [{ metric: 'soil_moisture' }], offline_count: 0 });
    const about = () => discord.messages.map(({ content }) => content).filter((content) => /^Fern: /.test(content));
    await eventually(() => about().length === 1);
    expect(about()).toEqual([expect.stringMatching(/^Fern: no soil moisture since \d\d:\d\d, the last was 42\.0 %$/)]);
    board.client.publish(`devices/${board.id}/telemetry`, '{"soil_moisture":40}', { qos: 1 });
    await eventually(() => about().length === 2);
    expect(about()[1]).toBe('Fern: soil moisture is measured again: 40.0 %');
    expect(await getPlant(plantOps.url, plantId)).toMatchObject({ stale: [] });
    await eventually(async () => (await getDevice(plantOps.url, board.id)).findings.length === 0);
    // The other probe of the plant is the one that is missing now.
    await eventually(() => aboutProbe().length === 2);
  });

  it('whoever is silent after that is missed, all in one message', async () => {
    for (const { beat } of boards) clearInterval(beat);
    await eventually(() => told().some(({ content }) => content.startsWith('5 devices are silent: ')));
    expect(told()).toHaveLength(1);
    await eventually(async () => (await listAlerts(plantOps.url)).every(({ delivery }) => delivery === 'sent'));
  });
});
