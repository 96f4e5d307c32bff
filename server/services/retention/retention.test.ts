import { perKind } from '@plantops/shared/settings/retention.ts';
import { FakeClock } from '@plantops/shared/testing/fake-clock.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../db/pool.ts';
import { readsFrom } from '../../db/reads.ts';
import { readKeptFrom } from '../../db/repositories/kept-from.ts';
import { silentLog, useTestDatabases } from '../../testing/database.ts';
import { FigureKeeper } from '../figures/figure-keeper.ts';
import { PlantCharts } from '../plants/plant-charts.ts';
import { cutOf, Retention } from './retention.ts';
import { TelemetryMonths } from './telemetry-months.ts';

const databases = useTestDatabases();
const NOW = '2026-05-20T12:00:00Z';
let database: Database;
let clock: FakeClock;
let keeper: FigureKeeper;
let retention: Retention;
let charts: PlantCharts;
let zone: string;

beforeEach(async () => {
  database = await databases.pool();
  clock = new FakeClock(new Date(NOW));
  zone = 'Europe/Berlin';
  const timeZone = (): Promise<string> => Promise.resolve(zone);
  keeper = new FigureKeeper({ database, timeZone, clock, log: silentLog });
  retention = new Retention({ database, makeFigures: () => Promise.resolve(), clock, log: silentLog });
  const plants = { measuring: () => Promise.resolve({} as never) };
  charts = new PlantCharts({
    reads: readsFrom({ charts: database, bulk: database }),
    plants,
    timeZone,
    clock,
  });
  await database.query(`INSERT INTO plants (id, name) VALUES ('p', 'Fern')`);
});

/** A reading every six hours, from the beginning of the year until now. */
async function readYear(): Promise<void> {
  await database.query(
    `INSERT INTO telemetry (time, device_id, plant_id, humidity)
     SELECT t, 'd', 'p', extract(day FROM t) FROM generate_series(TIMESTAMPTZ '2026-01-01T00:10Z', $1, '6 hours') t`,
    [NOW],
  );
  await new TelemetryMonths({ database, clock, log: silentLog }).make();
}
const oldest = async (table: string): Promise<string | undefined> =>
  (await database.query<{ time: Date | null }>(`SELECT min(time) AS time FROM ${table}`)).rows[0]?.time?.toISOString();
const months = (kept: Partial<Record<'readings' | 'five_minutes' | 'hours' | 'days', number>>) => ({
  ...perKind(() => null),
  ...kept,
});
const set = async (kept: Parameters<typeof months>[0]): Promise<void> => {
  await retention.change({ months: months(kept), agreed: true });
  await retention.remove();
};
const chart = async (from: string, to: string, points: number) => {
  const history = await charts.history('p', { from: new Date(from), to: new Date(to), points });
  const { readings_from, points: drawn } = history.parse();
  return { readings_from, points: drawn.map(({ time, humidity }) => [time.slice(0, 13), humidity]) };
};

describe('how long something is kept', () => {
  it('is whole months beside the present one, in UTC', () => {
    const cut = (now: string, kept: number) => cutOf(new Date(now), kept).toISOString();
    expect(cut('2026-05-20T12:00:00Z', 1)).toBe('2026-04-01T00:00:00.000Z');
    expect(cut('2026-05-31T23:59:59Z', 3)).toBe('2026-02-01T00:00:00.000Z');
    expect(cut('2026-01-01T00:00:00Z', 13)).toBe('2024-12-01T00:00:00.000Z');
  });

  it('is for ever until the owner sets something else', async () => {
    await readYear();
    await keeper.keep();
    await retention.remove();
    expect(await retention.months()).toEqual(months({}));
    expect(await oldest('telemetry')).toBe('2026-01-01T00:10:00.000Z');
    expect(await readKeptFrom(database)).toEqual({});
  });

  it('is changed only once the owner agrees, where something goes by that; it is said what', async () => {
    await readYear();
    await keeper.keep();
    const wanted = months({ readings: 1, five_minutes: 2 });
    expect(await retention.preview(wanted)).toEqual([
      { kind: 'readings', rows: 90 * 4, before: '2026-04-01T00:00:00.000Z' },
      { kind: 'five_minutes', rows: 59 * 4, before: '2026-03-01T00:00:00.000Z' },
    ]);
    await expect(retention.change({ months: wanted, agreed: false })).rejects.toMatchObject({
      code: 'removal_not_agreed',
      message: expect.stringContaining(
        '360 readings of before 2026-04-01, 236 figures of five minutes of before 2026-03-01',
      ),
    });
    expect([await retention.months(), await oldest('telemetry')]).toEqual([months({}), '2026-01-01T00:10:00.000Z']);
    // Nothing is as old as that.
    await retention.change({ months: months({ readings: 12 }), agreed: false });
    expect(await retention.months()).toEqual(months({ readings: 12 }));
  });
});

