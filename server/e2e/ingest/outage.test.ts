import { readFileSync } from 'node:fs';
import type { DeviceCredentials, RejectedMessage } from '@plantops/shared/api/devices.ts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { assignNewPlant, call, empty, getDevice, listAlerts, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { DiscordServer } from '../harness/discord-server.ts';
import { eventually, sleep } from '../harness/eventually.ts';
import { passMarker } from '../harness/marker.ts';
import { PlantOpsProcess } from '../harness/plantops-process.ts';
import { RecordedLoad } from '../harness/recorded-load.ts';

const HEARTBEAT_S = 1;
/** Half of what a statement may take (server/db/pool.ts), and more than a busy machine takes. */
const AT_ONCE_MS = 10_000;

/** A process and its children, with the parent first. */
const family = (pid: number): number[] => [
  pid,
  ...readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
];
const signalAll = (pids: number[], signal: NodeJS.Signals): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // A backend that has ended meanwhile.
    }
  }
};
const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

describe('while the database or the broker is away', () => {
  const discord = new DiscordServer();
  let plantOps: PlantOpsProcess;
  let load: RecordedLoad | undefined;
  const startLoad = async (devices: DeviceCredentials[], ratePerS: number): Promise<RecordedLoad> => {
    load = new RecordedLoad(devices, { timed: true, ratePerS });
    await load.connect();
    load.run();
    return load;
  };
  const registerMany = (count: number) => Promise.all(Array.from({ length: count }, () => register(plantOps.url)));
  const storedTimes = async () =>
    (await plantOps.query<{ device_id: string; time: Date }>('SELECT device_id, time FROM telemetry')).map(
      ({ device_id, time }) => `${device_id} ${time.toISOString()}`,
    );
  const told = (text: RegExp) => discord.messages.filter(({ content }) => text.test(content));
  const inFlight = async () =>
    Number(
      /^plantops_mqtt_messages_in_flight (\d+)$/m.exec((await call<string>(plantOps.url, 'GET', '/metrics')).body)?.[1],
    );
  const allStored = async (load: RecordedLoad) => {
    await eventually(async () => (await storedTimes()).length >= load.acknowledged.size, {
      what: 'a row for each acknowledged reading',
    });
    expect(new Set(await storedTimes())).toEqual(load.acknowledged);
  };
  /** Makes every write of one kind to a table fail. @returns a function that allows them again */
  const refuse = async (table: string, operation: 'INSERT' | 'UPDATE') => {
    await plantOps.query(
      `CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$`,
    );
    await plantOps.query(`CREATE TRIGGER refuse BEFORE ${operation} ON ${table} EXECUTE FUNCTION refuse()`);
    return () => plantOps.query(`DROP TRIGGER refuse ON ${table}`);
  };

  const discordUrl = discord.start();
  async function begin(): Promise<void> {
    plantOps = new PlantOpsProcess({
      DISCORD_WEBHOOK_URL: await discordUrl,
      HEARTBEAT_INTERVAL_S: String(HEARTBEAT_S),
    });
    await plantOps.start();
  }
  beforeAll(begin);
  afterEach(async () => {
    load?.abandon();
    load = undefined;
    // The next test begins with nothing: no device that falls silent, and no message about one.
    await eventually(async () => (await inFlight()) === 0);
    await empty(plantOps.url);
    await passMarker(plantOps.url, discord);
    await empty(plantOps.url);
    await plantOps.query('TRUNCATE telemetry');
    discord.messages.splice(0);
  });
  afterAll(async () => {
    await plantOps.remove();
    await discord.stop();
  });

  it('if the database hangs, the API says so at once, memory stays bounded, nothing is lost and no device is reported offline', async () => {
    const silent = await register(plantOps.url, undefined, { name: 'Silent board' });
    const silentClient = await connectDevice(silent);
    const devices = await registerMany(5);
    const load = await startLoad(devices, 1000);
    await eventually(async () => (await storedTimes()).length > 500);
    const before = residentMb(plantOps.pid ?? 0);
    const database = family(plantOps.databasePid);
    signalAll(database, 'SIGSTOP');
    const since = performance.now();
    try {
      const { status, body } = await call<{ code: string }>(plantOps.url, 'GET', '/api/devices');
      expect(performance.now() - since).toBeLessThan(AT_ONCE_MS);
      expect([status, body.code]).toEqual([503, 'database_unavailable']);
      expect((await call(plantOps.url, 'GET', '/readyz')).status).toBe(503);
      const asked = performance.now();
      expect((await call(plantOps.url, 'POST', '/api/plants', { name: 'Fern' })).status).toBe(503);
      expect(performance.now() - asked).toBeLessThan(AT_ONCE_MS);
      await silentClient.publishAsync(silent.topics.heartbeat, '{}', { qos: 1 });
      await silentClient.endAsync();
      // Longer than a device may be silent.
      await sleep(4000 * HEARTBEAT_S);
      expect(await inFlight()).toBeGreaterThan(1000);
      expect(await inFlight()).toBeLessThanOrEqual(10_000);
      expect(residentMb(plantOps.pid ?? 0) - before).toBeLessThan(150);
    } finally {
      signalAll(database, 'SIGCONT');
    }
    await eventually(async () => (await call(plantOps.url, 'GET', '/readyz')).status === 200);
    // Those that went on are looked at together with the one that did not.
    await eventually(() => told(/offline/).length > 0);
    await load.pause();
    await allStored(load);
    expect(told(/offline/).map(({ content }) => content)).toEqual([expect.stringMatching(/^Silent board is offline/)]);
    await load.disconnect();
  });

  it('a killed database is started again, and nothing is lost', async () => {
    const load = await startLoad(await registerMany(5), 1000);
    for (let kills = 0; kills < 2; kills += 1) {
      await eventually(async () => (await storedTimes()).length > 300);
      const pid = plantOps.databasePid;
      process.kill(pid, 'SIGKILL');
      await eventually(
        async () =>
          ![pid, Number.NaN].includes(plantOps.databasePid) &&
          (await call(plantOps.url, 'GET', '/readyz')).status === 200,
      );
      await eventually(async () => (await call(plantOps.url, 'GET', '/api/devices')).status === 200);
    }
    await load.disconnect();
    await allStored(load);
  });

  it('a restarted broker keeps its queued messages, and devices come back by themselves', async () => {
    const devices = await registerMany(3);
    const load = await startLoad(devices, 1000);
    for (let restarts = 0; restarts < 2; restarts += 1) {
      await eventually(async () => (await storedTimes()).length > 100);
      const pid = plantOps.brokerPid;
      process.kill(pid, 'SIGTERM');
      const before = (await storedTimes()).length;
      await eventually(async () => (await storedTimes()).length > before + 500);
    }
    await load.disconnect();
    await allStored(load);
    expect(told(/offline/)).toEqual([]);
  });

  it('rejected messages wait for the database, keep their order and do not block other messages', async () => {
    const [device] = await registerMany(1);
    if (!device) throw new Error('not registered');
    const client = await connectDevice(device);
    const allow = await refuse('rejected_messages', 'INSERT');
    for (let number = 0; number < 150; number += 1)
      await client.publishAsync(device.topics.telemetry, `bad ${number}`, { qos: 1 });
    await publishReading(client, device, { temperature: 20 });
    await eventually(async () => (await storedTimes()).length === 1);
    await allow();
    await eventually(async () => (await getDevice(plantOps.url, device.device_id)).rejected_count === 150);
    const { body } = await call<RejectedMessage[]>(plantOps.url, 'GET', `/api/devices/${device.device_id}/rejected`);
    expect(body.map(({ payload }) => payload)).toEqual(Array.from({ length: 100 }, (_, index) => `bad ${149 - index}`));
    await eventually(async () => (await inFlight()) === 0);
    await client.endAsync();
  });

  it('an alert, an outage and a return that the database refused are reported as soon as it accepts them', async () => {
    // Who falls silent within minutes of others is told of together with them.
    await plantOps.remove();
    await begin();
    const device = await register(plantOps.url, undefined, { name: 'Balcony' });
    await assignNewPlant(plantOps.url, device.device_id, { name: 'Fern', thresholds: { humidity: { min: 40 } } });
    const client = await connectDevice(device);
    const refusals = () => (plantOps.output.match(/not now/g) ?? []).length;

    // A board that sends nothing but readings may sleep between them.
    await client.publishAsync(device.topics.heartbeat, '{}', { qos: 1 });
    let allow = await refuse('alerts', 'INSERT');
    const before = refusals();
    await publishReading(client, device, { humidity: 10 });
    await eventually(() => refusals() > before);
    expect((await listAlerts(plantOps.url)).filter(({ metric }) => metric === 'humidity')).toEqual([]);
    // Meanwhile the device falls silent, which cannot be stored either.
    const seen = refusals();
    await eventually(() => refusals() > seen + 1);
    await allow();
    await eventually(() => told(/^Balcony is offline/).length === 1);

    allow = await refuse('alerts', 'UPDATE');
    const seenThen = refusals();
    await publishReading(client, device, { humidity: 11 });
    await eventually(() => refusals() > seenThen);
    expect(told(/back online/)).toEqual([]);
    await allow();
    await publishReading(client, device, { humidity: 12 });
    await eventually(() => told(/^Balcony is back online$/).length === 1);
    await eventually(() => told(/^humidity is 11\.0, threshold min 40\.0$/).length === 1);
    expect(told(/offline/)).toHaveLength(1);
    await client.endAsync();
  });
});
