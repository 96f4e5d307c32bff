import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { listAlerts } from '../../db/repositories/alerts.ts';
import { findDevices } from '../../db/repositories/devices.ts';
import { insertPlant } from '../../db/repositories/plants.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { ChangeBus } from '../bus/change-bus.ts';
import { FindingKeeper } from './finding-keeper.ts';

const databases = useTestDatabases();
let database: Database;
let clock: FakeClock;
let bus: ChangeBus;
let released: string[];
let changed: string[];

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date('2026-03-01T12:00:00Z'));
  bus = new ChangeBus(silentLog);
  released = [];
  changed = [];
  bus.on('findings_changed', ({ deviceIds }) => changed.push(deviceIds.join()));
  await insertPlant(database, 'plant_1', { name: 'Fern', species: null, thresholds: {} });
  await database.query(
    `INSERT INTO devices (id, mac_address, name, mqtt_username, mqtt_password_hash, mqtt_broker_hash, plant_id)
     VALUES ('dev_1', 'm1', 'Shelf', 'dev_1', 'h', 'h', 'plant_1'), ('dev_2', 'm2', NULL, 'dev_2', 'h', 'h', NULL)`,
  );
});

async function keeperOf(side: 'host' | 'engine' = 'engine'): Promise<FindingKeeper> {
  const keeper = new FindingKeeper({
    side,
    database,
    release: async (id) => void released.push(id),
    bus,
    clock,
    log: silentLog,
  });
  await keeper.load();
  return keeper;
}
const nan = { code: 'value_set_aside', metric: 'humidity', evidence: { sent: 'nan', why: 'not_a_number' } } as const;
const findingsOf = async (id: string) => (await findDevices(database, [id]))[0]?.findings;
const alerts = () => listAlerts(database, { limit: 10 });

/** A reading of the device comes now. */
const reads = (deviceId: string): Promise<unknown> =>
  database.query(
    `INSERT INTO latest_readings (device_id, humidity, humidity_at) VALUES ($1, 50, $2)
     ON CONFLICT (device_id) DO UPDATE SET humidity_at = EXCLUDED.humidity_at`,
    [deviceId, clock.now()],
  );
/** A message of the device comes now. */
const isHeard = (deviceId: string): Promise<unknown> =>
  database.query('UPDATE devices SET last_seen_at = $2 WHERE id = $1', [deviceId, clock.now()]);

