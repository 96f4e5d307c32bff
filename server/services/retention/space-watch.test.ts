import { perKind } from '@plantops/shared/settings/retention.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { Retention } from './retention.ts';
import { SpaceWatch } from './space-watch.ts';

const databases = useTestDatabases();
const NOW = new Date('2026-05-20T12:00:00Z');
let database: Database;
let clock: FakeClock;
let retention: Retention;
let freeBytes: number;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(NOW);
  retention = new Retention({ database, makeFigures: () => Promise.resolve(), clock, log: silentLog });
  freeBytes = 1e9;
  await database.query(
    `INSERT INTO devices (id, mac_address, mqtt_username, mqtt_password_hash, mqtt_broker_hash) VALUES ('d', 'm', 'd', '', '')`,
  );
});

const watchOf = (folder: string | null = '/data') =>
  new SpaceWatch({
    database,
    months: () => retention.months(),
    folder: folder ?? undefined,
    clock,
    log: silentLog,
    roomOf: () => Promise.resolve({ free_bytes: freeBytes, total_bytes: 2e9 }),
  });
/** A reading every minute of some days until now. */
const insert = (days: number): Promise<unknown> =>
  database.query(
    `INSERT INTO telemetry (time, device_id, humidity)
     SELECT $1::timestamptz - n * INTERVAL '1 minute', 'd', 50 FROM generate_series(1, $2) n`,
    [NOW, days * 1440],
  );

describe('the room that readings take', () => {
  it('is what the disk says, and grows by what came in the last week', async () => {
    await insert(20);
    await database.query('ANALYZE telemetry');
    const { stored, disk, full_at } = await watchOf().read();
    expect(stored.readings.bytes).toBeGreaterThan(20 * 1440 * 60);
    // A week of twenty days.
    expect(stored.readings.bytes_a_day / (stored.readings.bytes / 20)).toBeCloseTo(1, 1);
    expect(disk).toEqual({ free_bytes: 1e9, total_bytes: 2e9 });
    const daysLeft = (Date.parse(full_at ?? '') - NOW.getTime()) / 86_400_000;
    expect(daysLeft).toBeCloseTo(1e9 / stored.readings.bytes_a_day, 3);
  });

  it('is judged by what there is where there is less than a week, and before the database has counted', async () => {
    await insert(2);
    const { stored } = await watchOf().read();
    expect(stored.readings.bytes_a_day).toBeGreaterThan(1440 * 100);
    expect(stored.readings.bytes_a_day).toBeLessThan(1440 * 400);
  });

  it('grows no more once as much goes as comes', async () => {
    await insert(20);
    await retention.change({ months: { ...perKind(() => null), readings: 1 }, agreed: true });
    expect((await watchOf().read()).stored.readings.bytes_a_day).toBeGreaterThan(0);
    await database.query(`INSERT INTO kept_from (kind, time) VALUES ('readings', '2026-04-01Z')`);
    const { stored, full_at } = await watchOf().read();
    expect(stored.readings).toMatchObject({ bytes_a_day: 0, kept_from: '2026-04-01T00:00:00.000Z' });
    expect(full_at).toBeNull();
  });

  it('fills no disk where nothing comes, and none that is on another machine', async () => {
    expect(await watchOf().read()).toMatchObject({ full_at: null, disk: { free_bytes: 1e9 } });
    await insert(2);
    expect(await watchOf(null).read()).toMatchObject({ full_at: null, disk: null });
  });

  it('knows after the first look when the disk is full, and again every hour', async () => {
    await insert(2);
    const watch = watchOf();
    expect(watch.daysLeft).toBeUndefined();
    watch.start();
    await expect.poll(() => watch.latest?.full_at).toEqual(expect.any(String));
    const perDay = watch.latest?.stored.readings.bytes_a_day ?? 0;
    freeBytes = perDay * 12.5;
    await clock.advance(3_600_000);
    await expect.poll(() => Math.floor(watch.daysLeft ?? 0)).toBe(12);
    await watch.stop();
    expect(clock.timers).toBe(0);
  });
});