describe('what is too old', () => {
  it('goes with its partitions, while charts of its time stay as they are and say so', async () => {
    await readYear();
    await keeper.keep();
    const year = ['2026-01-01T00:00:00Z', NOW, 200] as const;
    const hours = ['2026-02-10T00:00:00Z', '2026-02-12T00:00:00Z', 60] as const;
    const before = { year: await chart(...year), hours: await chart(...hours) };
    expect(before.year.readings_from).toBeNull();
    await set({ readings: 1 });
    expect(await oldest('telemetry')).toBe('2026-04-01T00:10:00.000Z');
    const { rows } = await database.query('SELECT name FROM telemetry_partitions WHERE to_time <= $1', ['2026-04-01Z']);
    expect(rows).toEqual([]);
    const readings_from = '2026-04-01T00:00:00.000Z';
    expect(await chart(...year)).toEqual({ ...before.year, readings_from });
    expect(await chart(...hours)).toEqual({ ...before.hours, readings_from });
    expect((await chart('2026-05-01T00:00:00Z', NOW, 60)).readings_from).toBeNull();
  });

  it('goes each for itself: readings, five minutes, hours and days', async () => {
    await readYear();
    await keeper.keep();
    const days = await chart('2026-01-01T00:00:00Z', NOW, 200);
    await set({ readings: 1, five_minutes: 2, hours: 3 });
    expect(await Promise.all(['telemetry', 'readings_5min', 'readings_hourly', 'readings_daily'].map(oldest))).toEqual([
      '2026-04-01T00:10:00.000Z',
      '2026-03-01T00:10:00.000Z',
      '2026-02-01T00:00:00.000Z',
      '2025-12-31T23:00:00.000Z',
    ]);
    expect((await chart('2026-01-01T00:00:00Z', NOW, 200)).points).toEqual(days.points);
    await set({ readings: 1, five_minutes: 2, hours: 3, days: 4 });
    expect(await oldest('readings_daily')).toBe('2026-01-01T23:00:00.000Z');
  });

  it('stays in the figures when a reading of that time comes late, the owner moves, or the readings are counted anew', async () => {
    await readYear();
    await keeper.keep();
    await set({ readings: 1, five_minutes: 2 });
    const before = await chart('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z', 150);
    await database.query(
      `INSERT INTO telemetry (time, device_id, plant_id, humidity) VALUES ('2026-02-03T04:05:06Z', 'd', 'p', 9000)`,
    );
    await keeper.keep();
    expect(await chart('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z', 150)).toEqual(before);
    await database.query(`DELETE FROM figures_mark`);
    await keeper.keep();
    expect(await chart('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z', 150)).toEqual(before);
    zone = 'UTC';
    await keeper.keep();
    const { points } = await chart('2026-01-01T00:00:00Z', '2026-05-01T00:00:00Z', 150);
    expect(points.length).toBeGreaterThanOrEqual(119);
    expect(points.filter(([, humidity]) => Number(humidity) > 31)).toEqual([]);
    expect(points.at(-1)).toEqual(['2026-04-30T00', 30]);
  });

  it('waits until figures are made of it', async () => {
    await readYear();
    await set({ readings: 1 });
    expect([await oldest('telemetry'), await readKeptFrom(database)]).toEqual(['2026-01-01T00:10:00.000Z', {}]);
    await keeper.keep();
    await database.query(`UPDATE telemetry SET humidity = 1 WHERE time = '2026-01-05T00:10Z'`);
    await retention.remove();
    expect(await oldest('telemetry')).toBe('2026-01-01T00:10:00.000Z');
    await keeper.keep();
    await retention.remove();
    expect(await oldest('telemetry')).toBe('2026-04-01T00:10:00.000Z');
  });

  it('has figures made of it first where there are none', async () => {
    await readYear();
    retention = new Retention({ database, makeFigures: () => keeper.keep(), clock, log: silentLog });
    await retention.change({ months: months({ readings: 1 }), agreed: true });
    await expect.poll(() => oldest('telemetry')).toBe('2026-04-01T00:10:00.000Z');
    expect(await oldest('readings_5min')).toBe('2026-01-01T00:10:00.000Z');
    await retention.stop();
  });

  it('goes from the partition of before there were months, and gives its room back; the rest stays', async () => {
    await database.query(`DROP TABLE telemetry_other`);
    await database.query(
      `CREATE TABLE telemetry_before_months PARTITION OF telemetry FOR VALUES FROM (MINVALUE) TO ('2026-05-01Z');
       CREATE TABLE telemetry_other PARTITION OF telemetry DEFAULT`,
    );
    await readYear();
    await keeper.keep();
    const before = await chart('2026-01-01T00:00:00Z', NOW, 200);
    const pages = async () =>
      (await database.query<{ bytes: number }>(`SELECT pg_relation_size('telemetry_before_months') AS bytes`)).rows[0]
        ?.bytes ?? 0;
    const full = await pages();
    await set({ readings: 1 });
    expect(await oldest('telemetry')).toBe('2026-04-01T00:10:00.000Z');
    expect(await pages()).toBeLessThan(full);
    expect((await chart('2026-01-01T00:00:00Z', NOW, 200)).points).toEqual(before.points);
    await clock.advance(32 * 86_400_000);
    await keeper.keep();
    await retention.remove();
    expect((await database.query(`SELECT to_regclass('telemetry_before_months') AS name`)).rows).toEqual([
      { name: null },
    ]);
  });

  it('goes by itself when a month is over, and what was cut off is finished at the next look', async () => {
    await readYear();
    await keeper.keep();
    await set({ readings: 1, five_minutes: 1 });
    await database.query(`UPDATE kept_from SET time = '2026-04-15Z', is_gone = FALSE WHERE kind = 'five_minutes'`);
    await retention.remove();
    expect(await oldest('readings_5min')).toBe('2026-04-15T00:10:00.000Z');
    retention.start();
    await clock.advance(12 * 86_400_000);
    await keeper.keep();
    await clock.advance(10 * 60_000);
    for (const table of ['telemetry', 'readings_5min'])
      await expect.poll(() => oldest(table)).toBe('2026-05-01T00:10:00.000Z');
    await retention.stop();
    expect(clock.timers).toBe(0);
  });
});