describe('what was noticed about a device', () => {
  it('is shown at it, with words, from the first time on, each metric apart', async () => {
    const keeper = await keeperOf();
    keeper.note('dev_1', nan);
    keeper.note('dev_1', { ...nan, metric: 'temperature' });
    await keeper.write();
    expect(await findingsOf('dev_1')).toEqual([
      {
        code: 'value_set_aside',
        metric: 'humidity',
        since: '2026-03-01T12:00:00.000Z',
        last_at: '2026-03-01T12:00:00.000Z',
        count: 1,
        evidence: { sent: 'nan', why: 'not_a_number' },
        severity: 'warning',
        title: 'Humidity was set aside: nan is not a number.',
        advice: expect.stringContaining('send only what was measured: `if (!isnan(x)) doc["humidity"] = x;`'),
      },
      expect.objectContaining({ metric: 'temperature' }),
    ]);
    expect(await findingsOf('dev_2')).toEqual([]);
    expect([changed, await alerts(), released], 'a kind that tells nobody').toEqual([['dev_1'], [], []]);
  });

  it('is written again after a minute, however often it is noticed', async () => {
    const keeper = await keeperOf();
    for (let nth = 0; nth < 100; nth += 1) {
      keeper.note('dev_1', nan);
      await keeper.write();
    }
    expect([(await findingsOf('dev_1'))?.[0]?.count, changed.length]).toEqual([1, 1]);
    await clock.advance(60_000);
    keeper.note('dev_1', { ...nan, evidence: { sent: '-inf', why: 'not_a_number' } });
    await keeper.write();
    expect((await findingsOf('dev_1'))?.[0]).toMatchObject({
      count: 101,
      since: '2026-03-01T12:00:00.000Z',
      last_at: '2026-03-01T12:01:00.000Z',
      evidence: { sent: '-inf' },
    });
  });

  it('ends when it is cleared, or by itself when readings come without it for long, and begins anew', async () => {
    const keeper = await keeperOf();
    keeper.note('dev_1', nan);
    keeper.note('dev_2', nan);
    await keeper.write();
    keeper.clear('dev_1', 'value_set_aside', 'humidity');
    await keeper.write();
    expect([await findingsOf('dev_1'), (await findingsOf('dev_2'))?.length]).toEqual([[], 1]);
    await clock.advance(86_400_001);
    await reads('dev_2');
    await keeper.write();
    expect(await findingsOf('dev_2')).toEqual([]);
    keeper.note('dev_2', nan);
    await keeper.write();
    expect((await findingsOf('dev_2'))?.[0]).toMatchObject({ count: 1, since: '2026-03-02T12:00:00.001Z' });
  });

  it.each([
    ['about a value', nan],
    ['about the time', { code: 'time_unusable', evidence: { sent: '10' } }],
    ['about a clock', { code: 'clock_off', evidence: { sent: '10', offset_s: 3600 } }],
  ] as const)('%s does not end while its device is silent, or sends only signs of life', async (_, finding) => {
    const keeper = await keeperOf();
    keeper.note('dev_1', finding);
    await keeper.write();
    await clock.advance(3 * 86_400_000);
    await keeper.write();
    await isHeard('dev_1');
    await clock.advance(60_000);
    await keeper.write();
    expect(await findingsOf('dev_1')).toHaveLength(1);
    await reads('dev_1');
    await clock.advance(60_000);
    await keeper.write();
    expect(await findingsOf('dev_1')).toEqual([]);
  });

  it('about a board that reports once a day stays as long as each report shows it', async () => {
    const keeper = await keeperOf();
    for (let day = 0; day < 4; day += 1) {
      keeper.note('dev_1', nan);
      await reads('dev_1');
      await keeper.write();
      await clock.advance(86_460_000);
      await keeper.write();
    }
    expect(await findingsOf('dev_1')).toMatchObject([{ count: 4, since: '2026-03-01T12:00:00.000Z' }]);
  });

  it('about vital signs ends once the device is heard without it for a day', async () => {
    const keeper = await keeperOf();
    keeper.note('dev_1', { code: 'vitals_set_aside', evidence: { field: 'battery_pct', sent: '-1', why: 'too_low' } });
    await keeper.write();
    await clock.advance(86_460_000);
    await keeper.write();
    expect(await findingsOf('dev_1')).toHaveLength(1);
    await isHeard('dev_1');
    await clock.advance(60_000);
    await keeper.write();
    expect(await findingsOf('dev_1')).toEqual([]);
  });

  it('leaves nothing behind when it ends before it was written, or with its device', async () => {
    const keeper = await keeperOf();
    keeper.note('dev_1', nan);
    keeper.clear('dev_1', 'value_set_aside', 'humidity');
    keeper.note('gone', nan);
    await keeper.write();
    expect((await database.query('SELECT FROM device_findings')).rowCount).toBe(0);
    keeper.note('dev_2', nan);
    await bus.publish('device_removed', { deviceId: 'dev_2', plantIds: [] });
    await keeper.write();
    expect((await database.query('SELECT FROM device_findings')).rowCount).toBe(0);
  });

  it('outlasts a restart in the process that notes it, and only that one ends it', async () => {
    const before = await keeperOf('engine');
    before.note('dev_1', nan);
    await before.stop();
    const host = await keeperOf('host');
    expect(host.has('dev_1', 'value_set_aside', 'humidity')).toBe(false);
    await clock.advance(86_400_001);
    await host.write();
    expect(await findingsOf('dev_1')).toHaveLength(1);
    const after = await keeperOf('engine');
    expect(after.has('dev_1', 'value_set_aside', 'humidity')).toBe(true);
    await reads('dev_1');
    await after.write();
    expect(await findingsOf('dev_1')).toEqual([]);
  });

  it('is written later when the database fails', async () => {
    const keeper = await keeperOf();
    await database.query('ALTER TABLE device_findings RENAME TO away');
    keeper.note('dev_1', nan);
    await keeper.write();
    await database.query('ALTER TABLE away RENAME TO device_findings');
    await keeper.write();
    expect(await findingsOf('dev_1')).toHaveLength(1);
  });
});

describe('a kind of finding that the owner is told of', () => {
  const taken = { code: 'credentials_taken', evidence: { heard_s: 3 } } as const;

  it('opens one alert and sends one message, with the name of the device and what to do', async () => {
    const keeper = await keeperOf('host');
    for (let nth = 0; nth < 3; nth += 1) {
      keeper.note('dev_1', taken);
      await keeper.write();
    }
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: 'finding',
      code: 'credentials_taken',
      evidence: { heard_s: 3 },
      device_id: 'dev_1',
      plant_id: 'plant_1',
      metric: null,
      closed_at: null,
      message: expect.stringMatching(/^Shelf: New credentials .* 3 s before\. If that was you/),
    });
    const { rows } = await database.query('SELECT id, kind, message FROM notices');
    expect(rows).toEqual([{ id: released[0], kind: 'finding', message: alert?.message }]);
  });

  it('closes its alert without a message when it ends', async () => {
    const keeper = await keeperOf('host');
    keeper.note('dev_2', taken);
    await keeper.write();
    keeper.clear('dev_2', 'credentials_taken');
    await keeper.write();
    expect(await alerts()).toEqual([
      expect.objectContaining({ device_id: 'dev_2', closed_at: clock.now().toISOString() }),
    ]);
    expect(released).toHaveLength(1);
  });

  it('sends no message while the plant of the device is muted', async () => {
    await database.query(`INSERT INTO mutes (plant_id, metric, until) VALUES ('plant_1', '', '2026-03-02T12:00:00Z')`);
    const keeper = await keeperOf('host');
    keeper.note('dev_1', taken);
    await keeper.write();
    expect([(await alerts()).length, released]).toEqual([1, []]);
  });

  it('is told of after the database was away', async () => {
    const keeper = await keeperOf('host');
    await database.query('ALTER TABLE alerts RENAME TO away');
    keeper.note('dev_1', taken);
    await keeper.write();
    await database.query('ALTER TABLE away RENAME TO alerts');
    await keeper.write();
    expect([(await alerts()).length, released.length]).toEqual([1, 1]);
  });
});
