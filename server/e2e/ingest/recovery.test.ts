import type { DeviceCredentials } from '@plantops/shared/api/devices.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../testing/place.ts';
import { getDevice, register } from '../harness/api.ts';
import { connectDevice, publishReading } from '../harness/device-client.ts';
import { eventually, sleep } from '../harness/eventually.ts';
import { isAlive, PlantOpsProcess } from '../harness/plantops-process.ts';
import { type LoadOptions, RecordedLoad } from '../harness/recorded-load.ts';

/**
 * How many readings wait for a server that is away. Many are more than twice what the broker hands out at once
 * (`max_inflight_messages`, 5000): there it can keep one back.
 */
const WAITING = { few: 400, many: 12_000 };

describe('after a crash', () => {
  let plantOps: PlantOpsProcess;
  let running: RecordedLoad | undefined;
  const newLoad = async (devices: number, options: LoadOptions): Promise<RecordedLoad> => {
    running = new RecordedLoad(await registerMany(devices), options);
    await running.connect();
    return running;
  };
  const registerMany = (count: number) => Promise.all(Array.from({ length: count }, () => register(plantOps.url)));
  const storedTimes = async () =>
    (await plantOps.query<{ device_id: string; time: Date }>('SELECT device_id, time FROM telemetry')).map(
      ({ device_id, time }) => `${device_id} ${time.toISOString()}`,
    );
  const storedCount = async () =>
    (await plantOps.query<{ count: number }>('SELECT count(*)::int FROM telemetry'))[0]?.count ?? 0;
  const storedNumbers = async () =>
    (
      await plantOps.query<{ device_id: string; light_level: number }>('SELECT device_id, light_level FROM telemetry')
    ).map(({ device_id, light_level }) => `${device_id} ${light_level}`);
  /** What one device measured, in order. What another repeated after a crash may still arrive in the next test. */
  const storedOf = async ({ device_id }: DeviceCredentials) =>
    (
      await plantOps.query<{ light_level: number }>(
        'SELECT light_level FROM telemetry WHERE device_id = $1 ORDER BY light_level',
        [device_id],
      )
    ).map(({ light_level }) => light_level);

  beforeAll(() => {
    plantOps = new PlantOpsProcess();
  });
  beforeEach(async () => {
    if (plantOps.pid === undefined) await plantOps.start();
    await plantOps.query('TRUNCATE telemetry');
  });
  afterEach(() => {
    running?.abandon();
    running = undefined;
  });
  afterAll(() => plantOps.remove());

  it('a killed server loses no acknowledged reading, nor those that wait for it meanwhile', async () => {
    const load = await newLoad(6, { timed: true, ratePerS: 1500 });
    load.run();
    for (const most of [WAITING.few, WAITING.many]) {
      await sleep(600);
      await plantOps.kill();
      // The broker that was left behind queues what arrives now.
      const before = load.acknowledged.size;
      await eventually(() => load.acknowledged.size - before > most, { what: `${most} waiting` });
      await plantOps.start();
    }
    await sleep(500);
    await load.disconnect();
    await eventually(async () => (await storedCount()) >= load.acknowledged.size, {
      what: 'as many rows as acknowledged readings',
    });
    const stored = await storedTimes();
    const known = new Set(stored);
    expect(
      [...load.acknowledged].filter((key) => !known.has(key)),
      'missing',
    ).toEqual([]);
    expect(stored.length - known.size, 'doubled').toBe(0);
  });

  it('readings without a time are stored once, however often the server is killed', async () => {
    const load = await newLoad(3, { timed: false, ratePerS: 1500 });
    for (let kills = 0; kills < 2; kills += 1) {
      load.run();
      await sleep(500 + 130 * kills);
      await plantOps.kill();
      await sleep(100);
      // Starting the server restarts the broker. A reading that a device repeats on its new connection would count as
      // another message, so none may be in flight meanwhile, and none may be published before there is a connection.
      await load.pause();
      await plantOps.start();
      await load.connected();
    }
    load.run();
    await sleep(300);
    await load.disconnect();
    expect(load.acknowledged.size).toBeGreaterThan(1000);
    await eventually(async () => (await storedCount()) >= load.acknowledged.size, {
      what: 'as many rows as acknowledged readings',
    });
    const stored = await storedNumbers();
    expect(stored.length - new Set(stored).size, 'doubled').toBe(0);
    expect(new Set(stored)).toEqual(load.acknowledged);
  });

  it('a reading without a time that was stored, but not acknowledged before the server was killed, is stored once', async () => {
    const [device] = await registerMany(1);
    if (!device) throw new Error('not registered');
    const client = await connectDevice(device);
    await publishReading(client, device, { light_level: 1 }, null);
    await eventually(async () => (await storedOf(device)).length === 1);

    const lock = await plantOps.database();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE telemetry IN SHARE MODE');
    for (let number = 2; number <= 50; number += 1) await publishReading(client, device, { light_level: number }, null);
    await eventually(
      async () => (await lock.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`)).rowCount,
    );
    await sleep(200);
    await plantOps.kill();
    // The database commits what was requested, although no client is left to hear of it.
    await lock.query('COMMIT');
    const stored = async () =>
      (await lock.query('SELECT FROM telemetry WHERE device_id = $1', [device.device_id])).rowCount as number;
    await eventually(async () => (await stored()) > 1);
    const before = await stored();
    await lock.end();
    await client.endAsync();

    await plantOps.start();
    await eventually(async () => (await storedOf(device)).length >= 50);
    // A repeated message would follow at once. When one more reading is stored, all earlier ones have been processed.
    const again = await connectDevice(device);
    await publishReading(again, device, { light_level: 51 }, null);
    await eventually(async () => (await storedOf(device)).includes(51));
    expect(before).toBeGreaterThan(1);
    expect(await storedOf(device)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
    await again.endAsync();
  });

  it('the next start takes over a database and a broker that were left behind', async () => {
    const device = (await registerMany(1))[0];
    const leftovers = [plantOps.brokerPid, plantOps.databasePid];
    await plantOps.kill();
    expect(leftovers.map(isAlive)).toEqual([true, true]);
    await plantOps.start();
    expect(leftovers.map(isAlive)).toEqual([false, false]);
    expect(plantOps.output).toMatch(
      /Mosquitto was left behind .*PostgreSQL was left behind|PostgreSQL was left behind [^]*Mosquitto was left behind/,
    );
    expect((await getDevice(plantOps.url, device?.device_id ?? '')).status).toBe('provisioning');
  });

  it('Ctrl-C under load ends everything cleanly, loses nothing and leaves no process behind', async () => {
    const load = await newLoad(3, { timed: true, ratePerS: 1500 });
    load.run();
    await eventually(async () => (await storedCount()) > 500);
    const children = [plantOps.brokerPid, plantOps.databasePid];
    const before = plantOps.output.length;
    expect(await plantOps.stop()).toBe(0);
    expect(children.map(isAlive)).toEqual([false, false]);
    const said = plantOps.output.slice(before);
    const order = [
      'HTTP server',
      'message intake',
      'flows',
      'reading writer',
      'broker connection',
      'Mosquitto',
      'database connections',
      'PostgreSQL',
    ];
    const places = order.map((name) => said.indexOf(`${name} stopped`));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places).not.toContain(-1);
    expect(said).not.toMatch(/SIGKILL|could not be stopped/);

    await plantOps.start();
    await load.disconnect();
    await eventually(async () => (await storedCount()) >= load.acknowledged.size);
    expect(new Set(await storedTimes())).toEqual(load.acknowledged);
  });

  it('a second server on the same data is refused and does not disturb the first', async () => {
    const device = (await registerMany(1))[0];
    if (!device) throw new Error('not registered');
    const client = await connectDevice(device);
    let closed = 0;
    client.on('close', () => {
      closed += 1;
    });
    const { code, output } = await plantOps.startInVain({ PORT: '0', MQTT_PORT: String(await freePort()) });
    expect(code).toBe(1);
    expect(output).toContain(
      `PlantOps cannot start: ${plantOps.dataDir} is in use by a PlantOps server that is running (process ${plantOps.pid}). Stop that one, or choose another DATA_DIR.`,
    );
    await publishReading(client, device, { light_level: 20 });
    await eventually(async () => (await storedOf(device)).length === 1);
    expect(closed).toBe(0);
    await client.endAsync();
  });

  it('a port that the broker cannot have ends the start and names the variable to change', async () => {
    const other = new PlantOpsProcess();
    try {
      const broker = await other.startInVain({ PORT: '0', MQTT_PORT: String(plantOps.mqttPort) });
      expect(broker.code).toBe(1);
      expect(broker.output).toContain(`PlantOps cannot start: MQTT_PORT cannot be ${plantOps.mqttPort}`);
    } finally {
      await other.remove();
    }
  });
});
